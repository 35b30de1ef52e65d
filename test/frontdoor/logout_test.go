package frontdoor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/logout"
)

// parties makes the applications of people wanting to be told of logouts, at a
// party of their own each.
func parties(t *testing.T, databaseURL string) (w *World, app, other *Party) {
	t.Helper()
	w = people(t, databaseURL)
	app, other = w.NewParty(), w.NewParty()
	w.edit("acme", "/clients/app", "backchannel_logout_uri", app.URL+"/out?a=b")
	w.edit("acme", "/clients/other-app", "backchannel_logout_uri", other.URL)
	return w, app, other
}

// begin has somebody sign in at an application and gives its tokens.
func (b *Browser) begin(client, user string, more map[string]string) tokens {
	b.t.Helper()
	b.Clock.Forward(7 * time.Second) // or passwords would be tried too often
	_, id, _ := strings.Cut(client, "/")
	asking := map[string]string{"client_id": id}
	for name, value := range more {
		asking[name] = value
	}
	response := b.redeem(client, b.signIn(authorizing("acme", asking), user).Get("code"), nil)
	require.Equal(b.t, http.StatusOK, response.Status, response.Body)
	var got tokens
	require.NoError(b.t, json.Unmarshal([]byte(response.Body), &got))
	return got
}

// signOut signs the browser's person out.
func (b *Browser) signOut() {
	b.t.Helper()
	b.Get("/t/acme/oauth2/logout")
	require.Contains(b.t, b.Submit(nil, "").Body, "You are signed out")
}

// TestBackChannelLogout tells every application of the session, in its own way.
func TestBackChannelLogout(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		w.edit("acme", "/clients/other-app", "subject_type", "pairwise")
		w.edit("acme", "/clients/other-app", "id_token_signed_response_alg", "ES256")
		w.edit("acme", "/clients/other-app", "backchannel_logout_session_required", true)
		b := w.NewBrowser()
		here, there := b.begin("acme/app", "alice", nil), b.begin("acme/other-app", "alice", nil)
		elsewhere := w.NewBrowser()
		elsewhere.begin("acme/app", "bob", nil)
		require.Empty(t, app.Told())

		b.signOut()
		for _, told := range []struct {
			party         *Party
			id, alg, path string
			identity      map[string]any
		}{{app, "app", "RS256", "/out?a=b", claimsOf(t, here.ID)}, {other, "other-app", "ES256", "/", claimsOf(t, there.ID)}} {
			got := told.party.Told()
			require.Len(t, got, 1, told.id)
			require.Equal(t, "application/x-www-form-urlencoded", got[0].Header.Get("Content-Type"))
			require.Len(t, got[0].Form, 1, "the token and nothing else")
			require.Empty(t, got[0].Header.Get("Cookie")+got[0].Header.Get("Authorization"))
			claims := w.Verified("acme", told.alg, got[0].Token)
			require.NotEmpty(t, claims["jti"])
			delete(claims, "jti")
			now := float64(w.Clock.Now().Unix())
			require.Equal(t, map[string]any{
				"iss": PublicURL + "/t/acme", "aud": told.id, "iat": now, "exp": now + 120,
				"sub": told.identity["sub"], "sid": told.identity["sid"],
				"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
			}, claims, "no nonce, and the person as this application knows them")
		}
		require.NotEqual(t, claimsOf(t, here.ID)["sub"], claimsOf(t, there.ID)["sub"])
		require.Empty(t, app.Told(), "once")
		require.NotContains(t, w.Log.String(), "logout_token")
	})
}

// TestS36ALogoutTokenIsNothingElse presents a logout token wherever a token is taken.
func TestS36ALogoutTokenIsNothingElse(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		b := w.NewBrowser()
		b.begin("acme/app", "alice", nil)
		b.signOut()
		token := app.Told()[0].Token
		w.edit("acme", "/settings", "dynamic_registration", "token")
		require.False(t, w.Active("acme/orders", token))
		require.False(t, w.Active("acme/app", token))
		require.Equal(t, http.StatusUnauthorized, w.userInfo("acme", token).Status)
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", token, nil)))
		require.Equal(t, http.StatusUnauthorized, w.Manage(token, http.MethodGet, "acme", "/clients", nil).Status)
		require.Equal(t, http.StatusUnauthorized, w.SendJSON(http.MethodGet, "/t/acme/oauth2/register/app", token, nil).Status)
		b.begin("acme/app", "alice", nil)
		page := b.Get("/t/acme/oauth2/logout?" + url.Values{"id_token_hint": {token}}.Encode())
		require.Contains(t, page.Body, "Sign out?", "it is no ID token that shows that an application asked")
	})
}

