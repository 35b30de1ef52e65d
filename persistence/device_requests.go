package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// deviceRequestStays is how long a device request stays after it has expired, so
// that its device learns why it gets nothing.
const deviceRequestStays = 10 * time.Minute

type deviceRequestRow struct {
	TenantID   string
	Hash       []byte
	UserCode   []byte
	ClientID   string
	Worth      list[domain.Target]
	IntervalMs int64
	Created    moment `gorm:"column:created_at"`
	Expires    moment `gorm:"column:expires_at"`
	Polled     moment `gorm:"column:polled_at"`
	Decided    moment `gorm:"column:decided_at"`
	Used       moment `gorm:"column:used_at"`
	GrantID    optional
	Epochs     document[domain.Epochs]
}

func (deviceRequestRow) TableName() string { return "device_requests" }

func (r deviceRequestRow) domain() domain.DeviceRequest {
	return domain.DeviceRequest{
		Hash: domain.SecretHash(r.Hash), UserCode: domain.SecretHash(r.UserCode), Client: r.ClientID, Worth: r.Worth,
		Created: r.Created.Time, Expires: r.Expires.Time, Interval: time.Duration(r.IntervalMs) * time.Millisecond,
		Polled: r.Polled.Time, Decided: r.Decided.Time, Used: r.Used.Time,
		DeviceDecision: domain.DeviceDecision{Grant: string(r.GrantID), Epochs: r.Epochs.of},
	}
}

// FindDeviceRequest finds a device request by the hash of its device code.
func (v view) FindDeviceRequest(ctx context.Context, hash domain.SecretHash) (domain.DeviceRequest, error) {
	return v.findDeviceRequest(ctx, "hash = ?", hash)
}

// FindDeviceRequestByUserCode finds one by the hash of its user code.
func (v view) FindDeviceRequestByUserCode(ctx context.Context, code domain.SecretHash) (domain.DeviceRequest, error) {
	return v.findDeviceRequest(ctx, "user_code = ?", code)
}

func (v view) findDeviceRequest(ctx context.Context, by string, hash domain.SecretHash) (domain.DeviceRequest, error) {
	var rows []deviceRequestRow
	if err := v.own(ctx, "device_requests").Where(by, hash[:]).Find(&rows).Error; err != nil {
		return domain.DeviceRequest{}, failed("find a device request", err)
	}
	if len(rows) == 0 {
		return domain.DeviceRequest{}, domain.NotFound("device request")
	}
	return rows[0].domain(), nil
}

// AddDeviceRequest keeps a device request that nobody has decided about.
func (a *addition) AddDeviceRequest(ctx context.Context, r domain.DeviceRequest) error {
	_, err := a.exec(ctx, "INSERT INTO device_requests (tenant_id, hash, user_code, client_id, worth, interval_ms, created_at, expires_at)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		a.tenant, r.Hash[:], r.UserCode[:], r.Client, list[domain.Target](r.Worth), r.Interval.Milliseconds(), moment{r.Created}, moment{r.Expires})
	switch {
	case isDuplicate(err):
		err = taken("code_taken", "", "there is a device request with this code")
	case isOrphan(err):
		err = domain.NotFound("client")
	}
	if err == nil {
		err = a.dropExpiredBy(ctx, "device_requests", "hash", a.act.At.Add(-deviceRequestStays))
	}
	return a.issue("add a device request", err)
}

// PollDeviceRequest notes that the device asked, and reports whether it was time.
// Of two at once one is in time.
func (a *addition) PollDeviceRequest(ctx context.Context, hash domain.SecretHash, at time.Time) (bool, error) {
	rows, err := a.exec(ctx, "UPDATE device_requests SET polled_at = ? WHERE tenant_id = ? AND hash = ?"+
		" AND (polled_at IS NULL OR polled_at + interval_ms <= ?)",
		moment{at}, a.tenant, hash[:], moment{at.Add(domain.PollSlack)})
	if err == nil && rows == 0 {
		_, err = a.exec(ctx, "UPDATE device_requests SET polled_at = ?, interval_ms = interval_ms + ? WHERE tenant_id = ? AND hash = ?",
			moment{at}, domain.SlowDown.Milliseconds(), a.tenant, hash[:])
	}
	return rows == 1, a.issue("poll a device request", err)
}

// DecideDeviceRequest writes what a person decided, and reports whether that was
// still open: of two at once one gets true.
func (a *addition) DecideDeviceRequest(ctx context.Context, hash domain.SecretHash, d domain.DeviceDecision, at time.Time) (bool, error) {
	rows, err := a.exec(ctx, "UPDATE device_requests SET decided_at = ?, grant_id = ?, epochs = ?"+
		" WHERE tenant_id = ? AND hash = ? AND decided_at IS NULL AND expires_at > ?",
		moment{at}, optional(d.Grant), document[domain.Epochs]{d.Epochs}, a.tenant, hash[:], moment{at})
	if isOrphan(err) {
		err = domain.NotFound("grant")
	}
	return rows == 1, a.issue("decide a device request", err)
}

// UseDeviceRequest marks a device request used, and reports whether it was not
// before: of two at once one gets true.
func (a *addition) UseDeviceRequest(ctx context.Context, hash domain.SecretHash, at time.Time) (bool, error) {
	rows, err := a.exec(ctx, "UPDATE device_requests SET used_at = ? WHERE tenant_id = ? AND hash = ? AND used_at IS NULL AND grant_id IS NOT NULL",
		moment{at}, a.tenant, hash[:])
	return rows == 1, a.issue("use a device request", err)
}
