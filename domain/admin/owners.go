package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// InviteOwner creates a user of a tenant who owns it, and the link by which they
// choose a password: how a tenant gets its first owner, and another one if nobody
// is left who can sign in. A tenant that is suspended is KindNotFound.
func (m *Management) InviteOwner(ctx context.Context, caller Caller, slug string, draft UserDraft) (domain.User, MadeLink, error) {
	if err := caller.Check(domain.WriteTenants); err != nil {
		return domain.User{}, MadeLink{}, err
	}
	parsed, err := domain.ParseSlug(slug)
	if err != nil {
		return domain.User{}, MadeLink{}, domain.NotFound("tenant")
	}
	there := caller.abroad()
	if there.tenant, err = m.Tenants.Current(ctx, parsed); err != nil {
		return domain.User{}, MadeLink{}, err
	}
	there.store = m.Store.In(there.tenant.Tenant.ID)
	draft.Roles = []domain.Role{domain.Owner}
	owner, err := m.draftedUser(there, draft)
	if err != nil {
		return domain.User{}, MadeLink{}, err
	}
	link, err := m.draftedLink(there, owner.ID, domain.Invite, nil)
	if err != nil {
		return domain.User{}, MadeLink{}, err
	}
	return owner, link, there.store.Change(ctx, there.act(), func(tx domain.Changer) error {
		if err := m.addUser(ctx, tx, there, owner); err != nil {
			return err
		}
		return m.offerLink(ctx, tx, there, link)
	})
}
