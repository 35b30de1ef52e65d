package admin

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// linkLifetimes bounds how long password links are good: an invitation may lie
// in somebody's mail over a weekend, a reset is asked for by somebody who waits.
var linkLifetimes = map[domain.LinkPurpose]struct{ usual, most time.Duration }{
	domain.Invite: {72 * time.Hour, 30 * 24 * time.Hour},
	domain.Reset:  {time.Hour, 24 * time.Hour},
}

const leastLinkLifetime = 5 * time.Minute

// passwordPath is what follows the issuer in the address of a password link;
// behind it comes the secret.
const passwordPath = "/password/"

// MadeLink is a password link, the one time its address is known.
type MadeLink struct {
	domain.PasswordLink
	// Address has the secret in it.
	Address domain.Secret
}

// linkRecord is a password link in audit events.
type linkRecord struct {
	Purpose domain.LinkPurpose `json:"purpose"`
	Expires time.Time          `json:"expires_at"`
}

// MakePasswordLink makes the link by which a user chooses a password, in place of
// the one they had before. Whoever makes it could use it, and so must hold every
// right of the user. An invitation is for a user without a password.
func (m *Management) MakePasswordLink(ctx context.Context, caller Caller, id string, purpose domain.LinkPurpose, lifetimeSeconds *int64) (MadeLink, error) {
	made, err := m.draftedLink(caller, id, purpose, lifetimeSeconds)
	if err != nil {
		return MadeLink{}, err
	}
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		user, err := tx.FindUser(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, user.Roles); err != nil {
			return err
		}
		if purpose == domain.Invite && !user.Password.IsZero() {
			return domain.Conflict("password_set", "the user has a password already: make a link to reset it")
		}
		return m.offerLink(ctx, tx, caller, made)
	})
	return made, err
}

// draftedLink draws a password link, which is not kept yet.
func (m *Management) draftedLink(caller Caller, user string, purpose domain.LinkPurpose, lifetimeSeconds *int64) (MadeLink, error) {
	lifetime, err := linkLifetime(purpose, lifetimeSeconds)
	if err != nil {
		return MadeLink{}, err
	}
	secret, err := domain.MintPasswordSecret(m.Random)
	if err != nil {
		return MadeLink{}, fmt.Errorf("draw secret: %w", err)
	}
	return MadeLink{
		PasswordLink: domain.PasswordLink{
			User: user, Purpose: purpose, Hash: caller.tenant.HashKey.HashSecret(secret), Created: caller.at, Expires: caller.at.Add(lifetime),
		},
		Address: domain.NewSecret(caller.tenant.Issuer + passwordPath + secret.Reveal()),
	}, nil
}

func (m *Management) offerLink(ctx context.Context, tx domain.Changer, caller Caller, made MadeLink) error {
	if err := tx.OfferPasswordLink(ctx, made.PasswordLink); err != nil {
		return err
	}
	return m.record(ctx, tx, caller, "password-link.created", userObject(made.User), nil, linkRecord{made.Purpose, made.Expires})
}

func linkLifetime(purpose domain.LinkPurpose, seconds *int64) (time.Duration, error) {
	if !slices.Contains(domain.LinkPurposes(), purpose) {
		return 0, domain.InvalidField("purpose", "a password link is to invite or to reset")
	}
	bounds := linkLifetimes[purpose]
	if seconds == nil {
		return bounds.usual, nil
	}
	if *seconds < int64(leastLinkLifetime/time.Second) || *seconds > int64(bounds.most/time.Second) {
		return 0, domain.InvalidField("lifetime_seconds", "a link to %s is good for %d to %d seconds", purpose,
			int64(leastLinkLifetime/time.Second), int64(bounds.most/time.Second))
	}
	return time.Duration(*seconds) * time.Second, nil
}

// SignOut takes back every token that speaks for a user, by the same one write
// as Revoke.
func (m *Management) SignOut(ctx context.Context, caller Caller, id, reason string) (Covered, error) {
	return m.Revoke(ctx, caller, Target{targetUser, id}, reason)
}
