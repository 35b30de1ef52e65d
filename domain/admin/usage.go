package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// Counted is a number of things that were counted up to a bound.
type Counted struct {
	Count int
	// More is whether there were more than were counted.
	More bool
}

// counted says how many there were, of which one more than maxCounted was counted
// at the most.
func counted(found int) Counted {
	return Counted{Count: min(found, maxCounted), More: found > maxCounted}
}

// Usage is how much a tenant has, for those who run the installation: numbers,
// never names.
type Usage struct {
	Clients, ResourceServers, Users Counted
	// Tokens are those that are active.
	Tokens Counted
}

// TenantUsage counts what a tenant has, suspended or not.
func (m *Management) TenantUsage(ctx context.Context, caller Caller, slug string) (Usage, error) {
	tenant, err := m.FindTenant(ctx, caller, slug)
	if err != nil {
		return Usage{}, err
	}
	store := m.Store.In(tenant.ID)
	held, err := store.Holdings(ctx, maxCounted+1)
	if err != nil {
		return Usage{}, err
	}
	tokens, err := store.CountTokens(ctx, domain.TokenFilter{State: domain.TokenActive}, caller.at, maxCounted+1)
	if err != nil {
		return Usage{}, err
	}
	return Usage{Clients: counted(held.Clients), ResourceServers: counted(held.ResourceServers), Users: counted(held.Users), Tokens: counted(tokens)}, nil
}

// TenantActivity tells of a tenant, suspended or not, what Activity tells of the
// caller's own.
func (m *Management) TenantActivity(ctx context.Context, caller Caller, slug string, span domain.CountSpan) ([]domain.Count, error) {
	tenant, err := m.FindTenant(ctx, caller, slug)
	if err != nil {
		return nil, err
	}
	return activity(ctx, m.Store.In(tenant.ID), span)
}
