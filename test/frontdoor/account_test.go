package frontdoor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// section gives the part of the account page beneath a heading.
func section(t *testing.T, body, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, ">"+heading+"</h2>")
	require.True(t, ok, "no %s in %s", heading, body)
	rest, _, _ = strings.Cut(rest, "</section>")
	return rest
}

const (
	signedIn  = "Where you are signed in"
	connected = "Connected applications"
	personal  = "Personal access tokens"
)

// TestTheAccountPageAsksWhoIsThere goes there without a session, with a wrong
// password, and with another tenant's cookie.
func TestTheAccountPageAsksWhoIsThere(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		page := b.Get("/t/acme/account")
		require.Equal(t, http.StatusOK, page.Status)
		require.Contains(t, page.Body, "your account")
		for header, value := range map[string]string{
			"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		} {
			require.Equal(t, value, page.Header.Get(header))
		}
		wrong := b.Press("/account/signin", map[string]string{"username": "alice", "current-password": "not it"})
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		require.Contains(t, wrong.Body, "do not belong together")
		require.Empty(t, b.Cookie("jeton_session"))
		unknown := b.Press("/account/signin", map[string]string{"username": "nobody", "current-password": secret})
		require.Equal(t, strings.ReplaceAll(wrong.Body, `value="alice"`, ""), strings.ReplaceAll(unknown.Body, `value="nobody"`, ""), "a name tells nothing")
		w.disableUser("acme", "bob")
		disabled := b.Press("/account/signin", map[string]string{"username": "bob", "current-password": secret + "bob"})
		require.Equal(t, strings.ReplaceAll(wrong.Body, `value="alice"`, ""), strings.ReplaceAll(disabled.Body, `value="bob"`, ""))

		page = b.signInHere("acme", "alice")
		require.Contains(t, page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.NotContains(t, page.Body, "<script")
		require.NotContains(t, page.Body, " style=")
		require.Contains(t, section(t, page.Body, signedIn), "this browser")
		require.Contains(t, section(t, page.Body, connected), "No application may act for you")
		require.Contains(t, b.Get("/t/acme/account/tokens").Body, "Make a personal access token")

		// The same cookie at the other tenant is nobody's.
		header := http.Header{"Cookie": {"__Secure-jeton_session=" + b.Cookie("jeton_session")}}
		for _, path := range []string{"/account", "/account/tokens"} {
			response := w.Send(http.MethodGet, "/t/globex"+path, header, "")
			require.NotContains(t, response.Body, "alice", path)
			if path == "/account" {
				require.Contains(t, response.Body, "current-password")
			} else {
				require.Equal(t, "/t/globex/account", response.Header.Get("Location"))
			}
		}
		require.Equal(t, http.StatusNotFound, w.Send(http.MethodGet, "/t/nowhere/account", http.Header{}, "").Status)
		w.disableUser("acme", "alice")
		require.Contains(t, b.Get("/t/acme/account").Body, "current-password", "nobody who is disabled is signed in")
	})
}

// accountForms are all forms of the account page, with what makes them succeed.
func (w *World) accountForms(b *Browser, session, token string) map[string]url.Values {
	orders := w.Servers["acme/orders"]
	return map[string]url.Values{
		"/account/signin": form("username=alice", "password="+secret+"alice"), "/account/confirm": form("password=" + secret + "alice"),
		"/account/password":                     form("current_password="+secret+"alice", "password=another correct horse staple"),
		"/account/sessions/" + session + "/end": form(), "/account/end-other-sessions": form(),
		"/account/applications/app/disconnect": form(), "/account/tokens/" + token + "/revoke": form(),
		"/account/tokens": form("name=another", "lifetime=3600", "allow "+orders+" orders:read=on"),
	}
}