// TestHoweverASessionEnds ends sessions in every way there is, and tells of each.
func TestHoweverASessionEnds(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		for name, end := range map[string]func(b *Browser, got tokens){
			"by the application": func(b *Browser, got tokens) {
				b.Get("/t/acme/oauth2/logout?" + url.Values{"id_token_hint": {got.ID}}.Encode())
			},
			"by the person": func(b *Browser, _ tokens) { b.signOut() },
			"by an admin": func(*Browser, tokens) {
				w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/sign-out", map[string]any{})
			},
			"by revoking all of the person's": func(*Browser, tokens) { w.revoke("acme", "user", w.Users["acme/alice"]) },
			"by disabling the person": func(*Browser, tokens) {
				w.disableUser("acme", "alice")
				w.edit("acme", "/users/"+w.Users["acme/alice"], "status", "active")
			},
			"by another password": func(b *Browser, _ tokens) {
				made := w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/password-links", map[string]any{"purpose": "reset"})
				b.Get(strings.TrimPrefix(made["url"].(string), PublicURL))
				require.Equal(t, http.StatusOK, b.Submit(map[string]string{"new-password": secret + "alice"}, "").Status)
			},
			"by somebody else signing in": func(b *Browser, _ tokens) {
				b.Get(authorizing("acme", map[string]string{"prompt": "login"}))
				b.Submit(map[string]string{"username": "bob", "current-password": secret + "bob"}, "")
			},
		} {
			w.Clock.Forward(time.Hour)
			b := w.NewBrowser()
			got := b.begin("acme/app", "alice", nil)
			b.begin("acme/other-app", "alice", nil)
			end(b, got)
			sid := claimsOf(t, got.ID)["sid"]
			for _, party := range []*Party{app, other} {
				told := party.Told()
				require.Len(t, told, 1, name)
				require.Equal(t, sid, told[0].Claims["sid"], name)
			}
			require.Contains(t, b.Get(authorizing("acme", map[string]string{"prompt": "none", "scope": "openid"})).Header.Get("Location"),
				map[bool]string{true: "consent_required", false: "login_required"}[name == "by somebody else signing in"], name)
		}
		b := w.NewBrowser()
		b.begin("acme/app", "bob", nil)
		app.Told()
		w.Must(http.MethodDelete, "acme", "/users/"+w.Users["acme/bob"], nil)
		require.Len(t, app.Told(), 1, "by removing the person")
	})
}

// TestWhoIsNotToldOfALogout ends sessions that concern nobody.
func TestWhoIsNotToldOfALogout(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		b := w.NewBrowser()
		// Not openid: no ID token.
		b.begin("acme/app", "alice", map[string]string{"scope": "orders:read"})
		// A code that was never redeemed: no ID token either.
		b.signIn(authorizing("acme", map[string]string{"client_id": "other-app"}), "alice")
		b.signOut()
		require.Empty(t, app.Told())
		require.Empty(t, other.Told())

		// One that was redeemed for less, and refreshed for all.
		code := b.signIn(authorizing("acme", nil), "alice").Get("code")
		less := tokensOf(t, w.redeem("acme/app", code, map[string]string{"scope": "orders:read"}))
		require.Empty(t, less.ID)
		require.NotEmpty(t, tokensOf(t, w.refreshWith("acme/app", less.Refresh, nil)).ID)
		b.signOut()
		require.Len(t, app.Told(), 1)

		// An application that does not want to be told any more, and one that went.
		b.begin("acme/app", "alice", nil)
		b.begin("acme/other-app", "alice", nil)
		b.signOut()
		w.edit("acme", "/clients/app", "backchannel_logout_uri", "")
		w.Must(http.MethodDelete, "acme", "/clients/other-app", nil)
		require.Empty(t, app.Told())
		require.Empty(t, other.Told())
		w.Clock.Forward(time.Hour)
		w.edit("acme", "/clients/app", "backchannel_logout_uri", app.URL)
		require.Empty(t, app.Told(), "what was not wanted is not kept")
	})
}

