package register

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// serverMembers are members of an answer that a client must not send back (RFC 7592
// section 2.2).
var serverMembers = []string{"registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"}

// Read tells a client about itself (RFC 7592 section 2.1). Its secret is not kept,
// and so not told again.
func (r Registry) Read(ctx context.Context, slug domain.Slug, id string, caller Caller) (Registered, error) {
	snap, proven, err := r.authenticate(ctx, slug, id, caller)
	if err != nil {
		return Registered{}, err
	}
	if tokens, others := proven.Arrived(); others {
		act := domain.Act{By: proven.Actor(), At: r.now()}
		err := r.Store.In(snap.Tenant.ID).Add(ctx, act, func(tx domain.Adder) error {
			kept, err := tx.FindRegistrationTokens(ctx, id)
			if err != nil || !proven.Stands(kept) {
				return err // somebody else has had others made meanwhile
			}
			return tx.SetRegistrationTokens(ctx, id, tokens)
		})
		if err != nil {
			return Registered{}, gone(err)
		}
	}
	return r.view(snap, proven.Client(), caller.Token), nil
}

// Update replaces a client's metadata by that in body (RFC 7592 section 2.2), and
// its registration access token. What is left out has its default again; the scope
// can only shrink.
func (r Registry) Update(ctx context.Context, slug domain.Slug, id string, caller Caller, body []byte) (Registered, error) {
	snap, proven, err := r.authenticate(ctx, slug, id, caller)
	if err != nil {
		return Registered{}, err
	}
	now := r.now()
	metadata, others, err := domain.ParseClientMetadata(body)
	if err == nil {
		err = checkOthers(snap, proven.Client(), others, now)
	}
	if err != nil {
		return Registered{}, err
	}
	scope, err := domain.ParseScope(metadata.Scope)
	if err != nil {
		return Registered{}, domain.MetadataError(err)
	}
	var after Registered
	act := domain.Act{By: proven.Actor(), At: now}
	err = r.Store.In(snap.Tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		was, err := r.again(ctx, tx, proven)
		if err != nil {
			return err
		}
		is := was
		is.Allowed, is.Updated = domain.WithinOf(snap, was, scope), now
		if is, err = metadata.Over(is); err != nil {
			return err
		}
		if after, err = r.told(snap, is); err != nil {
			return err
		}
		if err := tx.EditClient(ctx, is); err != nil {
			return err
		}
		if err := r.settleSecrets(ctx, tx, snap, was, &after, now); err != nil {
			return err
		}
		if err := tx.SetRegistrationTokens(ctx, id, proven.Rotated(snap.HashKey.HashSecret(after.Token))); err != nil {
			return err
		}
		return r.record(ctx, tx, snap, act, "client.edited", &was, &is)
	})
	return after, gone(err)
}

// Remove removes a client, with everything that was issued to it (RFC 7592 section
// 2.3).
func (r Registry) Remove(ctx context.Context, slug domain.Slug, id string, caller Caller) error {
	snap, proven, err := r.authenticate(ctx, slug, id, caller)
	if err != nil {
		return err
	}
	act := domain.Act{By: proven.Actor(), At: r.now()}
	err = r.Store.In(snap.Tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		was, err := r.again(ctx, tx, proven)
		if err != nil {
			return err
		}
		if err := tx.RemoveClient(ctx, id); err != nil {
			return err
		}
		return r.record(ctx, tx, snap, act, "client.removed", &was, nil)
	})
	return gone(err)
}

// authenticate proves a client by its registration access token. One that does not
// exist is no other than a wrong token (RFC 7592 section 2.1).
func (r Registry) authenticate(ctx context.Context, slug domain.Slug, id string, caller Caller) (*domain.Snapshot, domain.AuthenticatedRegistration, error) {
	var none domain.AuthenticatedRegistration
	snap, client, err := r.Client(ctx, slug, id)
	if err != nil {
		return nil, none, err
	}
	now := r.now()
	if err := r.open(snap, caller, now); err != nil {
		return nil, none, err
	}
	kept, err := r.Store.In(snap.Tenant.ID).FindRegistrationTokens(ctx, id)
	if err != nil && !domain.KindNotFound.Is(err) {
		return nil, none, err
	}
	proven, err := snap.AuthenticateRegistration(client, kept, caller.Token, now)
	return snap, proven, err
}

// again finds the client in the transaction that changes it, if its tokens are still
// those that proved it: of two who change it at once, one does.
func (r Registry) again(ctx context.Context, tx domain.Reader, proven domain.AuthenticatedRegistration) (domain.Client, error) {
	id := proven.Client().ID
	kept, err := tx.FindRegistrationTokens(ctx, id)
	if err != nil {
		return domain.Client{}, err
	}
	client, _, err := tx.FindClient(ctx, id)
	if err == nil && (client.Status != domain.Active || !proven.Stands(kept)) {
		err = domain.Unauthenticated()
	}
	return client, err
}

// settleSecrets gives a secret to a client that proves itself by one from now on,
// and takes them from one that does not.
func (r Registry) settleSecrets(ctx context.Context, tx domain.Changer, snap *domain.Snapshot, was domain.Client, after *Registered, now time.Time) error {
	has := after.Client.AuthMethod.HasSecret()
	for _, secret := range was.Secrets {
		if has && secret.ValidAt(now) {
			return nil
		}
	}
	for _, secret := range was.Secrets {
		if err := tx.RemoveClientSecret(ctx, was.ID, secret.ID); err != nil {
			return err
		}
	}
	if !has {
		return nil
	}
	if err := r.giveSecret(snap, after, now); err != nil {
		return err
	}
	return tx.AddClientSecret(ctx, was.ID, after.Client.Secrets[0])
}

// checkOthers holds what an update says beside metadata to what RFC 7592 section 2.2
// asks of it.
func checkOthers(snap *domain.Snapshot, client domain.Client, others map[string]json.RawMessage, now time.Time) error {
	for name := range others {
		if slices.Contains(serverMembers, name) {
			return refused(name + ": this is the server's to say")
		}
	}
	var id, secret string
	if json.Unmarshal(others["client_id"], &id) != nil || id != client.ID {
		return refused("client_id: the client that is changed is named here too")
	}
	if text, ok := others["client_secret"]; ok && (json.Unmarshal(text, &secret) != nil || !snap.HoldsSecret(client, domain.NewSecret(secret), now)) {
		return refused("client_secret: this is not the client's secret, and a client chooses none")
	}
	return nil
}

func refused(message string) error { return domain.Invalid("invalid_client_metadata", "%s", message) }

// gone is one error for a client that went while it was being managed.
func gone(err error) error {
	if domain.KindNotFound.Is(err) {
		return domain.Unauthenticated()
	}
	return err
}
