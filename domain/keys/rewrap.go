package keys

import (
	"errors"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// Rewrap gives the rows of a tenant with each of its keys wrapped under the secret
// key that wraps, and how many were under another. Those that need not be are left
// as they are, so that it can be done any number of times. A key that opens with
// none is an error, and so is one that opens and is no key.
func (w Wrapper) Rewrap(rows domain.TenantRows) (domain.TenantRows, int, error) {
	rows.SigningKeys = slices.Clone(rows.SigningKeys)
	if err := w.opens(rows); err != nil {
		return rows, 0, err
	}
	moved := 0
	for purpose, at := range wrappedIn(&rows) {
		material, byOther, err := w.open(rows.Tenant.ID, purpose, *at)
		if err != nil {
			return rows, moved, err
		}
		if !byOther {
			continue
		}
		if *at, err = w.Wrap(rows.Tenant.ID, purpose, material); err != nil {
			return rows, moved, err
		}
		moved++
	}
	return rows, moved, nil
}

// Try opens every key of a tenant, and counts those that are under another secret
// key than the one that wraps. What does not open is an error.
func (w Wrapper) Try(rows domain.TenantRows) (byOthers int, err error) {
	if err := w.opens(rows); err != nil {
		return 0, err
	}
	for purpose, at := range wrappedIn(&rows) {
		_, byOther, err := w.open(rows.Tenant.ID, purpose, *at)
		if err != nil {
			return byOthers, err
		}
		if byOther {
			byOthers++
		}
	}
	return byOthers, nil
}

// opens makes sure of every key, and says what is wrong with each.
func (w Wrapper) opens(rows domain.TenantRows) error {
	_, err := w.HashKey(rows)
	for _, key := range rows.SigningKeys {
		_, unopened := w.Private(rows.Tenant.ID, key)
		err = errors.Join(err, unopened)
	}
	return err
}

// wrappedIn gives where in the rows there is something wrapped, by its purpose.
func wrappedIn(rows *domain.TenantRows) map[string]*domain.Wrapped {
	wrapped := map[string]*domain.Wrapped{hashPurpose: &rows.HashKey}
	for i := range rows.SigningKeys {
		wrapped[signingPurpose+rows.SigningKeys[i].ID] = &rows.SigningKeys[i].Private
	}
	return wrapped
}
