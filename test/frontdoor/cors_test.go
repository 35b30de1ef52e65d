package frontdoor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// Where the application that lives in a page is served from.
const (
	pageOrigin = "https://page.example:8443"
	pageBack   = pageOrigin + "/back"
)

// browserApps makes an application that lives in a page, and one on a loopback
// address.
func browserApps(t *testing.T, databaseURL string) *World {
	t.Helper()
	w := people(t, databaseURL)
	for id, redirects := range map[string][]string{
		"page": {pageBack, "https://spelt.example:443/back"}, "notebook": {"http://127.0.0.1/back", "http://localhost:5173/back"},
	} {
		w.Must(http.MethodPost, "acme", "/clients", map[string]any{
			"client_id": id, "name": id, "grant_types": []string{"authorization_code", "refresh_token"}, "token_endpoint_auth_method": "none",
			"redirect_uris": redirects, "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
		})
	}
	return w
}

// signInPage signs somebody in to the application in the page.
func (w *World) signInPage(t *testing.T) tokens {
	t.Helper()
	b := w.NewBrowser()
	b.Get(authorizing("acme", map[string]string{"client_id": "page", "redirect_uri": pageBack}))
	b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
	b.Submit(nil, "allow")
	_, answer := b.Returned()
	return tokensOf(t, w.fromPage(pageOrigin, "token", url.Values{
		"grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {pageBack}, "code_verifier": {verifier}, "client_id": {"page"},
	}))
}

// fromPage posts a form to an OAuth endpoint of acme from a page of the origin.
func (w *World) fromPage(origin, endpoint string, form url.Values) Response {
	w.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {origin}}
	return w.Send(http.MethodPost, "/t/acme/oauth2/"+endpoint, header, form.Encode())
}

func (w *World) userInfoFromPage(origin, token string) Response {
	w.t.Helper()
	return w.Send(http.MethodGet, "/t/acme/oauth2/userinfo", http.Header{"Authorization": {"Bearer " + token}, "Origin": {origin}}, "")
}

// readable holds that a page of the origin may read an answer, and is the only one.
func readable(t *testing.T, origin string, r Response) {
	t.Helper()
	require.Equal(t, []string{origin}, r.Header.Values("Access-Control-Allow-Origin"), r.Body)
	require.Contains(t, r.Header.Values("Vary"), "Origin")
	require.Empty(t, r.Header.Values("Access-Control-Allow-Credentials"))
}

// unreadable holds that no page may read an answer.
func unreadable(t *testing.T, r Response, where ...any) {
	t.Helper()
	for name := range r.Header {
		require.False(t, strings.HasPrefix(name, "Access-Control-"), where...)
	}
}

// strangeOrigins are those of nobody at acme, some of which look like the page's.
var strangeOrigins = []string{
	"null", "https://localhost.evil.com", "https://evil.com", "*", "",
	"https://page.example", "https://page.example:443", "https://page.example:84430", "http://page.example:8443", "https://page.example:8443/",
	"https://PAGE.example:8443", "https://page.example.evil.com:8443", "https://page.example:8443.evil.com", "https://evil.com/https://page.example:8443",
	"https://sub.page.example:8443", "https://page.example:8443@evil.com", "https://page.example:8443 https://evil.com", "https://page.example:8443, https://evil.com",
	"https://app.example", "http://127.0.0.1:8443", "page.example:8443", "//page.example:8443", pageBack,
}

