package lease_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/faults/cable"
	"github.com/jeton-id/jeton/test/process"
)

// issuer is the tenant's; nothing is at this address, the APIs are told where to go.
const issuer = "http://id.example/t/lease"

// program is the API's.
const program = "github.com/jeton-id/jeton/test/lease/api"

var apis = []string{"orders", "billing", "search"}

// world is an installation of two replicas with three APIs, each of which has a wire
// of its own to each replica.
type world struct {
	config   process.Config
	replicas []*process.Process
	cables   []*cable.Cable
	apis     []*api
	client   process.Caller
	secrets  map[string]string
}

// api is a running API.
type api struct {
	name, url string
	client    *http.Client
}

func newWorld(t *testing.T, config process.Config, binary string, lease time.Duration) *world {
	t.Helper()
	config.Env = append(config.Env, "JETON_PUBLIC_URL=http://id.example")
	w := &world{config: config, client: process.Caller{ID: "shop", Secret: process.NewSecret()}, secrets: map[string]string{}}
	type object = map[string]any
	var servers, allowed []object
	for _, name := range apis {
		w.secrets[name] = process.NewSecret()
		identifier := "https://" + name + ".example"
		servers = append(servers, object{"identifiers": []string{identifier}, "credentials": []object{{"id": name, "secret": w.secrets[name]}}})
		allowed = append(allowed, object{"resource_server": identifier})
	}
	declared, err := json.Marshal(object{"tenants": []object{{
		"slug": "lease", "resource_servers": servers,
		"clients": []object{{"client_id": w.client.ID, "secrets": []string{w.client.Secret}, "allowed": allowed}},
	}}})
	require.NoError(t, err)
	// YAML contains JSON.
	applied := process.RunWith(t, config, string(declared), "apply", "-f", "-")
	require.Zero(t, applied.Code, applied.Stderr)
	w.replicas = []*process.Process{process.Start(t, config), process.Start(t, config)}
	for _, name := range apis {
		var at []string
		for _, replica := range w.replicas {
			wire := cable.Lay(t, strings.TrimPrefix(replica.URL, "http://"))
			w.cables = append(w.cables, wire)
			at = append(at, wire.Address())
		}
		w.apis = append(w.apis, w.start(t, binary, name, at, lease))
	}
	return w
}

// start starts an API and gives it when it says where it is.
func (w *world) start(t *testing.T, binary, name string, at []string, lease time.Duration) *api {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = []string{
		"ISSUER=" + issuer, "AUDIENCE=https://" + name + ".example", "API_ID=" + name, "API_SECRET=" + w.secrets[name],
		"LEASE=" + lease.String(), "SERVED_AT=" + strings.Join(at, ","), "GORACE=atexit_sleep_ms=20 halt_on_error=1",
	}
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	log, err := os.CreateTemp(t.TempDir(), name)
	require.NoError(t, err)
	cmd.Stderr = log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		text, err := os.ReadFile(log.Name())
		require.NoError(t, err)
		require.NotContains(t, string(text), "DATA RACE")
		require.NotContains(t, string(text), "panic")
		require.NotContains(t, string(text), "jtn_", "a token or secret is in the API's log")
		require.NoError(t, log.Close())
	})
	address, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	return &api{name, "http://" + strings.TrimSpace(address), &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
}

// use brings a token to the API, and gives the status it is answered with.
func (a *api) use(token string) (int, error) {
	request, err := http.NewRequest(http.MethodGet, a.url+"/things", nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := a.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// asked gives how often the API has asked Jeton about a token.
func (a *api) asked(t *testing.T) int {
	t.Helper()
	response, err := a.client.Get(a.url + "/asked")
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	asked, err := strconv.Atoi(string(text))
	require.NoError(t, err)
	return asked
}

// issue gets a token for all three APIs.
func (w *world) issue() (string, error) {
	form := map[string][]string{"grant_type": {"client_credentials"}}
	for _, name := range apis {
		form["resource"] = append(form["resource"], "https://"+name+".example")
	}
	answer, err := w.replicas[0].Post("/t/lease/oauth2/token", w.client, form)
	if err != nil {
		return "", err
	}
	token, ok := answer.Member("access_token").(string)
	if !ok {
		return "", fmt.Errorf("no token: %d %s", answer.Status, answer.Body)
	}
	return token, nil
}
