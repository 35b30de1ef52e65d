package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// answersAs changes how an API of acme's is answered.
func (w *World) answersAs(api string, how map[string]any) {
	w.t.Helper()
	path := "/resource-servers/" + w.Servers["acme/"+api]
	body := map[string]any{"version": w.version("acme")(path)}
	for member, value := range how {
		body[member] = value
	}
	w.Must(http.MethodPatch, "acme", path, body)
}

// toldBy gives the members of an answer.
func (w *World) toldBy(r Response) map[string]any {
	w.t.Helper()
	require.Equal(w.t, http.StatusOK, r.Status, r.Body)
	var members map[string]any
	require.NoError(w.t, json.Unmarshal([]byte(r.Body), &members), r.Body)
	return members
}

// seedFor seeds a token of the app's for APIs of acme's.
func (w *World) seedFor(kind domain.TokenKind, user string, lifetime time.Duration, apis ...string) string {
	w.t.Helper()
	token := domain.Token{Kind: kind, User: user, Scope: domain.Scope{"orders:read"}}
	for _, api := range apis {
		token.Audience = append(token.Audience, domain.Target{
			ResourceServer: w.Servers["acme/"+api], Identifier: "https://" + api + ".example", Scope: domain.Scope{api + ":read"},
		})
	}
	return w.Seed("acme/app", token, lifetime)
}