// TestS38OnlyTheClientsOwnPagesReadItsAnswers signs somebody in to an application
// in a page and lets pages of other origins try to read what it is answered.
func TestS38OnlyTheClientsOwnPagesReadItsAnswers(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := browserApps(t, databaseURL)
		got := w.signInPage(t)
		refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {"page"}, "refresh_token": {got.Refresh}}
		bad := url.Values{"grant_type": {"refresh_token"}, "client_id": {"page"}, "refresh_token": {"nonsense"}}
		unknown := url.Values{"grant_type": {"refresh_token"}, "client_id": {"nobody"}, "refresh_token": {"nonsense"}}

		readable(t, pageOrigin, w.userInfoFromPage(pageOrigin, got.Access))
		wrong := w.fromPage(pageOrigin, "token", bad)
		require.Equal(t, "invalid_grant", errorOf(t, wrong))
		readable(t, pageOrigin, wrong)
		for _, origin := range strangeOrigins {
			answer := w.userInfoFromPage(origin, got.Access)
			require.Equal(t, http.StatusOK, answer.Status)
			unreadable(t, answer, "userinfo for %q", origin)
			unreadable(t, w.fromPage(origin, "token", bad), "a refusal for %q", origin)
			unreadable(t, w.fromPage(origin, "revoke", url.Values{"token": {"nonsense"}, "client_id": {"page"}}), "revocation for %q", origin)
		}
		unreadable(t, w.fromPage(pageOrigin, "token", unknown), "a client that does not exist")
		unreadable(t, w.userInfoFromPage(pageOrigin, "nonsense"), "a token that does not exist")
		twice := http.Header{"Authorization": {"Bearer " + got.Access}, "Origin": {pageOrigin, pageOrigin}}
		unreadable(t, w.Send(http.MethodGet, "/t/acme/oauth2/userinfo", twice, ""), "two origins")

		// The client of the answer decides, not the tenant.
		theirs := url.Values{"grant_type": {"refresh_token"}, "client_id": {"notebook"}, "refresh_token": {got.Refresh}}
		unreadable(t, w.fromPage(pageOrigin, "token", theirs), "another client's page")
		readable(t, "http://127.0.0.1:40000", w.fromPage("http://127.0.0.1:40000", "token", theirs))
		readable(t, "http://localhost:5173", w.fromPage("http://localhost:5173", "token", theirs))
		unreadable(t, w.fromPage("http://localhost:5174", "token", theirs), "another port of localhost")

		renewed := w.fromPage(pageOrigin, "token", refresh)
		readable(t, pageOrigin, renewed)
		next := tokensOf(t, renewed)

		// A token that is good no more is refused in words its page can read.
		gone := w.fromPage(pageOrigin, "revoke", url.Values{"token": {next.Access}, "client_id": {"page"}})
		require.Equal(t, http.StatusOK, gone.Status)
		readable(t, pageOrigin, gone)
		refused := w.userInfoFromPage(pageOrigin, next.Access)
		require.Equal(t, http.StatusUnauthorized, refused.Status)
		readable(t, pageOrigin, refused)
		require.Contains(t, refused.Header.Get("Access-Control-Expose-Headers"), "WWW-Authenticate")

		w.edit("acme", "/clients/page", "status", "disabled")
		unreadable(t, w.fromPage(pageOrigin, "token", bad), "a client that is disabled")
		unreadable(t, w.userInfoFromPage(pageOrigin, got.Access), "a client that is disabled")
	})
}

// TestClientsWithASecretHaveNoPages: a secret in a page is none.
func TestClientsWithASecretHaveNoPages(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		w.Always = http.Header{"Origin": {"https://app.example"}}
		redeemed := w.redeem("acme/app", b.signInAs("alice"), nil)
		got := tokensOf(t, redeemed)
		unreadable(t, redeemed)
		unreadable(t, w.userInfo("acme", got.Access))
		unreadable(t, w.Introspect("acme/orders", got.Access))
		unreadable(t, w.Introspect("acme/app", got.Access))
		unreadable(t, w.Post("revoke", "acme", "acme/app", url.Values{"token": {got.Access}}))
	})
}

// signInAs signs somebody in to the application and gives the code.
func (b *Browser) signInAs(username string) string {
	b.t.Helper()
	return b.signIn(authorizing("acme", nil), username).Get("code")
}

