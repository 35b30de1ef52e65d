package frontdoor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestARepeatedParameterIsToldToTheClient: of two values neither counts, and the
// client is told (RFC 6749 section 4.1.2.1), but where it is not certain who asks
// or where the answer goes.
func TestARepeatedParameterIsToldToTheClient(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		good := authorizing("acme", map[string]string{"response_mode": "query", "prompt": "login", "max_age": "60"})
		for _, name := range []string{"response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age", "unheard_of"} {
			b := w.NewBrowser()
			b.Get(good + "&" + name + "=x&" + name + "=y")
			address, answer := b.Returned()
			require.Equal(t, back, address, name)
			require.Equal(t, "invalid_request", answer.Get("error"), name)
			require.Equal(t, PublicURL+"/t/acme", answer.Get("iss"), name)
			if name == "state" {
				require.Empty(t, answer["state"], "none of two values counts")
			} else {
				require.Equal(t, "st/at&e", answer.Get("state"), name)
			}
		}
		for _, name := range []string{"client_id", "redirect_uri"} {
			for _, value := range []string{"x", map[string]string{"client_id": "app", "redirect_uri": back}[name]} {
				page := w.NewBrowser().Get(good + "&" + name + "=" + url.QueryEscape(value))
				require.Equal(t, http.StatusBadRequest, page.Status, name)
				require.Empty(t, page.Header.Get("Location"), name)
			}
		}
		both := good + "&resource=https%3A%2F%2Forders.example&resource=https%3A%2F%2Forders.example"
		b := w.NewBrowser()
		b.Get(both)
		_, answer := b.Returned()
		require.Equal(t, "invalid_target", answer.Get("error"), "resource may repeat, but not the same one")
	})
}

// TestWhatIsNotThereIsNoFailure asks for what no route serves, in the three forms
// of an error. None of it is a failure of ours, and the log says so.
func TestWhatIsNotThereIsNoFailure(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for path, status := range map[string]int{
			"/t/acme/oauth2/authorize": 405, "/t/acme/oauth2/logout": 405, "/t/acme/signin/x": 405, "/t/acme/signin/x/password": 405, "/t/acme/password/x": 405,
			"/t/acme/signin/x/y/z": 404, "/t/acme/oauth2/token": 405, "/t/acme/oauth2/userinfo": 405, "/t/acme/oauth2/nothing": 404, "/t/acme/api/v1/clients": 405, "/t/acme/api/v1/nothing": 404,
		} {
			answer := w.Send(http.MethodDelete, path, http.Header{}, "")
			require.Equal(t, status, answer.Status, path)
			if status == http.StatusMethodNotAllowed {
				require.NotEmpty(t, answer.Header.Get("Allow"), path)
			}
			require.NotContains(t, answer.Body, "our side", path)
		}
		header := http.Header{"Content-Type": {"application/json"}}
		require.Equal(t, http.StatusUnsupportedMediaType, w.Send(http.MethodPost, "/t/acme/oauth2/token", header, "{}").Status)
		require.NotContains(t, w.Log.String(), `"level":"ERROR"`)
		require.Contains(t, w.Log.String(), `"status":405`)

		token := w.Token("acme/shop", "", "https://orders.example")
		w.Fail(func(string) error { return http.ErrServerClosed })
		require.Equal(t, http.StatusServiceUnavailable, w.Introspect("acme/orders", token).Status)
		require.Contains(t, w.Log.String(), `"level":"ERROR"`)
	})
}

// TestTheWayToSignInIsKeptByNoCache: it has the handle of the request in it.
func TestTheWayToSignInIsKeptByNoCache(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		answer := w.Send(http.MethodGet, authorizing("acme", nil), http.Header{}, "")
		require.Equal(t, http.StatusSeeOther, answer.Status)
		require.True(t, strings.HasPrefix(answer.Header.Get("Location"), "/t/acme/signin/"))
		require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	})
}
