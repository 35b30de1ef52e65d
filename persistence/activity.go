package persistence

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// ForgetCounts removes up to limit counts of steps that began before a time.
func (a *addition) ForgetCounts(ctx context.Context, granularity domain.Granularity, before time.Time, limit int) (int, error) {
	rows, err := a.exec(ctx, "DELETE FROM activity WHERE tenant_id = ? AND granularity = ? AND (at, resource_server_id) IN"+
		" (SELECT at, resource_server_id FROM activity WHERE tenant_id = ? AND granularity = ? AND at < ? ORDER BY at, resource_server_id LIMIT ?)",
		a.tenant, string(granularity), a.tenant, string(granularity), moment{before}, limit)
	return int(rows), a.issue("forget counts", err)
}

// Counts gives the counts of a span, by time and then by who asked.
func (v view) Counts(ctx context.Context, span domain.CountSpan, limit int) ([]domain.Count, error) {
	var counts []domain.Count
	err := v.ask(ctx, "SELECT at, resource_server_id, active, inactive, refused FROM activity"+
		" WHERE tenant_id = ? AND granularity = ? AND at >= ? AND at < ? ORDER BY at, resource_server_id LIMIT ?",
		[]any{v.tenant, string(span.Granularity), moment{span.From}, moment{span.To}, limit},
		func(row cursor) error {
			var at moment
			var c domain.Count
			err := row.Scan(&at, &c.By, &c.Active, &c.Inactive, &c.Refused)
			c.At = at.Time
			counts = append(counts, c)
			return err
		})
	return counts, failed("read counts", err)
}
