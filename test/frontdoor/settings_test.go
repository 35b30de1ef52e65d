package frontdoor

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSettingsAboutPeople reads, changes and feels what sessions and refresh tokens
// last, and refuses what cannot be.
func TestSettingsAboutPeople(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		defaults := map[string]any{
			"session_seconds": 2592000.0, "session_idle_seconds": 604800.0, "refresh_seconds": 7776000.0, "refresh_idle_seconds": 2592000.0,
			"refresh_grace_seconds": 30.0, "personal_access_token_seconds": 31536000.0, "brand_color": "",
		}
		got := w.Must(http.MethodGet, "acme", "/settings", nil)
		at := w.Must(http.MethodGet, "system", "/tenants/acme", nil)["settings"].(map[string]any)
		for name, value := range defaults {
			require.Equal(t, value, got[name], name)
			require.Equal(t, value, at[name], name)
		}
		for name, bad := range map[string][]any{
			"session_seconds": {0, -1, 59, 9999999999}, "session_idle_seconds": {0, 1}, "refresh_seconds": {0, 10}, "refresh_idle_seconds": {0, 10},
			"refresh_grace_seconds": {-1, 601}, "personal_access_token_seconds": {-1, 3599, 9999999999},
			"brand_color": {"red", "#fff", "#12345", "1d4ed8", "#1d4ed8;}", "javascript:alert(1)"},
		} {
			for _, value := range bad {
				response := w.Manage(w.Operator, http.MethodPatch, "acme", "/settings", map[string]any{name: value, "version": got["version"]})
				require.Equal(t, http.StatusBadRequest, response.Status, "%s %v: %s", name, value, response.Body)
				require.Contains(t, response.Body, `"field":"`+name+`"`, "%v", value)
				created := w.Manage(w.Operator, http.MethodPost, "system", "/tenants", map[string]any{"slug": "bad", "settings": map[string]any{name: value}})
				require.Equal(t, http.StatusBadRequest, created.Status, "%s %v", name, value)
			}
		}
		edit := map[string]any{
			"session_seconds": 3600.0, "session_idle_seconds": 600.0, "refresh_seconds": 7200.0, "refresh_idle_seconds": 1200.0,
			"refresh_grace_seconds": 0.0, "personal_access_token_seconds": 0.0, "brand_color": "#1D4ED8",
		}
		edit["version"] = got["version"]
		got = w.Must(http.MethodPatch, "acme", "/settings", edit)
		again := w.Must(http.MethodGet, "acme", "/settings", nil)
		for name, value := range edit {
			if name != "version" {
				require.Equal(t, value, got[name], name)
				require.Equal(t, value, again[name], name)
			}
		}
		events := w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?action=settings.edited", nil).Body
		require.Contains(t, events, `"session_seconds":3600`)

		b := w.NewBrowser()
		tokens := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		next := tokensOf(t, w.refreshWith("acme/app", tokens.Refresh, nil))
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", tokens.Refresh, nil)), "no grace")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", next.Refresh, nil)))
		w.Clock.Forward(9 * time.Minute)
		require.Contains(t, b.Get("/t/acme/account").Body, "Your account")
		w.Clock.Forward(10 * time.Minute)
		require.Contains(t, b.Get("/t/acme/account").Body, "current-password", "unused for ten minutes")
	})
}

// TestTheTenantsColour is on its pages, and kept for as long as it is the colour.
func TestTheTenantsColour(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		plain := w.NewBrowser().Get(authorizing("acme", nil))
		require.NotContains(t, plain.Body, "brand.css")
		sheet := func(tenant, query string) Response {
			return w.Send(http.MethodGet, "/t/"+tenant+"/signin/brand.css"+query, http.Header{}, "")
		}
		require.Empty(t, sheet("acme", "").Body)
		w.edit("acme", "/settings", "brand_color", "#ffd400")
		b := w.NewBrowser()
		for does, page := range map[string]Response{
			"sign in": b.Get(authorizing("acme", nil)), "account": b.Get("/t/acme/account"), "sign out": b.Get("/t/acme/oauth2/logout"),
		} {
			require.Contains(t, page.Body, `<link rel="stylesheet" href="/t/acme/signin/brand.css?ffd400">`, does)
			require.NotContains(t, page.Header.Get("Content-Security-Policy"), "unsafe", does)
		}
		kept := sheet("acme", "?ffd400")
		require.Equal(t, "text/css; charset=utf-8", kept.Header.Get("Content-Type"))
		require.Equal(t, "public, max-age=86400", kept.Header.Get("Cache-Control"))
		require.Contains(t, kept.Body, "--brand: #ffd400; --on-brand: #000000;")
		require.Equal(t, "no-cache", sheet("acme", "").Header.Get("Cache-Control"))
		require.Equal(t, "no-cache", sheet("acme", "?123456").Header.Get("Cache-Control"), "an address that is not the colour's is not kept")
		require.Equal(t, kept.Body, sheet("acme", "?123456").Body, "and does not choose it")
		require.Empty(t, sheet("globex", "?ffd400").Body)
		require.Equal(t, http.StatusNotFound, sheet("nowhere", "").Status)
		w.edit("acme", "/settings", "brand_color", "")
		require.Empty(t, sheet("acme", "?ffd400").Body)
	})
}

// TestErrorsForPeopleArePages looks at addresses that lead nowhere.
func TestErrorsForPeopleArePages(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for path, status := range map[string]int{
			"/t/acme/account/nothing": http.StatusNotFound, "/t/acme/account/password": http.StatusMethodNotAllowed,
			"/t/acme/signin/x/password": http.StatusMethodNotAllowed, "/t/nowhere/account": http.StatusNotFound,
		} {
			response := w.Send(http.MethodGet, path, http.Header{}, "")
			require.Equal(t, status, response.Status, path)
			require.True(t, strings.HasPrefix(response.Header.Get("Content-Type"), "text/html"), path)
			require.NotContains(t, response.Body, "our side", path)
		}
		w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": "account"})
		machine := w.Send(http.MethodPost, "/t/account/oauth2/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, "")
		require.Contains(t, machine.Header.Get("Content-Type"), "application/json", "a tenant of that name speaks as any other")
	})
}
