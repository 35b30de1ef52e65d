package issue

import (
	"time"

	"github.com/jeton-id/jeton/domain"
)

// settle decides which resource servers a token is for and what it is worth at
// each.
func settle(snap *domain.Snapshot, client domain.Client, granted authorization, r Request) ([]domain.Target, domain.Scope, error) {
	if granted.person != nil {
		return snap.Narrow(client, granted.person.worth, r.Scope, r.Resources)
	}
	return snap.Worth(client, r.Scope, r.Resources)
}

// servers gives the resource servers of targets, but for the one that knows who
// people are unless there is no other: what a token is like is for APIs to say.
func servers(snap *domain.Snapshot, targets []domain.Target) (apis []*domain.ResourceServer) {
	for _, t := range targets {
		if server, ok := snap.ResourceServer(t.ResourceServer); ok && (t.ResourceServer != domain.IdentityID || len(targets) == 1) {
			apis = append(apis, server)
		}
	}
	return apis
}

// lifetime gives the shortest of the lifetimes the resource servers ask for.
func lifetime(settings domain.Settings, apis []*domain.ResourceServer) time.Duration {
	shortest := int64(0)
	for _, server := range apis {
		seconds := server.AccessTokenSeconds
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
func format(apis []*domain.ResourceServer) domain.TokenFormat {
	if len(apis) == 1 {
		return apis[0].TokenFormat
	}
	return domain.Reference
}
