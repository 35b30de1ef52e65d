package interop_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// protected is an API behind a program of other people's that asks Jeton, and a
// Jeton that tells how often it was asked.
type protected struct {
	world
	server  *process.Process
	config  process.Config
	metrics string
}

func newProtected(t *testing.T, config process.Config) protected {
	t.Helper()
	p := protected{config: config, metrics: port.ForTest(t)}
	p.config.Env = append(p.config.Env, "JETON_METRICS_LISTEN="+p.metrics)
	p.server, _, p.world = begin(t, p.config)
	return p
}

// asked gives how often a route was asked so far, from Jeton's own metrics.
func (p protected) asked(t *testing.T, route string) int {
	t.Helper()
	response, err := http.Get("http://" + p.metrics + "/metrics")
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	sum := 0
	for _, found := range regexp.MustCompile(`(?m)^jeton_request_seconds_count\{.*route="`+regexp.QuoteMeta(route)+`".*\} (\d+)$`).FindAllStringSubmatch(string(text), -1) {
		n, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		sum += n
	}
	return sum
}

// setOrders disables the Orders API, so that whoever asks with its credential is
// refused, or makes it active again.
func (p protected) setOrders(t *testing.T, status string) {
	t.Helper()
	acme := p.server.At("acme")
	list := acme.Manage(t, http.MethodGet, "/resource-servers?q="+url.QueryEscape(p.Orders.Identifier), p.config.OperatorToken, nil)
	require.Equal(t, http.StatusOK, list.Status, string(list.Body))
	api := list.Member("items").([]any)[0].(map[string]any)
	edited := acme.Manage(t, http.MethodPatch, "/resource-servers/"+api["id"].(string), p.config.OperatorToken, map[string]any{"status": status, "version": api["version"]})
	require.Equal(t, http.StatusOK, edited.Status, string(edited.Body))
}

// foreign makes another tenant with the same names for everything, and gives a token
// of it.
func (p protected) foreign(t *testing.T) string {
	t.Helper()
	made := p.server.At("system").Manage(t, http.MethodPost, "/tenants", p.config.OperatorToken, map[string]any{"slug": "globex", "name": "Globex"})
	require.Equal(t, http.StatusCreated, made.Status, string(made.Body))
	globex := p.server.At("globex")
	api := globex.Manage(t, http.MethodPost, "/resource-servers", p.config.OperatorToken, map[string]any{
		"name": "Orders", "identifiers": []string{p.Orders.Identifier}, "scopes": []any{map[string]any{"name": "orders:read"}},
	})
	require.Equal(t, http.StatusCreated, api.Status, string(api.Body))
	client := globex.Manage(t, http.MethodPost, "/clients", p.config.OperatorToken, map[string]any{
		"client_id": "shop", "allowed": []any{map[string]any{"resource_server": p.Orders.Identifier, "scopes": []string{"orders:read"}}},
	})
	require.Equal(t, http.StatusCreated, client.Status, string(client.Body))
	return globex.Token(t, process.Caller{ID: "shop", Secret: client.Member("client_secret").(string)})
}

// refused gives tokens that are not good at the Orders API, by what they are.
func (p protected) refused(t *testing.T) map[string]string {
	t.Helper()
	acme := p.server.At("acme")
	revoked := acme.Token(t, p.Shop.caller())
	require.Equal(t, http.StatusOK, acme.Revoke(t, p.Shop.caller(), revoked).Status)
	return map[string]string{
		"nonsense": "nonsense", "another tenant's": p.foreign(t), "revoked": revoked,
		"for another API": acme.Token(t, p.JWTShop.caller(), "resource="+p.Ledger.Identifier),
	}
}

// recipe gives the one block of a language under a heading of the documentation, so
// that what is run is what is written there.
func recipe(t *testing.T, heading, language string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "resource-servers.md"))
	require.NoError(t, err)
	found := regexp.MustCompile("(?s)\n## " + heading + "\n.*?\n```" + language + "\n(.*?)\n```\n").FindSubmatch(text)
	require.NotNil(t, found, "%s has no recipe", heading)
	return string(found[1])
}

// behind is a small API that has something before it.
type behind struct {
	url string
	// arrived is the header of the request that came last, nil if none came.
	arrived http.Header
}

func newBehind(t *testing.T) *behind {
	t.Helper()
	b := &behind{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.arrived = r.Header.Clone()
		_, _ = io.WriteString(w, "orders")
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// send sends a request to what is before the API, and gives the status and the
// challenge that are answered.
func (b *behind) send(t *testing.T, front, method string, header http.Header) (int, string) {
	t.Helper()
	b.arrived = nil
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+front+"/orders?x=1", strings.NewReader("a body"))
	require.NoError(t, err)
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, response.Body)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, response.Header.Get("WWW-Authenticate")
}

func withBearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

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

// credential gives what a recipe has the API's credential in the place of.
func (p protected) credential() string {
	return base64.StdEncoding.EncodeToString([]byte(p.Orders.ID + ":" + p.Orders.Secret))
}

func startNginx(t *testing.T, p protected, api string) string {
	t.Helper()
	dir, front := t.TempDir(), port.ForTest(t)
	server := strings.NewReplacer(
		"listen 8080", "listen "+front, "http://127.0.0.1:3000", api, "http://127.0.0.1:8000", p.server.URL, "BASE64_OF_ID_AND_SECRET", p.credential(),
	).Replace(recipe(t, "nginx", "nginx"))
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
	site := strings.NewReplacer(
		"api.example.com", "http://"+front, "127.0.0.1:3000", strings.TrimPrefix(api, "http://"),
		"jeton.internal:8000", strings.TrimPrefix(p.server.URL, "http://"), "BASE64_OF_ID_AND_SECRET", p.credential(),
	).Replace(recipe(t, "Caddy", ""))
	file := filepath.Join(dir, "Caddyfile")
	require.NoError(t, os.WriteFile(file, []byte("{\nadmin off\n}\n"+site+"\n"), 0o600))
	cmd := exec.CommandContext(t.Context(), "caddy", "run", "--config", file)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	run(t, cmd, front)
	return front
}

// run starts a server, waits until it listens, and ends it after the test. Its command
// has the test's context.
func run(t *testing.T, cmd *exec.Cmd, address string) {
	t.Helper()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	// It is told to end, and ends its children; one that does not will not hold the test
	// up.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // the context of a test ends before its cleanups
		close(ended)
	}()
	t.Cleanup(func() { <-ended })
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			require.NoError(t, connection.Close())
			return
		}
		select {
		case <-ended:
			require.Fail(t, "it has ended", said.String())
		default:
			require.True(t, time.Now().Before(deadline), err)
		}
	}
}
