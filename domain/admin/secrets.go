package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// MakeClientSecret makes another secret for a client. Of two valid ones the
// older gets an end, after overlapSeconds or the tenant's setting; a third is
// refused.
func (m *Management) MakeClientSecret(ctx context.Context, caller Caller, id string, overlapSeconds *int64) (Rotated, error) {
	overlap, err := overlapOf(caller, overlapSeconds)
	if err != nil {
		return Rotated{}, err
	}
	text, made, err := m.drawSecret(caller, "", domain.MintClientSecret)
	if err != nil {
		return Rotated{}, err
	}
	rotated := Rotated{Made: made, Secret: text}
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		client, _, err := tx.FindClient(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, client.Roles); err != nil {
			return err
		}
		if client.Public() {
			return domain.Conflict("no_secrets", "a client with the authentication method none has no secrets")
		}
		r, err := rotate(client.Secrets, caller.at, overlap)
		if err != nil {
			return err
		}
		rotated.Older = r.older
		if err := replaceSecret(ctx, tx, id, r, made); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "client-secret.created", clientObject(id), nil, recordOfSecret(made, r.older))
	})
	return rotated, err
}

// replaceSecret writes a rotation of a client's secrets.
func replaceSecret(ctx context.Context, tx domain.Changer, client string, r rotation, made domain.MachineSecret) error {
	for _, expired := range r.expired {
		if err := tx.RemoveClientSecret(ctx, client, expired.ID); err != nil {
			return err
		}
	}
	if r.brought {
		if err := tx.ExpireClientSecret(ctx, client, *r.older); err != nil {
			return err
		}
	}
	return tx.AddClientSecret(ctx, client, made)
}

// RemoveClientSecret removes a secret of a client at once.
func (m *Management) RemoveClientSecret(ctx context.Context, caller Caller, id, secret string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		client, _, err := tx.FindClient(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, client.Roles); err != nil {
			return err
		}
		at := slices.IndexFunc(client.Secrets, func(s domain.MachineSecret) bool { return s.ID == secret })
		if at < 0 {
			return domain.NotFound("secret")
		}
		if err := tx.RemoveClientSecret(ctx, id, secret); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "client-secret.removed", clientObject(id), recordOfSecret(client.Secrets[at], nil), nil)
	})
}
