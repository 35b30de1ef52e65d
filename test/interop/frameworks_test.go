package interop_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/python"
)

// TestFrameworksAsk runs APIs on frameworks of others that ask by themselves.
func TestFrameworksAsk(t *testing.T) {
	for name, start := range map[string]func(*testing.T, protected) string{
		"Express": startExpress, "FastAPI": startFastAPI,
	} {
		t.Run(name, func(t *testing.T) { testFramework(t, start) })
	}
}

// testFramework is told what starts the API and gives its address.
func testFramework(t *testing.T, start func(*testing.T, protected) string) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		p := newProtected(t, config)
		const route = "/t/:tenant/oauth2/introspect"
		address := start(t, p)
		send := func(token string) (status int, challenge string, told map[string]any) {
			t.Helper()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/orders", nil)
			require.NoError(t, err)
			if token != "" {
				request.Header.Set("Authorization", "Bearer "+token)
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			defer func() { _ = response.Body.Close() }()
			if response.StatusCode == http.StatusOK {
				require.NoError(t, json.NewDecoder(response.Body).Decode(&told))
			}
			return response.StatusCode, response.Header.Get("WWW-Authenticate"), told
		}
		acme := p.server.At("acme")
		token := acme.Token(t, p.Shop.caller(), "scope=orders:read")
		before := p.asked(t, route)
		for range 3 {
			status, _, told := send(token)
			require.Equal(t, http.StatusOK, status)
			require.Equal(t, []any{"shop", "orders:read", p.Issuer}, []any{told["client_id"], told["scope"], told["iss"]})
		}
		require.Equal(t, 3, p.asked(t, route)-before, "it really asked")

		status, challenge, _ := send("")
		require.Equal(t, 401, status)
		require.Equal(t, "Bearer", challenge)
		for what, refused := range p.refused(t) {
			status, challenge, _ := send(refused)
			require.Equal(t, 401, status, what)
			require.Equal(t, `Bearer error="invalid_token"`, challenge, what)
		}
		status, challenge, _ = send(acme.Token(t, p.Shop.caller(), "scope=orders:write"))
		require.Equal(t, 403, status)
		require.Equal(t, `Bearer error="insufficient_scope", scope="orders:read"`, challenge)

		p.setOrders(t, "disabled")
		status, _, _ = send(token)
		require.Equal(t, 503, status, "the API is disabled: no fault of the caller's")
		p.setOrders(t, "active")
		status, _, _ = send(token)
		require.Equal(t, 200, status)
		require.Equal(t, http.StatusOK, acme.Revoke(t, p.Shop.caller(), token).Status)
		status, _, _ = send(token)
		require.Equal(t, 401, status, "nothing was cached")
		p.server.Kill()
		status, _, _ = send(token)
		require.Equal(t, 503, status, "not knowing is not a no")
	})
}

// startExpress starts an API with the recipe of the documentation that asks by means of
// oauth4webapi.
func startExpress(t *testing.T, p protected) string {
	t.Helper()
	dir, address := t.TempDir(), port.ForTest(t)
	packages, err := filepath.Abs("node_modules")
	require.NoError(t, err)
	require.NoError(t, os.Symlink(packages, filepath.Join(dir, "node_modules")))
	text := recipe(t, "Express", "js",
		"https://id.example.com/t/acme", p.Issuer, "orders-api", p.Orders.ID,
		// Without TLS, as it is only between programs of one machine.
		"discoveryRequest(issuer)", "discoveryRequest(issuer, { [oauth.allowInsecureRequests]: true })",
		"API_SECRET), token)", "API_SECRET), token, { [oauth.allowInsecureRequests]: true })")
	host, port, _ := strings.Cut(address, ":")
	text = "import express from 'express'\n" + text + `
const app = express()
app.get('/orders', requireScope('orders:read'), (req, res) => res.json(req.token))
app.listen(` + port + `, '` + host + `')
`
	file := filepath.Join(dir, "api.mjs")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	cmd := exec.CommandContext(t.Context(), "node", file)
	cmd.Env = append(os.Environ(), "API_SECRET="+p.Orders.Secret)
	run(t, cmd, address)
	return address
}

// startFastAPI starts an API with the recipe of the documentation.
func startFastAPI(t *testing.T, p protected) string {
	t.Helper()
	interpreter, err := python.Find()
	require.NoError(t, err)
	dir, address := t.TempDir(), port.ForTest(t)
	text := recipe(t, "FastAPI", "python", "https://id.example.com/t/acme", p.Issuer, "orders-api", p.Orders.ID)
	text += `
from fastapi import FastAPI

app = FastAPI()

@app.get("/orders")
async def orders(told=Depends(require("orders:read"))):
    return told
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "api.py"), []byte(text), 0o600))
	host, port, _ := strings.Cut(address, ":")
	cmd := exec.CommandContext(t.Context(), interpreter, "-m", "uvicorn", "api:app", "--host", host, "--port", port)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "API_SECRET="+p.Orders.Secret, "PYTHONDONTWRITEBYTECODE=1")
	run(t, cmd, address)
	return address
}
