package persistence

import (
	"context"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// askedTogether is how many tokens' sightings one statement counts.
const askedTogether = 200

// Reach counts the tokens a filter matches, up to limit, and of how many of those
// each resource server was told at since or after.
func (v view) Reach(ctx context.Context, filter domain.TokenFilter, now, since time.Time, limit int) (domain.Reach, error) {
	reach := domain.Reach{Seen: map[string]int{}}
	byDrawer := map[domain.Drawer][]domain.TokenKey{}
	err := v.each(ctx, filter, now, limit, func(found domain.Finding) {
		reach.Tokens++
		drawer := found.Token.Key.Drawer
		byDrawer[drawer] = append(byDrawer[drawer], found.Token.Key)
	})
	for drawer, keys := range byDrawer {
		for len(keys) > 0 && err == nil {
			n := min(len(keys), askedTogether)
			err = v.countSeen(ctx, drawer, keys[:n], since, reach.Seen)
			keys = keys[n:]
		}
	}
	return reach, failed("count what tokens reach", err)
}

// countSeen adds up of how many of the tokens in a drawer each resource server
// was told. What is missing of a full statement is the first token again, so that
// there is one text for each drawer.
func (v view) countSeen(ctx context.Context, drawer domain.Drawer, keys []domain.TokenKey, since time.Time, seen map[string]int) error {
	hashes := make([][]byte, askedTogether)
	for i := range hashes {
		key := keys[0]
		if i < len(keys) {
			key = keys[i]
		}
		hashes[i] = key.Hash[:]
	}
	// The drawer is a literal so that Postgres plans for one partition.
	return v.ask(ctx, fmt.Sprintf("SELECT resource_server_id, count(*) FROM sightings"+
		" WHERE tenant_id = ? AND drawer = %d AND hash IN ? AND last_at >= ? GROUP BY resource_server_id", drawer),
		[]any{v.tenant, hashes, moment{since}}, func(row cursor) error {
			var server string
			var count int
			err := row.Scan(&server, &count)
			seen[server] += count
			return err
		})
}
