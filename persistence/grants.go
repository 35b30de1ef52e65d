package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type grantRow struct {
	TenantID string
	ID       string
	ClientID string
	UserID   optional
	Type     string
	Worth    list[domain.Target]
	Session  optional `gorm:"column:session_id"`
	// Ended is whether the session is over. The id stays for whoever looks into
	// the table.
	Ended      bool `gorm:"column:session_ended"`
	Identified bool
	Offline    bool
	Proved     moment     `gorm:"column:authenticated_at"`
	Created    moment     `gorm:"column:created_at"`
	Revoked    revocation `gorm:"embedded"`
}

func (grantRow) TableName() string { return "grants" }

func (r grantRow) domain() domain.Grant {
	grant := domain.Grant{
		ID: r.ID, Client: r.ClientID, User: string(r.UserID), Type: r.Type,
		Worth: r.Worth, Session: string(r.Session), Offline: r.Offline, Identified: r.Identified, Authenticated: r.Proved.Time,
		Created: r.Created.Time, Revoked: r.Revoked.domain(),
	}
	if r.Ended {
		grant.Session = ""
	}
	return grant
}

// FindGrant reads a grant by id.
func (v view) FindGrant(ctx context.Context, id string) (domain.Grant, error) {
	var rows []grantRow
	if err := v.own(ctx, "grants").Where("id = ?", id).Find(&rows).Error; err != nil {
		return domain.Grant{}, failed("find a grant", err)
	}
	if len(rows) == 0 {
		return domain.Grant{}, domain.NotFound("grant")
	}
	return rows[0].domain(), nil
}

// Grants lists grants, newest first.
func (v view) Grants(ctx context.Context, filter domain.GrantFilter, page domain.Page) (domain.List[domain.Grant], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Grant]{}, err
	}
	search := v.own(ctx, "grants")
	switch {
	case filter.User != "":
		search = search.Where("user_id = ?", filter.User)
	case filter.Client != "":
		search = search.Where("client_id = ?", filter.Client)
	}
	if page.After != "" {
		created, id, err := parsePosition(page.After)
		if err != nil {
			return domain.List[domain.Grant]{}, err
		}
		search = search.Where("(created_at, id) < (?, ?)", created, id)
	}
	var rows []grantRow
	err := search.Order("created_at DESC, id DESC").Limit(toRead(page, filter.User != "" && filter.Client != "")).Find(&rows).Error
	return sift(each(rows, grantRow.domain), page, func(g domain.Grant) bool { return filter.Client == "" || filter.Client == g.Client },
		func(g domain.Grant) string { return position(g.Created, g.ID) }), failed("list grants", err)
}

// AddGrant adds a grant.
func (a *addition) AddGrant(ctx context.Context, grant domain.Grant) error {
	_, err := a.addGrant(ctx, grant, "")
	if isDuplicate(err) {
		err = taken("grant_taken", "id", "there is a grant with this id, or the client has its standing grant")
	}
	return a.issue("add a grant", err)
}

// standing says which grant is a client's own, in the words of its unique index.
const (
	standing      = "client_id = ? AND " + standingGrant
	standingGrant = "type = 'client_credentials' AND user_id IS NULL AND revoked_at IS NULL"
)

// OpenStandingGrant gives the client's live standing grant, adding grant if
// there is none.
func (a *addition) OpenStandingGrant(ctx context.Context, grant domain.Grant) (domain.Grant, error) {
	// One that was there may be revoked between our statements, so both are
	// tried again; whoever revokes in a loop is not outrun.
	for range maxAttempts {
		var rows []grantRow
		if err := a.own(ctx, "grants").Where(standing, grant.Client).Find(&rows).Error; err != nil {
			return domain.Grant{}, a.issue("find the standing grant", err)
		}
		if len(rows) > 0 {
			return rows[0].domain(), nil
		}
		grant = domain.Grant{ID: grant.ID, Client: grant.Client, Type: domain.ClientCredentials, Created: grant.Created}
		added, err := a.addGrant(ctx, grant, " ON CONFLICT (tenant_id, client_id)"+
			" WHERE type = 'client_credentials' AND user_id IS NULL AND revoked_at IS NULL DO NOTHING")
		if err != nil {
			return domain.Grant{}, a.issue("open the standing grant", err)
		}
		if added {
			grant.Created = precise(grant.Created)
			return grant, nil
		}
	}
	return domain.Grant{}, a.issue("open the standing grant",
		domain.Conflict("grant_revoked", "the client's grant is being revoked as often as it is opened: try again"))
}

func (a *addition) addGrant(ctx context.Context, grant domain.Grant, onConflict string) (bool, error) {
	revoked := revocationOf(grant.Revoked)
	rows, err := a.exec(ctx, "INSERT INTO grants (tenant_id, id, client_id, user_id, type, worth, session_id, offline, identified, authenticated_at, created_at, revoked_at, revoked_by, revoked_reason)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"+onConflict,
		a.tenant, grant.ID, grant.Client, optional(grant.User), grant.Type, list[domain.Target](grant.Worth),
		optional(grant.Session), grant.Offline, grant.Identified, moment{grant.Authenticated}, moment{grant.Created},
		revoked.RevokedAt, revoked.RevokedBy, revoked.RevokedReason)
	if isOrphan(err) {
		err = domain.NotFound("client")
		if grant.User != "" {
			err = domain.NotFound("client or user")
		}
	}
	return rows == 1, err
}

// RevokeGrant takes a grant back with all its tokens.
func (c *change) RevokeGrant(ctx context.Context, id string, r domain.Revocation) (bool, error) {
	rows, err := c.exec(ctx, "UPDATE grants SET revoked_at = ?, revoked_by = ?, revoked_reason = ?"+
		" WHERE tenant_id = ? AND id = ? AND revoked_at IS NULL",
		moment{r.At}, optional(r.By), optional(r.Reason), c.tenant, id)
	if err == nil && rows == 0 {
		_, err = c.FindGrant(ctx, id)
	}
	c.ledger.taken[grantLevel] += rows
	return rows == 1 && err == nil, c.alterParts("revoke a grant", err, domain.Part{Kind: domain.GrantPart, ID: id})
}

// IdentifyGrant notes that the client of a grant is given an ID token. It waits for
// whoever is ending the session.
func (a *addition) IdentifyGrant(ctx context.Context, id string) (bool, error) {
	rows, err := a.exec(ctx, "UPDATE grants SET identified = true WHERE tenant_id = ? AND id = ? AND revoked_at IS NULL AND NOT session_ended", a.tenant, id)
	return rows == 1, a.issue("identify a grant", err)
}
