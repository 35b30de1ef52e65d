package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// maxCounted bounds how many covered tokens are counted: what an answer says is
// "so many", or "at least so many".
const maxCounted = 10_000

// Target is what a bulk revocation takes back: everything of one client, user,
// grant, or of the tenant. It can be had only from ParseTarget, so that there is
// none without a name.
type Target struct {
	kind targetKind
	id   string
}

type targetKind int

const (
	targetClient targetKind = iota + 1
	targetUser
	targetGrant
	targetTenant
)

// Covered is what a revocation took back.
type Covered struct {
	// Tokens is how many live tokens there were just before.
	Tokens int
	// More is whether there were more than were counted.
	More bool
}

// ParseTarget refuses anything but exactly one target. The whole tenant must be
// named as such: leaving a name out never means all.
func ParseTarget(client, user, grant *string, tenant *bool) (Target, error) {
	var named []Target
	for kind, id := range map[targetKind]*string{targetClient: client, targetUser: user, targetGrant: grant} {
		if id != nil {
			named = append(named, Target{kind, *id})
		}
	}
	if tenant != nil {
		if !*tenant {
			return Target{}, domain.InvalidField("tenant", "the whole tenant is named by true")
		}
		named = append(named, Target{kind: targetTenant})
	}
	if len(named) != 1 || named[0].kind != targetTenant && named[0].id == "" {
		return Target{}, domain.Invalid("one_target", "name exactly one of client, user, grant and tenant")
	}
	return named[0], nil
}

func (t Target) filter() domain.TokenFilter {
	filter := domain.TokenFilter{State: domain.TokenActive}
	switch t.kind {
	case targetClient:
		filter.Client = t.id
	case targetUser:
		filter.User = t.id
	case targetGrant:
		filter.Grant = t.id
	case targetTenant:
	}
	return filter
}

// Revoke takes back every token of the target, in one write however many they
// are. When it returns, no introspection that begins afterwards finds any of
// them active, on any replica.
func (m *Management) Revoke(ctx context.Context, caller Caller, target Target, reason string) (Covered, error) {
	if err := domain.CheckDescription("reason", reason); err != nil {
		return Covered{}, err
	}
	// Counted outside the transaction, which must not wait for it: whoever
	// revokes is in a hurry.
	tokens, err := caller.store.CountTokens(ctx, target.filter(), caller.at, maxCounted+1)
	if err != nil {
		return Covered{}, err
	}
	var taken Covered
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		taken = Covered{}
		object, err := raise(ctx, tx, caller, target, reason)
		if err != nil {
			return err
		}
		taken = covered(tokens)
		kind, _, _ := cutObject(object)
		return m.record(ctx, tx, caller, kind+".revoked", object, nil, revocationRecord{Reason: reason, Tokens: &taken.Tokens})
	})
	return taken, err
}

// find names the target for the audit log; one that is not there is KindNotFound.
func (t Target) find(ctx context.Context, reader domain.Reader, caller Caller) (string, error) {
	var err error
	switch t.kind {
	case targetClient:
		_, _, err = reader.FindClient(ctx, t.id)
		return clientObject(t.id), err
	case targetUser:
		_, err = reader.FindUser(ctx, t.id)
		return userObject(t.id), err
	case targetGrant:
		_, err = reader.FindGrant(ctx, t.id)
		return grantObject(t.id), err
	case targetTenant:
		return tenantObject(caller.tenant.Tenant.Slug), nil
	}
	return "", domain.Invalid("one_target", "name exactly one of client, user, grant and tenant")
}

// raise takes back the target's tokens and names it for the audit log.
func raise(ctx context.Context, tx domain.Changer, caller Caller, target Target, reason string) (string, error) {
	object, err := target.find(ctx, tx, caller)
	if err != nil {
		return "", err
	}
	switch target.kind {
	case targetClient:
		err = tx.RaiseClientEpoch(ctx, target.id)
	case targetUser:
		err = tx.RaiseUserEpoch(ctx, target.id)
	case targetGrant:
		var first bool
		first, err = tx.RevokeGrant(ctx, target.id, domain.Revocation{At: caller.at, By: caller.name, Reason: reason})
		if err == nil && !first {
			err = domain.ErrUnchanged
		}
	case targetTenant:
		err = tx.RaiseTenantEpoch(ctx)
	}
	return object, err
}