// TestFormsOfTheAccountPageComeFromThere sends every form of the account page as a
// page of another site would have a browser send it, and as nobody.
func TestFormsOfTheAccountPageComeFromThere(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b, elsewhere := w.NewBrowser(), w.NewBrowser()
		b.signIn(authorizing("acme", nil), "alice")
		elsewhere.signInHere("acme", "alice")
		text := b.makeToken("acme", "mine", map[string]string{"allow " + w.Servers["acme/orders"] + " orders:read": "on"})
		sessions := w.Must(http.MethodGet, "acme", "/users/"+w.Users["acme/alice"]+"/sessions", nil)["items"].([]any)
		require.Len(t, sessions, 2)
		tenant, _ := w.Tenancy("acme")
		before := w.dumpOf(tenant.ID)
		cookie := "__Secure-jeton_session=" + b.Cookie("jeton_session")
		for path, values := range w.accountForms(b, sessions[0].(map[string]any)["id"].(string), w.idOf("acme", text)) {
			for does, header := range map[string]http.Header{
				"from another site":   {"Sec-Fetch-Site": {"cross-site"}},
				"from a neighbour":    {"Sec-Fetch-Site": {"same-site"}},
				"with another origin": {"Origin": {"https://evil.example"}},
				"with no origin":      {"Origin": {"null"}},
			} {
				header.Set("Content-Type", "application/x-www-form-urlencoded")
				header.Set("Cookie", cookie)
				response := w.Send(http.MethodPost, "/t/acme"+path, header, values.Encode())
				require.Equal(t, http.StatusForbidden, response.Status, "%s %s: %s", path, does, response.Body)
				require.Contains(t, response.Header.Get("Content-Type"), "text/html")
				require.Empty(t, response.Header.Values("Set-Cookie"))
			}
			own := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}, "Cookie": {cookie}}
			require.Equal(t, http.StatusBadRequest, w.Send(http.MethodPost, "/t/acme"+path+"?a=b", own, values.Encode()).Status, path)
			require.Equal(t, http.StatusBadRequest, w.Send(http.MethodPost, "/t/acme"+path, own, "a=1&a=2").Status, path)
			if method := w.Send(http.MethodGet, "/t/acme"+path, own, ""); path != "/account/tokens" {
				require.Contains(t, []int{http.StatusMethodNotAllowed, http.StatusNotFound}, method.Status, path)
			}
			if path == "/account/signin" {
				continue
			}
			own.Del("Cookie")
			response := w.Send(http.MethodPost, "/t/acme"+path, own, values.Encode())
			require.Equal(t, http.StatusSeeOther, response.Status, path)
			require.Equal(t, "/t/acme/account", response.Header.Get("Location"), path)
		}
		require.Equal(t, before, w.dumpOf(tenant.ID), "not a row has changed")
	})
}

// TestSessionsAreListedAndEnded signs somebody in with several browsers.
func TestSessionsAreListedAndEnded(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice := w.Users["acme/alice"]
		b, phone, desk, stranger := w.NewBrowser(), w.NewBrowser(), w.NewBrowser(), w.NewBrowser()
		kept := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		lost := tokensOf(t, w.redeem("acme/app", phone.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		desk.signInHere("acme", "alice")
		stranger.signInHere("acme", "bob")
		w.Clock.Forward(5 * time.Minute)

		page := b.Get("/t/acme/account")
		listed := section(t, page.Body, signedIn)
		require.Equal(t, 3, strings.Count(listed, "<li>"))
		require.Equal(t, 1, strings.Count(listed, "this browser"))
		require.Contains(t, listed, "127.0.0.1")
		require.Contains(t, listed, "First used <time datetime=\"2026-11-21T12:00:00Z\">21 Nov 2026, 12:00 UTC</time>, last <time datetime=\"2026-11-21T12:05:00Z\">")

		ids := map[string]string{} // of each session, by when it was last seen
		for _, item := range w.Must(http.MethodGet, "acme", "/users/"+alice+"/sessions", nil)["items"].([]any) {
			session := item.(map[string]any)
			require.Equal(t, "Test/1.0", session["user_agent"])
			require.Equal(t, "Test", session["device"])
			ids[session["id"].(string)] = session["seen_at"].(string)
		}
		require.Len(t, ids, 3)
		phones := claimsOf(t, lost.ID)["sid"].(string)

		// Somebody else's is like one that is not there.
		post := func(b *Browser, path string) Response {
			return b.send(http.MethodPost, "/t/acme/account"+path, url.Values{})
		}
		missing := post(stranger, "/sessions/"+newID()+"/end")
		require.Equal(t, http.StatusNotFound, missing.Status)
		require.Equal(t, missing.Body, post(stranger, "/sessions/"+phones+"/end").Body)
		require.True(t, w.Active("acme/orders", lost.Access))

		b.Get("/t/acme/account")
		ended := b.Press("/sessions/"+phones+"/end", nil)
		require.Equal(t, http.StatusOK, ended.Status)
		require.Contains(t, ended.Body, "That session is over.")
		require.Equal(t, 2, strings.Count(section(t, ended.Body, signedIn), "<li>"))
		require.False(t, w.Active("acme/orders", lost.Access), "what was given in the session ended with it")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", lost.Refresh, nil)))
		require.True(t, w.Active("acme/orders", kept.Access))
		require.Contains(t, phone.Get("/t/acme/account").Body, "current-password")

		others := b.Press("/account/end-other-sessions", nil)
		require.Contains(t, others.Body, "Every other session is over.")
		require.Equal(t, 1, strings.Count(section(t, others.Body, signedIn), "<li>"))
		require.NotContains(t, others.Body, "Sign out everywhere else")
		require.Contains(t, desk.Get("/t/acme/account").Body, "current-password")
		require.Contains(t, stranger.Get("/t/acme/account").Body, "Your account", "nobody else's")
		require.NotContains(t, b.Get("/t/acme/account?done=nonsense").Body, "nonsense")

		revision := func() int64 { tenant, _ := w.Tenancy("acme"); return tenant.Revision }
		was := revision()
		post(b, "/end-other-sessions")
		require.Equal(t, was, revision(), "with nothing to end nothing is written")
		events := w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?object=user:"+alice, nil).Body
		require.Contains(t, events, `"action":"session.ended"`)
		require.Contains(t, events, `"action":"session.others_ended"`)

		// The same by an admin.
		desk.signInHere("acme", "alice")
		list := w.Must(http.MethodGet, "acme", "/users/"+alice+"/sessions", nil)["items"].([]any)
		require.Len(t, list, 2)
		newest := list[0].(map[string]any)["id"].(string)
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodDelete, "acme", "/users/"+w.Users["acme/bob"]+"/sessions/"+newest, nil).Status)
		w.Must(http.MethodDelete, "acme", "/users/"+alice+"/sessions/"+newest, nil)
		require.Contains(t, desk.Get("/t/acme/account").Body, "current-password")
		w.Must(http.MethodPost, "acme", "/users/"+alice+"/sign-out", map[string]any{})
		require.Empty(t, w.Must(http.MethodGet, "acme", "/users/"+alice+"/sessions", nil)["items"])
		require.Contains(t, b.Get("/t/acme/account").Body, "current-password", "signed out everywhere")
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "acme", "/users/"+newID()+"/sessions", nil).Status)
	})
}

