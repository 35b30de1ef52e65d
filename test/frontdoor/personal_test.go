package frontdoor

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestAPersonalAccessToken is made, shown once, used, found and taken back.
func TestAPersonalAccessToken(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice, orders := w.Users["acme/alice"], w.Servers["acme/orders"]
		b := w.NewBrowser()
		page := b.signInHere("acme", "alice")
		require.Contains(t, section(t, page.Body, personal), "Make a token")
		form := b.Get("/t/acme/account/tokens")
		require.Contains(t, form.Body, "Orders API")
		require.Contains(t, form.Body, `<option value="2592000" selected>30 days</option>`)
		require.Contains(t, form.Body, `<option value="31536000">1 year</option>`)
		require.NotContains(t, form.Body, "Billing API", "it does not accept them")

		text := b.makeToken("acme", "backup <job>", map[string]string{"allow " + orders + " orders:read": "on", "allow " + orders + " read": "on"})
		made := b.Page
		require.Equal(t, "no-store", made.Header.Get("Cache-Control"))
		require.Contains(t, made.Body, "backup &lt;job&gt;")
		require.Contains(t, made.Body, "not shown again")
		_, drawer, ok := domain.ParseToken(domain.NewSecret(text))
		require.True(t, ok)
		require.Equal(t, domain.DrawerFor(Noon, Noon.Add(time.Hour)), drawer)

		var told map[string]any
		require.NoError(t, json.Unmarshal([]byte(w.Introspect("acme/orders", text).Body), &told))
		require.Equal(t, map[string]any{
			"active": true, "iss": PublicURL + "/t/acme", "sub": alice, "username": "alice", "client_id": "personal-access-token",
			"aud": "https://orders.example", "scope": "orders:read read", "token_type": "Bearer", "token_use": "access_token",
			"iat": float64(Noon.Unix()), "nbf": float64(Noon.Unix()), "exp": float64(Noon.Unix() + 3600), "jti": w.idOf("acme", text),
		}, told)
		require.False(t, w.Active("acme/billing", text))
		require.False(t, w.Active("globex/orders", text))
		require.Equal(t, http.StatusUnauthorized, w.userInfo("acme", text).Status, "who the person is, is not for it to ask")
		require.Equal(t, http.StatusUnauthorized, w.Manage(text, http.MethodGet, "acme", "/users", nil).Status)

		listed := section(t, b.Get("/t/acme/account").Body, personal)
		require.Contains(t, listed, "backup &lt;job&gt;")
		require.Contains(t, listed, "…"+text[len(text)-4:])
		require.Contains(t, listed, "<code>orders:read</code>")
		id := w.idOf("acme", text)
		for _, path := range []string{"/users/" + alice + "/personal-access-tokens", "/tokens?kind=personal_access_token", "/tokens?client=personal-access-token", "/tokens?user=" + alice} {
			items := w.Must(http.MethodGet, "acme", path, nil)["items"].([]any)
			require.Len(t, items, 1, path)
			record := items[0].(map[string]any)
			require.Equal(t, []any{"backup <job>", text[len(text)-4:], "personal_access_token", "active", id, alice}, []any{
				record["name"], record["last4"], record["kind"], record["state"], record["id"], record["user"],
			}, path)
		}
		require.Equal(t, "backup <job>", w.Must(http.MethodGet, "acme", "/tokens/"+id, nil)["name"])
		inspected := w.Must(http.MethodPost, "acme", "/tokens/inspect", map[string]any{"token": text})
		require.Equal(t, "user:"+alice, inspected["history"].([]any)[0].(map[string]any)["by"])

		// Another's is like one that is not there.
		stranger := w.NewBrowser()
		stranger.signInHere("acme", "bob")
		require.NotContains(t, stranger.Page.Body, "backup")
		post := func(b *Browser, id string) Response {
			return b.send(http.MethodPost, "/t/acme/account/tokens/"+id+"/revoke", url.Values{})
		}
		missing := post(stranger, w.idOf("acme", unissued(t)))
		require.Equal(t, http.StatusNotFound, missing.Status)
		require.Equal(t, missing.Body, post(stranger, id).Body)
		require.Equal(t, http.StatusNotFound, post(stranger, "nonsense").Status)
		spoken := w.Seed("acme/app", domain.Token{Kind: domain.AccessToken, User: alice}, time.Hour)
		require.Equal(t, http.StatusNotFound, post(b, w.idOf("acme", spoken)).Status, "what an application holds is not among them")
		require.True(t, w.Active("acme/orders", text))

		b.Get("/t/acme/account")
		gone := b.Press("/tokens/"+id+"/revoke", nil)
		require.Contains(t, gone.Body, "The token is revoked.")
		require.NotContains(t, section(t, gone.Body, personal), "backup")
		require.False(t, w.Active("acme/orders", text))
		require.Equal(t, http.StatusOK, post(b, id).Status, "once more changes nothing")
		record := w.Must(http.MethodGet, "acme", "/users/"+alice+"/personal-access-tokens", nil)["items"].([]any)[0].(map[string]any)
		require.Equal(t, "revoked", record["state"])
		require.Equal(t, "user:"+alice, record["revoked"].(map[string]any)["by"])

		second := b.makeToken("acme", "backup <job>", map[string]string{"allow " + orders + " read": "on"})
		w.Must(http.MethodPost, "acme", "/tokens/"+w.idOf("acme", second)+"/revoke", map[string]any{"reason": "found in a repository"})
		require.False(t, w.Active("acme/orders", second))
		tenant, _ := w.Tenancy("acme")
		seen := w.Log.String() + w.dumpOf(tenant.ID) + w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events", nil).Body
		require.Contains(t, seen, `"action":"personal-access-token.created"`)
		for _, secret := range []string{text, second} {
			require.NotContains(t, seen, secret)
			require.NotContains(t, seen, secret[8:30])
		}
	})
}

