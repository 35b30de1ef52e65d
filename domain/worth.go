package domain

import "slices"

// Worth decides which resource servers an authorization is for and what it is
// worth at each: what was asked for, of what they own, of what the client is
// allowed there. A scope value counts only where it is both owned and allowed,
// so a value that two resource servers happen to share gives no right at the
// other. An empty scope asks for all; named resources are those of RFC 8707.
func (s *Snapshot) Worth(client Client, scope Scope, resources []string) ([]Target, Scope, error) {
	targets, err := s.choose(client, scope, resources)
	if err != nil {
		return nil, nil, err
	}
	if len(targets) > 1 && slices.ContainsFunc(targets, asksQuestions) {
		// Whoever was shown it as an API could ask in the client's place.
		return nil, nil, Invalid("invalid_target", "a token for the introspection endpoint is for nothing else")
	}
	return cut(targets, scope)
}

// asksQuestions reports whether a target is the introspection endpoint.
func asksQuestions(t Target) bool { return t.ResourceServer == IntrospectionID }

// WorthForPerson is Worth for a client that acts for a person: beside resource
// servers it may ask who they are.
func (s *Snapshot) WorthForPerson(client Client, scope Scope, resources []string) ([]Target, Scope, error) {
	if !slices.Contains(client.GrantTypes, RefreshGrant) {
		// Ignored where it can mean nothing (OpenID Connect Core section 11).
		scope = slices.DeleteFunc(slices.Clone(scope), func(value string) bool { return value == OfflineScope })
	}
	about := scope.Both(s.Identity.ScopeNames())
	var targets []Target
	rest := slices.DeleteFunc(slices.Clone(scope), about.Has)
	if len(about) == 0 || len(rest) > 0 || len(resources) > 0 {
		var err error
		if targets, err = s.choose(client, rest, resources); err != nil {
			return nil, nil, err
		}
	}
	if slices.ContainsFunc(targets, asksQuestions) {
		return nil, nil, Invalid("invalid_target", "a client asks about tokens for itself, not for a person")
	}
	if len(about) == 0 {
		return cut(targets, rest)
	}
	targets = append(targets, Target{ResourceServer: IdentityID, Identifier: s.Identity.Identifiers[0], Scope: about})
	return cut(targets, scope)
}

// Narrow decides what is left of an authorization that a person gave: of what it
// is worth, what the client is still allowed. A request may name some of its
// resources (RFC 8707 section 2.2) and part of its scope, never more.
func (s *Snapshot) Narrow(client Client, worth []Target, scope Scope, resources []string) ([]Target, Scope, error) {
	missing := slices.Clone(resources)
	var targets []Target
	for _, given := range worth {
		if place := slices.Index(missing, given.Identifier); place >= 0 {
			missing = slices.Delete(missing, place, place+1)
		} else if len(resources) > 0 && given.ResourceServer != IdentityID {
			continue
		}
		server, ok := s.ResourceServer(given.ResourceServer)
		if !ok || !slices.Contains(server.Identifiers, given.Identifier) {
			continue
		}
		if possible, ok := s.at(server, client); ok {
			given.Scope = given.Scope.Both(possible)
			targets = append(targets, given)
		}
	}
	switch {
	case len(missing) > 0:
		return nil, nil, Invalid("invalid_target", "a resource is not one that the authorization is for")
	case len(targets) == 0:
		return nil, nil, Invalid("invalid_grant", "nothing is left of what the authorization was for")
	}
	return cut(targets, scope)
}

// cut keeps of each target what was asked for, and gives the whole of it.
func cut(targets []Target, scope Scope) ([]Target, Scope, error) {
	var granted Scope
	for i := range targets {
		if len(scope) > 0 {
			targets[i].Scope = scope.Both(targets[i].Scope)
		}
		granted = granted.With(targets[i].Scope)
	}
	for _, value := range scope {
		if !granted.Has(value) {
			return nil, nil, Invalid("invalid_scope", "the scope %q is not one the client may ask for at the resource", value)
		}
	}
	if len(targets) > 1 {
		// Who the person is, is asked by scope alone.
		targets = slices.DeleteFunc(targets, func(t Target) bool { return t.ResourceServer == IdentityID && len(t.Scope) == 0 })
	}
	return targets, granted, nil
}

// choose finds the resource servers asked for, or the one that is meant when
// none is named, each with the scope the client could have there.
func (s *Snapshot) choose(client Client, scope Scope, resources []string) ([]Target, error) {
	if len(resources) == 0 {
		return s.meant(client, scope)
	}
	var targets []Target
	for i, identifier := range resources {
		if err := CheckIdentifier(identifier); err != nil {
			return nil, err
		}
		if slices.Contains(resources[:i], identifier) {
			return nil, Invalid("invalid_target", "a resource is named twice")
		}
		server, ok := s.ResourceServerAt(identifier)
		if !ok || server.ID == IdentityID { // which scope values ask for
			return nil, Invalid("invalid_target", "the client may not ask for this resource")
		}
		possible, ok := s.at(server, client)
		if !ok {
			return nil, Invalid("invalid_target", "the client may not ask for this resource")
		}
		targets = append(targets, Target{ResourceServer: server.ID, Identifier: identifier, Scope: possible})
	}
	return targets, nil
}

// at gives the scope that the client could have at the resource server, and
// whether it may have tokens for it at all.
func (s *Snapshot) at(server *ResourceServer, client Client) (Scope, bool) {
	if server.Status != Active {
		return nil, false
	}
	switch server.ID {
	case ManagementID:
		return nil, len(client.Roles) > 0
	case IdentityID:
		return server.ScopeNames(), client.ForPeople()
	case IntrospectionID:
		return server.ScopeNames(), client.ActsFor != ""
	}
	allowed, ok := client.AllowedAt(server.ID)
	return server.ScopeNames().Both(allowed), ok
}

// meant finds the default resource of RFC 9068 section 3: the only one the
// client may ask for, or the only one that has all of the scope asked for. Where
// that is not one, the client has to say which: a guess would give a token more
// audience than was asked for.
func (s *Snapshot) meant(client Client, scope Scope) ([]Target, error) {
	var possible, fitting []Target
	for _, server := range s.ResourceServers() {
		own, ok := s.at(server, client)
		if !ok {
			continue
		}
		t := Target{ResourceServer: server.ID, Identifier: server.Identifiers[0], Scope: own}
		possible = append(possible, t)
		if len(scope.Both(own)) == len(scope) {
			fitting = append(fitting, t)
		}
	}
	for _, server := range []*ResourceServer{&s.Management, &s.Introspection} {
		if own, ok := s.at(server, client); ok && len(possible) == 0 {
			possible = []Target{{ResourceServer: server.ID, Identifier: server.Identifiers[0], Scope: own}}
		}
	}
	switch {
	case len(possible) == 0:
		return nil, Invalid("invalid_target", "the client may not ask for any resource")
	case len(possible) == 1:
		return possible, nil
	case len(fitting) == 1:
		return fitting, nil
	case len(fitting) == 0:
		return nil, Invalid("invalid_scope", "no single resource has all of this scope: name the resources")
	default:
		return nil, Invalid("invalid_target", "several resources are possible: name one with the resource parameter")
	}
}
