package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type signingKeyRow struct {
	TenantID      string
	ID            string
	Alg           string
	Private       []byte
	Published     moment `gorm:"column:published_at"`
	SignsFrom     moment
	SignsUntil    moment
	VerifiesUntil moment
}

func (signingKeyRow) TableName() string { return "signing_keys" }

func (r signingKeyRow) domain() domain.SigningKey {
	return domain.SigningKey{
		ID: r.ID, Alg: r.Alg, Private: r.Private, Published: r.Published.Time,
		SignsFrom: r.SignsFrom.Time, SignsUntil: r.SignsUntil.Time, VerifiesUntil: r.VerifiesUntil.Time,
	}
}

// signingKeys reads all of them, in the order they were published.
func (v view) signingKeys(ctx context.Context) ([]domain.SigningKey, error) {
	var rows []signingKeyRow
	err := v.own(ctx, "signing_keys").Order("published_at, id").Find(&rows).Error
	return each(rows, signingKeyRow.domain), failed("read signing keys", err)
}

// AddSigningKey adds a signing key.
func (c *change) AddSigningKey(ctx context.Context, key domain.SigningKey) error {
	err := c.add(ctx, &signingKeyRow{
		TenantID: c.tenant, ID: key.ID, Alg: key.Alg, Private: key.Private, Published: moment{key.Published},
		SignsFrom: moment{key.SignsFrom}, SignsUntil: moment{key.SignsUntil}, VerifiesUntil: moment{key.VerifiesUntil},
	})
	if isDuplicate(err) {
		err = taken("key_id_taken", "id", "there is a signing key with this id")
	}
	return c.alter("add a signing key", err)
}

// EditSigningKey writes the times of a signing key.
func (c *change) EditSigningKey(ctx context.Context, key domain.SigningKey) error {
	result := c.own(ctx, "signing_keys").Where("id = ?", key.ID).Updates(map[string]any{
		"published_at": moment{key.Published}, "signs_from": moment{key.SignsFrom},
		"signs_until": moment{key.SignsUntil}, "verifies_until": moment{key.VerifiesUntil},
	})
	return c.alter("edit a signing key", touched(result.RowsAffected, result.Error, "signing key"))
}

// RemoveSigningKey removes a signing key.
func (c *change) RemoveSigningKey(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "DELETE FROM signing_keys WHERE tenant_id = ? AND id = ?", c.tenant, id)
	return c.alter("remove a signing key", touched(rows, err, "signing key"))
}

// RewrapKeys writes the same keys, wrapped anew.
func (c *change) RewrapKeys(ctx context.Context, rows domain.TenantRows) error {
	found, err := c.exec(ctx, "UPDATE tenant_keys SET hash_key = ? WHERE tenant_id = ?", []byte(rows.HashKey), c.tenant)
	err = touched(found, err, "hash key")
	for _, key := range rows.SigningKeys {
		if err != nil {
			break
		}
		found, err = c.exec(ctx, "UPDATE signing_keys SET private = ? WHERE tenant_id = ? AND id = ?", []byte(key.Private), c.tenant, key.ID)
		err = touched(found, err, "signing key")
	}
	return c.alter("wrap keys anew", err)
}