// TestWhatNoPersonalAccessTokenMayBe asks for tokens that must not be made.
func TestWhatNoPersonalAccessTokenMayBe(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		orders, billing := w.Servers["acme/orders"], w.Servers["acme/billing"]
		b := w.NewBrowser()
		b.signInHere("acme", "alice")
		b.makeToken("acme", "taken", map[string]string{"allow " + orders + " read": "on"})
		read := "allow " + orders + " read=on"
		for _, c := range []struct {
			does   string
			values url.Values
			says   string
		}{
			{"no name", form("name=", "lifetime=3600", read), "a name has 1 to 200 characters"},
			{"a name of spaces", form("name=  ", "lifetime=3600", read), "a name has 1 to 200 characters"},
			{"a name that is taken", form("name=taken", "lifetime=3600", read), "you have a token with this name"},
			{"no lifetime", form("name=x", read), "at most 365 days"},
			{"a lifetime that is none", form("name=x", "lifetime=soon", read), "at most 365 days"},
			{"a lifetime below all", form("name=x", "lifetime=-3600", read), "at most 365 days"},
			{"a lifetime of a moment", form("name=x", "lifetime=1", read), "at most 365 days"},
			{"a lifetime beyond the tenant's", form("name=x", "lifetime=31536001", read), "at most 365 days"},
			{"a lifetime beyond all", form("name=x", "lifetime=9223372036854775807", read), "at most 365 days"},
			{"nothing to do", form("name=x", "lifetime=3600"), "choose at least one API"},
			{"an API that accepts none", form("name=x", "lifetime=3600", "allow "+billing+" read=on"), "does not take such tokens"},
			{"one that does and one that does not", form("name=x", "lifetime=3600", read, "allow "+billing+" read=on"), "does not take such tokens"},
			{"another tenant's API", form("name=x", "lifetime=3600", "allow "+w.Servers["globex/orders"]+" read=on"), "does not take such tokens"},
			{"the management API", form("name=x", "lifetime=3600", "allow "+domain.ManagementID+" =on"), "does not take such tokens"},
			{"who one is", form("name=x", "lifetime=3600", "allow "+domain.IdentityID+" openid=on"), "does not take such tokens"},
			{"a scope that the API does not own", form("name=x", "lifetime=3600", "allow "+orders+" billing:read=on"), "does not take such tokens"},
			{"an API that is none", form("name=x", "lifetime=3600", "allow nothing=on"), "does not take such tokens"},
		} {
			response := b.send(http.MethodPost, "/t/acme/account/tokens", c.values)
			require.Equal(t, http.StatusUnprocessableEntity, response.Status, "%s: %s", c.does, response.Body)
			require.Contains(t, strings.ToLower(html.UnescapeString(response.Body)), strings.ToLower(c.says), c.does)
			require.NotRegexp(t, shownToken, response.Body)
			if name := c.values.Get("name"); name == "x" {
				require.Contains(t, response.Body, `value="x"`, "%s: what was typed stays", c.does)
			}
			if c.values.Has("allow " + orders + " read") {
				require.Contains(t, response.Body, `name="allow `+orders+` read" checked`, c.does)
			}
		}
		require.Len(t, w.Must(http.MethodGet, "acme", "/tokens?kind=personal_access_token", nil)["items"], 1)
		require.Equal(t, http.StatusBadRequest, b.send(http.MethodPost, "/t/acme/account/tokens", form("name="+strings.Repeat("x", 70_000))).Status)

		// The tenant's longest is what there is to choose, and none at all is none.
		w.edit("acme", "/settings", "personal_access_token_seconds", 7200)
		require.Contains(t, b.Get("/t/acme/account/tokens").Body, `<option value="7200" selected>2 hours</option>`)
		require.Equal(t, http.StatusUnprocessableEntity, b.send(http.MethodPost, "/t/acme/account/tokens", form("name=x", "lifetime=7201", read)).Status)
		w.edit("acme", "/settings", "personal_access_token_seconds", 0)
		require.Equal(t, http.StatusNotFound, b.Get("/t/acme/account/tokens").Status)
		require.Equal(t, http.StatusNotFound, b.send(http.MethodPost, "/t/acme/account/tokens", form("name=x", "lifetime=3600", read)).Status, "there is no form to show")
		listed := section(t, b.Get("/t/acme/account").Body, personal)
		require.Contains(t, listed, "taken", "those made before go on")
		require.NotContains(t, listed, "Make a token")
		w.edit("acme", "/settings", "personal_access_token_seconds", 7200)

		// Many can be told apart, but not any number.
		for n := range 49 {
			b.makeToken("acme", "number "+strings.Repeat("i", n+1), map[string]string{"allow " + orders + " read": "on"})
		}
		full := b.send(http.MethodPost, "/t/acme/account/tokens", form("name=one more", "lifetime=3600", read))
		require.Equal(t, http.StatusUnprocessableEntity, full.Status)
		require.Contains(t, full.Body, "You have 50 tokens")
	})
}

