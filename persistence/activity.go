package persistence

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// step names a row of activity.
type step struct {
	granularity domain.Granularity
	at          int64
	by          string
}

func (s step) compare(other step) int {
	return cmp.Or(cmp.Compare(s.granularity, other.granularity), cmp.Compare(s.at, other.at), cmp.Compare(s.by, other.by))
}

const (
	countRows = "INSERT INTO activity (tenant_id, granularity, at, resource_server_id, active, inactive, refused) VALUES "
	countAdds = " ON CONFLICT (tenant_id, granularity, at, resource_server_id) DO UPDATE SET" +
		" active = activity.active + excluded.active, inactive = activity.inactive + excluded.inactive, refused = activity.refused + excluded.refused"
)

// Count adds counts to those of the minute and of the hour that each is in.
func (a *addition) Count(ctx context.Context, counts []domain.Count) error {
	sums := map[step]domain.Count{}
	for _, c := range counts {
		for _, granularity := range domain.Granularities() {
			key := step{granularity, c.At.Truncate(granularity.Step()).UnixMilli(), c.By}
			sum := sums[key]
			sum.Active, sum.Inactive, sum.Refused = sum.Active+c.Active, sum.Inactive+c.Inactive, sum.Refused+c.Refused
			sums[key] = sum
		}
	}
	var rows [][]any
	// In one order, so that two processes never wait for each other.
	for _, key := range slices.SortedFunc(maps.Keys(sums), step.compare) {
		sum := sums[key]
		rows = append(rows, []any{a.tenant, string(key.granularity), key.at, key.by, sum.Active, sum.Inactive, sum.Refused})
	}
	return a.issue("count", a.insert(ctx, countRows, rows, countAdds))
}

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
