package frontdoor

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
)

// active matches what would run, or style, by standing in a page.
var active = regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+\s*=|javascript:|<iframe|<object|<embed|<base|<meta http-equiv`)

// ownScript matches the one script that the console's page names.
var ownScript = regexp.MustCompile(`<script type="module" crossorigin src="/t/[a-z0-9-]+/console/assets/[\w-]+\.js"></script>`)

// TestEveryPageKeepsToItself looks at every route that answers with a page: no
// frame has it, nothing in it runs, nothing is loaded from elsewhere, and nobody
// keeps a copy (S39).
func TestEveryPageKeepsToItself(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		pages := 0
		for _, route := range w.Routes {
			if _, ok := managing(route); ok {
				continue // JSON for programs
			}
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				r := w.send(route, s, tenant, w.Operator)
				if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
					return
				}
				pages++
				policy := r.Header.Get("Content-Security-Policy")
				require.Contains(t, policy, "default-src 'none'", route.Path)
				require.Contains(t, policy, "frame-ancestors 'none'", route.Path)
				require.Contains(t, policy, "base-uri 'none'", route.Path)
				require.NotContains(t, policy, "unsafe", route.Path)
				require.NotContains(t, policy, "*.", route.Path)
				require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"), route.Path)
				require.Equal(t, "no-referrer", r.Header.Get("Referrer-Policy"), route.Path)
				require.NotContains(t, r.Header.Get("Cache-Control"), "public", route.Path)
				require.Empty(t, active.FindString(ownScript.ReplaceAllString(r.Body, "")), route.Path)
			})
		}
		require.Greater(t, pages, 4)
	})
}

// scary are names that would do harm where they are not escaped.
const scary = `"><script>alert(1)</script><img src=x onerror=alert(2)>'{{.}}`

// TestNamesAreText gives everything that has a name one that would run (S33, S34),
// and reads the pages that show it.
func TestNamesAreText(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.edit("system", "/tenants/acme", "name", scary)
		w.edit("acme", "/clients/app", "name", scary)
		w.edit("acme", "/users/"+w.Users["acme/alice"], "name", scary)
		server := "/resource-servers/" + w.Servers["acme/orders"]
		w.edit("acme", server, "name", scary)
		w.edit("acme", server, "scopes", []any{map[string]any{"name": "orders:read", "description": scary}})
		check := func(page Response) {
			t.Helper()
			require.Equal(t, http.StatusOK, page.Status, page.Body)
			rest := strings.ReplaceAll(page.Body, `<script src="/t/acme/signin/form_post.js" defer></script>`, "")
			require.Empty(t, active.FindString(strings.ReplaceAll(rest, html.EscapeString(scary), "")))
			require.NotContains(t, rest, "<script")
			require.NotContains(t, rest, "<img")
		}
		b := w.NewBrowser()
		harm := map[string]string{"login_hint": scary, "state": scary, "nonce": scary, "response_mode": "form_post"}
		check(b.Get(authorizing("acme", harm)))
		require.Contains(t, b.Page.Body, html.EscapeString(scary))
		check(b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, ""))
		check(b.Submit(nil, "allow"))
		form := b.form()
		require.Equal(t, back, form.action)
		require.Equal(t, scary, form.values.Get("state"), "what was given is given back, as text")
		check(b.Get("/t/acme/oauth2/logout"))
		link := w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/password-links", map[string]any{"purpose": "reset"})
		check(b.Get(strings.TrimPrefix(link["url"].(string), PublicURL)))
	})
}

