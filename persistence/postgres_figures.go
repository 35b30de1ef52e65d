package persistence

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jeton-id/jeton/domain"
)

// Both statements take columns and enter the tenant of each row just before it is
// inserted, as filing does. The rows come in the order in which they were sorted,
// or two processes would wait for each other.
const (
	tallyStatement = "INSERT INTO activity (tenant_id, granularity, at, resource_server_id, active, inactive, refused)" +
		" SELECT " + enteringRow + ", granularity, at, server, active, inactive, refused FROM (SELECT q.*, id" +
		" FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])" +
		" WITH ORDINALITY AS q (tenant, granularity, at, server, active, inactive, refused, n)" +
		" JOIN tenants ON id = tenant AND status <> 'deleted' ORDER BY n) AS sorted" + addTally
	sightingStatement = "INSERT INTO sightings (tenant_id, drawer, hash, resource_server_id, first_at, last_at, times)" +
		" SELECT " + enteringRow + ", $1::integer, hash, server, first_at, last_at, times FROM (SELECT q.*, id" +
		" FROM unnest($2::uuid[], $3::bytea[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])" +
		" WITH ORDINALITY AS q (tenant, hash, server, first_at, last_at, times, n)" +
		" JOIN tenants ON id = tenant AND status <> 'deleted' ORDER BY n) AS sorted" + widenSighting
)

func (e *postgresEngine) record(ctx context.Context, tallies []tally, seen []domain.TenantSighting) error {
	if err := e.watchBegin(ctx); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, e.app, func(tx pgx.Tx) error {
		if len(tallies) > 0 {
			if err := e.send(ctx, tx, tallyStatement, tallyColumns(tallies)); err != nil {
				return err
			}
		}
		for len(seen) > 0 {
			n := 1
			for n < len(seen) && seen[n].Key.Drawer == seen[0].Key.Drawer {
				n++
			}
			// A transaction within is a savepoint.
			err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { return e.send(ctx, tx, sightingStatement, sightingColumns(seen[:n])) })
			if err != nil && !isDrawerMissing(err) {
				return err
			}
			seen = seen[n:]
		}
		return e.watch.before(ctx, "commit")
	})
}

func (e *postgresEngine) send(ctx context.Context, tx pgx.Tx, statement string, args []any) error {
	if err := e.watch.before(ctx, statement, args...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, statement, args...)
	return err
}

func tallyColumns(tallies []tally) []any {
	return []any{
		column(tallies, func(t *tally) string { return t.tenant }),
		column(tallies, func(t *tally) string { return string(t.granularity) }),
		column(tallies, func(t *tally) int64 { return t.at }),
		column(tallies, func(t *tally) string { return t.by }),
		column(tallies, func(t *tally) int64 { return t.active }),
		column(tallies, func(t *tally) int64 { return t.inactive }),
		column(tallies, func(t *tally) int64 { return t.refused }),
	}
}

// sightingColumns are those of one drawer.
func sightingColumns(seen []domain.TenantSighting) []any {
	return []any{
		int32(seen[0].Key.Drawer),
		column(seen, func(s *domain.TenantSighting) string { return string(s.Tenant) }),
		column(seen, func(s *domain.TenantSighting) []byte { return s.Key.Hash[:] }),
		column(seen, func(s *domain.TenantSighting) string { return s.ResourceServer }),
		column(seen, func(s *domain.TenantSighting) int64 { return s.First.UnixMilli() }),
		column(seen, func(s *domain.TenantSighting) int64 { return s.Last.UnixMilli() }),
		column(seen, func(s *domain.TenantSighting) int64 { return s.Times }),
	}
}

func column[T, Row any](rows []Row, of func(*Row) T) pgtype.FlatArray[T] {
	values := make(pgtype.FlatArray[T], len(rows))
	for i := range rows {
		values[i] = of(&rows[i])
	}
	return values
}