// TestATokenIsMadeByWhoProvedItLately waits until the session is no proof any more.
func TestATokenIsMadeByWhoProvedItLately(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		read := "allow " + w.Servers["acme/orders"] + " read"
		b := w.NewBrowser()
		b.signInHere("acme", "alice")
		w.Clock.Forward(10*time.Minute - time.Millisecond)
		b.makeToken("acme", "in time", map[string]string{read: "on"})
		w.Clock.Forward(time.Millisecond)
		asked := b.Get("/t/acme/account/tokens")
		require.Contains(t, asked.Body, "Your password once more")
		require.NotContains(t, asked.Body, "Orders API")
		skipped := b.send(http.MethodPost, "/t/acme/account/tokens", form("name=skipped", "lifetime=3600", read+"=on"))
		require.Contains(t, skipped.Body, "Your password once more", "a form from before makes nothing")
		wrong := b.Press("/account/confirm", map[string]string{"current-password": "not it"})
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		require.Contains(t, wrong.Body, "not your password")
		// Whose password it is, the session says and not the form.
		bobs := b.Press("/account/confirm", map[string]string{"username": "bob", "current-password": secret + "bob"})
		require.Equal(t, http.StatusUnprocessableEntity, bobs.Status)
		before := b.Cookie("jeton_session")
		confirmed := b.Press("/account/confirm", map[string]string{"current-password": secret + "alice"})
		require.Contains(t, confirmed.Body, "Orders API")
		require.NotEqual(t, before, b.Cookie("jeton_session"), "the cookie is another")
		require.Len(t, w.Must(http.MethodGet, "acme", "/users/"+w.Users["acme/alice"]+"/sessions", nil)["items"], 1, "the session is the same")
		b.makeToken("acme", "confirmed", map[string]string{read: "on"})
		require.Equal(t, 2, strings.Count(section(t, b.Get("/t/acme/account").Body, personal), "<li>\n<div>"))
		w.edit("acme", "/resource-servers/"+w.Servers["acme/orders"], "personal_access_tokens", false)
		require.NotContains(t, b.Get("/t/acme/account/tokens").Body, "Orders API")
		w.edit("acme", "/resource-servers/"+w.Servers["acme/shy"], "personal_access_tokens", false)
		require.Equal(t, http.StatusNotFound, b.Get("/t/acme/account/tokens").Status, "with nothing to make them for there is no form")
	})
}

