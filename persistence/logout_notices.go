package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

type logoutNoticeRow struct {
	TenantID  string
	SessionID string
	ClientID  string
	UserID    string
	Host      string
	Attempts  int
	Created   moment `gorm:"column:created_at"`
	Due       moment `gorm:"column:due_at"`
}

func (logoutNoticeRow) TableName() string { return "logout_notices" }

func (r logoutNoticeRow) domain() domain.LogoutNotice {
	return domain.LogoutNotice{
		Client: r.ClientID, Session: r.SessionID, User: r.UserID, Host: r.Host,
		Attempts: r.Attempts, Created: r.Created.Time, Due: r.Due.Time,
	}
}

// endSessions is the one way in which sessions end, but for those that expire: it
// files the logout notices and removes the sessions, which a condition names, and
// gives how many there were. Marking the grants comes first: it waits for whoever
// is giving out an ID token from one of them, and whoever comes after finds the
// session over (IdentifyGrant).
func (c *change) endSessions(ctx context.Context, which string, args ...any) (int64, error) {
	args = append([]any{c.tenant}, args...)
	told := map[string][]logoutNoticeRow{}
	err := c.ask(ctx, "UPDATE grants SET session_ended = true WHERE tenant_id = ? AND NOT session_ended AND session_id IN"+
		" (SELECT id FROM sessions WHERE tenant_id = ? AND "+which+") RETURNING session_id, client_id, user_id, identified",
		append([]any{c.tenant}, args...), func(row cursor) error {
			notice := logoutNoticeRow{TenantID: c.tenant, Created: moment{c.act.At}, Due: moment{c.act.At}}
			var identified bool
			err := row.Scan(&notice.SessionID, &notice.ClientID, &notice.UserID, &identified)
			if identified {
				told[notice.ClientID] = append(told[notice.ClientID], notice)
			}
			return err
		})
	if err == nil && len(told) > 0 {
		err = c.fileNotices(ctx, told)
	}
	if err != nil {
		return 0, err
	}
	return c.exec(ctx, "DELETE FROM sessions WHERE tenant_id = ? AND "+which, args...)
}

// fileNotices files notices, by their clients, of those that want to be told: one
// for each session, however many grants were given in it.
func (c *change) fileNotices(ctx context.Context, told map[string][]logoutNoticeRow) error {
	ids := make([]string, 0, len(told))
	for id := range told {
		ids = append(ids, id)
	}
	var clients []clientRow
	err := c.own(ctx, "clients").Select("client_id", "registration").Where("client_id IN ?", ids).Find(&clients).Error
	if err != nil {
		return err
	}
	var filed []logoutNoticeRow
	for _, client := range clients {
		host := client.Registration.of.LogoutHost()
		seen := map[string]bool{}
		for _, notice := range told[client.ClientID] {
			if host != "" && !seen[notice.SessionID] {
				seen[notice.SessionID], notice.Host = true, host
				filed = append(filed, notice)
			}
		}
	}
	if len(filed) == 0 {
		return nil
	}
	if err := c.db.WithContext(ctx).CreateInBatches(filed, 100).Error; err != nil {
		return err
	}
	c.ledger.noticed = true
	return c.noticesDue(ctx, c.act.At)
}

// noticesDue has the tenant's notices looked at by a time.
func (a *addition) noticesDue(ctx context.Context, by time.Time) error {
	_, err := a.exec(ctx, "UPDATE tenants SET notices_due = ? WHERE id = ? AND (notices_due IS NULL OR notices_due > ?)",
		moment{by}, a.tenant, moment{by})
	return err
}

// claimStatement numbers the notices that are due within their hosts, so that one
// host with many has no more than its share.
const claimStatement = "UPDATE logout_notices SET due_at = ?, attempts = attempts + 1 WHERE tenant_id = ? AND (session_id, client_id) IN" +
	" (SELECT session_id, client_id FROM (SELECT session_id, client_id, due_at, row_number() OVER (PARTITION BY host ORDER BY due_at, session_id, client_id) AS place" +
	" FROM logout_notices WHERE tenant_id = ? AND due_at <= ? AND host NOT IN ?) AS waiting WHERE place <= ? ORDER BY due_at LIMIT ?)" +
	" RETURNING session_id, client_id, user_id, host, attempts, created_at, due_at"

// ClaimLogoutNotices takes notices that are due for delivery. Holding the tenant's
// row, it waits for nobody who files notices, and misses none that they file.
func (a *addition) ClaimLogoutNotices(ctx context.Context, claim domain.NoticeClaim) ([]domain.LogoutNotice, error) {
	free, err := a.engine.holdTenant(ctx, a.pool, a.tenant)
	if err != nil || !free {
		return nil, a.issue("claim logout notices", err)
	}
	except := claim.Except
	if len(except) == 0 {
		except = []string{""} // no notice has it
	}
	var taken []domain.LogoutNotice
	err = a.ask(ctx, claimStatement, []any{moment{claim.Until}, a.tenant, a.tenant, moment{a.act.At}, except, claim.PerHost, claim.Limit}, func(row cursor) error {
		var r logoutNoticeRow
		err := row.Scan(&r.SessionID, &r.ClientID, &r.UserID, &r.Host, &r.Attempts, &r.Created, &r.Due)
		taken = append(taken, r.domain())
		return err
	})
	var next moment
	if err == nil {
		err = a.ask(ctx, "SELECT min(due_at) FROM logout_notices WHERE tenant_id = ?", []any{a.tenant}, func(row cursor) error { return row.Scan(&next) })
	}
	if err == nil {
		_, err = a.exec(ctx, "UPDATE tenants SET notices_due = ? WHERE id = ?", next, a.tenant)
	}
	if a.issue("claim logout notices", err) != nil {
		return nil, a.ledger.failure
	}
	return taken, nil
}

// RemoveLogoutNotice removes a notice.
func (a *addition) RemoveLogoutNotice(ctx context.Context, n domain.LogoutNotice) error {
	_, err := a.exec(ctx, "DELETE FROM logout_notices WHERE tenant_id = ? AND session_id = ? AND client_id = ?", a.tenant, n.Session, n.Client)
	return a.issue("remove a logout notice", err)
}

// PostponeLogoutNotice makes a notice due again at a time.
func (a *addition) PostponeLogoutNotice(ctx context.Context, n domain.LogoutNotice, due time.Time) error {
	// The tenant's row first, as everybody who changes something has it.
	err := a.noticesDue(ctx, due)
	if err == nil {
		_, err = a.exec(ctx, "UPDATE logout_notices SET due_at = ? WHERE tenant_id = ? AND session_id = ? AND client_id = ? AND attempts = ?",
			moment{due}, a.tenant, n.Session, n.Client, n.Attempts)
	}
	return a.issue("postpone a logout notice", err)
}

// NoticesDue gives the slugs of active tenants that have notices due.
func (s *Store) NoticesDue(ctx context.Context, now time.Time, limit int) ([]domain.Slug, error) {
	var due []domain.Slug
	err := s.engine.ask(ctx, s.directory().tenant, "SELECT slug FROM tenants WHERE status = 'active' AND notices_due <= ? ORDER BY notices_due LIMIT ?",
		[]any{now.UnixMilli(), limit}, func(row cursor) error {
			var slug string
			err := row.Scan(&slug)
			due = append(due, domain.Slug(slug))
			return err
		})
	return due, failed("find logout notices", err)
}

// Noticed tells whoever delivers logout notices that this process has filed some.
func (s *Store) Noticed() <-chan struct{} { return s.noticed }
