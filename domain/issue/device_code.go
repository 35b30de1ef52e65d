package issue

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// deviceCode is the grant of RFC 8628: a person let a client on a device act for
// them, at a browser somewhere else, and the device asks until they did.
func deviceCode(ctx context.Context, i Issuer, snap *domain.Snapshot, client domain.AuthenticatedClient, r Request) (authorization, error) {
	if r.DeviceCode.IsZero() {
		return authorization{}, domain.Invalid("invalid_request", "the parameter device_code is missing")
	}
	now := i.Now()
	asked, err := i.Store.In(snap.Tenant.ID).FindDeviceRequest(ctx, snap.HashKey.HashSecret(r.DeviceCode))
	switch {
	case domain.KindNotFound.Is(err), err == nil && asked.Client != client.Client().ID:
		return authorization{}, badDeviceCode()
	case err != nil:
		return authorization{}, err
	}
	replayed := func(ctx context.Context) error {
		if err := i.takeBack(ctx, snap, client, asked.Grant, "a device code was used twice", now); err != nil {
			return err
		}
		return badDeviceCode()
	}
	switch {
	case !asked.Used.IsZero():
		return authorization{}, replayed(ctx)
	case !now.Before(asked.Expires):
		return authorization{}, domain.Invalid("expired_token", "the device code has expired: begin again")
	case asked.Decided.IsZero():
		return authorization{}, undecided{snap.Tenant.ID, asked.Hash, domain.Act{By: client.Actor(), At: now}}
	case asked.Grant == "":
		return authorization{}, domain.Invalid("access_denied", "the person did not allow it")
	}
	return authorization{person: &person{
		grant: asked.Grant, worth: asked.Worth, epochs: asked.Epochs, replayed: replayed,
		redeem: func(ctx context.Context, tx domain.Adder) error {
			first, err := tx.UseDeviceRequest(ctx, asked.Hash, now)
			if err == nil && !first {
				err = errReplayed
			}
			return err
		},
	}}, nil
}

// undecided is the answer to a device whose person has not decided. It is not an
// error of the domain yet: that the device asked is noted once for each request,
// and until the tenant is seen to be at the revision that was decided from, one
// request may be decided more than once.
type undecided struct {
	tenant domain.TenantID
	device domain.SecretHash
	act    domain.Act
}

// Error gives the text for logs.
func (undecided) Error() string { return "nobody has decided yet" }

// poll notes that a device asked, in the store, so that all replicas keep it to
// one pace, and says whether it is to go on asking as often (RFC 8628 section
// 3.5).
func (i Issuer) poll(ctx context.Context, early undecided) error {
	inTime := false
	err := i.Store.In(early.tenant).Add(ctx, early.act, func(tx domain.Adder) (err error) {
		inTime, err = tx.PollDeviceRequest(ctx, early.device, early.act.At)
		return err
	})
	switch {
	case err != nil:
		return err
	case inTime:
		return domain.Invalid("authorization_pending", "nobody has decided yet: ask again later")
	}
	return domain.Invalid("slow_down", "nobody has decided yet: ask again later, and less often from now on, by %d seconds", int(domain.SlowDown/time.Second))
}

// badDeviceCode is one error for all that is wrong with a device code.
func badDeviceCode() error {
	return domain.Invalid("invalid_grant", "the device code is wrong, used, or another client's")
}
