package frontdoor

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// dumpOf is dump for a tenant that may not have a name any more.
func (w *World) dumpOf(tenant domain.TenantID) string {
	w.t.Helper()
	return w.dumper().Dump(w.t, tenant)
}

// TestSeen follows the life line of a token.
func TestSeen(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		id, orders := w.idOf("acme", token), w.Servers["acme/orders"]
		record := func() map[string]any { return w.Must(http.MethodGet, "acme", "/tokens/"+id, nil) }
		at := func() string { return w.Clock.Now().Format(time.RFC3339) }
		require.Equal(t, []any{}, record()["seen"])

		w.Clock.Forward(10 * time.Second)
		first := at()
		for range 3 {
			require.True(t, w.Active("acme/orders", token))
			require.False(t, w.Active("acme/billing", token))
			require.True(t, w.Active("acme/shop", token), "its client is no API")
		}
		_, writes := w.Store.Traffic()
		w.Flush()
		_, writesAfter := w.Store.Traffic()
		require.Less(t, writesAfter-writes, int64(12), "one sighting, and figures")
		require.Equal(t, []any{map[string]any{"resource_server": orders, "first": first, "last": first, "times": float64(3)}}, record()["seen"])

		w.Clock.Forward(10 * time.Second)
		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		require.Equal(t, []any{map[string]any{"resource_server": orders, "first": first, "last": first, "times": float64(3)}}, record()["seen"], "once in a minute is enough")
		w.Clock.Forward(time.Minute)
		last := at()
		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		seen := []any{map[string]any{"resource_server": orders, "first": first, "last": last, "times": float64(5)}}
		require.Equal(t, seen, record()["seen"])

		inspection := w.Must(http.MethodPost, "acme", "/tokens/inspect", map[string]any{"token": token})
		require.Equal(t, seen, inspection["record"].(map[string]any)["seen"])
		var told []any
		for _, moment := range inspection["history"].([]any) {
			told = append(told, moment.(map[string]any)["what"], moment.(map[string]any)["by"])
		}
		require.Equal(t, []any{"issued", "client:shop", "first_seen", "resource-server:" + orders, "last_seen", "resource-server:" + orders}, told)

		revoked := w.Must(http.MethodPost, "acme", "/tokens/"+id+"/revoke", map[string]any{})
		require.Equal(t, seen, revoked["seen"])
		w.Clock.Forward(time.Minute)
		require.False(t, w.Active("acme/orders", token))
		w.Flush()
		require.Equal(t, seen, record()["seen"], "inactive is not seen")
		for _, found := range w.Must(http.MethodGet, "acme", "/tokens", nil)["items"].([]any) {
			require.NotContains(t, found, "seen")
		}
	})
}

// TestEveryTimeIsCounted asks often, and no more.
func TestEveryTimeIsCounted(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		ask := func(times int) {
			t.Helper()
			for range times {
				require.True(t, w.Active("acme/orders", token))
			}
		}
		seen := func(first, last time.Time, times float64) {
			t.Helper()
			want := map[string]any{"resource_server": w.Servers["acme/orders"], "first": first.Format(time.RFC3339), "last": last.Format(time.RFC3339), "times": times}
			require.Equal(t, []any{want}, w.Must(http.MethodGet, "acme", "/tokens/"+w.idOf("acme", token), nil)["seen"])
		}
		first := w.Clock.Now()
		ask(2)
		w.Flush()
		w.Clock.Forward(5 * time.Second)
		last := w.Clock.Now()
		ask(7)
		w.Flush()
		seen(first, first, 2)
		w.Clock.Forward(time.Minute)
		w.Flush()
		seen(first, last, 9)
		_, before := w.Store.Traffic()
		w.Clock.Forward(time.Minute)
		w.Flush()
		_, after := w.Store.Traffic()
		require.Equal(t, before, after, "there is nothing to write")

		// Two replicas add to one another, and one that ends keeps nothing back.
		other := &World{Installation: w.Replica(databaseURL), Secrets: w.Secrets, Users: w.Users, Servers: w.Servers}
		last = w.Clock.Now()
		for _, at := range []*World{w, other} {
			require.True(t, at.Active("acme/orders", token))
			at.Flush()
			require.True(t, at.Active("acme/orders", token))
			require.True(t, at.Active("acme/orders", token))
			at.Activity.Close(context.Background(), at.Store, slog.New(slog.DiscardHandler))
		}
		seen(first, last, 15)
	})
}