// TestOfflineAccessOutlivesItsSession refreshes after the session has ended: what is
// given then belongs to no session, and nobody is told of it again.
func TestOfflineAccessOutlivesItsSession(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		b := w.NewBrowser()
		got := b.begin("acme/app", "alice", map[string]string{"scope": "openid offline_access orders:read"})
		require.NotEmpty(t, claimsOf(t, got.ID)["sid"])
		b.signOut()
		require.Len(t, app.Told(), 1)
		next := tokensOf(t, w.refreshWith("acme/app", got.Refresh, nil))
		require.True(t, w.Active("acme/orders", next.Access))
		require.NotContains(t, claimsOf(t, next.ID), "sid")
		w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/sign-out", map[string]any{})
		require.Empty(t, app.Told())
	})
}

// TestALogoutIsTriedAgain moves the clock while a party says what it says, and looks
// at when it is asked again, and when no more.
func TestALogoutIsTriedAgain(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		for _, status := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusNotFound, http.StatusUnauthorized, http.StatusFound, http.StatusTooManyRequests} {
			w.edit("acme", "/clients/app", "backchannel_logout_uri", app.URL)
			b := w.NewBrowser()
			b.begin("acme/app", "alice", nil)
			app.Answers(status)
			ended := w.Clock.Now()
			b.signOut()
			var pauses []time.Duration
			jtis, last := map[any]bool{}, ended
			for w.Clock.Now().Sub(ended) < 26*time.Hour {
				for _, told := range app.Told() {
					pauses = append(pauses, told.At.Sub(last))
					last = told.At
					jtis[told.Claims["jti"]] = true
					require.Equal(t, float64(told.At.Unix()), told.Claims["iat"], "each attempt has a token of its own")
				}
				w.Clock.Forward(min(10*time.Minute, max(time.Second, w.Clock.Now().Sub(ended)/20)))
			}
			require.Len(t, jtis, len(pauses))
			require.Greater(t, len(pauses), 15, "%d", status)
			require.Less(t, len(pauses), 40, "%d", status)
			require.Zero(t, pauses[0])
			require.Less(t, pauses[1], 10*time.Second)
			for _, pause := range pauses[len(pauses)-4:] {
				require.Greater(t, pause, 59*time.Minute)
				require.Less(t, pause, 3*time.Hour)
			}
			require.Greater(t, last.Sub(ended), 20*time.Hour)
			require.Less(t, last.Sub(ended), 24*time.Hour+10*time.Minute, "but for how the clock is moved here")
			event := w.Must(http.MethodGet, "acme", "/audit-events?action=logout-notice.given_up&limit=1", nil)["items"].([]any)[0].(map[string]any)
			require.Equal(t, "client:app", event["object"])
			require.Equal(t, float64(status), event["after"].(map[string]any)["status"])
			require.Equal(t, float64(len(pauses)), event["after"].(map[string]any)["attempts"])
			// It is well again, and so is not left alone any more.
			_, err := w.Sweeper.Open(t.Context())
			require.NoError(t, err)
			app.Answers(http.StatusOK)
			b.begin("acme/app", "alice", nil)
			b.signOut()
			w.Clock.Forward(time.Minute)
			require.Len(t, app.Told(), 1)
		}
	})
}

// TestALogoutThatIsRefusedIsGivenUp is asked once, says that the token is no good,
// and is not asked again.
func TestALogoutThatIsRefusedIsGivenUp(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		b := w.NewBrowser()
		b.begin("acme/app", "alice", nil)
		b.begin("acme/other-app", "alice", nil)
		app.Answers(http.StatusBadRequest)
		other.Answers(http.StatusNoContent)
		b.signOut()
		require.Len(t, app.Told(), 1)
		require.Len(t, other.Received(), 1)
		w.Clock.Forward(25 * time.Hour)
		require.Empty(t, app.Told())
		require.Empty(t, other.Received())
		events := w.Must(http.MethodGet, "acme", "/audit-events?action=logout-notice.given_up", nil)["items"].([]any)
		require.Len(t, events, 1)
		require.Equal(t, "client:app", events[0].(map[string]any)["object"])
		delivered, postponed, givenUp := w.Deliverer.Counts()
		require.Equal(t, []int64{1, 0, 1}, []int64{delivered, postponed, givenUp})
	})
}

