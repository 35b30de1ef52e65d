package admin

import (
	"context"
	"errors"

	"github.com/jeton-id/jeton/domain"
)

// Beginning is what an installation begins with: its first tenant, and the person
// who is its first operator and the tenant's owner.
type Beginning struct {
	Tenant   TenantDraft
	Person   UserDraft
	Password domain.Secret
}

// begun is a beginning that can be.
type begun struct {
	tenant          domain.Tenant
	operator, owner domain.User
}

// SetUp sets the installation up. The set-up link is used up by it: of several at
// once that have it, one alone succeeds, and for the others it is KindNotFound.
// Two tenants are written, one after the other; whoever is interrupted between
// them is the operator already, and can create the tenant as such.
func (m *Management) SetUp(ctx context.Context, caller Caller, draft Beginning) (domain.Tenant, error) {
	if err := caller.Check(domain.SetUp); err != nil {
		return domain.Tenant{}, err
	}
	b, err := m.begin(ctx, caller, draft)
	if err != nil {
		return domain.Tenant{}, err
	}
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if caller.setUp != (domain.SecretHash{}) {
			if err := tx.TakeSetupLink(ctx, caller.setUp); err != nil {
				return err
			}
		}
		return m.addUser(ctx, tx, caller, b.operator)
	})
	if err != nil {
		return domain.Tenant{}, within("operator", err)
	}
	if err := m.createTenant(ctx, caller, b.tenant); err != nil {
		return domain.Tenant{}, within("tenant", err)
	}
	abroad := caller.abroad()
	return b.tenant, m.Store.In(b.tenant.ID).Change(ctx, abroad.act(), func(tx domain.Changer) error {
		return m.addUser(ctx, tx, abroad, b.owner)
	})
}

// begin finds out whether an installation can begin so, before anything is written:
// the link is good for one use.
func (m *Management) begin(ctx context.Context, caller Caller, draft Beginning) (begun, error) {
	tenant, err := m.draftedTenant(caller, draft.Tenant)
	if err != nil {
		return begun{}, within("tenant", err)
	}
	_, err = m.Store.FindTenant(ctx, tenant.Slug)
	switch {
	case err == nil:
		taken := domain.Conflict("slug_taken", "another tenant has this slug, or had it until lately")
		taken.Field = "tenant.slug"
		return begun{}, taken
	case !domain.KindNotFound.Is(err):
		return begun{}, err
	}
	b := begun{tenant: tenant}
	for role, user := range map[domain.Role]*domain.User{domain.Operator: &b.operator, domain.Owner: &b.owner} {
		draft.Person.Roles = []domain.Role{role}
		if *user, err = m.draftedUser(caller, draft.Person); err != nil {
			return begun{}, within("operator", err)
		}
	}
	if err := m.Rules.Check("password", draft.Password, b.operator); err != nil {
		return begun{}, within("operator", err)
	}
	// Each gets a hash of its own, so that nobody who sees both can tell that they
	// are of one password.
	for _, user := range []*domain.User{&b.operator, &b.owner} {
		if user.Password, err = m.Passwords.Hash(ctx, draft.Password); err != nil {
			return begun{}, err
		}
	}
	return b, nil
}

// within says of which member of a draft the field at fault is a member.
func within(member string, err error) error {
	var refused *domain.Error
	if !errors.As(err, &refused) || refused.Field == "" {
		return err
	}
	inner := *refused
	inner.Field = member + "." + refused.Field
	return &inner
}
