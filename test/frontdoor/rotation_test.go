package frontdoor

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain/sweep"
)

// kids gives the ids of the keys in a tenant's JWKS.
func (w *World) kids(tenant string) []string {
	w.t.Helper()
	var set struct{ Keys []struct{ Kid string } }
	require.NoError(w.t, json.Unmarshal([]byte(w.Send(http.MethodGet, "/t/"+tenant+"/oauth2/jwks", nil, "").Body), &set))
	var kids []string
	for _, key := range set.Keys {
		kids = append(kids, key.Kid)
	}
	return kids
}

func TestKeysRotateOnCommandWithOverlap(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		before := w.Token("acme/shop", "", "https://signed.example")
		old := w.kids("acme")
		w.Must(http.MethodPost, "acme", "/keys/rotate", map[string]any{})
		after := w.Token("acme/shop", "", "https://signed.example")
		require.True(t, w.Active("acme/signed", before), "what the old key signed is still good")
		require.True(t, w.Active("acme/signed", after))
		require.Subset(t, w.kids("acme"), old, "the old keys are still published")
		require.Greater(t, len(w.kids("acme")), len(old))

		w.Clock.Forward(2 * time.Hour)
		require.False(t, w.Active("acme/signed", before))
		for _, kid := range old {
			require.NotContains(t, w.kids("acme"), kid, "nothing they signed can be alive")
		}
		require.True(t, w.Active("acme/signed", w.Token("acme/shop", "", "https://signed.example")))
	})
}

func TestKeysRotateOnSchedule(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		first := w.kids("acme")
		seen := map[string]bool{}
		w.Clock.Forward(87 * 24 * time.Hour)
		for range 6 {
			w.Clock.Forward(24 * time.Hour)
			report, err := w.Sweeper.Once(context.Background(), true)
			require.NoError(t, err)
			require.True(t, report.Led)
			for _, kid := range w.kids("acme") {
				seen[kid] = true
			}
		}
		require.Len(t, seen, 2*len(first), "the first, and one rotation after 90 days")
		for _, kid := range first {
			require.NotContains(t, w.kids("acme"), kid)
		}
		token := w.Token("acme/shop", "", "https://signed.example")
		require.True(t, w.Active("acme/signed", token))
	})
}

// TestTokensStayExplainableUntilTheirDrawerGoes follows a token past its end.
func TestTokensStayExplainableUntilTheirDrawerGoes(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		id := w.idOf("acme", token)
		w.Clock.Forward(time.Hour)
		require.False(t, w.Active("acme/orders", token))
		_, err := w.Sweeper.Once(context.Background(), false)
		require.NoError(t, err)
		require.Equal(t, "expired", w.Must(http.MethodGet, "acme", "/tokens/"+id, nil)["state"])

		w.Clock.Forward(sweep.Retention + 7*time.Hour)
		report, err := w.Sweeper.Once(context.Background(), false)
		require.NoError(t, err)
		require.NotEmpty(t, report.Dropped)
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "acme", "/tokens/"+id, nil).Status)
		require.False(t, w.Active("acme/orders", token))
		require.True(t, w.Active("acme/orders", w.Token("acme/shop", "", "https://orders.example")), "new drawers were opened in time")
	})
}

// TestAClockThatRanAheadDestroysNothing sweeps by a clock that is a year ahead of
// the store's, and by none at all.
func TestAClockThatRanAheadDestroysNothing(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		kids := w.kids("acme")
		right := w.Clock.Now()
		w.Clock.Forward(365 * 24 * time.Hour)
		for name, theirs := range map[string]func(context.Context) (time.Time, error){
			"the store's clock is right":       func(context.Context) (time.Time, error) { return right, nil },
			"the store does not tell the time": func(context.Context) (time.Time, error) { return time.Time{}, errBroken },
		} {
			sweeper := w.Sweeper
			sweeper.StoreNow = theirs
			report, err := sweeper.Once(context.Background(), true)
			require.Equal(t, name == "the store does not tell the time", err != nil, name)
			require.Empty(t, report.Dropped, name)
			require.Zero(t, report.Rotated, name)
		}
		w.Clock.Set(right)
		require.True(t, w.Active("acme/orders", token))
		require.Equal(t, kids, w.kids("acme"))
	})
}

// TestATokenWithoutADrawerIsALoudError takes away what the sweep would have
// opened. Issuing fails and says so in the log; no row is filed elsewhere.
func TestATokenWithoutADrawerIsALoudError(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.Clock.Forward(30 * 24 * time.Hour)
		response := w.Post("token", "acme", "acme/shop", form(grant, "resource=https://orders.example"))
		require.GreaterOrEqual(t, response.Status, 500, response.Body)
		require.NotContains(t, response.Body, "drawer", "which part of us failed is not the client's business")
		require.Contains(t, w.Log.String(), "drawer")
		_, err := w.Sweeper.Open(context.Background())
		require.NoError(t, err)
		require.True(t, w.Active("acme/orders", w.Token("acme/shop", "", "https://orders.example")))
	})
}
