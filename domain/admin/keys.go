package admin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Key is what may be known about a signing key.
type Key struct {
	ID    string
	Alg   string
	State keys.State
	// SignsUntil and VerifiesUntil are zero where no end is set yet.
	Published, SignsFrom, SignsUntil, VerifiesUntil time.Time
}

// keyRecord is a rotation in audit events.
type keyRecord struct {
	Alg string `json:"alg"`
}

// ListKeys lists the tenant's signing keys, newest first.
func (m *Management) ListKeys(ctx context.Context, caller Caller) ([]Key, error) {
	return listKeys(ctx, caller.store, caller.at)
}

func listKeys(ctx context.Context, store domain.Reader, at time.Time) ([]Key, error) {
	rows, err := store.Load(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Key, 0, len(rows.SigningKeys))
	for _, k := range rows.SigningKeys {
		list = append(list, Key{k.ID, k.Alg, keys.StateAt(k, at), k.Published, k.SignsFrom, k.SignsUntil, k.VerifiesUntil})
	}
	slices.SortFunc(list, func(a, b Key) int {
		if order := b.SignsFrom.Compare(a.SignsFrom); order != 0 {
			return order
		}
		return strings.Compare(a.Alg+a.ID, b.Alg+b.ID)
	})
	return list, nil
}

// RotateKeys makes a fresh key that signs at once, of one algorithm or, if alg is
// empty, of each. The keys before go on verifying for as long as a token they
// signed may live.
func (m *Management) RotateKeys(ctx context.Context, caller Caller, alg string) ([]Key, error) {
	algs := domain.SigningAlgs()
	if alg != "" {
		if !slices.Contains(algs, alg) {
			return nil, domain.InvalidField("alg", "an algorithm is one of %s", strings.Join(algs, ", "))
		}
		algs = []string{alg}
	}
	// Made before the transaction: an RSA key takes long to find.
	fresh := make([]domain.SigningKey, len(algs))
	for i, alg := range algs {
		var err error
		if fresh[i], err = m.Keys.Signing(caller.tenant.Tenant.ID, alg, caller.at, caller.at); err != nil {
			return nil, err
		}
	}
	var after []Key
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		rows, err := tx.Load(ctx)
		if err != nil {
			return err
		}
		for _, key := range fresh {
			if err := m.rotateKey(ctx, tx, caller, rows, key); err != nil {
				return err
			}
		}
		after, err = listKeys(ctx, tx, caller.at)
		return err
	})
	return after, err
}

// rotateKey lets key take over from the others of its algorithm.
func (m *Management) rotateKey(ctx context.Context, tx domain.Changer, caller Caller, rows domain.TenantRows, key domain.SigningKey) error {
	for _, ended := range keys.Rotated(rows.SigningKeys, key.Alg, caller.at, keys.LongestToken(rows)) {
		if err := tx.EditSigningKey(ctx, ended); err != nil {
			return err
		}
	}
	if err := tx.AddSigningKey(ctx, key); err != nil {
		return err
	}
	return m.record(ctx, tx, caller, "key.rotated", keyObject(key.ID), nil, keyRecord{key.Alg})
}
