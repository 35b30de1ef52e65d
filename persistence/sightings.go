package persistence

import (
	"context"
	"fmt"

	"github.com/jeton-id/jeton/domain"
)

// Sightings gives where a token was seen, by resource server.
func (v view) Sightings(ctx context.Context, key domain.TokenKey) ([]domain.Sighting, error) {
	var found []domain.Sighting
	// The drawer is a literal so that Postgres plans for one partition.
	err := v.ask(ctx, fmt.Sprintf("SELECT resource_server_id, first_at, last_at, times FROM sightings"+
		" WHERE tenant_id = ? AND drawer = %d AND hash = ? ORDER BY resource_server_id", key.Drawer), []any{v.tenant, key.Hash[:]},
		func(row cursor) error {
			var first, last moment
			s := domain.Sighting{Key: key}
			err := row.Scan(&s.ResourceServer, &first, &last, &s.Times)
			s.First, s.Last = first.Time, last.Time
			found = append(found, s)
			return err
		})
	return found, failed("find sightings", err)
}
