package frontdoor

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/tenants"
)

// figures gives what GET /activity says of acme from an hour before now to an hour
// after, by who asked: active, inactive, refused, all steps together.
func (w *World) figures(tenant, granularity string) map[string][3]float64 {
	w.t.Helper()
	span := url.Values{
		"granularity": {granularity}, "from": {w.Clock.Now().Add(-time.Hour).Format(time.RFC3339)}, "to": {w.Clock.Now().Add(time.Hour).Format(time.RFC3339)},
	}
	answer := w.Must(http.MethodGet, tenant, "/activity?"+span.Encode(), nil)
	require.Equal(w.t, granularity, answer["granularity"])
	found := map[string][3]float64{}
	for _, item := range answer["items"].([]any) {
		count := item.(map[string]any)
		by := count["resource_server"].(string)
		sum := found[by]
		for i, member := range []string{"active", "inactive", "refused"} {
			sum[i] += count[member].(float64)
		}
		found[by] = sum
	}
	return found
}

// TestActivity asks in every way and at two servers, and reads the figures.
func TestActivity(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		other := &World{Installation: w.Replica(databaseURL), Secrets: w.Secrets, Users: w.Users, Servers: w.Servers}
		token := w.Token("acme/shop", "", "https://orders.example")
		tenant, tenancy := w.Tenancy("acme")
		orders, billing := w.Servers["acme/orders"], w.Servers["acme/billing"]

		for _, at := range []*World{w, other} {
			require.True(t, at.Active("acme/orders", token))
			require.True(t, at.Active("acme/shop", token), "its own client")
			require.False(t, at.Active("acme/billing", token))
			require.False(t, at.Active("acme/orders", unissued(t)))
			require.False(t, at.Active("acme/orders", "nonsense"))
			require.Equal(t, http.StatusUnauthorized, at.as("introspect", "orders", "wrong", form("token="+token)).Status)
			require.Equal(t, http.StatusUnauthorized, at.as("introspect", "nobody", "wrong", form("token="+token)).Status)
			require.Equal(t, http.StatusNotFound, at.Post("introspect", "nobody", "acme/orders", form("token="+token)).Status)
		}
		require.Empty(t, w.figures("acme", "minute"), "nothing is written on the way of an answer")
		w.Flush()
		want := map[string][3]float64{"": {0, 0, 2}, orders: {1, 2, 0}, billing: {0, 1, 0}, "client": {1, 0, 0}}
		require.Equal(t, want, w.figures("acme", "minute"))
		require.Equal(t, want, w.figures("acme", "hour"))
		w.Flush()
		require.Equal(t, want, w.figures("acme", "minute"), "what was written is not written again")
		other.Flush()
		want = map[string][3]float64{"": {0, 0, 4}, orders: {2, 4, 0}, billing: {0, 2, 0}, "client": {2, 0, 0}}
		require.Equal(t, want, w.figures("acme", "minute"), "two servers add up")
		require.Equal(t, want, other.figures("acme", "hour"))
		require.Empty(t, w.figures("globex", "minute"))

		revision, err := tenancy.Revision(context.Background())
		require.NoError(t, err)
		require.Equal(t, tenant.Revision, revision, "figures change nothing")
		dropped, unseen := w.Activity.Dropped()
		require.Zero(t, dropped+unseen)
	})
}

// TestActivityIsLostRatherThanWrong lets the database fail while figures are
// written: they are dropped and counted, and what comes later is written.
func TestActivityIsLostRatherThanWrong(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		require.True(t, w.Active("acme/orders", token))
		require.True(t, w.Active("acme/orders", token))
		w.Fail(func(string) error { return errBroken })
		_, err := w.Activity.Flush(context.Background(), w.Store)
		w.Fail(nil)
		require.ErrorIs(t, err, errBroken)
		counts, sightings := w.Activity.Dropped()
		require.EqualValues(t, []int64{2, 2}, []int64{counts, sightings})
		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		require.Equal(t, [3]float64{1, 0, 0}, w.figures("acme", "minute")[w.Servers["acme/orders"]])
	})
}