// sharedRoutes are those that pages of other origins may ask.
var sharedRoutes = []string{
	"/t/:tenant/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/t/:tenant", "/t/:tenant/oauth2/jwks",
	"/t/:tenant/oauth2/token", "/t/:tenant/oauth2/userinfo", "/t/:tenant/oauth2/revoke", "/t/:tenant/oauth2/par",
}

// TestNothingElseIsSharedWithPages asks every route from the page of a client:
// the authorization endpoint and the pages of sign-in (RFC 9700 section 2.6),
// introspection, the management API and the console answer no page of another
// origin, and no answer allows a browser's credentials.
func TestNothingElseIsSharedWithPages(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		a := w.artefactsOf("acme")
		w.Always = http.Header{"Origin": {pageOrigin}, "Access-Control-Request-Method": {"POST"}, "Sec-Fetch-Site": {"same-origin"}}
		for _, route := range w.Routes {
			s := sampleOf(a, route.Method+" "+route.Path, w.version("acme"))
			if name, managed := managing(route); managed {
				s = sampleOf(a, name, w.version("acme"))
			}
			require.NotEmpty(t, s.path, route.Path)
			open := slices.Contains(sharedRoutes, route.Path)
			if response := w.send(route, s, "acme", w.Operator); open && (route.Method == http.MethodOptions || strings.Contains(route.Path, "jwks") || strings.Contains(route.Path, ".well-known")) {
				require.Equal(t, "*", response.Header.Get("Access-Control-Allow-Origin"), route.Path)
				require.Empty(t, response.Header.Values("Access-Control-Allow-Credentials"), route.Path)
			} else {
				unreadable(t, response, "%s %s", route.Method, route.Path)
			}
			if !open {
				preflight := w.Send(http.MethodOptions, strings.ReplaceAll(route.Path, ":tenant", "acme"), http.Header{}, "")
				unreadable(t, preflight, route.Path)
			}
		}
	})
}

// TestAPreflightSaysWhatMayBeSent looks at the answer, which is the same for
// everybody and every tenant, there or not.
func TestAPreflightSaysWhatMayBeSent(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		before, _ := w.Store.Traffic()
		for _, tenant := range []string{"acme", "nobody"} {
			r := w.Send(http.MethodOptions, "/t/"+tenant+"/oauth2/userinfo", http.Header{
				"Origin": {pageOrigin}, "Access-Control-Request-Method": {"GET"}, "Access-Control-Request-Headers": {"authorization"},
			}, "")
			require.Equal(t, http.StatusNoContent, r.Status)
			require.Empty(t, r.Body)
			require.Equal(t, "*", r.Header.Get("Access-Control-Allow-Origin"))
			require.Contains(t, r.Header.Get("Access-Control-Allow-Headers"), "Authorization")
			require.Equal(t, "GET, POST", r.Header.Get("Access-Control-Allow-Methods"))
			seconds, err := time.ParseDuration(r.Header.Get("Access-Control-Max-Age") + "s")
			require.NoError(t, err)
			require.LessOrEqual(t, seconds, 24*time.Hour)
			require.Empty(t, r.Header.Values("Access-Control-Allow-Credentials"))
			require.Empty(t, r.Header.Values("Set-Cookie"))
		}
		after, _ := w.Store.Traffic()
		require.Equal(t, before, after, "the store is not asked")
		require.Equal(t, http.StatusNotFound, w.Send(http.MethodOptions, "/t/Acme/oauth2/userinfo", http.Header{}, "").Status)
	})
}

// TestAPageIsNotAnsweredBlindly: who may read an answer is looked up, and if it
// cannot be, nothing is answered.
func TestAPageIsNotAnsweredBlindly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := browserApps(t, databaseURL)
		w.Fail(func(string) error { return domain.Unavailable(nil) })
		r := w.fromPage(pageOrigin, "token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"page"}, "refresh_token": {"nonsense"}})
		require.Equal(t, http.StatusServiceUnavailable, r.Status)
		unreadable(t, r)
	})
}
