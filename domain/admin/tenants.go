package admin

import (
	"context"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// TenantDraft is a tenant to be created.
type TenantDraft struct {
	Slug string
	Name string
	// Settings are laid over the defaults.
	Settings SettingsEdit
	// Rate is domain.Tenant.Rate.
	Rate int64
}

// TenantEdit changes what operators decide about a tenant. Nil members stay.
type TenantEdit struct {
	Version int64
	Name    *string
	// Status is active or suspended.
	Status *domain.Status
	// Rate is domain.Tenant.Rate.
	Rate *int64
}

// tenantRecord is a tenant in audit events.
type tenantRecord struct {
	Slug     domain.Slug     `json:"slug"`
	Name     string          `json:"name"`
	Status   domain.Status   `json:"status"`
	Settings domain.Settings `json:"settings"`
	Rate     int64           `json:"requests_per_second,omitempty"`
}

func recordOfTenant(t domain.Tenant) tenantRecord {
	return tenantRecord{t.Slug, t.Name, t.Status, t.Settings, t.Rate}
}

// ListTenants lists those of the installation's tenants whose slug begins with the
// prefix, by slug.
func (m *Management) ListTenants(ctx context.Context, caller Caller, prefix string, ask Ask) (domain.List[domain.Tenant], error) {
	if err := caller.Check(domain.ReadTenants); err != nil {
		return domain.List[domain.Tenant]{}, err
	}
	if err := domain.CheckDescription("q", prefix); err != nil {
		return domain.List[domain.Tenant]{}, err
	}
	return paged(caller, "tenants", prefix, ask, func(page domain.Page) (domain.List[domain.Tenant], error) {
		return m.Store.Tenants(ctx, strings.ToLower(prefix), page)
	})
}

// FindTenant gives a tenant, suspended or not.
func (m *Management) FindTenant(ctx context.Context, caller Caller, slug string) (domain.Tenant, error) {
	if err := caller.Check(domain.ReadTenants); err != nil {
		return domain.Tenant{}, err
	}
	return m.findTenant(ctx, slug)
}

func (m *Management) findTenant(ctx context.Context, text string) (domain.Tenant, error) {
	slug, err := domain.ParseSlug(text)
	if err != nil {
		return domain.Tenant{}, domain.NotFound("tenant")
	}
	return m.Store.FindTenant(ctx, slug)
}

// CreateTenant creates a tenant with keys of its own and nothing else.
func (m *Management) CreateTenant(ctx context.Context, caller Caller, draft TenantDraft) (domain.Tenant, error) {
	if err := caller.Check(domain.WriteTenants); err != nil {
		return domain.Tenant{}, err
	}
	tenant, err := m.draftedTenant(caller, draft)
	if err != nil {
		return domain.Tenant{}, err
	}
	return tenant, m.createTenant(ctx, caller, tenant)
}

// draftedTenant makes the tenant that a draft describes, and refuses one that
// cannot be.
func (m *Management) draftedTenant(caller Caller, draft TenantDraft) (domain.Tenant, error) {
	slug, err := domain.ParseSlug(draft.Slug)
	if err != nil {
		return domain.Tenant{}, err
	}
	if err := draft.Settings.check(); err != nil {
		return domain.Tenant{}, err
	}
	tenant := domain.Tenant{
		ID: domain.TenantID(m.NewID()), Slug: slug, Name: draft.Name, Status: domain.Active,
		Settings: draft.Settings.over(domain.DefaultSettings()), Rate: draft.Rate,
		Revision: 1, Version: 1, Created: caller.at, Updated: caller.at,
	}
	if tenant.Name == "" {
		tenant.Name = draft.Slug
	}
	return tenant, checkTenant(tenant)
}

func (m *Management) createTenant(ctx context.Context, caller Caller, tenant domain.Tenant) error {
	rows, err := m.Keys.Tenant(tenant, caller.at)
	if err != nil {
		return err
	}
	abroad := caller.abroad()
	event, err := m.event(abroad, "tenant.created", tenantObject(tenant.Slug), nil, recordOfTenant(tenant))
	if err != nil {
		return err
	}
	return m.Store.CreateTenant(ctx, abroad.act(), rows, event)
}

// EditTenant renames, suspends or restores a tenant, or gives it another rate.
func (m *Management) EditTenant(ctx context.Context, caller Caller, slug string, edit TenantEdit) (domain.Tenant, error) {
	if err := caller.Check(domain.WriteTenants); err != nil {
		return domain.Tenant{}, err
	}
	was, err := m.findTenant(ctx, slug)
	if err != nil {
		return domain.Tenant{}, err
	}
	if err := sameVersion(was.Version, edit.Version); err != nil {
		return domain.Tenant{}, err
	}
	is := was
	set(&is.Name, edit.Name)
	set(&is.Status, edit.Status)
	set(&is.Rate, edit.Rate)
	if is.Slug == domain.SystemSlug && is.Status != domain.Active {
		return domain.Tenant{}, errProtected()
	}
	return m.writeTenant(ctx, caller.abroad(), m.Store.In(was.ID), "tenant.edited", was, is)
}

// writeTenant writes an edited tenant.
func (m *Management) writeTenant(ctx context.Context, caller Caller, store domain.Tenancy, action string, was, is domain.Tenant) (domain.Tenant, error) {
	if err := checkTenant(is); err != nil {
		return domain.Tenant{}, err
	}
	is.Updated = caller.at
	err := store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if err := tx.EditTenant(ctx, is); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, action, tenantObject(is.Slug), recordOfTenant(was), recordOfTenant(is))
	})
	is.Version++
	return is, err
}

// DeleteTenant destroys a tenant's keys, which kills everything it issued; its
// rows go later. The tenant's own audit log goes with it, so the operators'
// keeps that the deletion was begun, and is written first: a deletion nobody
// could read about must not happen.
func (m *Management) DeleteTenant(ctx context.Context, caller Caller, slug string) error {
	if err := caller.Check(domain.WriteTenants); err != nil {
		return err
	}
	tenant, err := m.findTenant(ctx, slug)
	if err != nil {
		return err
	}
	if tenant.Slug == domain.SystemSlug {
		return errProtected()
	}
	err = caller.store.Add(ctx, caller.act(), func(tx domain.Adder) error {
		return m.record(ctx, tx, caller, "tenant.deletion_begun", tenantObject(tenant.Slug), recordOfTenant(tenant), nil)
	})
	if err != nil {
		return err
	}
	abroad := caller.abroad()
	return m.Store.In(tenant.ID).Change(ctx, abroad.act(), func(tx domain.Changer) error {
		if err := m.record(ctx, tx, abroad, "tenant.deleted", tenantObject(tenant.Slug), recordOfTenant(tenant), nil); err != nil {
			return err
		}
		return tx.DeleteTenant(ctx)
	})
}

// abroad is an operator acting on a tenant that is not its own. A client of
// tenant system is named there as the operator it is: as a client it would look
// like one of the other tenant's.
func (c Caller) abroad() Caller {
	c.name = string(domain.ActorOperator) + ":" + c.actor.ID()
	return c
}

func checkTenant(t domain.Tenant) error {
	if err := domain.CheckName("name", t.Name); err != nil {
		return err
	}
	if t.Status != domain.Active && t.Status != domain.Suspended {
		return domain.InvalidField("status", "a tenant is active or suspended")
	}
	if err := domain.CheckRate("requests_per_second", t.Rate); err != nil {
		return err
	}
	return t.Settings.Check()
}

func errProtected() error {
	return domain.Forbidden("tenant_protected", "tenant %s can be neither suspended nor deleted", domain.SystemSlug)
}