// TestADeadPartyHoldsUpNobody signs many out at a party that never answers, and some
// at one that does.
func TestADeadPartyHoldsUpNobody(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		hang := make(chan struct{})
		app.mu.Lock()
		app.Answer = func(string) int { <-hang; return http.StatusOK }
		app.mu.Unlock()
		for range 12 {
			b := w.NewBrowser()
			b.begin("acme/app", "alice", nil)
			b.signOut()
		}
		b := w.NewBrowser()
		b.begin("acme/other-app", "bob", nil)
		b.signOut()
		done := make(chan error)
		go func() { done <- w.Deliverer.Once(context.Background()) }()
		require.Eventually(t, func() bool { return len(other.Received()) == 1 }, 5*time.Second, 10*time.Millisecond)
		app.mu.Lock()
		under := len(app.received)
		app.mu.Unlock()
		require.LessOrEqual(t, under, 4, "one host gets no more than its share")
		close(hang)
		require.NoError(t, <-done)
		require.Len(t, app.Told(), 12, "and in the end everything")
	})
}

// TestS50TheRegisteredAddressIsNotTrusted lets applications point at this machine's
// neighbours: nothing is sent, and it is tried again like anything that fails.
func TestS50TheRegisteredAddressIsNotTrusted(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		for _, inside := range []string{"https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://[fd00:ec2::254]/", "http://[::1]:1/", "https://[::ffff:10.0.0.1]/"} {
			edit := map[string]any{"backchannel_logout_uri": inside, "version": w.version("acme")("/clients/app")}
			if w.Manage(w.Operator, http.MethodPatch, "acme", "/clients/app", edit).Status != http.StatusOK {
				continue // refused when it is registered, for how it is written
			}
			b := w.NewBrowser()
			b.begin("acme/app", "alice", nil)
			b.signOut()
			require.Empty(t, app.Told(), inside)
			w.Clock.Forward(2 * time.Minute)
		}
		require.Contains(t, w.Log.String(), "the address is not on the public internet")
		// A redirect from outside leads nowhere.
		inner := w.NewParty()
		w.edit("acme", "/clients/app", "backchannel_logout_uri", app.URL)
		app.Config.Handler = http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect)
		b := w.NewBrowser()
		b.begin("acme/app", "alice", nil)
		b.signOut()
		require.Empty(t, inner.Told())
	})
}

// TestTwoReplicasDeliverTogether runs two deliverers over one queue, with parties
// that take their time: everything arrives, and nothing twice.
func TestTwoReplicasDeliverTogether(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, other := parties(t, databaseURL)
		replica := w.Replica(databaseURL)
		var sids []any
		for i := range 20 {
			b := w.NewBrowser()
			got := b.begin([]string{"acme/app", "acme/other-app"}[i%2], "alice", nil)
			b.signOut()
			sids = append(sids, claimsOf(t, got.ID)["sid"])
		}
		slow := func(string) int { time.Sleep(20 * time.Millisecond); return http.StatusOK }
		for _, party := range []*Party{app, other} {
			party.mu.Lock()
			party.Answer = slow
			party.mu.Unlock()
		}
		var all sync.WaitGroup
		for _, d := range []*logout.Deliverer{w.Deliverer, replica.Deliverer} {
			all.Go(func() {
				for range 40 {
					if err := d.Once(context.Background()); err != nil {
						t.Errorf("deliver: %v", err)
					}
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		for range 20 {
			time.Sleep(20 * time.Millisecond)
			w.Clock.Forward(time.Second) // far less than notices are taken for
		}
		all.Wait()
		for _, d := range []*logout.Deliverer{w.Deliverer, replica.Deliverer} {
			delivered, _, _ := d.Counts()
			require.Positive(t, delivered, "both take part")
		}
		var told []any
		for _, n := range append(app.Received(), other.Received()...) {
			told = append(told, n.Claims["sid"])
		}
		require.ElementsMatch(t, sids, told)
	})
}

// TestADeliveryThatIsCutOffIsMadeAgain loses the store at each moment of a delivery:
// whatever was not settled is delivered once more when its time is over, and in the
// end the party was told.
func TestADeliveryThatIsCutOffIsMadeAgain(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		for nth := int64(1); ; nth++ {
			b := w.NewBrowser()
			b.begin("acme/app", "alice", nil)
			b.signOut()
			var seen atomic.Int64
			w.Fail(func(string) error {
				if seen.Add(1) >= nth {
					return fmt.Errorf("the database is gone")
				}
				return nil
			})
			_ = w.Deliverer.Once(t.Context())
			w.Fail(nil)
			before := len(app.Received())
			w.Clock.Forward(61 * time.Second)
			after := len(app.Told())
			require.LessOrEqual(t, before, 1)
			require.GreaterOrEqual(t, before+after, 1, "cut off at statement %d", nth)
			w.Clock.Forward(time.Hour)
			require.Empty(t, app.Told())
			if seen.Load() < nth {
				require.Equal(t, []int{1, 0}, []int{before, after})
				break
			}
		}
	})
}