// TestAnAPIIsAnsweredInItsProfile sets every profile and asks.
func TestAnAPIIsAnsweredInItsProfile(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice := w.Users["acme/alice"]
		token, personal := w.seedFor(domain.AccessToken, alice, time.Hour, "orders"), w.seedFor(domain.PersonalToken, alice, time.Hour, "orders")
		own := w.Token("acme/shop", "orders:read orders:write", "https://orders.example")
		uuid := w.HashKey("acme").PairwiseUUID(w.Servers["acme/orders"], alice)
		from, to, short := float64(Noon.Unix()), float64(Noon.Unix()+3600), float64(Noon.Unix()+600)
		issuer := PublicURL + "/t/acme"
		extended := map[string]any{"tenant": "acme", "tenant_name": "acme"}
		asClient, asOther := w.toldBy(w.Introspect("acme/app", token)), w.toldBy(w.Introspect("acme/gateway", token))
		for _, c := range []struct {
			how                 map[string]any
			token, personal, my map[string]any
			contentType         string
		}{
			{
				map[string]any{"answer_profile": "asgardeo"},
				map[string]any{"aut": "APPLICATION_USER", "active": true, "nbf": from, "exp": to, "iat": from, "scope": "orders:read", "token_type": "Bearer", "client_id": "app", "username": "PRIMARY/alice@acme"},
				map[string]any{"aut": "APPLICATION_USER", "active": true, "nbf": from, "exp": to, "iat": from, "scope": "orders:read", "token_type": "Bearer", "client_id": "personal-access-token", "username": "PRIMARY/alice@acme"},
				map[string]any{"aut": "APPLICATION", "active": true, "nbf": from, "exp": short, "iat": from, "scope": "orders:read orders:write", "token_type": "Bearer", "client_id": "shop"},
				"application/json",
			},
			{
				map[string]any{"user_store": "STAFF", "release": map[string]any{"claims": []string{"username"}}},
				map[string]any{"aut": "APPLICATION_USER", "active": true, "nbf": from, "exp": to, "iat": from, "scope": "orders:read", "token_type": "Bearer", "username": "STAFF/alice@acme"},
				map[string]any{"aut": "APPLICATION_USER", "active": true, "nbf": from, "exp": to, "iat": from, "scope": "orders:read", "token_type": "Bearer", "username": "STAFF/alice@acme"},
				map[string]any{"aut": "APPLICATION", "active": true, "nbf": from, "exp": short, "iat": from, "scope": "orders:read orders:write", "token_type": "Bearer"},
				"application/json",
			},
			{
				map[string]any{"answer_profile": "sts", "release": map[string]any{}},
				map[string]any{"active": true, "client_id": "app", "username": "alice", "scope": "orders:read", "sub": alice, "aud": []any{"https://orders.example"}, "iss": issuer, "exp": to, "iat": from, "token_type": "Bearer", "extended_claims": extended},
				map[string]any{"active": true, "client_id": "personal-access-token", "username": "alice", "scope": "orders:read", "sub": alice, "aud": []any{"https://orders.example"}, "iss": issuer, "exp": to, "iat": from, "token_type": "Bearer", "extended_claims": extended},
				map[string]any{"active": true, "client_id": "shop", "scope": "orders:read orders:write", "sub": "shop", "aud": []any{"https://orders.example"}, "iss": issuer, "exp": short, "iat": from, "token_type": "Bearer", "extended_claims": extended},
				"application/json",
			},
			{
				map[string]any{"answer_profile": "bankid"},
				map[string]any{"active": true, "client_id": "app", "exp": to, "iat": from, "iss": "", "scope": "orders:read", "token_type": "Bearer", "username": uuid},
				map[string]any{"active": true, "client_id": "personal-access-token", "exp": to, "iat": from, "iss": "", "scope": "orders:read", "token_type": "Bearer", "username": uuid},
				map[string]any{"active": true, "client_id": "shop", "exp": short, "iat": from, "iss": "", "scope": "orders:read orders:write", "token_type": "Bearer"},
				"application/json;charset=utf-8",
			},
			{
				map[string]any{"answer_profile": "identityserver"},
				map[string]any{"active": true, "iss": issuer, "nbf": from, "iat": from, "exp": to, "aud": "https://orders.example", "client_id": "app", "sub": alice, "username": "alice", "scope": "orders:read"},
				map[string]any{"active": true, "iss": issuer, "nbf": from, "iat": from, "exp": to, "aud": "https://orders.example", "client_id": "personal-access-token", "sub": alice, "username": "alice", "scope": "orders:read"},
				map[string]any{"active": true, "iss": issuer, "nbf": from, "iat": from, "exp": short, "aud": "https://orders.example", "client_id": "shop", "sub": "shop", "scope": "orders:read orders:write"},
				"application/json",
			},
		} {
			w.answersAs("orders", c.how)
			// What is no token is answered without a read, and so in the old form until
			// another question has read of the new one.
			require.True(t, w.Active("acme/orders", token))
			refresh := w.seedFor(domain.RefreshToken, alice, time.Hour, "orders")
			for text, want := range map[string]map[string]any{
				token: c.token, personal: c.personal, own: c.my,
				refresh: {"active": false}, unissued(t): {"active": false}, "nonsense": {"active": false},
			} {
				got := w.Introspect("acme/orders", text)
				require.Equal(t, want, w.toldBy(got), "%v", c.how)
				require.Equal(t, []string{c.contentType, "no-store", "no-cache"}, []string{got.Header.Get("Content-Type"), got.Header.Get("Cache-Control"), got.Header.Get("Pragma")}, "%v", c.how)
				for _, hint := range []string{"access_token", "pct", "refresh_token"} {
					hinted := w.Post("introspect", "acme", "acme/orders", url.Values{"token": {text}, "token_type_hint": {hint}})
					require.Equal(t, withoutDate(got), withoutDate(hinted), "%v: %s", c.how, hint)
				}
			}
			require.Equal(t, asClient, w.toldBy(w.Introspect("acme/app", token)), "%v: a client's own question", c.how)
			require.Equal(t, asOther, w.toldBy(w.Introspect("acme/gateway", token)), "%v: another API's", c.how)
		}
		// It is as before once the profile is.
		w.answersAs("orders", map[string]any{"answer_profile": "standard"})
		require.Equal(t, asOther, w.toldBy(w.Introspect("acme/orders", token)))
		w.answersAs("orders", map[string]any{"answer_profile": "bankid"})
		w.step("revoke token", "acme/app", token)
		require.Equal(t, `{"active":false}`, w.Introspect("acme/orders", token).Body)
	})
}

