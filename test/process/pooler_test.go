package process_test

import (
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// TestServersShareAPooler has two servers share two connections to the database:
// what one does the other knows at once, and no tenant is another's.
func TestServersShareAPooler(t *testing.T) {
	const callers, rounds = 8, 5
	config := process.Postgres(t)
	w := newTwins(config)
	w.apply(t)
	// After the first migration, which makes the roles.
	pooler := postgres.ForTest(t).Pooler(t, 2, "jeton_app", "jeton_lookup")
	pooled := pooler.URL(config.DatabaseURL)
	w.Env = append(w.Env, "JETON_DATABASE_POOLER_URL="+pooled)
	servers := []*process.Process{process.Start(t, w.Config), process.Start(t, w.Config)}
	before, _ := pooler.Transactions(t, config.DatabaseURL)

	var all sync.WaitGroup
	for caller := range callers {
		one, other := servers[caller%2], servers[1-caller%2]
		all.Go(func() {
			for range rounds {
				askBoth(t, w, one, other)
			}
		})
	}
	all.Wait()
	after, connections := pooler.Transactions(t, config.DatabaseURL)
	require.Greater(t, after-before, callers*rounds, "it went through the pooler")
	require.LessOrEqual(t, connections, 2)

	healthy := process.Run(t, w.Config, "doctor")
	require.Zero(t, healthy.Code, healthy.Stdout)
	require.Contains(t, healthy.Stdout, "ok    isolation: row-level security holds the roles that Jeton works under, and the pooler hands nothing on")
	for _, server := range servers {
		server.Stop()
	}
	w.DatabaseURL = pooled
	mistaken := process.Run(t, w.Config, "doctor")
	require.Equal(t, 1, mistaken.Code)
	require.Contains(t, mistaken.Stdout, "leads to a pooler")
}

// askBoth gets a token at one server and has it looked at, and taken back, at the
// other.
func askBoth(t *testing.T, w twins, one, other *process.Process) {
	post := func(at *process.Process, path string, by process.Caller, form url.Values) process.Answer {
		answer, err := at.Post(path, by, form)
		assert.NoError(t, err)
		return answer
	}
	token, ok := post(one, "/t/acme/oauth2/token", w.shop, url.Values{"grant_type": {"client_credentials"}, "resource": {"https://orders.example"}}).Member("access_token").(string)
	if !assert.True(t, ok, "no token") {
		return
	}
	asked := url.Values{"token": {token}}
	assert.True(t, post(other, "/t/acme/oauth2/introspect", w.orders, asked).Active())
	assert.True(t, post(other, "/t/acme/oauth2/introspect", w.billing, asked).Inactive(), "not an API it is for")
	assert.True(t, post(other, "/t/globex/oauth2/introspect", w.orders, asked).Inactive(), "not its tenant")
	post(other, "/t/acme/oauth2/revoke", w.shop, asked)
	assert.True(t, post(one, "/t/acme/oauth2/introspect", w.orders, asked).Inactive(), "revoked at the other server")
}
