package interop_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/chromium"
	"github.com/jeton-id/jeton/test/process"
)

// application pages load the library and do nothing by themselves; the script
// tells them what to do. The one in the frame hands its address to its parent.
const (
	applicationPage = `<!doctype html><html lang="en"><title>Application</title><script src="/library.js"></script>`
	framePage       = applicationPage + `<script>new oidc.UserManager({authority: '', client_id: '', redirect_uri: ''}).signinSilentCallback()</script>`
)

// pages are the applications that live in a page, as the script knows them.
type pages struct {
	Chromium string `json:"chromium"`
	// Near is an origin on the site of the server (both are 127.0.0.1), Far one on
	// another (localhost).
	Near string `json:"near"`
	Far  string `json:"far"`
}

// runPages has people sign in to applications that live in a page, in Chromium.
func runPages(t *testing.T, node string, server *process.Process, config process.Config, w world) {
	mux := http.NewServeMux()
	serve := func(pattern, page string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page))
		})
	}
	serve("/", applicationPage)
	serve("/silent", framePage)
	mux.HandleFunc("/library.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join("node_modules", "oidc-client-ts", "dist", "browser", "oidc-client-ts.min.js"))
	})
	served := httptest.NewServer(mux)
	t.Cleanup(served.Close)

	p := pages{Chromium: chromium.Need(t), Near: served.URL, Far: strings.Replace(served.URL, "127.0.0.1", "localhost", 1)}
	for id, at := range map[string]struct {
		origin string
		grants []string
	}{
		"page":  {p.Near, []string{"authorization_code", "refresh_token"}},
		"frame": {p.Near, []string{"authorization_code"}},
		"far":   {p.Far, []string{"authorization_code"}},
	} {
		register(t, server, config, id, map[string]any{
			"token_endpoint_auth_method": "none", "grant_types": at.grants,
			"redirect_uris": []string{at.origin + "/back", at.origin + "/silent"}, "post_logout_redirect_uris": []string{at.origin + "/bye"},
		})
	}
	text, err := json.Marshal(p)
	require.NoError(t, err)
	runScript(t, node, "pages.mjs", w, string(text))
}
