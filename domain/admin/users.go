package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// UserDraft is a user to be created, who then chooses a password by a link.
type UserDraft struct {
	Username string
	// Name is the username if empty.
	Name          string
	Email         string
	EmailVerified bool
	Attributes    map[string]any
	// Roles open the management API. Giving them needs members:write.
	Roles []domain.Role
}

// UserEdit changes a user. Nil members stay.
type UserEdit struct {
	Version  int64
	Username *string
	// Email that changes is not verified any more, unless the edit says it is.
	Email         *string
	EmailVerified *bool
	Name          *string
	Status        *domain.Status
	// Attributes replaces all of them.
	Attributes map[string]any
}

// userRecord is a user in audit events.
type userRecord struct {
	Username      string         `json:"username"`
	Email         string         `json:"email"`
	EmailVerified bool           `json:"email_verified"`
	Name          string         `json:"name"`
	Status        domain.Status  `json:"status"`
	Attributes    map[string]any `json:"attributes,omitempty"`
	Roles         []domain.Role  `json:"roles,omitempty"`
}

func recordOfUser(u domain.User) userRecord {
	return userRecord{u.Username, u.Email, u.EmailVerified, u.Name, u.Status, u.Attributes, u.Roles}
}

// ListUsers lists users: by username, or as the filter's prefix finds them.
func (m *Management) ListUsers(ctx context.Context, caller Caller, filter domain.UserFilter, ask Ask) (domain.List[domain.User], error) {
	if err := domain.CheckDescription("q", filter.Prefix); err != nil {
		return domain.List[domain.User]{}, err
	}
	return paged(caller, "users", filter, ask, func(page domain.Page) (domain.List[domain.User], error) {
		return caller.store.Users(ctx, filter, page)
	})
}

// FindUser gives a user by id.
func (m *Management) FindUser(ctx context.Context, caller Caller, id string) (domain.User, error) {
	return caller.store.FindUser(ctx, id)
}

// CreateUser creates a user without a password.
func (m *Management) CreateUser(ctx context.Context, caller Caller, draft UserDraft) (domain.User, error) {
	if err := m.mayAppoint(caller, draft.Roles); err != nil {
		return domain.User{}, err
	}
	user, err := m.draftedUser(caller, draft)
	if err != nil {
		return domain.User{}, err
	}
	err = caller.store.Add(ctx, caller.act(), func(tx domain.Adder) error { return m.addUser(ctx, tx, caller, user) })
	return user, err
}

func (m *Management) addUser(ctx context.Context, tx domain.Adder, caller Caller, user domain.User) error {
	if err := tx.AddUser(ctx, user); err != nil {
		return err
	}
	return m.record(ctx, tx, caller, "user.created", userObject(user.ID), nil, recordOfUser(user))
}

// draftedUser makes the user that a draft describes, and refuses one that cannot
// be.
func (m *Management) draftedUser(caller Caller, draft UserDraft) (domain.User, error) {
	user := domain.User{
		ID: m.NewID(), Username: draft.Username, Email: draft.Email, EmailVerified: draft.EmailVerified, Name: draft.Name,
		Status: domain.Active, Attributes: draft.Attributes, Roles: draft.Roles, Version: 1, Created: caller.at, Updated: caller.at,
	}
	if user.Name == "" {
		user.Name = user.Username
	}
	return user, user.Check()
}

// EditUser changes a user. One that is disabled cannot sign in, and the tokens
// that speak for them are inactive until they are active again.
func (m *Management) EditUser(ctx context.Context, caller Caller, id string, edit UserEdit) (domain.User, error) {
	return m.changeUser(ctx, caller, id, edit.Version, func(was domain.User) (domain.User, error) {
		is := edit.over(was)
		return is, is.Check()
	}, func(tx domain.Changer, was, is domain.User) error {
		return m.record(ctx, tx, caller, "user.edited", userObject(id), recordOfUser(was), recordOfUser(is))
	})
}

func (e UserEdit) over(user domain.User) domain.User {
	if e.Email != nil && *e.Email != user.Email {
		user.EmailVerified = false
	}
	set(&user.Username, e.Username)
	set(&user.Email, e.Email)
	set(&user.EmailVerified, e.EmailVerified)
	set(&user.Name, e.Name)
	set(&user.Status, e.Status)
	if e.Attributes != nil {
		user.Attributes = e.Attributes
	}
	return user
}

// SetUserRoles gives a user exactly these roles. They are the user's, and share
// the user's version.
func (m *Management) SetUserRoles(ctx context.Context, caller Caller, id string, version int64, roles []domain.Role) (domain.User, error) {
	if err := domain.CheckRoles(caller.tenant.Tenant.Slug, roles); err != nil {
		return domain.User{}, err
	}
	if err := m.outranks(caller, roles); err != nil {
		return domain.User{}, err
	}
	return m.changeUser(ctx, caller, id, version, func(was domain.User) (domain.User, error) {
		was.Roles = roles
		return was, nil
	}, func(tx domain.Changer, was, is domain.User) error {
		return m.record(ctx, tx, caller, "member.set", userObject(id), memberRecord{was.Roles}, memberRecord{is.Roles})
	})
}

// changeUser writes what edit makes of a user, if the caller may have it done to
// this one and an owner is left.
func (m *Management) changeUser(ctx context.Context, caller Caller, id string, version int64, edit func(domain.User) (domain.User, error), record func(tx domain.Changer, was, is domain.User) error) (domain.User, error) {
	var is domain.User
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		was, err := tx.FindUser(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, was.Roles); err != nil {
			return err
		}
		if err := sameVersion(was.Version, version); err != nil {
			return err
		}
		if is, err = edit(was); err != nil {
			return err
		}
		is.Updated = caller.at
		if is.Status != domain.Active || !slices.Contains(is.Roles, domain.Owner) {
			if err := keepsOwner(ctx, tx, caller, userObject(id), was.Roles); err != nil {
				return err
			}
		}
		if err := tx.EditUser(ctx, is); err != nil {
			return err
		}
		is.Version++
		return record(tx, was, is)
	})
	return is, err
}

// RemoveUser removes a user with password link and grants. Tokens that speak for
// them are dead from then on.
func (m *Management) RemoveUser(ctx context.Context, caller Caller, id string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		user, err := tx.FindUser(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, user.Roles); err != nil {
			return err
		}
		if err := keepsOwner(ctx, tx, caller, userObject(id), user.Roles); err != nil {
			return err
		}
		if err := tx.RemoveUser(ctx, id); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "user.removed", userObject(id), recordOfUser(user), nil)
	})
}
