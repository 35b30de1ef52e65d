package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type setupLinkRow struct {
	TenantID string
	Hash     []byte
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (setupLinkRow) TableName() string { return "setup_links" }

// FindSetupLink reads the tenant's set-up link.
func (v view) FindSetupLink(ctx context.Context) (domain.SetupLink, error) {
	var rows []setupLinkRow
	if err := v.own(ctx, "setup_links").Find(&rows).Error; err != nil {
		return domain.SetupLink{}, failed("find the set-up link", err)
	}
	if len(rows) == 0 {
		return domain.SetupLink{}, domain.NotFound("set-up link")
	}
	return domain.SetupLink{Hash: domain.SecretHash(rows[0].Hash), Created: rows[0].Created.Time, Expires: rows[0].Expires.Time}, nil
}

// OfferSetupLink keeps a set-up link, in place of the one before.
func (c *change) OfferSetupLink(ctx context.Context, link domain.SetupLink) error {
	_, err := c.exec(ctx, "DELETE FROM setup_links WHERE tenant_id = ?", c.tenant)
	if err == nil {
		err = c.add(ctx, &setupLinkRow{TenantID: c.tenant, Hash: link.Hash[:], Created: moment{link.Created}, Expires: moment{link.Expires}})
	}
	return c.alter("offer a set-up link", err)
}

// TakeSetupLink removes a set-up link. It is one statement, so that of several at
// once one alone finds the row.
func (c *change) TakeSetupLink(ctx context.Context, hash domain.SecretHash) error {
	n, err := c.exec(ctx, "DELETE FROM setup_links WHERE tenant_id = ? AND hash = ? AND expires_at > ?", c.tenant, hash[:], moment{c.act.At})
	return c.alter("take a set-up link", touched(n, err, "set-up link"))
}
