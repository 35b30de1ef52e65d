package apply

import (
	"context"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Kinds of object, as audit events name them.
const (
	tenantKind = "tenant"
	serverKind = "resource-server"
	clientKind = "client"
	userKind   = "user"
)

// planner finds what sets one tenant apart from its declaration.
type planner struct {
	Mistakes
	publicURL string
	newID     func() string
	passwords *passwords
	at        time.Time

	declared Tenant
	have     present
	// servers are the tenant's resource servers as they will be.
	servers []domain.ResourceServer
	steps   []step
}

// step is one change, with the writes that make it.
type step struct {
	change Change
	write  func(context.Context, domain.Changer) error
}

// present is what there is of a declared tenant; the zero value is nothing.
type present struct {
	tenant  domain.Tenant
	hashKey domain.HashKey
	servers []domain.ResourceServer
	clients map[string]domain.Client
	// users are by the username as it is declared.
	users map[string]presentUser
}

// look reads what a tenant has of all that is declared about it.
func look(ctx context.Context, reader domain.Reader, wrapper keys.Wrapper, secrets *passwords, declared Tenant) (present, error) {
	rows, err := reader.Load(ctx)
	if err != nil {
		return present{}, fmt.Errorf("load tenant: %w", err)
	}
	have := present{tenant: rows.Tenant, servers: rows.ResourceServers, clients: map[string]domain.Client{}}
	if have.hashKey, err = wrapper.HashKey(rows); err != nil {
		return present{}, err
	}
	for _, client := range declared.Clients {
		found, _, err := reader.FindClient(ctx, client.Want.ID)
		switch {
		case domain.KindNotFound.Is(err):
		case err != nil:
			return present{}, fmt.Errorf("find client %s: %w", client.Want.ID, err)
		default:
			have.clients[found.ID] = found
		}
	}
	have.users, err = lookAtUsers(ctx, reader, secrets, declared.Users)
	return have, err
}

// plan goes through the declaration in an order in which each step can build on
// the ones before: clients are allowed what resource servers own.
func (p *planner) plan() {
	p.tenant()
	p.serverSteps()
	for _, client := range p.declared.Clients {
		p.client(client)
	}
	p.users()
}

func (p *planner) tenant() {
	have := p.have.tenant
	if have.ID == "" {
		p.steps = append(p.steps, step{change: created(newTenant(p.declared, "", p.at))})
		return
	}
	want := have
	want.Name = p.declared.Name
	if p.declared.Settings != nil {
		want.Settings = *p.declared.Settings
	}
	members := differing(tenantNoun(have), tenantNoun(want))
	if len(members) == 0 {
		return
	}
	p.steps = append(p.steps, step{
		change: Change{Tenant: have.Slug, Kind: tenantKind, ID: string(have.Slug), Members: members},
		write:  func(ctx context.Context, tx domain.Changer) error { return tx.EditTenant(ctx, want) },
	})
}

func newTenant(declared Tenant, id domain.TenantID, at time.Time) domain.Tenant {
	tenant := domain.Tenant{
		ID: id, Slug: declared.Slug, Name: declared.Name, Status: domain.Active,
		Settings: domain.DefaultSettings(), Revision: 1, Version: 1, Created: at, Updated: at,
	}
	if declared.Settings != nil {
		tenant.Settings = *declared.Settings
	}
	return tenant
}

func created(tenant domain.Tenant) Change {
	return Change{
		Tenant: tenant.Slug, Kind: tenantKind, ID: string(tenant.Slug), Created: true,
		Members: differing(nil, tenantNoun(tenant)),
	}
}

func tenantNoun(t domain.Tenant) noun {
	people, usual := t.Settings.Filled(), domain.Settings{}.Filled()
	return noun{
		{"name", t.Name},
		{"access_token_seconds", t.Settings.AccessTokenSeconds},
		{"signing_key_days", t.Settings.SigningKeyDays},
		{"secret_overlap_seconds", t.Settings.SecretOverlapSeconds},
		{"require_pushed_authorization_requests", t.Settings.RequirePAR},
		{"session_seconds", chosen(people.SessionSeconds, usual.SessionSeconds)},
		{"session_idle_seconds", chosen(people.SessionIdleSeconds, usual.SessionIdleSeconds)},
		{"refresh_seconds", chosen(people.RefreshSeconds, usual.RefreshSeconds)},
		{"refresh_idle_seconds", chosen(people.RefreshIdleSeconds, usual.RefreshIdleSeconds)},
		{"refresh_grace_seconds", chosen(people.RefreshGraceSeconds, usual.RefreshGraceSeconds)},
		{"personal_access_token_seconds", chosen(people.PersonalTokenSeconds, usual.PersonalTokenSeconds)},
		{"brand_color", people.BrandColor},
		{"dynamic_registration", registration(t.Settings)},
		{"caller_requests_per_second", chosen(t.Settings.CallerRate, 0)},
	}
}

// chosen gives a setting that has a default, nothing for that: written out it is
// no difference.
func chosen(value, usual int64) any {
	switch value {
	case usual:
		return nil
	case 0:
		return "none"
	}
	return value
}

// registration is nothing to tell where clients do not register themselves.
func registration(s domain.Settings) string {
	if s.RegistersClients() {
		return s.DynamicRegistration
	}
	return ""
}
