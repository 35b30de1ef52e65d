package storetest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// Fill makes two tenants, each with one or more of everything that the store keeps,
// and the same names in both.
func Fill(t *testing.T, url string, store domain.Store) []domain.TenantID {
	t.Helper()
	s := &suite{T: t, url: url, store: store, ctx: t.Context(), now: start, count: new(int)}
	require.NoError(t, store.OpenDrawers(s.ctx, testedDrawers))
	var tenants []domain.TenantID
	for range 2 {
		w := s.world("one")
		s.change(w, func(tx domain.Changer) error {
			// What is left of a client that is gone.
			require.NoError(t, tx.AddClient(s.ctx, s.client("gone", w.server.ID)))
			require.NoError(t, tx.RemoveClient(s.ctx, "gone"))
			event := s.event("client.edited")
			event.Before, event.After = json.RawMessage(`{"name":"Ünï"}`), json.RawMessage(`{"name":"<&>"}`)
			return tx.Record(s.ctx, event)
		})
		tenants = append(tenants, w.tenant.ID)
	}
	return tenants
}
