package issue

import (
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// target is one resource server the token will be for.
type target struct {
	server     *domain.ResourceServer
	identifier string
	scope      domain.Scope
}

// settle decides which resource servers a token is for and what it is worth at
// each: what was asked for, of what they own, of what the client is allowed
// there. A scope value counts only where it is both owned and allowed, so a
// value that two resource servers happen to share gives no right at the other.
func settle(snap *domain.Snapshot, client domain.Client, r Request) ([]target, domain.Scope, error) {
	targets, err := choose(snap, client, r)
	if err != nil {
		return nil, nil, err
	}
	var granted domain.Scope
	for i, t := range targets {
		if len(r.Scope) > 0 {
			targets[i].scope = r.Scope.Both(t.scope)
		}
		granted = granted.With(targets[i].scope)
	}
	for _, value := range r.Scope {
		if !granted.Has(value) {
			return nil, nil, domain.Invalid("invalid_scope", "the scope %q is not one the client may ask for at the resource", value)
		}
	}
	return targets, granted, nil
}

// choose finds the resource servers asked for, or the one that is meant when
// none is named, each with the scope the client could have there.
func choose(snap *domain.Snapshot, client domain.Client, r Request) ([]target, error) {
	if len(r.Resources) == 0 {
		return meant(snap, client, r.Scope)
	}
	var targets []target
	for i, identifier := range r.Resources {
		if err := domain.CheckIdentifier(identifier); err != nil {
			return nil, err
		}
		if slices.Contains(r.Resources[:i], identifier) {
			return nil, domain.Invalid("invalid_target", "a resource is named twice")
		}
		server, ok := snap.ResourceServerAt(identifier)
		if !ok {
			return nil, domain.Invalid("invalid_target", "the client may not ask for this resource")
		}
		possible, ok := at(server, client)
		if !ok {
			return nil, domain.Invalid("invalid_target", "the client may not ask for this resource")
		}
		targets = append(targets, target{server, identifier, possible})
	}
	return targets, nil
}

// at gives the scope that the client could have at the resource server, and
// whether it may have tokens for it at all.
func at(server *domain.ResourceServer, client domain.Client) (domain.Scope, bool) {
	if server.Status != domain.Active {
		return nil, false
	}
	if server.ID == domain.ManagementID {
		return nil, len(client.Roles) > 0
	}
	allowed, ok := client.AllowedAt(server.ID)
	return server.ScopeNames().Both(allowed), ok
}

// meant finds the default resource of RFC 9068 section 3: the only one the
// client may ask for, or the only one that has all of the scope asked for. Where
// that is not one, the client has to say which: a guess would give a token more
// audience than was asked for.
func meant(snap *domain.Snapshot, client domain.Client, scope domain.Scope) ([]target, error) {
	var possible, fitting []target
	for _, server := range snap.ResourceServers() {
		own, ok := at(server, client)
		if !ok {
			continue
		}
		t := target{server, server.Identifiers[0], own}
		possible = append(possible, t)
		if len(scope.Both(own)) == len(scope) {
			fitting = append(fitting, t)
		}
	}
	if _, managing := at(&snap.Management, client); managing && len(possible) == 0 {
		possible = []target{{&snap.Management, snap.Management.Identifiers[0], nil}}
	}
	switch {
	case len(possible) == 0:
		return nil, domain.Invalid("invalid_target", "the client may not ask for any resource")
	case len(possible) == 1:
		return possible, nil
	case len(fitting) == 1:
		return fitting, nil
	case len(fitting) == 0:
		return nil, domain.Invalid("invalid_scope", "no single resource has all of this scope: name the resources")
	default:
		return nil, domain.Invalid("invalid_target", "several resources are possible: name one with the resource parameter")
	}
}

// lifetime gives the shortest of the lifetimes the targets ask for.
func lifetime(settings domain.Settings, targets []target) time.Duration {
	shortest := int64(0)
	for _, t := range targets {
		seconds := t.server.AccessTokenSeconds
		if seconds == 0 {
			seconds = settings.AccessTokenSeconds
		}
		if shortest == 0 || seconds < shortest {
			shortest = seconds
		}
	}
	return time.Duration(shortest) * time.Second
}

// format gives JWT only to a token for exactly one resource server that wants
// one. A JWT says the same to everybody who holds it; what several may each see
// of a token can be kept apart only by asking.
func format(targets []target) domain.TokenFormat {
	if len(targets) == 1 {
		return targets[0].server.TokenFormat
	}
	return domain.Reference
}
