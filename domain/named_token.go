package domain

import "time"

// PersonalClient is the client_id of every personal access token. No client has
// it: what a person makes for their own programs was issued to none. A resource
// server is told it all the same, since many look for the member, and can tell by
// it that the token was made by hand.
const PersonalClient = "personal-access-token"

// NamedToken is what a person calls one of their personal access tokens, kept
// beside its row so that they can tell them apart.
type NamedToken struct {
	Key TokenKey
	// User is the id of the person who made it.
	User string
	Name string
	// Last4 are the last four characters of its text.
	Last4            string
	Created, Expires time.Time
}

// PersonalLifetime is the longest a personal access token may live, zero where
// none may be made.
func (s Settings) PersonalLifetime() time.Duration {
	return orDefault(s.PersonalTokenSeconds, defaultPersonal)
}

// Personal decides what a personal access token of the scope values is good for at
// the resource servers named: each has to accept such tokens, and to own what is
// asked for there. Asked has the scope by the resource server's id.
func (s *Snapshot) Personal(asked map[string]Scope) ([]Target, Scope, error) {
	var targets []Target
	var granted Scope
	for _, server := range s.ResourceServers() {
		scope, wanted := asked[server.ID]
		if !wanted {
			continue
		}
		if !server.Personal || server.Status != Active || len(scope.Both(server.ScopeNames())) != len(scope) {
			return nil, nil, errNotPersonal()
		}
		targets = append(targets, Target{ResourceServer: server.ID, Identifier: server.Identifiers[0], Scope: scope})
		granted = granted.With(scope)
	}
	switch {
	case len(targets) != len(asked):
		return nil, nil, errNotPersonal()
	case len(targets) == 0:
		return nil, nil, InvalidField("scope", "say what the token is for: choose at least one API")
	}
	return targets, granted, nil
}

func errNotPersonal() error {
	return InvalidField("scope", "one of these APIs does not take such tokens any more: choose again")
}
