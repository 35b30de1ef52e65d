package admin

import (
	"context"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// outranks refuses a caller that does not hold every right the roles give. It
// is asked before roles are given or taken, and before anything is done by which
// the client that holds them could be used or taken over.
func (m *Management) outranks(caller Caller, roles []domain.Role) error {
	if caller.may.Covers(m.Permissions(roles)) {
		return nil
	}
	return domain.Forbidden("insufficient_permission", "this would touch rights that you do not hold yourself (roles %s)", joined(roles))
}

// keepsOwner refuses to let the last owner of a tenant go, since nobody left
// could appoint another. The operator may: it can appoint one.
func keepsOwner(ctx context.Context, tx domain.Reader, caller Caller, client string, held []domain.Role) error {
	if !slices.Contains(held, domain.Owner) || caller.actor.Kind() == domain.ActorOperator {
		return nil
	}
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		members, err := tx.Members(ctx, page)
		if err != nil {
			return err
		}
		for _, member := range members.Items {
			if member.Client != client && slices.Contains(member.Roles, domain.Owner) {
				return nil
			}
		}
		if page.After = members.Next; page.After == "" {
			return domain.Conflict("last_owner", "%s is the tenant's last owner: make another one first", client)
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