// TestAFamilyIsTold follows a refresh token to the next one.
func TestAFamilyIsTold(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice, orders := w.Users["acme/alice"], w.Servers["acme/orders"]
		got := w.NewBrowser().begin("acme/app", "alice", map[string]string{"scope": "orders:read"})
		id := w.idOf("acme", got.Refresh)
		record := w.Must(http.MethodGet, "acme", "/tokens/"+id, nil)
		require.NotContains(t, record, "used_at")
		require.Equal(t, []any{alice, "alice"}, []any{record["user"], record["username"]})

		w.Clock.Forward(10 * time.Second)
		at := w.Clock.Now().Format(time.RFC3339)
		tokensOf(t, w.refreshWith("acme/app", got.Refresh, nil))
		record = w.Must(http.MethodGet, "acme", "/tokens/"+id, nil)
		require.Equal(t, at, record["used_at"])
		require.Contains(t, record["history"], map[string]any{"at": at, "what": "refreshed", "by": "client:app"})
		family := w.Must(http.MethodGet, "acme", "/tokens?grant="+record["grant"].(string), nil)["items"].([]any)
		require.Len(t, family, 4)
		for _, one := range family {
			require.Equal(t, "alice", one.(map[string]any)["username"])
		}

		worth := []any{map[string]any{"resource_server": orders, "identifier": "https://orders.example", "scopes": []any{"orders:read"}}}
		require.Equal(t, worth, w.Must(http.MethodGet, "acme", "/grants/"+record["grant"].(string), nil)["worth"])
		w.Must(http.MethodDelete, "acme", "/users/"+alice, nil)
		require.NotContains(t, w.Must(http.MethodGet, "acme", "/tokens/"+id, nil), "username")
	})
}

// TestRevocationPreview asks what a revocation would reach, and then revokes.
func TestRevocationPreview(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		orders := w.Servers["acme/orders"]
		w.edit("acme", "/resource-servers/"+orders, "access_token_seconds", 2*3600)
		var tokens []string
		for range 3 {
			tokens = append(tokens, w.Token("acme/shop", "", "https://orders.example"))
		}
		for _, token := range tokens[:2] {
			require.True(t, w.Active("acme/orders", token))
		}
		w.Flush()
		preview := func(target map[string]any) map[string]any {
			t.Helper()
			return w.Must(http.MethodPost, "acme", "/revocations/preview", target)
		}
		shop := map[string]any{"client": "shop"}
		covers := map[string]any{"tokens": float64(3), "more": false}
		seen := func(n float64) []any {
			return []any{map[string]any{"resource_server": orders, "tokens": n, "more": false}}
		}
		before := w.dump("acme")
		require.Equal(t, map[string]any{"covers": covers, "seen": seen(2)}, preview(shop))
		require.Equal(t, map[string]any{"covers": covers, "seen": seen(2)}, preview(map[string]any{"tenant": true}))
		require.Equal(t, before, w.dump("acme"), "nothing changes")
		require.Equal(t, map[string]any{"covers": map[string]any{"tokens": float64(0), "more": false}, "seen": []any{}}, preview(map[string]any{"client": "probe"}))

		w.Clock.Forward(59 * time.Minute)
		require.Equal(t, seen(2), preview(shop)["seen"])
		require.True(t, w.Active("acme/orders", tokens[0]))
		w.Flush()
		w.Clock.Forward(2 * time.Minute)
		require.Equal(t, seen(1), preview(shop)["seen"], "within the last hour")
		require.Equal(t, covers, preview(shop)["covers"])

		require.Equal(t, preview(shop)["covers"], w.Must(http.MethodPost, "acme", "/revocations", shop)["covers"])
		require.Equal(t, map[string]any{"covers": map[string]any{"tokens": float64(0), "more": false}, "seen": []any{}}, preview(shop))
	})
}
