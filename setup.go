package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// setupLifetime is how long a set-up link may be used. Whoever missed it starts
// the server again after that.
const setupLifetime = time.Hour

// errOffered ends an offer that somebody else has made already.
var errOffered = errors.New("a set-up link was offered before")

// offerSetup gives the one-time link by which the first operator gets in, empty
// if there is nothing to offer: somebody is in already, or a link that was
// printed before is still good. Nobody can be let in by anything known
// beforehand.
func (in *installation) offerSetup(ctx context.Context) (string, error) {
	tenant, err := in.store.FindTenant(ctx, domain.SystemSlug)
	if err != nil {
		return "", err
	}
	tenancy := in.store.In(tenant.ID)
	members, err := tenancy.Members(ctx, domain.Page{Limit: 1})
	if err != nil || len(members.Items) > 0 {
		return "", err
	}
	users, err := tenancy.Users(ctx, domain.UserFilter{Managing: true}, domain.Page{Limit: 1})
	if err != nil || len(users.Items) > 0 {
		return "", err
	}
	rows, err := tenancy.Load(ctx)
	if err != nil {
		return "", err
	}
	key, err := in.wrapper.HashKey(rows)
	if err != nil {
		return "", err
	}
	secret, err := domain.MintSetupSecret(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("draw set-up secret: %w", err)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	act := domain.Act{By: domain.SystemActor("first start"), At: now}
	err = tenancy.Change(ctx, act, func(tx domain.Changer) error {
		// Changes of a tenant go one after another, so of several processes that
		// start at once exactly one finds no link.
		last, err := tx.FindSetupLink(ctx)
		if err == nil && now.Before(last.Expires) {
			return errOffered
		}
		if err != nil && !domain.KindNotFound.Is(err) {
			return err
		}
		link := domain.SetupLink{Hash: key.HashSecret(secret), Created: now, Expires: now.Add(setupLifetime)}
		if err := tx.OfferSetupLink(ctx, link); err != nil {
			return err
		}
		return tx.Record(ctx, domain.Event{ID: newID(), At: now, Actor: act.By.String(), Action: "setup_link.offered", Object: "tenant:" + string(domain.SystemSlug)})
	})
	switch {
	case errors.Is(err, errOffered):
		return "", nil
	case err != nil:
		return "", err
	}
	// The secret stands in the fragment, which no browser sends and no log sees.
	return in.config.PublicURL + "/t/" + string(domain.SystemSlug) + "/console#setup=" + secret.Reveal(), nil
}