// TestApplicationsAreListedAndDisconnected lets applications act for somebody, one
// of them without asking.
func TestApplicationsAreListedAndDisconnected(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.edit("acme", "/clients/other-app", "consent", "trusted")
		alice := w.Users["acme/alice"]
		b, stranger := w.NewBrowser(), w.NewBrowser()
		offline := authorizing("acme", map[string]string{"scope": "openid offline_access orders:read"})
		got := tokensOf(t, w.redeem("acme/app", b.signIn(offline, "alice").Get("code"), nil))
		bobs := tokensOf(t, w.redeem("acme/app", stranger.signIn(offline, "bob").Get("code"), nil))
		w.Clock.Forward(time.Minute)
		trusted := tokensOf(t, w.redeem("acme/other-app", b.signIn(authorizing("acme", map[string]string{"client_id": "other-app", "scope": "openid orders:read"}), "alice").Get("code"), nil))
		w.Clock.Forward(time.Minute)
		next := tokensOf(t, w.refreshWith("acme/app", got.Refresh, nil))

		listed := section(t, b.Get("/t/acme/account").Body, connected)
		require.Equal(t, 2, strings.Count(listed, "The &lt;App&gt;</strong>"))
		require.Contains(t, listed, "Go on while you are away <code>offline_access</code>")
		require.Contains(t, listed, "<code>orders:read</code>")
		require.Contains(t, listed, "Orders API")
		require.Contains(t, listed, "Since <time datetime=\"2026-11-21T12:00:00Z\">21 Nov 2026, 12:00 UTC</time>, last used <time datetime=\"2026-11-21T12:02:00Z\">")

		api := w.Must(http.MethodGet, "acme", "/users/"+alice+"/applications", nil)
		require.Nil(t, api["next_cursor"])
		items := api["items"].([]any)
		require.Len(t, items, 2)
		app := items[0].(map[string]any)
		require.Equal(t, "app", app["client"], "lately used first")
		require.Equal(t, "2026-11-21T12:00:00Z", app["since"])
		require.Equal(t, "2026-11-21T12:02:00Z", app["used_at"])
		require.Len(t, app["worth"], 2)

		gone := b.Press("/applications/app/disconnect", nil)
		require.Contains(t, gone.Body, "The application is disconnected.")
		require.Equal(t, 1, strings.Count(section(t, gone.Body, connected), "<li>\n<div>"))
		for _, dead := range []string{got.Access, next.Access} {
			require.False(t, w.Active("acme/orders", dead))
		}
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", next.Refresh, nil)), "also what was for offline use")
		require.True(t, w.Active("acme/orders", trusted.Access))
		require.True(t, w.Active("acme/orders", bobs.Access), "nobody else's")
		require.Contains(t, b.Get(offline).Body, `value="allow"`, "it has to ask again")
		require.Equal(t, http.StatusNotFound, b.send(http.MethodPost, "/t/acme/account/applications/app/disconnect", url.Values{}).Status)

		w.Must(http.MethodDelete, "acme", "/users/"+alice+"/applications/other-app", nil)
		require.False(t, w.Active("acme/orders", trusted.Access))
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodDelete, "acme", "/users/"+alice+"/applications/other-app", nil).Status)
		events := w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?action=application.disconnected", nil).Body
		require.Contains(t, events, `"actor":"user:`+alice+`"`)
		require.Contains(t, events, `"actor":"operator:token"`)
	})
}