// evil are addresses that somebody took for one that was registered (S28, S29).
// HOST stands for the registered one.
var evil = []string{
	"https://app.example/back/", "https://app.example/back?x=1", "https://app.example/back#x", "https://app.example/back%20",
	"https://app.example/BACK", "https://APP.EXAMPLE/back", "HTTPS://app.example/back", "https://app.example:443/back",
	"https://app.example./back", "https://app.example/./back", "https://app.example/x/../back", "https://app.example/..;/back",
	"https://app.example/%2e%2e/back", "https://app.example/b%61ck", "https://app.example//back", "https://app.example/back/..",
	"https://app.example\\back", "https://app.example\t/back", "https://app.example/back\r\nLocation: https://evil.example",
	"https://app.example@evil.example/back", "https://evil.example@app.example/back", "https://a@b@app.example/back",
	"https://app.example:x@evil.example/back", "https://app.example%40evil.example/back", "https://app.example%2eevil.example/back",
	"https://evil.example/https://app.example/back", "https://evil.example?https://app.example/back", "https://evil.example#https://app.example/back",
	"https://app.example.evil.example/back", "https://evilapp.example/back", "https://app.example\u3002evil.example/back", "https://аpp.example/back",
	"//app.example/back", "///app.example/back", "/back", "back", "app.example/back", "http://app.example/back", "https:app.example/back", "https:///app.example/back",
	"https:\\\\app.example\\back", " https://app.example/back", "https://app.example/back ", "\thttps://app.example/back", "https://app.example/back\x00",
	"https://[app.example]/back", "https://app.example:0/back", "https://app.example:/back", "https://*.example/back", "https://app.example/*", "regexp=.*", ".*", "*",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://app.example/back%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
	"blob:https://app.example/back", "about:blank", "view-source:https://app.example/back", "urn:ietf:wg:oauth:2.0:oob", "ftp://app.example/back", "com.example:/back",
	"http://127.0.0.1/back", "http://localhost/back", "http://[::1]/back", "https://0x7f.1/back", "https://app.example/back\"><script>", "https://app.example/back'",
	"https://app.example/back,https://evil.example", "https://app.example/back https://evil.example", "https://evil.example\\@app.example/back", "https://evil.example\\.app.example/back",
	"https://app.example/back;x", "https://app.example;evil.example/back", "https://app.example&evil.example/back", "https://app.example|evil.example/back", "https://app.example%00.evil.example/back",
	"https://app.example%0d%0aevil.example/back", "https://app.example/back%0d%0aSet-Cookie:x=1", "https://app.example/\u202eback", "https://app.example/back\u00a0", "https://app.ex\u00adample/back",
	"https://app.example/back&state=x", "https://app.example/back?code=x", "https://app.example/back?", "https://app.example/back#", "https://app.example/back/.", "https://app.example/back/%2e",
	"https://app.example:444/back", "https://app.example.:443/back", "https://www.app.example/back", "https://example/back", "https://app.example", "https://app.example/",
	"wss://app.example/back", "mailto:alice@app.example", "tel:1", "intent://app.example/back", "chrome://settings", "ms-appx://x", "jar:https://app.example!/back", "filesystem:https://app.example/back",
}

// TestNobodyIsSentWhereNobodyRegistered plays the addresses against every
// parameter that names where to go: each is a page for the person, and no
// redirect (S28, S29, S32, S35).
func TestNobodyIsSentWhereNobodyRegistered(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.edit("acme", "/clients/app", "post_logout_redirect_uris", []string{back})
		b := w.NewBrowser()
		got := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		to := map[string]func(address string) string{
			"redirect_uri": func(address string) string { return authorizing("acme", map[string]string{"redirect_uri": address}) },
			"redirect_uri, without asking": func(address string) string {
				return authorizing("acme", map[string]string{"redirect_uri": address, "prompt": "none"})
			},
			"post_logout_redirect_uri": func(address string) string {
				return "/t/acme/oauth2/logout?" + url.Values{"post_logout_redirect_uri": {address}, "id_token_hint": {got.ID}}.Encode()
			},
			"post_logout_redirect_uri, by client_id": func(address string) string {
				return "/t/acme/oauth2/logout?" + url.Values{"post_logout_redirect_uri": {address}, "client_id": {"app"}}.Encode()
			},
		}
		require.GreaterOrEqual(t, len(evil), 100)
		for name, address := range to {
			for _, bad := range evil {
				page := b.Get(address(bad))
				require.Equal(t, http.StatusBadRequest, page.Status, "%s %q: %s", name, bad, page.Body)
				require.Empty(t, page.Header.Get("Location"), "%s %q", name, bad)
				require.NotContains(t, page.Body, "href=\""+bad, "%s %q", name, bad)
			}
		}
		require.NotEmpty(t, b.Cookie("jeton_session"), "and nobody is signed out by it")
		require.True(t, w.Active("acme/orders", got.Access))
	})
}