// TestRefreshTokensAreShownToWhomTheyMayBe asks about refresh tokens.
func TestRefreshTokensAreShownToWhomTheyMayBe(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice := w.Users["acme/alice"]
		refresh, access := w.seedFor(domain.RefreshToken, alice, time.Hour, "orders"), w.seedFor(domain.AccessToken, alice, time.Hour, "orders")
		apis := []string{"orders", "billing", "warehouse", "gateway", "shy"}
		shown := func() (to []string) {
			for _, api := range apis {
				if w.Active("acme/"+api, refresh) {
					to = append(to, api)
				}
			}
			return to
		}
		require.Empty(t, shown(), "nobody is, without the setting")
		w.answersAs("orders", map[string]any{"answer_profile": "asgardeo"})
		require.Empty(t, shown(), "the profile alone shows none")
		for _, api := range apis {
			w.answersAs(api, map[string]any{"sees_refresh_tokens": true})
		}
		require.Equal(t, []string{"orders"}, shown(), "neither a gateway nor whoever sees its audience is in the grant")
		require.False(t, w.Active("globex/orders", refresh))
		require.True(t, w.Active("acme/warehouse", access))

		about := w.toldBy(w.Introspect("acme/orders", refresh))
		require.Equal(t, map[string]any{
			"active": true, "nbf": float64(Noon.Unix()), "iat": float64(Noon.Unix()), "exp": float64(Noon.Unix() + 3600),
			"scope": "orders:read", "token_type": "Refresh", "client_id": "app", "username": "PRIMARY/alice@acme",
		}, about)
		w.answersAs("orders", map[string]any{"answer_profile": "standard"})
		about = w.toldBy(w.Introspect("acme/orders", refresh))
		require.Equal(t, []any{"refresh_token", "Bearer", alice, "https://orders.example"}, []any{about["token_use"], about["token_type"], about["sub"], about["aud"]})
		require.Equal(t, "access_token", w.toldBy(w.Introspect("acme/orders", access))["token_use"])

		w.answersAs("orders", map[string]any{"hides": []string{"app"}})
		require.Empty(t, shown(), "what is hidden from it stays hidden")
		w.answersAs("orders", map[string]any{"hides": []string{}})
		require.Equal(t, []string{"orders"}, shown())

		before := w.since("acme/orders", 0).Revision
		w.step("revoke grant", "acme/app", refresh)
		require.Empty(t, shown())
		require.NotEqual(t, told{}, w.since("acme/orders", before).names(), "it is told that the grant ended")
		require.Equal(t, told{}, w.since("acme/shy", before).names())

		got := tokensOf(t, w.redeem("acme/app", w.NewBrowser().signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		refresh = got.Refresh
		require.Equal(t, []string{"orders"}, shown())
		got = tokensOf(t, w.refreshWith("acme/app", refresh, nil))
		require.Empty(t, shown(), "one that was used is good for nothing")
		require.Equal(t, []string{"refreshed"}, w.reasons(refresh, "acme/orders"))
		refresh = got.Refresh
		require.Equal(t, []string{"orders"}, shown(), "its successor is shown")

		w.answersAs("orders", map[string]any{"sees_refresh_tokens": false})
		require.Empty(t, shown())
		require.Equal(t, []string{"wrong_kind"}, w.reasons(refresh, "acme/orders"))
	})
}

// reasons gives why an API, named with its tenant, is told what it is.
func (w *World) reasons(token, api string) (reasons []string) {
	w.t.Helper()
	for _, verdict := range w.Must(http.MethodPost, "acme", "/tokens/inspect", map[string]any{"token": token})["verdicts"].([]any) {
		if v := verdict.(map[string]any); v["resource_server"] == w.Servers[api] {
			reasons = append(reasons, v["reason"].(string))
		}
	}
	return reasons
}

