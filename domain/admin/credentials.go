package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// CredentialDraft is a credential to be made for a resource server.
type CredentialDraft struct {
	// ID is the user name of HTTP Basic, unique in the tenant; empty draws one.
	ID string
	// OverlapSeconds is how long the older of two stays valid; nil means the
	// tenant's setting.
	OverlapSeconds *int64
}

// MakeCredential makes another credential for a resource server. Of two valid
// ones the older gets an end; a third is refused.
//
// Whoever holds a credential sees what its resource server sees; so one that
// sees beyond its own tokens needs visibility:write.
func (m *Management) MakeCredential(ctx context.Context, caller Caller, server string, draft CredentialDraft) (Rotated, error) {
	overlap, err := overlapOf(caller, draft.OverlapSeconds)
	if err != nil {
		return Rotated{}, err
	}
	text, made, err := m.drawSecret(caller, draft.ID, domain.MintServerSecret)
	if err != nil {
		return Rotated{}, err
	}
	if err := domain.CheckCredentialID(made.ID); err != nil {
		return Rotated{}, err
	}
	rotated := Rotated{Made: made, Secret: text}
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		rs, err := tx.FindResourceServer(ctx, server)
		if err != nil {
			return err
		}
		if len(rs.Sees) > 0 {
			if err := mayLook(caller, ""); err != nil {
				return err
			}
		}
		r, err := rotate(rs.Credentials, caller.at, overlap)
		if err != nil {
			return err
		}
		rotated.Older = r.older
		if err := replaceCredential(ctx, tx, server, r, made); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "credential.created", serverObject(server), nil, recordOfSecret(made, r.older))
	})
	return rotated, err
}

// replaceCredential writes a rotation of a resource server's credentials.
func replaceCredential(ctx context.Context, tx domain.Changer, server string, r rotation, made domain.MachineSecret) error {
	for _, expired := range r.expired {
		if err := tx.RemoveCredential(ctx, server, expired.ID); err != nil {
			return err
		}
	}
	if r.brought {
		if err := tx.ExpireCredential(ctx, server, *r.older); err != nil {
			return err
		}
	}
	return tx.AddCredential(ctx, server, made)
}

// RemoveCredential removes a credential of a resource server at once.
func (m *Management) RemoveCredential(ctx context.Context, caller Caller, server, id string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		rs, err := tx.FindResourceServer(ctx, server)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(rs.Credentials, func(c domain.MachineSecret) bool { return c.ID == id })
		if at < 0 {
			return domain.NotFound("credential")
		}
		if err := tx.RemoveCredential(ctx, server, id); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "credential.removed", serverObject(server), recordOfSecret(rs.Credentials[at], nil), nil)
	})
}
