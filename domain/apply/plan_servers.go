package apply

import (
	"cmp"
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// serverSteps plans the resource servers. Afterwards p.servers is all that the
// tenant will have, those that the file does not name included.
func (p *planner) serverSteps() {
	p.servers = slices.Clone(p.have.servers)
	matched := map[string]ResourceServer{}
	for _, declared := range p.declared.ResourceServers {
		p.refused(declared.Place, serverObject(declared.Want), declared.Want.CheckForeign(p.publicURL+"/t/"))
		switch same := p.sharing(declared.Want.Identifiers); {
		case len(same) == 0:
			p.newServer(declared)
		case len(same) > 1:
			p.Add(declared.of("identifiers"), "%s: identifiers: they belong to %d resource servers, %q and %q among them: one declaration cannot be both",
				serverObject(declared.Want), len(same), same[0].Identifiers[0], same[1].Identifiers[0])
		default:
			have := same[0]
			if other, ok := matched[have.ID]; ok {
				p.Add(declared.of("identifiers"), "%s: identifiers: they belong to the same resource server as those of %q on line %d: an identifier moves in two runs, first taken away, then given",
					serverObject(declared.Want), other.Want.Identifiers[0], other.Line)
				continue
			}
			matched[have.ID] = declared
			p.editServer(declared, have)
		}
	}
}

// sharing gives the resource servers there are that have one of the identifiers.
func (p *planner) sharing(identifiers []string) []domain.ResourceServer {
	var same []domain.ResourceServer
	for _, rs := range p.have.servers {
		if slices.ContainsFunc(rs.Identifiers, func(own string) bool { return slices.Contains(identifiers, own) }) {
			same = append(same, rs)
		}
	}
	return same
}

func (p *planner) newServer(declared ResourceServer) {
	rs := declared.Want
	rs.ID, rs.Version, rs.Created, rs.Updated = p.newID(), 1, p.at, p.at
	rs.Status = cmp.Or(rs.Status, domain.Active)
	members := differing(nil, serverNoun(rs))
	for _, c := range declared.Credentials {
		p.unowned(rs, c)
		rs.Credentials = append(rs.Credentials, p.secret(c.ID, c.Secret))
		members = append(members, Member{Name: "credential " + c.ID, After: value("new secret")})
	}
	p.servers = append(p.servers, rs)
	p.steps = append(p.steps, step{
		change: p.serverChange(rs, true, members),
		write:  func(ctx context.Context, tx domain.Changer) error { return tx.AddResourceServer(ctx, rs) },
	})
}

func (p *planner) editServer(declared ResourceServer, have domain.ResourceServer) {
	rs := declared.Want
	rs.ID, rs.Version, rs.Created, rs.Updated = have.ID, have.Version, have.Created, p.at
	rs.Status = cmp.Or(rs.Status, have.Status)
	rs.Credentials = have.Credentials
	p.servers[slices.IndexFunc(p.servers, func(s domain.ResourceServer) bool { return s.ID == have.ID })] = rs

	members := differing(serverNoun(have), serverNoun(rs))
	edited := len(members) > 0
	add, remove := p.credentials(declared, have)
	for _, c := range add {
		member := Member{Name: "credential " + c.ID, After: value("new secret")}
		if slices.Contains(remove, c.ID) {
			member.Before = value("old secret")
		}
		members = append(members, member)
	}
	if len(members) == 0 {
		return
	}
	p.steps = append(p.steps, step{
		change: p.serverChange(rs, false, members),
		write: func(ctx context.Context, tx domain.Changer) error {
			if edited {
				if err := tx.EditResourceServer(ctx, rs); err != nil {
					return err
				}
			}
			for _, id := range remove {
				if err := tx.RemoveCredential(ctx, rs.ID, id); err != nil {
					return err
				}
			}
			for _, c := range add {
				if err := tx.AddCredential(ctx, rs.ID, c); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// credentials gives the credentials to add, and the ids of those that make room
// for them: an id has one secret, so a new one replaces it at once. To rotate
// with overlap, declare a second credential.
func (p *planner) credentials(declared ResourceServer, have domain.ResourceServer) (add []domain.MachineSecret, remove []string) {
	for _, c := range declared.Credentials {
		p.unowned(have, c)
		wanted := p.secret(c.ID, c.Secret)
		i := slices.IndexFunc(have.Credentials, func(s domain.MachineSecret) bool { return s.ID == c.ID })
		if i >= 0 {
			if stays(have.Credentials[i], wanted) {
				continue
			}
			remove = append(remove, c.ID)
		}
		add = append(add, wanted)
	}
	return add, remove
}

// unowned refuses a credential id that another resource server has.
func (p *planner) unowned(rs domain.ResourceServer, c Credential) {
	for _, other := range p.have.servers {
		named := func(s domain.MachineSecret) bool { return s.ID == c.ID }
		if other.ID != rs.ID && slices.ContainsFunc(other.Credentials, named) {
			p.Add(c.of("id"), "credential %q: the id belongs to another %s", c.ID, serverObject(other))
		}
	}
}

// secret makes what is kept of a declared secret.
func (p *planner) secret(id string, text domain.Secret) domain.MachineSecret {
	return domain.MachineSecret{ID: id, Hash: p.have.hashKey.HashSecret(text), Last4: text.Last4(), Created: p.at}
}

// stays reports whether a secret is the wanted one and has no end: one that is
// declared is to stay, so one that was to expire is made anew.
func stays(have, wanted domain.MachineSecret) bool {
	return have.Hash.Equal(wanted.Hash) && have.Expires.IsZero()
}

func (p *planner) serverChange(rs domain.ResourceServer, isNew bool, members []Member) Change {
	return Change{
		Tenant: p.declared.Slug, Kind: serverKind, ID: rs.ID, Name: rs.Identifiers[0],
		Created: isNew, Members: members,
	}
}

// serverNoun keeps the order of identifiers, of which the first is used where
// one must be chosen, and of scopes, in which they are shown.
func serverNoun(rs domain.ResourceServer) noun {
	usual := domain.DefaultAnswers()
	return noun{
		{"name", rs.Name},
		{"status", rs.Status},
		{"identifiers", rs.Identifiers},
		{"scopes", rs.Scopes},
		{"token_format", rs.TokenFormat},
		{"token_signing_alg", rs.SigningAlg},
		{"access_token_seconds", rs.AccessTokenSeconds},
		{"release", domain.Release{Claims: sorted(rs.Release.Claims), Subject: rs.Release.Subject}},
		{"answer_profile", unless(rs.Answers.Profile, usual.Profile)},
		{"user_store", unless(rs.Answers.UserStore, usual.UserStore)},
		{"sees_refresh_tokens", rs.Answers.SeesRefreshTokens},
		{"cache_seconds", rs.Answers.CacheSeconds},
		{"personal_access_tokens", rs.Personal},
		{"sees", sorted(rs.Sees)},
		{"hides", sorted(rs.Hides)},
	}
}

// unless gives a value that has a default, nothing for that: written out it is no
// difference.
func unless[T comparable](value, usual T) any {
	if value == usual {
		return nil
	}
	return value
}
