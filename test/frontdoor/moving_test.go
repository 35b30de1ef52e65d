package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// meanwhile runs work on a tenant, at the replica, before each deciding read and
// each transaction of the world for as long as the call takes. It says how often.
func (w *World) meanwhile(replica *Installation, tenant string, work func(domain.Changer) error, call func()) int {
	w.t.Helper()
	_, tenancy := replica.Tenancy(tenant)
	act := domain.Act{By: domain.SystemActor("test"), At: w.Clock.Now()}
	changed, inside := 0, false
	w.Fail(func(statement string) error {
		decides := strings.Contains(statement, "revision") && !strings.Contains(statement, "changes")
		// A transaction may hold what the replica would wait for.
		if inside = statement == "begin" || inside && statement != "commit"; statement != "begin" && (inside || !decides) {
			return nil
		}
		changed++
		return tenancy.Change(w.t.Context(), act, func(tx domain.Changer) error {
			if err := work(tx); err != nil {
				return err
			}
			return tx.Record(w.t.Context(), domain.Event{ID: newID(), At: act.At, Actor: act.By.String(), Action: "tested", Object: "tenant:" + tenant})
		})
	})
	defer w.Fail(nil)
	call()
	return changed
}

// TestATenantThatNeverStandsStill changes something else of the tenant again and
// again. Whoever asks is answered all the same: what changed is nothing that the
// answer rests on.
func TestATenantThatNeverStandsStill(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.set("acme", func(s *domain.Settings) { s.RefreshGraceSeconds = -1 })
		replica := w.Replica(databaseURL)
		bystander := w.AddUser("acme", "bystander")
		b := w.NewBrowser()
		code := func() string { return b.signIn(authorizing("acme", nil), "alice").Get("code") }
		held, fresh, once := tokensOf(t, w.redeem("acme/app", code(), nil)), tokensOf(t, w.redeem("acme/app", code(), nil)), code()
		own := w.Token("acme/probe", "")
		require.True(t, w.Active("acme/orders", held.Access))
		for _, ask := range []struct {
			what string
			call func() Response
		}{
			{"a token that is remembered", func() Response { return w.Introspect("acme/orders", held.Access) }},
			{"a token that is not", func() Response { return w.Introspect("acme/orders", fresh.Access) }},
			{"a client's own token", func() Response { return w.Introspect("acme/probe", own) }},
			{"a token for a client", func() Response {
				return w.Post("token", "acme", "acme/probe", url.Values{"grant_type": {"client_credentials"}})
			}},
			{"a code", func() Response { return w.redeem("acme/app", once, nil) }},
			{"a refresh token", func() Response { return w.refreshWith("acme/app", fresh.Refresh, nil) }},
			{"what is told about a person", func() Response {
				return w.Send(http.MethodGet, "/t/acme/oauth2/userinfo", http.Header{"Authorization": {"Bearer " + held.Access}}, "")
			}},
			{"the page of sign-in", func() Response { return w.Send(http.MethodGet, authorizing("acme", nil), nil, "") }},
			{"a revocation", func() Response { return w.Post("revoke", "acme", "acme/app", url.Values{"token": {held.Access}}) }},
		} {
			var got Response
			changed := w.meanwhile(replica, "acme", func(tx domain.Changer) error { return tx.RaiseUserEpoch(t.Context(), bystander) }, func() { got = ask.call() })
			require.NotZero(t, changed, ask.what)
			require.Less(t, got.Status, http.StatusBadRequest, "%s: %s", ask.what, got.Body)
			require.NotContains(t, got.Body, `"active":false`, ask.what)
		}
		require.False(t, w.Active("acme/orders", held.Access))
	})
}

// TestWhatCountsIsNeverFromBefore takes back, right before the read that decides,
// something that an answer rests on.
func TestWhatCountsIsNeverFromBefore(t *testing.T) {
	back := domain.Revocation{At: Noon, By: "test"}
	takes := []struct {
		what string
		take func(t *testing.T, tx domain.Changer, of domain.Token) error
	}{
		{"the token", func(t *testing.T, tx domain.Changer, of domain.Token) error {
			_, err := tx.RevokeToken(t.Context(), of.Key, back)
			return err
		}},
		{"its grant", func(t *testing.T, tx domain.Changer, of domain.Token) error {
			_, err := tx.RevokeGrant(t.Context(), of.Grant, back)
			return err
		}},
		{"its person", func(t *testing.T, tx domain.Changer, of domain.Token) error {
			return tx.RaiseUserEpoch(t.Context(), of.User)
		}},
		{"its client", func(t *testing.T, tx domain.Changer, of domain.Token) error {
			return tx.RaiseClientEpoch(t.Context(), of.Client)
		}},
		{"its tenant", func(t *testing.T, tx domain.Changer, _ domain.Token) error { return tx.RaiseTenantEpoch(t.Context()) }},
	}
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		replica := w.Replica(databaseURL)
		_, tenancy := w.Tenancy("acme")
		b := w.NewBrowser()
		for _, test := range takes {
			for nth := range 3 {
				code := func() string { return b.signIn(authorizing("acme", nil), "alice").Get("code") }
				held, once := tokensOf(t, w.redeem("acme/app", code(), nil)), code()
				var told struct {
					ID string `json:"jti"`
				}
				require.NoError(t, json.Unmarshal([]byte(w.Introspect("acme/orders", held.Access).Body), &told))
				key, err := domain.ParseTokenKey(told.ID)
				require.NoError(t, err)
				found, err := tenancy.LookUp(t.Context(), key)
				require.NoError(t, err)
				// Once, at the nth of them.
				take := func(n int) func(domain.Changer) error {
					return func(tx domain.Changer) error {
						if n--; n != -1 {
							return domain.ErrUnchanged
						}
						return test.take(t, tx, *found.Token)
					}
				}
				w.meanwhile(replica, "acme", take(0), func() {
					require.Equal(t, `{"active":false}`, w.Introspect("acme/orders", held.Access).Body, test.what)
				})
				if test.what == "the token" || test.what == "its grant" {
					continue // the code is of another grant
				}
				w.meanwhile(replica, "acme", take(nth), func() {
					got := w.redeem("acme/app", once, nil)
					if got.Status != http.StatusOK {
						require.Equal(t, "invalid_grant", errorOf(t, got), test.what)
						return
					}
					require.False(t, w.Active("acme/orders", tokensOf(t, got).Access), test.what)
				})
			}
		}
	})
}
