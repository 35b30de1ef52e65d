package revocation_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// target is a client with some tokens for an API of its own, so that each can be
// taken back without touching the others.
type target struct {
	level level
	// name is unique; it is the tenant's slug where the tenant is to go.
	name, tenant string
	// Any of the three may ask about the tokens; the gateway is the tenant's.
	client, api, gateway process.Caller
	// server is the API's id.
	server string
	format string
	tokens []token
}

// token is a token with what names it to people, and its id.
type token struct{ name, text, id string }

// taken gives the tokens that go.
func (t target) taken() []token {
	if t.level.alone {
		return t.tokens[:1]
	}
	return t.tokens
}

func (t target) identifier() string { return "https://" + t.name + ".example" }

// shared is the tenant of all targets that do not take their own with them.
const shared = "shared"

// world is an installation in which everything is registered and no token has
// been issued. Its database is a template: each load has a copy to itself.
type world struct {
	// template names the database.
	template string
	config   process.Config
	gateway  process.Caller
	targets  []target
}

// tokensPerTarget leaves some alive where only one goes.
const tokensPerTarget = 3

// newWorld declares the targets: for each level, two for each process that takes
// them back, or one where a tenant goes with it, since drawing a tenant's keys
// is slow. Those that come without a level nobody touches.
func newWorld(t *testing.T, processes int) world {
	t.Helper()
	server := postgres.ForTest(t)
	w := world{
		template: "revocation_" + rand.Text(),
		config: process.Config{
			SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret(),
			// Replicas have one public URL; a JWT is its issuer's.
			Env: []string{"JETON_PUBLIC_URL=https://id.example.com"},
		},
		gateway: process.Caller{ID: "gateway", Secret: process.NewSecret()},
	}
	for i, level := range levels() {
		rounds := 2 * processes
		if level.whole {
			rounds = processes
		}
		for round := range rounds {
			w.add(level, fmt.Sprintf("level%d-%d", i, round), round)
		}
	}
	for round := range 2 {
		w.add(level{}, fmt.Sprintf("untouched-%d", round), round)
	}
	w.add(level{whole: true}, "untouched-tenant", 0)

	declaration, err := json.Marshal(w.declaration())
	require.NoError(t, err)
	server.Template(t, w.template, func(url string) error {
		config := w.config
		config.DatabaseURL = url
		// YAML contains JSON.
		applied := process.RunWith(t, config, string(declaration), "apply", "-f", "-")
		if applied.Code != 0 {
			return fmt.Errorf("apply: %s", applied.Stderr)
		}
		return nil
	})
	return w
}

func (w *world) add(level level, name string, round int) {
	caller := func(id string) process.Caller { return process.Caller{ID: id, Secret: process.NewSecret()} }
	t := target{level: level, name: name, tenant: shared, format: "reference", client: caller(name), api: caller(name + "-api"), gateway: w.gateway}
	if level.whole {
		t.tenant = name
	}
	if round%2 == 1 {
		t.format = "jwt"
	}
	w.targets = append(w.targets, t)
}

// declaration gives what jeton apply is to make.
func (w *world) declaration() any {
	type object = map[string]any
	type list = []any
	tenants := map[string]object{}
	var slugs list
	for _, t := range w.targets {
		tenant, known := tenants[t.tenant]
		if !known {
			tenant = object{"slug": t.tenant, "clients": list{}, "resource_servers": list{object{
				"identifiers": list{"https://gateway.example"}, "sees": list{"*"},
				"credentials": list{object{"id": w.gateway.ID, "secret": w.gateway.Secret}},
			}}}
			tenants[t.tenant] = tenant
			slugs = append(slugs, tenant)
		}
		tenant["resource_servers"] = append(tenant["resource_servers"].(list), object{
			"identifiers": list{t.identifier()}, "token_format": t.format,
			"credentials": list{object{"id": t.api.ID, "secret": t.api.Secret}},
		})
		tenant["clients"] = append(tenant["clients"].(list), object{
			"client_id": t.client.ID, "secrets": list{t.client.Secret},
			"allowed": list{object{"resource_server": t.identifier()}},
		})
	}
	return object{"tenants": slugs}
}

// issue gets the tokens of every target through the processes in turn, and finds
// out the ids of tokens and APIs.
func (w *world) issue(t *testing.T, processes []*process.Process) []target {
	t.Helper()
	servers := map[string]map[string]string{}
	targets := slices.Clone(w.targets)
	for i := range targets {
		to := &targets[i]
		for n := range tokensPerTarget {
			tenant := processes[(i+n)%len(processes)].At(to.tenant)
			text := tenant.Token(t, to.client)
			seen := tenant.Introspect(t, to.api, text)
			require.True(t, seen.Active(), "%s: %s", to.name, seen.Body)
			id, _ := seen.Member("jti").(string)
			to.tokens = append(to.tokens, token{fmt.Sprintf("%s/%d", to.name, n), text, id})
		}
		if servers[to.tenant] == nil {
			servers[to.tenant] = resourceServers(t, processes[0].At(to.tenant), w.config.OperatorToken)
		}
		to.server = servers[to.tenant][to.identifier()]
		require.NotEmpty(t, to.server)
	}
	return targets
}

// resourceServers gives the ids of a tenant's resource servers by identifier.
func resourceServers(t *testing.T, tenant process.Tenant, operator string) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for cursor := ""; ; {
		page := tenant.Manage(t, http.MethodGet, "/resource-servers?limit=100"+cursor, operator, nil)
		require.Equal(t, http.StatusOK, page.Status, string(page.Body))
		for _, item := range page.Member("items").([]any) {
			server := item.(map[string]any)
			ids[server["identifiers"].([]any)[0].(string)] = server["id"].(string)
		}
		next, more := page.Member("next_cursor").(string)
		if !more || next == "" {
			return ids
		}
		cursor = "&cursor=" + url.QueryEscape(next)
	}
}