// TestWhatAProfileDoesNotTellIsNotNamedInTheFeed takes tokens back from an API that
// knows neither their ids nor whom they speak for.
func TestWhatAProfileDoesNotTellIsNotNamedInTheFeed(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice := w.Users["acme/alice"]
		for _, c := range []struct {
			how   map[string]any
			token told
			user  told
		}{
			{map[string]any{"answer_profile": "bankid"}, told{Clients: []string{"app"}}, told{All: true}},
			{map[string]any{"release": map[string]any{"claims": []string{"username"}}}, told{All: true}, told{All: true}},
			{map[string]any{"answer_profile": "sts", "release": map[string]any{"claims": []string{"sub"}}}, told{All: true}, told{Subjects: []string{alice}}},
		} {
			w.answersAs("orders", c.how)
			token := w.seedFor(domain.AccessToken, alice, time.Hour, "orders")
			before := w.since("acme/orders", 0).Revision
			w.step("revoke token", "acme/app", token)
			require.Equal(t, c.token, w.since("acme/orders", before).names(), "%v", c.how)
			w.seedFor(domain.AccessToken, alice, time.Hour, "orders")
			before = w.since("acme/orders", 0).Revision
			w.revoke("acme", "user", alice)
			require.Equal(t, c.user, w.since("acme/orders", before).names(), "%v", c.how)
		}
	})
}

// TestAnswersThatMayBeRemembered looks at Cache-Control.
func TestAnswersThatMayBeRemembered(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.answersAs("orders", map[string]any{"cache_seconds": 60})
		token := w.seedFor(domain.AccessToken, w.Users["acme/alice"], 90*time.Second, "orders")
		caching := func(caller, text string) []string {
			answer := w.Introspect(caller, text)
			require.Equal(t, http.StatusOK, answer.Status)
			return append(answer.Header["Cache-Control"], answer.Header["Pragma"]...)
		}
		never := []string{"no-store", "no-cache"}
		require.Equal(t, []string{"private, max-age=60"}, caching("acme/orders", token))
		require.Equal(t, never, caching("acme/orders", unissued(t)))
		require.Equal(t, never, caching("acme/gateway", token), "another API")
		require.Equal(t, never, caching("acme/app", token), "its client")
		require.Equal(t, never, func() []string {
			refused := w.Post("introspect", "acme", "", url.Values{"token": {token}})
			return append(refused.Header["Cache-Control"], refused.Header["Pragma"]...)
		}())

		w.answersAs("orders", map[string]any{"answer_profile": "sts"})
		require.Equal(t, []string{"private, max-age=60", "no-cache"}, caching("acme/orders", token))
		w.answersAs("orders", map[string]any{"answer_profile": "standard"})
		w.Clock.Forward(45*time.Second + 300*time.Millisecond)
		require.Equal(t, []string{"private, max-age=44"}, caching("acme/orders", token), "not longer than the token lives")
		w.Clock.Forward(44 * time.Second)
		require.Equal(t, never, caching("acme/orders", token), "in its last second")
		require.True(t, w.Active("acme/orders", token))
		w.Clock.Forward(time.Second)
		require.Equal(t, never, caching("acme/orders", token))
		require.False(t, w.Active("acme/orders", token))
	})
}

