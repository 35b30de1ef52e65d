package admin

import (
	"context"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// outranks refuses a caller that does not hold every right the roles give. It
// is asked before roles are given or taken, and before anything is done by which
// the client or user that holds them could be used or taken over.
func (m *Management) outranks(caller Caller, roles []domain.Role) error {
	if caller.may.Covers(m.Permissions(roles)) {
		return nil
	}
	return domain.Forbidden("insufficient_permission", "this would touch rights that you do not hold yourself (roles %s)", joined(roles))
}

// keepsOwner refuses to let the last owner of a tenant go, since nobody left
// could appoint another. The operator may: it can appoint one.
// Object is the client or user that would, as audit events name it.
func keepsOwner(ctx context.Context, tx domain.Reader, caller Caller, object string, held []domain.Role) error {
	if !slices.Contains(held, domain.Owner) || caller.actor.Kind() == domain.ActorOperator {
		return nil
	}
	among, err := anyOf(func(page domain.Page) (domain.List[domain.Member], error) { return tx.Members(ctx, page) },
		func(m domain.Member) bool {
			return clientObject(m.Client) != object && slices.Contains(m.Roles, domain.Owner)
		})
	if err != nil || among {
		return err
	}
	among, err = anyOf(func(page domain.Page) (domain.List[domain.User], error) {
		return tx.Users(ctx, domain.UserFilter{Managing: true}, page)
	}, func(u domain.User) bool {
		return userObject(u.ID) != object && u.Status == domain.Active && slices.Contains(u.Roles, domain.Owner)
	})
	if err != nil || among {
		return err
	}
	return domain.Conflict("last_owner", "%s is the tenant's last owner: make another one first", object)
}

// anyOf reports whether a list has an item that fits.
func anyOf[T any](list func(domain.Page) (domain.List[T], error), fits func(T) bool) (bool, error) {
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		found, err := list(page)
		if err != nil || slices.ContainsFunc(found.Items, fits) {
			return err == nil, err
		}
		if page.After = found.Next; page.After == "" {
			return false, nil
		}
	}
}

// mayLook refuses a caller that may not decide what resource servers see beyond
// their own tokens.
func mayLook(caller Caller, field string) error {
	if caller.may[domain.WriteVisibility] {
		return nil
	}
	err := domain.Forbidden("insufficient_permission", "deciding what resource servers see needs the permission %s", domain.WriteVisibility)
	err.Field = field
	return err
}

func joined(roles []domain.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	return strings.Join(names, ", ")
}
