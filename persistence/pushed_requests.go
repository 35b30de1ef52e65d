package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type pushedRequestRow struct {
	TenantID string
	Hash     []byte
	ClientID string
	Request  document[domain.Asked]
	Expires  moment `gorm:"column:expires_at"`
}

func (pushedRequestRow) TableName() string { return "pushed_requests" }

// FindPushedRequest finds a pushed request by its hash.
func (v view) FindPushedRequest(ctx context.Context, hash domain.SecretHash) (domain.PushedRequest, error) {
	var rows []pushedRequestRow
	if err := v.own(ctx, "pushed_requests").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.PushedRequest{}, failed("find a pushed request", err)
	}
	if len(rows) == 0 {
		return domain.PushedRequest{}, domain.NotFound("pushed request")
	}
	r := rows[0]
	return domain.PushedRequest{Hash: domain.SecretHash(r.Hash), Asked: r.Request.of, Expires: r.Expires.Time}, nil
}

// PushRequest keeps a pushed request.
func (a *addition) PushRequest(ctx context.Context, r domain.PushedRequest) error {
	err := a.add(ctx, &pushedRequestRow{
		TenantID: a.tenant, Hash: r.Hash[:], ClientID: r.Asked.Client, Request: document[domain.Asked]{r.Asked}, Expires: moment{r.Expires},
	})
	if isOrphan(err) {
		err = domain.NotFound("client")
	}
	if err == nil {
		err = a.dropExpired(ctx, "pushed_requests", "hash")
	}
	return a.issue("push a request", err)
}

// TakePushedRequest removes a pushed request, and reports whether it was still
// there: of two at once one gets true.
func (a *addition) TakePushedRequest(ctx context.Context, hash domain.SecretHash) (bool, error) {
	rows, err := a.exec(ctx, "DELETE FROM pushed_requests WHERE tenant_id = ? AND hash = ?", a.tenant, hash[:])
	return rows == 1, a.issue("take a pushed request", err)
}
