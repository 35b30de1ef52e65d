// Package register lets clients register themselves (RFC 7591) and manage their
// registration (RFC 7592), where a tenant lets them.
//
// Whoever registers a client holds an initial access token, which an admin has made
// for so many clients and for what they may ask for. Whoever manages one holds its
// registration access token. What a client may be is decided where it is decided
// for the management API too: by the noun, domain.Client. A client that registered
// itself is marked for good, and holds no role.
//
// The one idea worth knowing is that nothing can be had here that an admin has not
// given: metadata that asks for more than the token allows is answered with less.
package register

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Registry registers clients. It exists only at tenants that let it.
type Registry struct {
	// Tenant finds a tenant, and Client a client of it too, nil if there is none,
	// as of a read that began after the call.
	Tenant func(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
	Client func(ctx context.Context, slug domain.Slug, id string) (*domain.Snapshot, *domain.Client, error)
	Store  domain.Store
	// Attempt takes one request from an address, and is KindLimited if there were
	// too many.
	Attempt func(tenant domain.TenantID, address string, now time.Time) error
	Now     func() time.Time
	Random  io.Reader
	NewID   func() string
}

// Caller is who asks, as far as anybody knows: what they present, and from where.
type Caller struct {
	Token   domain.Secret
	Address string
}

// Registered is a client as it is told about itself (RFC 7591 section 3.2.1).
type Registered struct {
	Client domain.Client
	// Scope is what it may ask for.
	Scope domain.Scope
	// Secret is zero unless it was made just now.
	Secret domain.Secret
	// Token is the registration access token to use from now on, at Address.
	Token   domain.Secret
	Address string
}

// path is what follows the issuer in the address of the endpoint.
const path = "/oauth2/register"

// errOff is the answer of a tenant at which clients do not register themselves: as
// if there were no such page.
func errOff() error { return domain.NotFound("page") }

// Register registers a client from the metadata in body.
func (r Registry) Register(ctx context.Context, slug domain.Slug, caller Caller, body []byte) (Registered, error) {
	snap, err := r.Tenant(ctx, slug)
	if err != nil {
		return Registered{}, err
	}
	now := r.now()
	if err := r.open(snap, caller, now); err != nil {
		return Registered{}, err
	}
	hash := snap.HashKey.HashSecret(caller.Token)
	initial, err := r.Store.In(snap.Tenant.ID).FindInitialToken(ctx, hash)
	if domain.KindNotFound.Is(err) || err == nil && !initial.Good(now) {
		err = domain.Unauthenticated()
	}
	if err == nil {
		err = snap.Charge(initial.Actor(), 1, now)
	}
	if err != nil {
		return Registered{}, err
	}
	made, tokens, err := r.make(snap, initial, body, now)
	if err != nil {
		return Registered{}, err
	}
	act := domain.Act{By: initial.Actor(), At: now}
	err = r.Store.In(snap.Tenant.ID).Add(ctx, act, func(tx domain.Adder) error {
		if _, err := tx.UseInitialToken(ctx, hash); err != nil {
			return err
		}
		if err := tx.AddClient(ctx, made.Client); err != nil {
			return err
		}
		if err := tx.SetRegistrationTokens(ctx, made.Client.ID, tokens); err != nil {
			return err
		}
		return r.record(ctx, tx, snap, act, "client.registered", nil, &made.Client)
	})
	if domain.KindNotFound.Is(err) {
		// Used up, or removed, meanwhile.
		err = domain.Unauthenticated()
	}
	return made, err
}

// make makes the client that is asked for, within what the token allows.
func (r Registry) make(snap *domain.Snapshot, initial domain.InitialToken, body []byte, now time.Time) (made Registered, tokens domain.RegistrationTokens, err error) {
	// What else there is beside metadata is ignored (RFC 7591 section 2).
	metadata, _, err := domain.ParseClientMetadata(body)
	if err != nil {
		return made, tokens, err
	}
	client := domain.Client{Status: domain.Active, Version: 1, Created: now, Updated: now, InitialToken: initial.ID}
	if client.ID, err = domain.DrawHandle(r.Random); err != nil {
		return made, tokens, err
	}
	scope, err := domain.ParseScope(metadata.Scope)
	if err != nil {
		return made, tokens, domain.MetadataError(err)
	}
	client.Allowed = initial.Within(snap, scope)
	if client, err = metadata.Over(client); err != nil {
		return made, tokens, err
	}
	if made, err = r.told(snap, client); err != nil {
		return made, tokens, err
	}
	if client.AuthMethod.HasSecret() {
		if err := r.giveSecret(snap, &made, now); err != nil {
			return made, tokens, err
		}
	}
	return made, domain.RegistrationTokens{Current: snap.HashKey.HashSecret(made.Token)}, nil
}

// told gives a client as it is told about itself, with another token to manage it.
func (r Registry) told(snap *domain.Snapshot, client domain.Client) (Registered, error) {
	token, err := domain.MintRegistrationToken(r.Random)
	if err != nil {
		return Registered{}, fmt.Errorf("draw token: %w", err)
	}
	return r.view(snap, client, token), nil
}

func (r Registry) view(snap *domain.Snapshot, client domain.Client, token domain.Secret) Registered {
	return Registered{Client: client, Scope: snap.ScopeWithin(client), Token: token, Address: snap.Issuer + path + "/" + client.ID}
}

// giveSecret makes a secret for a client that has none.
func (r Registry) giveSecret(snap *domain.Snapshot, to *Registered, now time.Time) error {
	text, err := domain.MintClientSecret(r.Random)
	if err != nil {
		return fmt.Errorf("draw secret: %w", err)
	}
	id, err := domain.DrawHandle(r.Random)
	if err != nil {
		return err
	}
	to.Secret = text
	to.Client.Secrets = []domain.MachineSecret{{ID: id, Hash: snap.HashKey.HashSecret(text), Last4: text.Last4(), Created: now}}
	return nil
}

// open refuses everybody where clients do not register themselves, and whoever asks
// too often.
func (r Registry) open(snap *domain.Snapshot, caller Caller, now time.Time) error {
	if !snap.Tenant.Settings.RegistersClients() {
		return errOff()
	}
	return r.Attempt(snap.Tenant.ID, caller.Address, now)
}

// now is the time as the store keeps it: an answer shows what a later one does.
func (r Registry) now() time.Time { return r.Now().UTC().Truncate(time.Millisecond) }

// record writes the audit event of a change of a client, of what it was and is.
func (r Registry) record(ctx context.Context, tx domain.Adder, snap *domain.Snapshot, act domain.Act, action string, was, is *domain.Client) error {
	event := domain.Event{ID: r.NewID(), At: act.At, Actor: act.By.String(), Action: action}
	for _, side := range []struct {
		client *domain.Client
		text   *json.RawMessage
	}{{was, &event.Before}, {is, &event.After}} {
		if side.client == nil {
			continue
		}
		event.Object = "client:" + side.client.ID
		text, err := json.Marshal(recordOf(snap, *side.client))
		if err != nil {
			return fmt.Errorf("describe %s: %w", action, err)
		}
		*side.text = text
	}
	return tx.Record(ctx, event)
}

// clientRecord is a client in audit events, without a place for a secret.
type clientRecord struct {
	ID           string            `json:"client_id"`
	Name         string            `json:"name"`
	GrantTypes   []string          `json:"grant_types"`
	AuthMethod   domain.AuthMethod `json:"token_endpoint_auth_method"`
	InitialToken string            `json:"initial_access_token"`
	domain.Registration
	Scope domain.Scope `json:"scope"`
}

func recordOf(snap *domain.Snapshot, c domain.Client) clientRecord {
	return clientRecord{c.ID, c.Name, c.GrantTypes, c.AuthMethod, c.InitialToken, c.Registration.Filled(), snap.ScopeWithin(c)}
}
