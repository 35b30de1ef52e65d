// Package revoke is the revocation endpoint (RFC 7009): a client takes back a
// token of its own.
//
// Revoking a refresh token ends its grant, and with it every token of the
// family; revoking an access token ends that token alone. The revocation raises
// the tenant's revision in the same transaction, so that when the 200 leaves, no
// introspection that starts afterwards, on any replica, can miss it.
package revoke

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Directory finds tenants and clients as of a read that began after the call.
type Directory interface {
	CurrentClient(ctx context.Context, slug domain.Slug, id string) (*domain.Snapshot, *domain.Client, error)
}

// Revoker serves revocation requests.
type Revoker struct {
	Directory Directory
	Store     domain.Store
	Now       func() time.Time
	NewID     func() string
}

// Outcome is for the log; the answer has nothing in it.
type Outcome struct {
	Client  string
	TokenID string
	// Revoked is whether this request took something back.
	Revoked bool
}

// reason is kept with what a client takes back itself.
const reason = "revoked by its client"

// Revoke takes back a token of the client's own. A token that is unknown, or
// dead already, is no error: the client has what it wanted (RFC 7009 section
// 2.2). Another client's is refused and stays alive (section 2.1).
func (r Revoker) Revoke(ctx context.Context, slug domain.Slug, credentials domain.Credentials, token domain.Secret) (Outcome, error) {
	snap, found, err := r.Directory.CurrentClient(ctx, slug, credentials.ID)
	if err != nil {
		return Outcome{}, err
	}
	now := r.Now()
	client, err := snap.AuthenticateClient(ctx, found, credentials, now)
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{Client: client.Client().ID}
	located, form := snap.Locate(token, now)
	if form != domain.WellFormed {
		return outcome, nil
	}
	tenancy := r.Store.In(snap.Tenant.ID)
	finding, err := tenancy.LookUp(ctx, located.Key)
	if err != nil {
		return outcome, err
	}
	row := located.Of(finding).Token
	if row == nil {
		return outcome, nil
	}
	outcome.TokenID = row.Key.String()
	if row.Client != client.Client().ID {
		return outcome, domain.Invalid("unauthorized_client", "the token was not issued to this client")
	}
	if finding.Liveness(snap.Tenant, now).State() == domain.TokenRevoked {
		return outcome, nil
	}
	act := domain.Act{By: client.Actor(), At: now}
	err = tenancy.Change(ctx, act, func(tx domain.Changer) error {
		outcome.Revoked, err = r.take(ctx, tx, act, *row)
		if err == nil && !outcome.Revoked {
			err = domain.ErrUnchanged
		}
		return err
	})
	return outcome, err
}

// take revokes the token, and the grant of a refresh token, and records it. It
// reports whether there was anything to revoke.
func (r Revoker) take(ctx context.Context, tx domain.Changer, act domain.Act, token domain.Token) (bool, error) {
	revocation := domain.Revocation{At: act.At, By: act.By.String(), Reason: reason}
	event := domain.Event{ID: r.NewID(), At: act.At, Actor: act.By.String(), Action: "token.revoked", Object: "token:" + token.Key.String()}
	after, err := json.Marshal(map[string]string{"client": token.Client, "kind": string(token.Kind), "reason": reason})
	if err != nil {
		return false, fmt.Errorf("encode event: %w", err)
	}
	event.After = after
	grant := false
	if token.Kind == domain.RefreshToken {
		if grant, err = tx.RevokeGrant(ctx, token.Grant, revocation); err != nil {
			return false, err
		}
	}
	first, err := tx.RevokeToken(ctx, token.Key, revocation)
	if err != nil || !first && !grant {
		return false, err
	}
	return true, tx.Record(ctx, event)
}
