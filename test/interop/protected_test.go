package interop_test

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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
// that what is run is what is written there, with what is different here put in: pairs
// of what is there, once, and what is to be.
func recipe(t *testing.T, heading, language string, changes ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "resource-servers.md"))
	require.NoError(t, err)
	found := regexp.MustCompile("(?s)\n## " + heading + "\n.*?\n```" + language + "\n(.*?)\n```\n").FindSubmatch(text)
	require.NotNil(t, found, "%s has no recipe", heading)
	for pair := range slices.Chunk(changes, 2) {
		require.Equal(t, 1, strings.Count(string(found[1]), pair[0]), pair[0])
	}
	return strings.NewReplacer(changes...).Replace(string(found[1]))
}

// credential gives what a recipe has the API's credential in the place of.
func (p protected) credential() string {
	return base64.StdEncoding.EncodeToString([]byte(p.Orders.ID + ":" + p.Orders.Secret))
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