// TestPersonalTokensEndWithTheirs plays everything that ends a person's tokens
// against one, and what must not.
func TestPersonalTokensEndWithTheirs(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		orders := w.Servers["acme/orders"]
		token := func(username string) (string, string) {
			id := w.AddUser("acme", username)
			w.SetPassword("acme", id, secret+username)
			b := w.NewBrowser()
			b.signInHere("acme", username)
			return id, b.makeToken("acme", "mine", map[string]string{"allow " + orders + " read": "on"})
		}
		path := func(id string) string { return "/users/" + id }
		for does, ends := range map[string]func(id string){
			"disabled":              func(id string) { w.edit("acme", path(id), "status", "disabled") },
			"removed":               func(id string) { w.Must(http.MethodDelete, "acme", path(id), nil) },
			"signed out everywhere": func(id string) { w.Must(http.MethodPost, "acme", path(id)+"/sign-out", map[string]any{}) },
			"taken everything back": func(id string) { w.revoke("acme", "user", id) },
			"given another password by a link": func(id string) {
				made := w.Must(http.MethodPost, "acme", path(id)+"/password-links", map[string]any{"purpose": "reset"})
				b := w.NewBrowser()
				b.Get(strings.TrimPrefix(made["url"].(string), PublicURL))
				require.Equal(t, http.StatusOK, b.Submit(map[string]string{"new-password": "another correct horse staple"}, "").Status)
			},
		} {
			id, text := token("p" + newID()[30:])
			require.True(t, w.Active("acme/orders", text), does)
			ends(id)
			require.Equal(t, inactiveAnswer(), withoutDate(w.Introspect("acme/orders", text)), does)
		}
		id, text := token("lasting")
		for _, session := range w.Must(http.MethodGet, "acme", path(id)+"/sessions", nil)["items"].([]any) {
			w.Must(http.MethodDelete, "acme", path(id)+"/sessions/"+session.(map[string]any)["id"].(string), nil)
		}
		require.True(t, w.Active("acme/orders", text), "the session it was made in may end")
		w.edit("acme", "/resource-servers/"+orders, "personal_access_tokens", false)
		require.False(t, w.Active("acme/orders", text), "an API that accepts them no more")
		w.edit("acme", "/resource-servers/"+orders, "personal_access_tokens", true)
		require.True(t, w.Active("acme/orders", text))
		w.edit("acme", "/resource-servers/"+orders, "hides", []string{"personal-access-token"})
		require.False(t, w.Active("acme/orders", text), "an API that must not see them")
		w.edit("acme", "/resource-servers/"+orders, "hides", []string{})
		w.revoke("acme", "tenant", true)
		require.False(t, w.Active("acme/orders", text))
		taken := w.Manage(w.Operator, http.MethodPost, "acme", "/clients", map[string]any{"client_id": "personal-access-token", "name": "x"})
		require.Equal(t, http.StatusBadRequest, taken.Status, "no client has its name")
	})
}
