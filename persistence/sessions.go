package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

type sessionRow struct {
	TenantID      string
	ID            string
	UserID        string
	Hash          []byte
	UserEpoch     int64
	Created       moment `gorm:"column:created_at"`
	Authenticated moment `gorm:"column:authenticated_at"`
	Seen          moment `gorm:"column:seen_at"`
	Expires       moment `gorm:"column:expires_at"`
	UserAgent     string
	Address       string
}

func (sessionRow) TableName() string { return "sessions" }

func (r sessionRow) domain() domain.Session {
	return domain.Session{
		ID: r.ID, Hash: domain.SecretHash(r.Hash), User: r.UserID, Epoch: r.UserEpoch,
		Created: r.Created.Time, Authenticated: r.Authenticated.Time, Seen: r.Seen.Time, Expires: r.Expires.Time,
		UserAgent: r.UserAgent, Address: r.Address,
	}
}

// FindSession finds a session by the hash of its cookie.
func (v view) FindSession(ctx context.Context, hash domain.SecretHash) (domain.Session, error) {
	var rows []sessionRow
	if err := v.own(ctx, "sessions").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.Session{}, failed("find a session", err)
	}
	if len(rows) == 0 {
		return domain.Session{}, domain.NotFound("session")
	}
	return rows[0].domain(), nil
}

// FindSessionOf finds a session of a user by its id.
func (v view) FindSessionOf(ctx context.Context, user, id string) (domain.Session, error) {
	var rows []sessionRow
	if err := v.own(ctx, "sessions").Where("id = ? AND user_id = ?", id, user).Find(&rows).Error; err != nil {
		return domain.Session{}, failed("find a user's session", err)
	}
	if len(rows) == 0 {
		return domain.Session{}, domain.NotFound("session")
	}
	return rows[0].domain(), nil
}

// Sessions lists a user's sessions, newest first.
func (v view) Sessions(ctx context.Context, user string, page domain.Page) (domain.List[domain.Session], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Session]{}, err
	}
	search := v.own(ctx, "sessions").Where("user_id = ?", user)
	if page.After != "" {
		created, id, err := parsePosition(page.After)
		if err != nil {
			return domain.List[domain.Session]{}, err
		}
		search = search.Where("(created_at, id) < (?, ?)", created, id)
	}
	var rows []sessionRow
	err := search.Order("created_at DESC, id DESC").Limit(page.Limit + 1).Find(&rows).Error
	return cut(each(rows, sessionRow.domain), page, func(s domain.Session) string { return position(s.Created, s.ID) }),
		failed("list sessions", err)
}

// OpenSession keeps a session.
func (a *addition) OpenSession(ctx context.Context, s domain.Session) error {
	err := a.add(ctx, &sessionRow{
		TenantID: a.tenant, ID: s.ID, UserID: s.User, Hash: s.Hash[:], UserEpoch: s.Epoch,
		Created: moment{s.Created}, Authenticated: moment{s.Authenticated}, Seen: moment{s.Seen}, Expires: moment{s.Expires},
		UserAgent: s.UserAgent, Address: s.Address,
	})
	switch {
	case isDuplicate(err):
		err = taken("session_taken", "id", "there is a session with this id")
	case isOrphan(err):
		err = domain.NotFound("user")
	}
	if err == nil {
		err = a.dropExpired(ctx, "sessions", "id")
	}
	return a.issue("open a session", err)
}

// RenewSession gives a session another cookie.
func (a *addition) RenewSession(ctx context.Context, s domain.Session) error {
	rows, err := a.exec(ctx, "UPDATE sessions SET hash = ?, authenticated_at = ?, seen_at = ?, expires_at = ?, user_epoch = ?, user_agent = ?, address = ?"+
		" WHERE tenant_id = ? AND id = ? AND user_id = ?",
		s.Hash[:], moment{s.Authenticated}, moment{s.Seen}, moment{s.Expires}, s.Epoch, s.UserAgent, s.Address, a.tenant, s.ID, s.User)
	return a.issue("renew a session", touched(rows, err, "session"))
}

// SeeSession notes that a session was used.
func (a *addition) SeeSession(ctx context.Context, id string, at time.Time) error {
	rows, err := a.exec(ctx, "UPDATE sessions SET seen_at = ? WHERE tenant_id = ? AND id = ?", moment{at}, a.tenant, id)
	return a.issue("note a session's use", touched(rows, err, "session"))
}

// EndSession removes a session and takes back the grants that began in it, but
// for those that were given for longer than that.
func (c *change) EndSession(ctx context.Context, id string, r domain.Revocation) error {
	rows, err := c.endSessions(ctx, "id = ?", id)
	if err := touched(rows, err, "session"); err != nil {
		return c.alterParts("end a session", err)
	}
	var ended []domain.Part
	err = c.ask(ctx, "UPDATE grants SET revoked_at = ?, revoked_by = ?, revoked_reason = ?"+
		" WHERE tenant_id = ? AND session_id = ? AND NOT offline AND revoked_at IS NULL RETURNING id",
		[]any{moment{r.At}, optional(r.By), optional(r.Reason), c.tenant, id}, func(row cursor) error {
			ended = append(ended, domain.Part{Kind: domain.GrantPart})
			return row.Scan(&ended[len(ended)-1].ID)
		})
	c.ledger.taken[sessionLevel]++
	return c.alterParts("take back a session's grants", err, ended...)
}