// TestASuspendedTenantTellsNobody keeps notices until the tenant is active again.
func TestASuspendedTenantTellsNobody(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		b := w.NewBrowser()
		b.begin("acme/app", "alice", nil)
		b.signOut()
		w.edit("system", "/tenants/acme", "status", "suspended")
		require.Empty(t, app.Told())
		w.edit("system", "/tenants/acme", "status", "active")
		require.Len(t, app.Told(), 1)
	})
}

// TestTheDelivererIsWokenAtOnce runs as the program does: what is filed here is
// delivered at once, what is filed by another process soon, and what is under way
// when it is to end is finished.
func TestTheDelivererIsWokenAtOnce(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		ctx, end := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Deliverer.Run(ctx) })
		b := w.NewBrowser()
		b.begin("acme/app", "alice", nil)
		time.Sleep(1100 * time.Millisecond) // between two looks
		began := time.Now()
		b.signOut()
		arrived := func() bool { return len(app.Received()) == 1 }
		require.Eventually(t, arrived, 10*time.Second, 5*time.Millisecond)
		t.Logf("told after %s", time.Since(began))

		replica := w.Replica(databaseURL)
		_, tenancy := replica.Tenancy("acme")
		b.begin("acme/app", "alice", nil)
		act := domain.Act{By: domain.SystemActor("test"), At: w.Clock.Now()}
		require.NoError(t, tenancy.Change(t.Context(), act, func(tx domain.Changer) error {
			require.NoError(t, tx.RaiseUserEpoch(t.Context(), w.Users["acme/alice"]))
			return tx.Record(t.Context(), domain.Event{ID: newID(), At: act.At, Actor: act.By.String(), Action: "tested", Object: "test"})
		}))
		require.Eventually(t, arrived, 10*time.Second, 5*time.Millisecond)

		hang := make(chan struct{})
		app.mu.Lock()
		app.Answer = func(string) int { <-hang; return http.StatusOK }
		app.mu.Unlock()
		b.begin("acme/app", "alice", nil)
		b.signOut()
		require.Eventually(t, func() bool { app.mu.Lock(); defer app.mu.Unlock(); return len(app.received) == 1 }, 10*time.Second, 5*time.Millisecond)
		end()
		close(hang)
		running.Wait()
		app.Received()
		w.Clock.Forward(time.Hour)
		require.Empty(t, app.Told(), "it was settled before the end")
	})
}

// TestALogoutRacesWithAnIDToken redeems a code at one replica while the person is
// signed out at another: whoever was given an ID token of the session is told.
func TestALogoutRacesWithAnIDToken(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w, app, _ := parties(t, databaseURL)
		replica := w.Replica(databaseURL)
		given := 0
		for round := range 30 {
			w.Clock.Forward(7 * time.Second)
			b := w.NewBrowser()
			code := b.signIn(authorizing("acme", nil), "alice").Get("code")
			var both sync.WaitGroup
			var response Response
			both.Go(func() { response = w.redeem("acme/app", code, nil) })
			both.Go(func() {
				time.Sleep(time.Duration(round%10) * 500 * time.Microsecond)
				replica.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/sign-out", map[string]any{})
			})
			both.Wait()
			told := app.Told()
			if response.Status != http.StatusOK {
				require.Equal(t, "invalid_grant", errorOf(t, response))
				require.Empty(t, told)
				continue
			}
			given++
			require.Len(t, told, 1)
			require.Equal(t, claimsOf(t, tokensOf(t, response).ID)["sid"], told[0].Claims["sid"])
		}
		t.Logf("an ID token was first %d times of 30", given)
	})
}
