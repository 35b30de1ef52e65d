package interop_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// prepared is a flow for which something has to be there first.
type prepared struct {
	script string
	// prepare registers what the flow needs, and gives what its script is told.
	prepare func(t *testing.T, server *process.Process, config process.Config) []string
}

var preparedFlows = []prepared{
	{"openid-pushed.mjs", func(t *testing.T, server *process.Process, config process.Config) []string {
		register(t, server, config, "pusher", map[string]any{
			"token_endpoint_auth_method": "none", "redirect_uris": []string{"https://pusher.example/back"}, "require_pushed_authorization_requests": true,
		})
		return nil
	}},
	{"openid-device.mjs", func(t *testing.T, server *process.Process, config process.Config) []string {
		register(t, server, config, "television", map[string]any{
			"token_endpoint_auth_method": "none", "grant_types": []string{"urn:ietf:params:oauth:grant-type:device_code", "refresh_token"},
		})
		return nil
	}},
	{"openid-registration.mjs", func(t *testing.T, server *process.Process, config process.Config) []string {
		return []string{initialToken(t, server, config)}
	}},
}

// initialToken gives an initial access token.
func initialToken(t *testing.T, server *process.Process, config process.Config) string {
	t.Helper()
	answer := server.At("acme").Manage(t, http.MethodPost, "/initial-access-tokens", config.OperatorToken, map[string]any{
		"name": "tests", "uses": 10, "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
	})
	require.Equal(t, http.StatusCreated, answer.Status, string(answer.Body))
	return answer.Member("token").(string)
}

// openRegistration lets clients register themselves, which metadata names only
// where it is possible.
func openRegistration(t *testing.T, server *process.Process, config process.Config) {
	t.Helper()
	acme := server.At("acme")
	settings := acme.Manage(t, http.MethodGet, "/settings", config.OperatorToken, nil)
	require.Equal(t, http.StatusOK, settings.Status, string(settings.Body))
	edited := acme.Manage(t, http.MethodPatch, "/settings", config.OperatorToken, map[string]any{
		"dynamic_registration": "token", "version": settings.Member("version"),
	})
	require.Equal(t, http.StatusOK, edited.Status, string(edited.Body))
}

func (p prepared) check(t *testing.T, node string, server *process.Process, config process.Config, w world) {
	runScript(t, node, p.script, w, p.prepare(t, server, config)...)
}