// TestHowAnAPIIsAnsweredIsSetByWhoMay sets it, well and badly.
func TestHowAnAPIIsAnsweredIsSetByWhoMay(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		path := "/resource-servers/" + w.Servers["acme/orders"]
		usual := map[string]any{"answer_profile": "standard", "user_store": "PRIMARY", "sees_refresh_tokens": false, "cache_seconds": float64(0)}
		held := func() map[string]any {
			server, has := w.Must(http.MethodGet, "acme", path, nil), map[string]any{}
			for member := range usual {
				has[member] = server[member]
			}
			return has
		}
		require.Equal(t, usual, held())
		for _, c := range []struct {
			how   map[string]any
			field string
		}{
			{map[string]any{"answer_profile": "wso2"}, "answer_profile"},
			{map[string]any{"answer_profile": ""}, "answer_profile"},
			{map[string]any{"user_store": ""}, "user_store"},
			{map[string]any{"user_store": "A/B"}, "user_store"},
			{map[string]any{"cache_seconds": 301}, "cache_seconds"},
			{map[string]any{"cache_seconds": -1}, "cache_seconds"},
			{map[string]any{"answer_profile": "bankid", "sees_refresh_tokens": true}, "sees_refresh_tokens"},
		} {
			c.how["version"] = w.version("acme")(path)
			refused := w.Manage(w.Operator, http.MethodPatch, "acme", path, c.how)
			require.Equal(t, http.StatusBadRequest, refused.Status, "%v: %s", c.how, refused.Body)
			require.Contains(t, refused.Body, `"field":"`+c.field+`"`, "%v", c.how)
			delete(c.how, "version")
			c.how["identifiers"] = []string{"https://new.example"}
			refused = w.Manage(w.Operator, http.MethodPost, "acme", "/resource-servers", c.how)
			require.Equal(t, http.StatusBadRequest, refused.Status, "%v: %s", c.how, refused.Body)
		}
		require.Equal(t, usual, held())

		w.answersAs("orders", map[string]any{"answer_profile": "asgardeo", "user_store": "STAFF"})
		w.answersAs("orders", map[string]any{"cache_seconds": 30})
		require.Equal(t, map[string]any{"answer_profile": "asgardeo", "user_store": "STAFF", "sees_refresh_tokens": false, "cache_seconds": float64(30)}, held(), "what is not named stays")
		var events struct {
			Items []struct{ Before, After map[string]any }
		}
		require.NoError(t, json.Unmarshal([]byte(w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?action=resource-server.edited", nil).Body), &events))
		require.Equal(t, map[string]any{"cache_seconds": float64(0)}, events.Items[0].Before)
		require.Equal(t, map[string]any{"cache_seconds": float64(30)}, events.Items[0].After)
		require.Equal(t, map[string]any{"answer_profile": "standard", "user_store": "PRIMARY"}, events.Items[1].Before)
		require.Equal(t, map[string]any{"answer_profile": "asgardeo", "user_store": "STAFF"}, events.Items[1].After)

		made := w.Must(http.MethodPost, "acme", "/resource-servers", map[string]any{"identifiers": []string{"https://new.example"}, "answer_profile": "sts", "cache_seconds": 5})
		require.Equal(t, []any{"sts", "PRIMARY", false, float64(5)}, []any{made["answer_profile"], made["user_store"], made["sees_refresh_tokens"], made["cache_seconds"]})

		// A developer registers APIs, and does not decide what they see.
		w.SetPassword("acme", w.AddUser("acme", "dora", "developer"), secret+"dora")
		b := w.NewBrowser()
		b.enterConsole("acme", "dora")
		edit := func(member string, value any) Response {
			return b.manage(http.MethodPatch, "acme", path, map[string]any{member: value, "version": w.version("acme")(path)})
		}
		require.Equal(t, http.StatusOK, edit("answer_profile", "standard").Status)
		refused := edit("sees_refresh_tokens", true)
		require.Equal(t, http.StatusForbidden, refused.Status)
		require.Contains(t, refused.Body, `"field":"sees_refresh_tokens"`)
		w.answersAs("orders", map[string]any{"sees_refresh_tokens": true})
		require.Equal(t, http.StatusOK, edit("cache_seconds", 0).Status, "what stays as it is, is not decided")
		require.Equal(t, http.StatusForbidden, edit("sees_refresh_tokens", false).Status)
	})
}
