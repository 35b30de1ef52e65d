package bearer_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/api/echobearer"
	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// TestTheREADMEsAPIWorks copies the API out of the README and starts it; only where
// things are is another.
func TestTheREADMEsAPIWorks(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, text, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found)
	text, _, _ = strings.Cut(text, "```")
	w := newWorld(t, process.SQLite(t))
	at := port.ForTest(t)
	for old, here := range map[string]string{
		"http://127.0.0.1:8080": w.URL, "127.0.0.1:4000": at, "https://orders.acme.example": "https://orders.example", `"orders-api"`: `"orders"`,
	} {
		require.Equal(t, 1, strings.Count(text, old), old)
		text = strings.Replace(text, old, here, 1)
	}
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	binary := filepath.Join(t.TempDir(), "api")
	output, err := exec.Command("go", "build", "-o", binary, file).CombinedOutput()
	require.NoError(t, err, string(output))
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = []string{"ORDERS_API_SECRET=" + w.secrets["orders"]}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })

	token := w.token(t, "acme", "orders")
	ask := func(token string) (int, string) {
		request, err := http.NewRequest(http.MethodGet, "http://"+at+"/orders", nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0, ""
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(body)
	}
	eventually(t, "it answers", func() bool { status, _ := ask(token); return status != 0 })
	status, body := ask(token)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "orders of shop\n", body)
	w.revoke(t, "acme", token)
	status, _ = ask(token)
	require.Equal(t, http.StatusUnauthorized, status)
}

// TestEchoIsProtectedAlike puts the guard before a route of echo.
func TestEchoIsProtectedAlike(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	guard, err := bearer.New(bearer.Options{API: w.api("acme", "orders")})
	require.NoError(t, err)
	t.Cleanup(guard.Close)
	e := echo.New()
	e.GET("/orders/:id", func(c echo.Context) error {
		return c.String(http.StatusOK, c.Param("id")+" of "+bearer.ClaimsOf(c.Request().Context()).Subject)
	}, echobearer.Require(guard, "orders:read"))
	ask := func(token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/orders/7", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		recorded := httptest.NewRecorder()
		e.ServeHTTP(recorded, r)
		return recorded
	}
	good := ask(w.token(t, "acme", "orders"))
	require.Equal(t, http.StatusOK, good.Code)
	require.Equal(t, "7 of shop", good.Body.String())
	bad := ask(w.token(t, "acme", "orders", "scope=orders:write"))
	require.Equal(t, http.StatusForbidden, bad.Code)
	require.Contains(t, bad.Header().Get("WWW-Authenticate"), `error="insufficient_scope"`)
}