// TestNothingFollowsFromWhereARequestWasSent sends requests that name other hosts
// in every way, and compares what comes back (S40).
func TestNothingFollowsFromWhereARequestWasSent(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		forged := http.Header{}
		for _, name := range []string{
			"X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host", "X-Zitadel-Forward-Host", "X-HTTP-Host-Override", "Forwarded",
			"X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL",
		} {
			forged.Set(name, "evil.example")
		}
		forged.Set("Forwarded", "host=evil.example;proto=http")
		forged.Set("Host", "evil.example")
		for _, path := range []string{
			"/t/acme/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/t/acme", "/t/acme/oauth2/logout", "/t/acme/console",
			authorizing("acme", map[string]string{"prompt": "none"}), authorizing("acme", map[string]string{"scope": "nonsense"}), "/t/acme/oauth2/jwks",
		} {
			plain, other := w.Send(http.MethodGet, path, nil, ""), w.Send(http.MethodGet, path, forged, "")
			require.Equal(t, withoutNonce(plain), withoutNonce(other), path)
			require.NotContains(t, other.Body, "evil.example", path)
		}
		forged.Set("Authorization", "Bearer "+w.Operator)
		forged.Set("Content-Type", "application/json")
		link := w.Send(http.MethodPost, "/t/acme/api/v1/users/"+w.Users["acme/alice"]+"/password-links", forged, `{"purpose":"reset"}`)
		require.Equal(t, http.StatusCreated, link.Status, link.Body)
		require.Contains(t, link.Body, PublicURL+"/t/acme/password/")
		require.NotContains(t, link.Body, "evil")
	})
}

// TestAFormOfAnotherSiteDoesNothing sends the sample of every route that takes a
// form of our own pages as another site would have a browser do it (S37, S38).
func TestAFormOfAnotherSiteDoesNothing(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		forms := 0
		for _, route := range w.Routes {
			if route.Method != http.MethodPost || route.Who.String() != "person" || strings.Contains(route.Path, "/oauth2/") {
				continue
			}
			forms++
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				for _, origin := range []http.Header{
					{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
					{"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://evil.id.example"}},
					{"Origin": {"null"}},
					{"Origin": {"https://id.example.evil.example"}},
					{"Origin": {"http://localhost.evil.example"}},
				} {
					require.Equal(t, http.StatusForbidden, w.sendFrom(route, s, origin).Status, "%s from %v", route.Path, origin)
				}
				// Refused, nothing was used up: the page's own form still works.
				s.answered(t, w.send(route, s, tenant, ""))
			})
		}
		require.GreaterOrEqual(t, forms, 4)
	})
}

// sendFrom sends a form as a browser on another site does.
func (w *World) sendFrom(route api.Route, s sample, origin http.Header) Response {
	w.t.Helper()
	header := origin.Clone()
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	header.Set("Cookie", s.cookie)
	return w.Send(route.Method, s.path, header, s.form.Encode())
}

var nonce = regexp.MustCompile(`'nonce-([\w-]+)'`)

// withoutNonce makes answers comparable that are drawn a nonce each.
func withoutNonce(r Response) Response {
	r = comparable(r)
	policy := r.Header.Get("Content-Security-Policy")
	if drawn := nonce.FindStringSubmatch(policy); drawn != nil {
		r.Header.Set("Content-Security-Policy", nonce.ReplaceAllString(policy, ""))
		r.Body = strings.ReplaceAll(r.Body, drawn[1], "")
	}
	return r
}