// TestAPasswordIsChanged with the one there was, and ends what others are signed
// in with.
func TestAPasswordIsChanged(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice := w.Users["acme/alice"]
		b, phone := w.NewBrowser(), w.NewBrowser()
		kept := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		lost := tokensOf(t, w.redeem("acme/app", phone.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		b.Get("/t/acme/account")
		const good = "another correct horse staple"
		for _, c := range []struct{ current, chosen, says string }{
			{"not it", good, "not your current password"},
			{"", good, "not your current password"},
			{secret + "alice", "short", "at least 8 characters"},
			{secret + "alice", "alicealice", "your own name"},
			{secret + "alice", secret + "alice", "the password you have"},
		} {
			refused := b.Press("/account/password", map[string]string{"current-password": c.current, "new-password": c.chosen})
			require.Equal(t, http.StatusUnprocessableEntity, refused.Status, c.says)
			require.Contains(t, refused.Body, c.says)
			require.Contains(t, refused.Body, signedIn, "the whole page is there")
			if c.chosen != "short" {
				require.NotContains(t, refused.Body, c.chosen)
			}
		}
		before := b.Cookie("jeton_session")
		changed := b.Press("/account/password", map[string]string{"current-password": secret + "alice", "new-password": good})
		require.Contains(t, changed.Body, "Your password is changed")
		require.NotEqual(t, before, b.Cookie("jeton_session"), "the session goes on under another cookie")
		require.Contains(t, phone.Get("/t/acme/account").Body, "current-password", "other sessions end")
		require.False(t, w.Active("acme/orders", lost.Access))
		require.True(t, w.Active("acme/orders", kept.Access))
		old := w.Send(http.MethodGet, "/t/acme/account", http.Header{"Cookie": {"__Secure-jeton_session=" + before}}, "")
		require.Contains(t, old.Body, "current-password")

		fresh := w.NewBrowser()
		fresh.Get("/t/acme/account")
		require.Equal(t, http.StatusUnprocessableEntity, fresh.Press("/account/signin", map[string]string{"username": "alice", "current-password": secret + "alice"}).Status)
		require.Contains(t, fresh.Press("/account/signin", map[string]string{"username": "alice", "current-password": good}).Body, "Your account")
		seen := w.Log.String() + w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?object=user:"+alice, nil).Body
		require.Contains(t, seen, `"action":"password.set"`)
		require.NotContains(t, seen, good)
		require.NotContains(t, seen, secret)

		// Guessing is bounded as everywhere.
		limited := 0
		for range 12 {
			if b.send(http.MethodPost, "/t/acme/account/password", form("current_password=guess", "password=x")).Status == http.StatusTooManyRequests {
				limited++
			}
			b.Get("/t/acme/account")
		}
		require.NotZero(t, limited)
	})
}

// TestAnAccountThatCannotBeFoundOut lets the store fail under every page and form
// of the account: that is never "nobody is signed in".
func TestAnAccountThatCannotBeFoundOut(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		b.signIn(authorizing("acme", nil), "alice")
		text := b.makeToken("acme", "mine", map[string]string{"allow " + w.Servers["acme/orders"] + " orders:read": "on"})
		w.Fail(func(statement string) error {
			if strings.Contains(statement, "sessions") || strings.Contains(statement, "COMMIT") || strings.Contains(statement, "commit") {
				return http.ErrHandlerTimeout
			}
			return nil
		})
		for path, values := range w.accountForms(b, newID(), w.idOf("acme", text)) {
			response := b.send(http.MethodPost, "/t/acme"+path, values)
			require.Equal(t, http.StatusServiceUnavailable, response.Status, "%s: %s", path, response.Body)
			require.NotEmpty(t, response.Header.Get("Retry-After"), path)
		}
		for _, path := range []string{"/account", "/account/tokens"} {
			require.Equal(t, http.StatusServiceUnavailable, b.Get("/t/acme"+path).Status, path)
		}
		w.Fail(nil)
		require.Contains(t, b.Get("/t/acme/account").Body, "Your account")
		require.True(t, w.Active("acme/orders", text))
	})
}
