package persistence

import (
	"context"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

type memberRow struct {
	TenantID string
	ClientID string
	Roles    list[domain.Role]
	Version  int64
}

func (memberRow) TableName() string { return "members" }

func (r memberRow) domain() domain.Member {
	return domain.Member{Client: r.ClientID, Roles: r.Roles, Version: r.Version}
}

// Members lists the clients that hold a role, by client id.
func (v view) Members(ctx context.Context, page domain.Page) (domain.List[domain.Member], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Member]{}, err
	}
	var rows []memberRow
	err := v.own(ctx, "members").Where("client_id > ?", page.After).Order("client_id").Limit(page.Limit + 1).Find(&rows).Error
	return cut(each(rows, memberRow.domain), page, func(m domain.Member) string { return m.Client }), failed("list members", err)
}

// FindMember reads the roles of a client.
func (v view) FindMember(ctx context.Context, client string) (domain.Member, error) {
	var rows []memberRow
	if err := v.own(ctx, "members").Where("client_id = ?", client).Find(&rows).Error; err != nil {
		return domain.Member{}, failed("find a member", err)
	}
	if len(rows) == 0 {
		return domain.Member{}, domain.NotFound("member")
	}
	return rows[0].domain(), nil
}

// SetMember writes the roles of a client: version 0 adds a member, no roles
// remove one.
func (c *change) SetMember(ctx context.Context, member domain.Member) error {
	row := func() *gorm.DB { return c.own(ctx, "members").Where("client_id = ?", member.Client) }
	ofVersion := func() *gorm.DB { return row().Where("version = ?", member.Version) }
	var err error
	switch {
	case len(member.Roles) == 0:
		err = edited(ofVersion().Delete(&memberRow{}), row(), "member")
	case member.Version == 0:
		err = c.addMember(ctx, member)
	default:
		err = edited(ofVersion().Updates(map[string]any{
			"roles": list[domain.Role](member.Roles), "version": gorm.Expr("version + 1"),
		}), row(), "member")
	}
	return c.alterParts("set a member", err, domain.Part{Kind: domain.ClientPart, ID: member.Client})
}

func (c *change) addMember(ctx context.Context, member domain.Member) error {
	err := c.add(ctx, &memberRow{TenantID: c.tenant, ClientID: member.Client, Roles: member.Roles, Version: 1})
	switch {
	case isDuplicate(err):
		return outdated()
	case isOrphan(err):
		return domain.NotFound("client")
	}
	return err
}
