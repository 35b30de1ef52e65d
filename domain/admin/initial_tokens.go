package admin

import (
	"context"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Defaults of an initial access token: for one client, within a day.
const (
	usualUses          = 1
	usualTokenLifetime = 24 * time.Hour
)

// InitialTokenDraft is an initial access token to be made. Nil members take
// defaults.
type InitialTokenDraft struct {
	// Name is the id if empty.
	Name string
	// Allowed bounds what the clients may ask for.
	Allowed         []Allowed
	Uses            *int64
	LifetimeSeconds *int64
}

// MadeInitialToken is an initial access token, the one time its text is known.
type MadeInitialToken struct {
	domain.InitialToken
	// Text is the token.
	Text domain.Secret
}

// initialTokenRecord is an initial access token in audit events.
type initialTokenRecord struct {
	Name     string    `json:"name"`
	Allowed  []Allowed `json:"allowed"`
	UsesLeft int64     `json:"uses_left"`
	Expires  time.Time `json:"expires_at"`
}

func recordOfInitialToken(caller Caller, t domain.InitialToken) initialTokenRecord {
	return initialTokenRecord{t.Name, caller.AllowedBy(t), t.UsesLeft, t.Expires}
}

func initialTokenObject(id string) string { return "initial-access-token:" + id }

// AllowedBy names what clients may ask for that register with the token.
func (c Caller) AllowedBy(t domain.InitialToken) []Allowed {
	return c.Allowed(domain.Client{Allowed: t.Allowed})
}

// ListInitialTokens lists initial access tokens by id.
func (m *Management) ListInitialTokens(ctx context.Context, caller Caller, ask Ask) (domain.List[domain.InitialToken], error) {
	return paged(caller, "initial-access-tokens", nil, ask, func(page domain.Page) (domain.List[domain.InitialToken], error) {
		return caller.store.InitialTokens(ctx, page)
	})
}

// MakeInitialToken makes an initial access token (RFC 7591 section 1.2). What the
// clients that register with it may ask for is what a client may be allowed that is
// registered here, and never the management API.
func (m *Management) MakeInitialToken(ctx context.Context, caller Caller, draft InitialTokenDraft) (MadeInitialToken, error) {
	text, err := domain.MintInitialToken(m.Random)
	if err != nil {
		return MadeInitialToken{}, fmt.Errorf("draw token: %w", err)
	}
	uses, lifetime := int64(usualUses), int64(usualTokenLifetime/time.Second)
	set(&uses, draft.Uses)
	set(&lifetime, draft.LifetimeSeconds)
	if lifetime > int64(domain.MaxInitialTokenLifetime/time.Second) {
		lifetime = int64(domain.MaxInitialTokenLifetime/time.Second) + 1 // refused below, and no overflow before
	}
	made := MadeInitialToken{domain.InitialToken{
		Name: draft.Name, Hash: caller.tenant.HashKey.HashSecret(text), UsesLeft: uses,
		Created: caller.at, Expires: caller.at.Add(time.Duration(lifetime) * time.Second),
	}, text}
	if made.ID, err = domain.DrawHandle(m.Random); err != nil {
		return MadeInitialToken{}, err
	}
	if made.Name == "" {
		made.Name = made.ID
	}
	if made.Allowed, err = resolve(caller, draft.Allowed, nil); err != nil {
		return MadeInitialToken{}, err
	}
	if err := made.Check(); err != nil {
		return MadeInitialToken{}, err
	}
	err = caller.store.Add(ctx, caller.act(), func(tx domain.Adder) error {
		if err := tx.AddInitialToken(ctx, made.InitialToken); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "initial-access-token.created", initialTokenObject(made.ID), nil, recordOfInitialToken(caller, made.InitialToken))
	})
	return made, err
}

// RemoveInitialToken removes an initial access token at once. Clients that have
// registered with it stay.
func (m *Management) RemoveInitialToken(ctx context.Context, caller Caller, id string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if err := tx.RemoveInitialToken(ctx, id); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "initial-access-token.removed", initialTokenObject(id), nil, nil)
	})
}
