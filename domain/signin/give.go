package signin

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// give ends a request with a code for the client, or with a word to the device
// that waits for one. The grant, the code, what the person allowed and the end of
// the request are one transaction: of two clicks, and of two windows, one gives.
func (f Flow) give(ctx context.Context, v visit) (Step, error) {
	code, err := domain.MintCode(f.Random)
	if err != nil {
		return Step{}, err
	}
	grant := domain.Grant{
		ID: f.NewID(), Client: v.client.ID, User: v.user.ID, Type: v.grantType(), Created: v.now,
		Worth: v.asked.Worth, Session: v.session.ID, Authenticated: v.session.Authenticated,
		Offline: slices.ContainsFunc(v.asked.Worth, func(t domain.Target) bool { return t.Scope.Has(domain.OfflineScope) }),
	}
	v.asked.Epochs = domain.Epochs{Tenant: v.snap.Tenant.Epoch, Client: v.client.Epoch, User: v.user.Epoch}
	kept := domain.Code{Hash: v.snap.HashKey.HashSecret(code), Grant: grant.ID, Asked: v.asked, Expires: v.now.Add(codeLifetime)}
	actor := v.session.Actor()
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: actor.String(), Action: "grant.given", Object: "grant:" + grant.ID}
	if event.After, err = json.Marshal(map[string]any{"client": v.client.ID, "user": v.user.ID, "worth": v.asked.Worth}); err != nil {
		return Step{}, err
	}
	err = f.Store.In(v.snap.Tenant.ID).Add(ctx, domain.Act{By: actor, At: v.now}, func(tx domain.Adder) error {
		if err := v.take(ctx, tx); err != nil {
			return err
		}
		if err := f.seen(ctx, tx, v); err != nil {
			return err
		}
		if v.allowed && !v.consent.Covers(v.asked.Worth) {
			more := v.consent.With(v.asked.Worth)
			more.Updated = v.now
			if err := tx.SetConsent(ctx, more); err != nil {
				return err
			}
		}
		if err := tx.AddGrant(ctx, grant); err != nil {
			return err
		}
		if err := v.handOver(ctx, tx, kept); err != nil {
			return err
		}
		return tx.Record(ctx, event)
	})
	switch {
	case err != nil:
		return Step{}, err
	case v.asked.Device != nil:
		return v.decided(true), nil
	}
	return answer(v.snap, v.asked, Answer{Code: code}), nil
}

// handOver leaves the grant where its client finds it: under a code, or where its
// device polls.
func (v visit) handOver(ctx context.Context, tx domain.Adder, code domain.Code) error {
	if v.asked.Device != nil {
		return v.decide(ctx, tx, domain.DeviceDecision{Grant: code.Grant, Epochs: code.Asked.Epochs})
	}
	return tx.AddCode(ctx, code)
}

// seen notes the session's use.
func (f Flow) seen(ctx context.Context, tx domain.Adder, v visit) error {
	if v.now.Sub(v.session.Seen) < seenInterval {
		return nil
	}
	return tx.SeeSession(ctx, v.session.ID, v.now)
}
