package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// setupLifetime is how long a set-up link may be used. Whoever missed it makes
// another.
const setupLifetime = time.Hour

var (
	// errOffered ends an offer that somebody else has made already.
	errOffered = errors.New("a set-up link was offered before")
	// errManaged ends what is for nobody any more.
	errManaged = errors.New("somebody manages tenant system already, so there is no first operator to let in: " +
		"whoever manages it invites others in its console, and JETON_OPERATOR_TOKEN acts as operator")
)

// offerSetup gives the one-time link by which the first operator gets in, empty
// if there is nothing to offer: somebody is in already, or a link that was
// printed before is still good. Nobody can be let in by anything known
// beforehand.
func (in *installation) offerSetup(ctx context.Context) (string, error) {
	link, err := in.setupLink(ctx, domain.SystemActor("first start"), false)
	if errors.Is(err, errOffered) || errors.Is(err, errManaged) {
		return "", nil
	}
	return link, err
}

// renewSetup gives such a link whether or not one was printed before, which then is
// good no longer. It is errManaged once somebody is in.
func (in *installation) renewSetup(ctx context.Context) (string, error) {
	return in.setupLink(ctx, domain.SystemActor("setup-link"), true)
}

func (in *installation) setupLink(ctx context.Context, actor domain.Actor, again bool) (string, error) {
	tenant, err := in.store.FindTenant(ctx, domain.SystemSlug)
	if err != nil {
		return "", err
	}
	tenancy := in.store.In(tenant.ID)
	// Asked here too, a start has nothing to write once somebody is in.
	if err := unmanaged(ctx, tenancy); err != nil {
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
	act := domain.Act{By: actor, At: now}
	err = tenancy.Change(ctx, act, func(tx domain.Changer) error {
		// Changes of a tenant go one after another: of several processes that start
		// at once exactly one finds no link, and nobody gets in between this look
		// and the offer.
		if err := unmanaged(ctx, tx); err != nil {
			return err
		}
		last, err := tx.FindSetupLink(ctx)
		if err == nil && now.Before(last.Expires) && !again {
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
	if err != nil {
		return "", err
	}
	// The secret stands in the fragment, which no browser sends and no log sees.
	return in.config.PublicURL + "/t/" + string(domain.SystemSlug) + "/console#setup=" + secret.Reveal(), nil
}

// unmanaged is errManaged if somebody manages the tenant.
func unmanaged(ctx context.Context, tenancy domain.Reader) error {
	managed, err := isManaged(ctx, tenancy)
	if err == nil && managed {
		return errManaged
	}
	return err
}

// isManaged reports whether anybody holds a role at the tenant.
func isManaged(ctx context.Context, tenancy domain.Reader) (bool, error) {
	members, err := tenancy.Members(ctx, domain.Page{Limit: 1})
	if err != nil || len(members.Items) > 0 {
		return true, err
	}
	users, err := tenancy.Users(ctx, domain.UserFilter{Managing: true}, domain.Page{Limit: 1})
	return len(users.Items) > 0, err
}

// firstLines are what somebody reads who starts an installation for the first time:
// what must not be lost, and what to do next.
func firstLines(c Config, link string) string {
	kept := "Everything is kept in the database, sealed with JETON_SECRET_KEY. Keep that key elsewhere too: without it nothing can be read."
	if c.database().Engine == migrations.SQLite {
		kept = "Everything is kept in " + c.database().File + ", sealed with "
		if c.SecretKey.IsZero() {
			kept += "the key in " + c.secretKeyFile() + ". Keep a copy of both, apart from each other."
		} else {
			kept += "JETON_SECRET_KEY. Keep a copy of both, apart from each other."
		}
	}
	return kept + "\n" + setupLines(link) + "Later, jeton setup-link makes another. jeton doctor says what should be set up otherwise.\n"
}

// setupLines tell of a set-up link.
func setupLines(link string) string {
	return "To become the first operator, open within the hour:\n" + link + "\n"
}
