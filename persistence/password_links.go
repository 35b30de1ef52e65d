package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type passwordLinkRow struct {
	TenantID string
	UserID   string
	Purpose  string
	Hash     []byte
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (passwordLinkRow) TableName() string { return "password_links" }

func (r passwordLinkRow) domain() domain.PasswordLink {
	return domain.PasswordLink{
		User: r.UserID, Purpose: domain.LinkPurpose(r.Purpose), Hash: domain.SecretHash(r.Hash),
		Created: r.Created.Time, Expires: r.Expires.Time,
	}
}

// FindPasswordLink reads a password link by the hash of its secret.
func (v view) FindPasswordLink(ctx context.Context, hash domain.SecretHash) (domain.PasswordLink, error) {
	var rows []passwordLinkRow
	if err := v.own(ctx, "password_links").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.PasswordLink{}, failed("find a password link", err)
	}
	if len(rows) == 0 {
		return domain.PasswordLink{}, domain.NotFound("password link")
	}
	return rows[0].domain(), nil
}

// OfferPasswordLink keeps a password link, in place of the one before.
func (c *change) OfferPasswordLink(ctx context.Context, link domain.PasswordLink) error {
	_, err := c.exec(ctx, "DELETE FROM password_links WHERE tenant_id = ? AND user_id = ?", c.tenant, link.User)
	if err == nil {
		err = c.add(ctx, &passwordLinkRow{
			TenantID: c.tenant, UserID: link.User, Purpose: string(link.Purpose), Hash: link.Hash[:],
			Created: moment{link.Created}, Expires: moment{link.Expires},
		})
	}
	if isOrphan(err) {
		err = domain.NotFound("user")
	}
	return c.alterParts("offer a password link", err, domain.Part{Kind: domain.UserPart, ID: link.User})
}

// TakePasswordLink removes a password link and gives it. It is one statement, so
// that of several at once one alone finds the row.
func (c *change) TakePasswordLink(ctx context.Context, hash domain.SecretHash) (domain.PasswordLink, error) {
	var rows []passwordLinkRow
	err := c.ask(ctx, "DELETE FROM password_links WHERE tenant_id = ? AND hash = ? AND expires_at > ? RETURNING user_id, purpose, hash, created_at, expires_at",
		[]any{c.tenant, hash[:], moment{c.act.At}}, func(row cursor) error {
			var r passwordLinkRow
			err := row.Scan(&r.UserID, &r.Purpose, &r.Hash, &r.Created, &r.Expires)
			rows = append(rows, r)
			return err
		})
	if err = touched(int64(len(rows)), err, "password link"); err != nil {
		return domain.PasswordLink{}, c.alterParts("take a password link", err)
	}
	return rows[0].domain(), c.alterParts("take a password link", nil, domain.Part{Kind: domain.UserPart, ID: rows[0].UserID})
}
