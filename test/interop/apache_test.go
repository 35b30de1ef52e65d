package interop_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// apacheModules is where Debian has them.
const apacheModules = "/usr/lib/apache2/modules"

// TestApacheAsks runs Apache in front of a small API, where it introspects by itself.
func TestApacheAsks(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		p := newProtected(t, config)
		const route = "/t/:tenant/oauth2/introspect"
		api := newBehind(t)
		front := startApache(t, p, api.url)
		send := func(header http.Header) (int, string) { return api.send(t, front, http.MethodGet, header) }
		const invalid = `Bearer error="invalid_token", error_description="Token could not be verified."`

		acme := p.server.At("acme")
		token := acme.Token(t, p.Shop.caller(), "scope=orders:read orders:write")
		before := p.asked(t, route)
		for range 3 {
			header := withBearer(token)
			for _, name := range []string{"OAUTH2_CLAIM_sub", "oauth2_claim_scope", "Oauth2-Claim-Sub", "OAUTH2_CLAIM_username", "OAUTH2_CLAIM_admin"} {
				header[name] = []string{"mallory"}
			}
			status, _ := send(header)
			require.Equal(t, http.StatusOK, status)
			require.Equal(t, []string{"shop"}, api.arrived["Oauth2_claim_sub"])
			require.Equal(t, []string{"orders:read orders:write"}, api.arrived["Oauth2_claim_scope"])
			require.Equal(t, []string{p.Issuer}, api.arrived["Oauth2_claim_iss"])
			for name, values := range api.arrived {
				require.NotContains(t, values, "mallory", name)
				require.NotContains(t, strings.Join(values, " "), token, name)
			}
		}
		require.Equal(t, 3, p.asked(t, route)-before, "it really asked")

		for what, refused := range p.refused(t) {
			status, challenge := send(withBearer(refused))
			require.Equal(t, 401, status, what)
			require.Equal(t, invalid, challenge, what)
			require.Nil(t, api.arrived, "%s: nothing arrives", what)
		}
		status, challenge := send(http.Header{})
		require.Equal(t, 401, status)
		require.Contains(t, challenge, "Bearer ")
		require.Nil(t, api.arrived)
		status, _ = send(withBearer(acme.Token(t, p.Shop.caller(), "scope=orders:write")))
		require.Equal(t, 403, status, "without the scope")
		require.Nil(t, api.arrived)

		p.setOrders(t, "disabled")
		status, _ = send(withBearer(token))
		require.Equal(t, 401, status, "the module cannot tell this from a bad token")
		require.Nil(t, api.arrived)
		p.setOrders(t, "active")
		status, _ = send(withBearer(token))
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, http.StatusOK, acme.Revoke(t, p.Shop.caller(), token).Status)
		status, challenge = send(withBearer(token))
		require.Equal(t, 401, status, "nothing was cached")
		require.Equal(t, invalid, challenge)
		require.Nil(t, api.arrived)
		last := acme.Token(t, p.Shop.caller(), "scope=orders:read")
		p.server.Kill()
		status, _ = send(withBearer(last))
		require.Equal(t, 401, status, "it fails closed")
		require.Nil(t, api.arrived)
	})
}

// startApache starts Apache with the recipe of the documentation as a process of ours,
// and gives its address.
func startApache(t *testing.T, p protected, api string) string {
	t.Helper()
	dir, front := t.TempDir(), port.ForTest(t)
	var conf strings.Builder
	for _, module := range []string{"mpm_event", "authn_core", "authz_core", "authz_user", "headers", "proxy", "proxy_http", "oauth2"} {
		conf.WriteString("LoadModule " + module + "_module " + filepath.Join(apacheModules, "mod_"+module+".so") + "\n")
	}
	conf.WriteString("Listen " + front + "\nServerName api.example.com\nPidFile " + dir + "/pid\nErrorLog /dev/stderr\nDefaultRuntimeDir " + dir + "\nMutex file:" + dir + " default\n")
	if os.Geteuid() == 0 {
		conf.WriteString("User " + ordinaryUser(t).Username + "\n")
	}
	conf.WriteString(recipe(t, "Apache", "apache",
		"http://127.0.0.1:3000", api, "http://jeton.internal:8000", p.server.URL, "client_id=ID", "client_id="+p.Orders.ID, "client_secret=SECRET", "client_secret="+p.Orders.Secret) + "\n")
	file := filepath.Join(dir, "apache.conf")
	require.NoError(t, os.WriteFile(file, []byte(conf.String()), 0o600))
	run(t, exec.CommandContext(t.Context(), "apache2", "-d", dir, "-f", file, "-DFOREGROUND"), front)
	return front
}
