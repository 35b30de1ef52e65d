package persistence

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// rowsTogether is how many rows one statement inserts. Statements have that many
// or one, so that they are few texts and stay prepared.
const rowsTogether = 50

// insert adds rows of a table, each of which begins with the tenant.
func (a *addition) insert(ctx context.Context, head string, rows [][]any, tail string) error {
	for len(rows) > 0 {
		n := 1
		if len(rows) >= rowsTogether {
			n = rowsTogether
		}
		one := "(" + strings.Repeat(", ?", len(rows[0]))[2:] + ")"
		_, err := a.exec(ctx, head+strings.Repeat(", "+one, n)[2:]+tail, slices.Concat(rows[:n]...)...)
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

const (
	sightingRows = "INSERT INTO sightings (tenant_id, drawer, hash, resource_server_id, first_at, last_at) VALUES "
	sightingWide = " ON CONFLICT (tenant_id, drawer, hash, resource_server_id) DO UPDATE SET" +
		" first_at = CASE WHEN excluded.first_at < sightings.first_at THEN excluded.first_at ELSE sightings.first_at END," +
		" last_at = CASE WHEN excluded.last_at > sightings.last_at THEN excluded.last_at ELSE sightings.last_at END"
)

// See notes sightings, drawer by drawer: one that has gone meanwhile must not take
// the others with it.
func (a *addition) See(ctx context.Context, sightings []domain.Sighting) error {
	return a.issue("note sightings", a.see(ctx, sightings))
}

func (a *addition) see(ctx context.Context, sightings []domain.Sighting) error {
	widened := widen(sightings)
	for len(widened) > 0 {
		drawer := widened[0].Key.Drawer
		end := slices.IndexFunc(widened, func(s domain.Sighting) bool { return s.Key.Drawer != drawer })
		if end < 0 {
			end = len(widened)
		}
		var rows [][]any
		for _, s := range widened[:end] {
			rows = append(rows, []any{a.tenant, int64(drawer), s.Key.Hash[:], s.ResourceServer, moment{s.First}, moment{s.Last}})
		}
		if _, err := a.exec(ctx, "SAVEPOINT drawer"); err != nil {
			return err
		}
		err := a.insert(ctx, sightingRows, rows, sightingWide)
		if isDrawerMissing(err) {
			_, err = a.exec(ctx, "ROLLBACK TO SAVEPOINT drawer")
		}
		if err != nil {
			return err
		}
		widened = widened[end:]
	}
	return nil
}

// widen gives one sighting for each token and resource server, all in one order,
// so that two processes never wait for each other.
func widen(sightings []domain.Sighting) []domain.Sighting {
	sorted := slices.SortedStableFunc(slices.Values(sightings), func(a, b domain.Sighting) int {
		return cmp.Or(cmp.Compare(a.Key.Drawer, b.Key.Drawer), bytes.Compare(a.Key.Hash[:], b.Key.Hash[:]), cmp.Compare(a.ResourceServer, b.ResourceServer))
	})
	var widened []domain.Sighting
	for _, s := range sorted {
		if last := len(widened) - 1; last >= 0 && widened[last].Key == s.Key && widened[last].ResourceServer == s.ResourceServer {
			w := &widened[last]
			w.First, w.Last = earlier(w.First, s.First), later(w.Last, s.Last)
			continue
		}
		widened = append(widened, s)
	}
	return widened
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Sightings gives where a token was seen, by resource server.
func (v view) Sightings(ctx context.Context, key domain.TokenKey) ([]domain.Sighting, error) {
	var found []domain.Sighting
	// The drawer is a literal so that Postgres plans for one partition.
	err := v.ask(ctx, fmt.Sprintf("SELECT resource_server_id, first_at, last_at FROM sightings"+
		" WHERE tenant_id = ? AND drawer = %d AND hash = ? ORDER BY resource_server_id", key.Drawer), []any{v.tenant, key.Hash[:]},
		func(row cursor) error {
			var first, last moment
			s := domain.Sighting{Key: key}
			err := row.Scan(&s.ResourceServer, &first, &last)
			s.First, s.Last = first.Time, last.Time
			found = append(found, s)
			return err
		})
	return found, failed("find sightings", err)
}