// TestActivityGoesWithItsTenant flushes figures of tenants that are suspended and
// deleted meanwhile.
func TestActivityGoesWithItsTenant(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		require.True(t, w.Active("acme/orders", token))
		w.edit("system", "/tenants/acme", "status", "suspended")
		require.Equal(t, http.StatusNotFound, w.Introspect("acme/orders", token).Status)
		w.Flush()
		w.edit("system", "/tenants/acme", "status", "active")
		require.Equal(t, map[string][3]float64{w.Servers["acme/orders"]: {2, 0, 0}}, w.figures("acme", "minute"), "what was answered before counts")

		w.Clock.Forward(time.Minute)
		require.True(t, w.Active("acme/orders", token))
		tenant, _ := w.Tenancy("acme")
		w.Must(http.MethodDelete, "system", "/tenants/acme", nil)
		w.Flush()
		counts, sightings := w.Activity.Dropped()
		require.Zero(t, counts+sightings, "nobody misses them")
		_, err := w.Sweeper.Once(context.Background(), false)
		require.NoError(t, err)
		left := w.dumpOf(tenant.ID)
		require.NotContains(t, left, "activity:")
		require.NotContains(t, left, "sightings:")
	})
}

// TestOldActivityIsForgotten sweeps as time goes on.
func TestOldActivityIsForgotten(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		_, tenancy := w.Tenancy("acme")
		token := w.Token("acme/shop", "", "https://orders.example")
		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		kept := func(granularity domain.Granularity) int {
			t.Helper()
			_, err := w.Sweeper.Once(context.Background(), true)
			require.NoError(t, err)
			counts, err := tenancy.Counts(context.Background(), domain.CountSpan{Granularity: granularity, From: Noon.Add(-time.Hour), To: Noon.Add(time.Hour)}, 10)
			require.NoError(t, err)
			return len(counts)
		}
		w.Clock.Set(Noon.Add(26 * time.Hour))
		require.Equal(t, 1, kept(domain.ByMinute))
		w.Clock.Forward(time.Second)
		require.Zero(t, kept(domain.ByMinute))
		require.Equal(t, 1, kept(domain.ByHour))
		w.Clock.Set(Noon.Add(31*24*time.Hour + time.Second))
		require.Zero(t, kept(domain.ByHour))
	})
}

// TestGrantsGoAfterTheirTokens signs a person in to an application, and sweeps as time
// goes on.
func TestGrantsGoAfterTheirTokens(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		_, tenancy := w.Tenancy("acme")
		_, err := w.Sweeper.Open(t.Context())
		require.NoError(t, err)
		got := w.NewBrowser().begin("acme/app", "alice", map[string]string{"scope": "openid offline_access orders:read"})
		kept := func() int {
			t.Helper()
			_, err := w.Sweeper.Once(t.Context(), true)
			require.NoError(t, err)
			grants, err := tenancy.Grants(t.Context(), domain.GrantFilter{User: w.Users["acme/alice"]}, domain.Page{Limit: 10})
			require.NoError(t, err)
			return len(grants.Items)
		}
		for range 4 {
			w.Clock.Forward(20 * 24 * time.Hour)
			require.Equal(t, 1, kept(), "while it can be refreshed")
			response := w.refreshWith("acme/app", got.Refresh, nil)
			require.Equal(t, http.StatusOK, response.Status, response.Body)
			got = tokensOf(t, response)
		}
		w.Clock.Forward(12 * 24 * time.Hour)
		require.Equal(t, 1, kept(), "while its tokens can be explained")
		w.Clock.Forward(40 * 24 * time.Hour)
		require.Zero(t, kept())
		require.Equal(t, http.StatusBadRequest, w.refreshWith("acme/app", got.Refresh, nil).Status)
	})
}

// TestAFloodIsFlushedByAndBy collects more sightings than one flush takes.
func TestAFloodIsFlushedByAndBy(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		tenant, _ := w.Tenancy("acme")
		activity := tenants.NewActivity(w.Clock.Now)
		in := domain.Introspection{Tenant: tenant.ID, At: w.Clock.Now(), By: w.Servers["acme/orders"], Active: true}
		in.Key.Drawer = domain.DrawerFor(in.At, in.At.Add(time.Hour))
		for n := range 5000 {
			in.Key.Hash[0], in.Key.Hash[1] = byte(n), byte(n>>8)
			activity.Note(in)
		}
		for _, want := range []bool{true, true, false} {
			more, err := activity.Flush(context.Background(), w.Store)
			require.NoError(t, err)
			require.Equal(t, want, more)
		}
		require.Equal(t, [3]float64{5000, 0, 0}, w.figures("acme", "minute")[in.By])
		_, sightings := activity.Dropped()
		require.Zero(t, sightings)
	})
}
