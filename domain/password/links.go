package password

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Links let people choose a password by a link that an admin made.
type Links struct {
	Store  domain.Store
	Hasher *Hasher
	Rules  Rules
	NewID  func() string
}

// Find gives the user whose password the secret of a link sets, for the page
// that asks for it. A secret that is unknown, used or expired is KindNotFound.
func (l Links) Find(ctx context.Context, tenant *domain.Snapshot, secret domain.Secret, now time.Time) (domain.User, domain.PasswordLink, error) {
	tenancy := l.Store.In(tenant.Tenant.ID)
	link, err := tenancy.FindPasswordLink(ctx, tenant.HashKey.HashSecret(secret))
	if err == nil && !now.Before(link.Expires) {
		err = domain.NotFound("password link")
	}
	if err != nil {
		return domain.User{}, domain.PasswordLink{}, err
	}
	user, err := tenancy.FindUser(ctx, link.User)
	return user, link, err
}

// Use sets the password of the user whom the link is for, once: of several that
// use it at the same moment one does, and for the others it is KindNotFound, as
// for a secret that is unknown or expired. A password that the rules refuse
// leaves the link as it is. The password is hashed before the transaction, which
// is short.
//
// It signs nobody in. A reset ends every session and token of the person.
func (l Links) Use(ctx context.Context, tenant *domain.Snapshot, secret, chosen domain.Secret, now time.Time) (domain.User, error) {
	user, link, err := l.Find(ctx, tenant, secret, now)
	if err != nil {
		return domain.User{}, err
	}
	if err := l.Rules.Check("password", chosen, user); err != nil {
		return domain.User{}, err
	}
	hash, err := l.Hasher.Hash(ctx, chosen)
	if err != nil {
		return domain.User{}, err
	}
	after, err := json.Marshal(map[string]string{"by_link": string(link.Purpose)})
	if err != nil {
		return domain.User{}, fmt.Errorf("describe the link: %w", err)
	}
	act := domain.Act{By: domain.SystemActor("password link"), At: now}
	err = l.Store.In(tenant.Tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		if _, err := tx.TakePasswordLink(ctx, link.Hash); err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, user.ID, hash); err != nil {
			return err
		}
		if link.Purpose == domain.Reset {
			// Whoever needed the old password may have been somebody else.
			if err := tx.RaiseUserEpoch(ctx, user.ID); err != nil {
				return err
			}
		}
		return tx.Record(ctx, domain.Event{
			ID: l.NewID(), At: now, Actor: act.By.String(), Action: "password.set", Object: "user:" + user.ID, After: after,
		})
	})
	if err != nil {
		return domain.User{}, err
	}
	user.Password = hash
	return user, nil
}
