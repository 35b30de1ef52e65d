package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

const (
	sqliteTally = "INSERT INTO activity (tenant_id, granularity, at, resource_server_id, active, inactive, refused)" +
		" SELECT id, ?, ?, ?, ?, ?, ? FROM tenants WHERE id = ? AND status <> 'deleted'" + addTally
	// Of a drawer that is not open the table itself takes none.
	sqliteSighting = "INSERT INTO sightings (tenant_id, drawer, hash, resource_server_id, first_at, last_at, times)" +
		" SELECT id, ?, ?, ?, ?, ?, ? FROM tenants WHERE id = ? AND status <> 'deleted'" + widenSighting
)

func (e *sqliteEngine) record(ctx context.Context, tallies []tally, seen []domain.TenantSighting) error {
	return e.inTurn(ctx, func(l *line) error {
		for _, t := range tallies {
			if err := e.send(ctx, l, sqliteTally, string(t.granularity), t.at, t.by, t.active, t.inactive, t.refused, t.tenant); err != nil {
				return err
			}
		}
		for _, s := range seen {
			if err := e.send(ctx, l, sqliteSighting, int64(s.Key.Drawer), s.Key.Hash[:], s.ResourceServer, s.First.UnixMilli(), s.Last.UnixMilli(), s.Times, string(s.Tenant)); err != nil {
				return err
			}
		}
		return nil
	})
}
