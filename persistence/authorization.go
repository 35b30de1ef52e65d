package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

type authorizationRequestRow struct {
	TenantID string
	Hash     []byte
	Browser  []byte
	ClientID string
	Request  document[domain.Asked]
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (authorizationRequestRow) TableName() string { return "authorization_requests" }

// FindAuthorizationRequest finds a sign-in under way by the hash of its handle.
func (v view) FindAuthorizationRequest(ctx context.Context, hash domain.SecretHash) (domain.AuthorizationRequest, error) {
	var rows []authorizationRequestRow
	if err := v.own(ctx, "authorization_requests").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.AuthorizationRequest{}, failed("find an authorization request", err)
	}
	if len(rows) == 0 {
		return domain.AuthorizationRequest{}, domain.NotFound("authorization request")
	}
	r := rows[0]
	found := domain.AuthorizationRequest{Hash: domain.SecretHash(r.Hash), Asked: r.Request.of, Created: r.Created.Time, Expires: r.Expires.Time}
	copy(found.Browser[:], r.Browser)
	return found, nil
}

// KeepAuthorizationRequest keeps a sign-in under way.
func (a *addition) KeepAuthorizationRequest(ctx context.Context, r domain.AuthorizationRequest) error {
	err := a.add(ctx, &authorizationRequestRow{
		TenantID: a.tenant, Hash: r.Hash[:], Browser: r.Browser[:], ClientID: r.Asked.Client,
		Request: document[domain.Asked]{r.Asked}, Created: moment{r.Created}, Expires: moment{r.Expires},
	})
	if isOrphan(err) {
		err = domain.NotFound("client")
	}
	if err == nil {
		err = a.dropExpired(ctx, "authorization_requests", "hash")
	}
	return a.issue("keep an authorization request", err)
}

// TakeAuthorizationRequest removes a sign-in that was decided, and reports
// whether it was still there: of two at once one gets true.
func (a *addition) TakeAuthorizationRequest(ctx context.Context, hash domain.SecretHash) (bool, error) {
	rows, err := a.exec(ctx, "DELETE FROM authorization_requests WHERE tenant_id = ? AND hash = ?", a.tenant, hash[:])
	return rows == 1, a.issue("take an authorization request", err)
}

type codeRow struct {
	TenantID string
	Hash     []byte
	GrantID  string
	Request  document[domain.Asked]
	Expires  moment `gorm:"column:expires_at"`
	Used     moment `gorm:"column:used_at"`
}

func (codeRow) TableName() string { return "authorization_codes" }

// AddCode keeps an authorization code of a grant.
func (a *addition) AddCode(ctx context.Context, c domain.Code) error {
	err := a.add(ctx, &codeRow{
		TenantID: a.tenant, Hash: c.Hash[:], GrantID: c.Grant, Request: document[domain.Asked]{c.Asked}, Expires: moment{c.Expires},
	})
	if isOrphan(err) {
		err = domain.NotFound("grant")
	}
	if err == nil {
		err = a.dropExpired(ctx, "authorization_codes", "hash")
	}
	return a.issue("add a code", err)
}

// FindCode finds a code by its hash, used or not, expired or not.
func (v view) FindCode(ctx context.Context, hash domain.SecretHash) (domain.Code, error) {
	var rows []codeRow
	if err := v.own(ctx, "authorization_codes").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.Code{}, failed("find a code", err)
	}
	if len(rows) == 0 {
		return domain.Code{}, domain.NotFound("code")
	}
	r := rows[0]
	return domain.Code{Hash: domain.SecretHash(r.Hash), Grant: r.GrantID, Asked: r.Request.of, Expires: r.Expires.Time, Used: r.Used.Time}, nil
}

// UseCode marks a code used, and reports whether it was not before: of two at
// once one gets true.
func (a *addition) UseCode(ctx context.Context, hash domain.SecretHash, at time.Time) (bool, error) {
	rows, err := a.exec(ctx, "UPDATE authorization_codes SET used_at = ? WHERE tenant_id = ? AND hash = ? AND used_at IS NULL",
		moment{at}, a.tenant, hash[:])
	return rows == 1, a.issue("use a code", err)
}

type consentRow struct {
	TenantID string
	UserID   string
	ClientID string
	Worth    list[domain.Target]
	Created  moment `gorm:"column:created_at"`
	Updated  moment `gorm:"column:updated_at"`
}

func (consentRow) TableName() string { return "consents" }

func (r consentRow) domain() domain.Consent {
	return domain.Consent{User: r.UserID, Client: r.ClientID, Worth: r.Worth, Created: r.Created.Time, Updated: r.Updated.Time}
}

// FindConsent finds what a person lets a client do.
func (v view) FindConsent(ctx context.Context, user, client string) (domain.Consent, error) {
	var rows []consentRow
	if err := v.own(ctx, "consents").Where("user_id = ? AND client_id = ?", user, client).Find(&rows).Error; err != nil {
		return domain.Consent{}, failed("find a consent", err)
	}
	if len(rows) == 0 {
		return domain.Consent{}, domain.NotFound("consent")
	}
	return rows[0].domain(), nil
}

// Consents lists what a person lets clients do, by client id.
func (v view) Consents(ctx context.Context, user string, page domain.Page) (domain.List[domain.Consent], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Consent]{}, err
	}
	var rows []consentRow
	err := v.own(ctx, "consents").Where("user_id = ? AND client_id > ?", user, page.After).
		Order("client_id").Limit(page.Limit + 1).Find(&rows).Error
	return cut(each(rows, consentRow.domain), page, func(c domain.Consent) string { return c.Client }), failed("list consents", err)
}

// SetConsent writes what a person lets a client do, in place of what was.
func (a *addition) SetConsent(ctx context.Context, c domain.Consent) error {
	_, err := a.exec(ctx, "INSERT INTO consents (tenant_id, user_id, client_id, worth, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"+
		" ON CONFLICT (tenant_id, user_id, client_id) DO UPDATE SET worth = excluded.worth, updated_at = excluded.updated_at",
		a.tenant, c.User, c.Client, list[domain.Target](c.Worth), moment{c.Created}, moment{c.Updated})
	if isOrphan(err) {
		err = domain.NotFound("client or user")
	}
	return a.issue("set a consent", err)
}
