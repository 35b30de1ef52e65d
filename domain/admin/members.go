package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// memberRecord is a member in audit events.
type memberRecord struct {
	Roles []domain.Role `json:"roles"`
}

// ListMembers lists the clients that hold a role, by client id.
func (m *Management) ListMembers(ctx context.Context, caller Caller, ask Ask) (domain.List[domain.Member], error) {
	return paged(caller, "members", nil, ask, func(page domain.Page) (domain.List[domain.Member], error) {
		return caller.store.Members(ctx, page)
	})
}

// FindMember gives the roles of a client that holds any.
func (m *Management) FindMember(ctx context.Context, caller Caller, client string) (domain.Member, error) {
	return caller.store.FindMember(ctx, client)
}

// SetMember gives a client exactly these roles. Version 0 makes it a member. The
// caller must hold every right that the client gets and every right that it had.
func (m *Management) SetMember(ctx context.Context, caller Caller, wanted domain.Member) (domain.Member, error) {
	if len(wanted.Roles) == 0 {
		return domain.Member{}, domain.InvalidField("roles", "a member holds at least one role; to take all of them away, remove the member")
	}
	if err := domain.CheckRoles(caller.tenant.Tenant.Slug, wanted.Roles); err != nil {
		return domain.Member{}, err
	}
	if err := m.outranks(caller, wanted.Roles); err != nil {
		return domain.Member{}, err
	}
	var is domain.Member
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		client, _, err := tx.FindClient(ctx, wanted.Client)
		if err != nil {
			return err
		}
		if err := client.CheckRoles(); err != nil {
			return err
		}
		was, err := tx.FindMember(ctx, wanted.Client)
		if err != nil && !domain.KindNotFound.Is(err) {
			return err
		}
		if was.Version != wanted.Version {
			return domain.Conflict("version_conflict", "the roles have been changed since version %d was read: read them again", wanted.Version)
		}
		is = wanted
		if err := m.setRoles(ctx, tx, caller, was, is); err != nil {
			return err
		}
		is.Version++
		var before any
		if was.Version > 0 {
			before = memberRecord{was.Roles}
		}
		return m.record(ctx, tx, caller, "member.set", clientObject(is.Client), before, memberRecord{is.Roles})
	})
	return is, err
}

// RemoveMember takes all roles of a client away.
func (m *Management) RemoveMember(ctx context.Context, caller Caller, client string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		was, err := tx.FindMember(ctx, client)
		if err != nil {
			return err
		}
		if err := m.setRoles(ctx, tx, caller, was, domain.Member{Client: client, Version: was.Version}); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "member.removed", clientObject(client), memberRecord{was.Roles}, nil)
	})
}

// setRoles writes roles in place of those held, if the caller may take those.
func (m *Management) setRoles(ctx context.Context, tx domain.Changer, caller Caller, was, is domain.Member) error {
	if err := m.outranks(caller, was.Roles); err != nil {
		return err
	}
	if !slices.Contains(is.Roles, domain.Owner) {
		if err := keepsOwner(ctx, tx, caller, clientObject(was.Client), was.Roles); err != nil {
			return err
		}
	}
	return tx.SetMember(ctx, is)
}
