package interop_test

import (
	"fmt"
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

// gateway is a program of others that stands before an API and asks Jeton about each
// request.
type gateway struct {
	// start starts it before an API with the recipe of the documentation as a process of
	// ours, and gives its address.
	start func(t *testing.T, p protected, api string) string
	// forbidden is the challenge that comes with a missing scope.
	forbidden string
	// broken is what a sender is told if the API's own credential is refused, away if
	// Jeton is not there.
	broken, away int
}

// TestGatewaysBeforeAnAPI runs gateways in front of a small API.
func TestGatewaysBeforeAnAPI(t *testing.T) {
	for name, g := range map[string]gateway{
		// nginx passes no challenge on with a 403, and makes 500 of every failure.
		"nginx": {startNginx, "", http.StatusInternalServerError, http.StatusInternalServerError},
		"Caddy": {startCaddy, `Bearer realm="jeton", error="insufficient_scope", scope="orders:read"`, http.StatusServiceUnavailable, http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) { process.Engines(t, g.test) })
	}
}

func (g gateway) test(t *testing.T, config process.Config) {
	p := newProtected(t, config)
	const route = "/t/:tenant/gateway/verify"
	api := newBehind(t)
	front := g.start(t, p, api.url)
	send := func(method string, header http.Header) (int, string) { return api.send(t, front, method, header) }

	acme := p.server.At("acme")
	token := acme.Token(t, p.Shop.caller(), "scope=orders:read")
	before := p.asked(t, route)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodOptions} {
		header := withBearer(token)
		for _, name := range []string{"Jeton-Subject", "Jeton-Client-Id", "Jeton-Username", "Jeton-Scope", "jeton-token-id", "Jeton-Issuer", "Jeton-Expires", "Jeton-Authorization"} {
			header[name] = []string{"mallory"}
		}
		status, _ := send(method, header)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "shop", api.arrived.Get("Jeton-Subject"))
		require.Equal(t, "shop", api.arrived.Get("Jeton-Client-Id"))
		require.Equal(t, "orders:read", api.arrived.Get("Jeton-Scope"))
		require.Equal(t, p.Issuer, api.arrived.Get("Jeton-Issuer"))
		require.Empty(t, api.arrived.Get("Jeton-Username"), "it speaks for nobody, and what was forged is gone")
		require.Empty(t, api.arrived.Values("Authorization"))
		require.Empty(t, api.arrived.Values("Jeton-Authorization"), "the API's credential is for Jeton alone")
		for name, values := range api.arrived {
			require.NotContains(t, values, "mallory", name)
		}
	}
	require.Equal(t, 4, p.asked(t, route)-before, "it really asked")

	for what, refused := range p.refused(t) {
		status, challenge := send(http.MethodGet, withBearer(refused))
		require.Equal(t, 401, status, what)
		require.Equal(t, `Bearer realm="jeton", error="invalid_token"`, challenge, what)
		require.Nil(t, api.arrived, "%s: nothing arrives", what)
	}
	for what, c := range map[string]struct {
		header    http.Header
		status    int
		challenge string
	}{
		"no token":             {http.Header{}, 401, `Bearer realm="jeton"`},
		"a header that is bad": {http.Header{"Authorization": {"Bearer a b"}}, 401, `Bearer realm="jeton", error="invalid_request"`},
		"without the scope":    {withBearer(acme.Token(t, p.Shop.caller(), "scope=orders:write")), 403, g.forbidden},
	} {
		status, challenge := send(http.MethodGet, c.header)
		require.Equal(t, c.status, status, what)
		require.Equal(t, c.challenge, challenge, what)
		require.Nil(t, api.arrived, "%s: nothing arrives", what)
	}
	p.setOrders(t, "disabled")
	status, _ := send(http.MethodGet, withBearer(token))
	require.Equal(t, g.broken, status, "the API's credential is refused: no fault of the caller's")
	require.Nil(t, api.arrived)
	p.setOrders(t, "active")
	status, _ = send(http.MethodGet, withBearer(token))
	require.Equal(t, http.StatusOK, status)
	p.server.Kill()
	status, _ = send(http.MethodGet, withBearer(token))
	require.Equal(t, g.away, status, "not knowing is not a no")
	require.Nil(t, api.arrived)
}

func startNginx(t *testing.T, p protected, api string) string {
	t.Helper()
	dir, front := t.TempDir(), port.ForTest(t)
	server := recipe(t, "nginx", "nginx",
		"listen 8080", "listen "+front, "http://127.0.0.1:3000", api, "http://127.0.0.1:8000", p.server.URL, "BASE64_OF_ID_AND_SECRET", p.credential())
	var kept strings.Builder
	for _, what := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&kept, "%s_temp_path %s;\n", what, filepath.Join(dir, what))
	}
	conf := "daemon off; pid " + dir + "/pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n" + kept.String() + server + "\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(conf), 0o600))
	run(t, exec.CommandContext(t.Context(), "nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-g", "master_process off;"), front)
	return front
}

func startCaddy(t *testing.T, p protected, api string) string {
	t.Helper()
	dir, front := t.TempDir(), port.ForTest(t)
	site := recipe(t, "Caddy", "",
		"api.example.com", "http://"+front, "127.0.0.1:3000", strings.TrimPrefix(api, "http://"),
		"jeton.internal:8000", strings.TrimPrefix(p.server.URL, "http://"), "BASE64_OF_ID_AND_SECRET", p.credential())
	file := filepath.Join(dir, "Caddyfile")
	require.NoError(t, os.WriteFile(file, []byte("{\nadmin off\n}\n"+site+"\n"), 0o600))
	cmd := exec.CommandContext(t.Context(), "caddy", "run", "--config", file)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	run(t, cmd, front)
	return front
}
