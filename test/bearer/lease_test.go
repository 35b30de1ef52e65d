package bearer_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/bearer"
	"github.com/jeton-id/jeton/test/process"
)

// leased gives an API with a lease that has begun to answer from memory.
func leased(t *testing.T, w *world, o bearer.Options, token string) *protected {
	t.Helper()
	o.API, o.Lease = w.api("acme", "orders"), time.Second
	p := protect(t, o)
	eventually(t, "it answers from memory", func() bool {
		asked := p.asked.Load()
		return p.with(token).status == http.StatusOK && p.asked.Load() == asked
	})
	return p
}

// TestALeaseAnswersFromMemoryUntilSomethingIsTakenBack takes back one token, a grant,
// a client and everything.
func TestALeaseAnswersFromMemoryUntilSomethingIsTakenBack(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newWorld(t, config)
		manage := func(method, path string, body any) {
			answer := w.At("acme").Manage(t, method, path, w.config.OperatorToken, body)
			require.Less(t, answer.Status, 300, string(answer.Body))
		}
		stays := w.At("acme").Token(t, caller(w.secrets, "guest"), "resource=https://orders.example")
		p := leased(t, w, bearer.Options{}, stays)
		for does, take := range map[string]func(token string){
			"one token": func(token string) { w.revoke(t, "acme", token) },
			"a client":  func(string) { manage(http.MethodPost, "/revocations", map[string]any{"client": "shop"}) },
		} {
			token := w.token(t, "acme", "orders")
			require.Equal(t, http.StatusOK, p.with(token).status)
			take(token)
			eventually(t, does, func() bool { return p.with(token).status == http.StatusUnauthorized })
			require.Equal(t, http.StatusOK, p.with(stays).status, does)
		}
		asked := p.asked.Load()
		for range 50 {
			require.Equal(t, http.StatusOK, p.with(stays).status)
		}
		require.Equal(t, asked, p.asked.Load(), "what was taken back from others is no reason to ask about this")
		manage(http.MethodPost, "/revocations", map[string]any{"tenant": true})
		eventually(t, "everything", func() bool { return p.with(stays).status == http.StatusUnauthorized })
	})
}

// TestWithoutItsFeedAGuardAsksEachTime stops the server, and lets it come back.
func TestWithoutItsFeedAGuardAsksEachTime(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	good := w.token(t, "acme", "orders")
	p := leased(t, w, bearer.Options{Timeout: 500 * time.Millisecond}, good)
	w.Pause()
	eventually(t, "the lease runs out", func() bool { return p.with(good).status == http.StatusServiceUnavailable })
	w.Resume()
	eventually(t, "it recovers", func() bool { return p.with(good).status == http.StatusOK })
	w.Kill()
	eventually(t, "the lease runs out", func() bool { return p.with(good).status == http.StatusServiceUnavailable })
	w.Restart()
	eventually(t, "it answers from memory again", func() bool {
		asked := p.asked.Load()
		return p.with(good).status == http.StatusOK && p.asked.Load() == asked
	})
	p.guard.Close()
	eventually(t, "a closed guard asks each time", func() bool {
		asked := p.asked.Load()
		return p.with(good).status == http.StatusOK && p.asked.Load() == asked+1
	})
}

// TestMemoryIsBounded brings more tokens than are remembered, and the first again.
func TestMemoryIsBounded(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	tokens := make([]string, 20)
	for i := range tokens {
		tokens[i] = w.token(t, "acme", "orders")
	}
	p := leased(t, w, bearer.Options{Remember: 10}, tokens[0])
	round := func() int64 {
		asked := p.asked.Load()
		for _, token := range tokens {
			require.Equal(t, http.StatusOK, p.with(token).status)
		}
		return p.asked.Load() - asked
	}
	round()
	require.EqualValues(t, len(tokens), round(), "of twenty in turn, ten are forgotten before they come again")
	asked := p.asked.Load()
	for range 5 {
		for _, token := range tokens[:5] {
			require.Equal(t, http.StatusOK, p.with(token).status)
		}
	}
	require.EqualValues(t, 5, p.asked.Load()-asked, "five are remembered")
}

// TestATokenEndsInMemoryToo lets one expire.
func TestATokenEndsInMemoryToo(t *testing.T) {
	w := newWorld(t, process.SQLite(t))
	servers := w.At("acme").Manage(t, http.MethodGet, "/resource-servers?q=https://orders.example", w.config.OperatorToken, nil)
	server := servers.Member("items").([]any)[0].(map[string]any)
	const lifetime = 4
	edited := w.At("acme").Manage(t, http.MethodPatch, "/resource-servers/"+server["id"].(string), w.config.OperatorToken,
		map[string]any{"access_token_seconds": lifetime, "version": server["version"]})
	require.Equal(t, http.StatusOK, edited.Status, string(edited.Body))
	token := w.token(t, "acme", "orders")
	end := time.Now().Add(lifetime * time.Second)
	p := leased(t, w, bearer.Options{}, token)
	asked := p.asked.Load()
	eventually(t, "it ends", func() bool { return p.with(token).status == http.StatusUnauthorized })
	require.WithinDuration(t, end, time.Now(), 2*time.Second)
	require.Less(t, p.asked.Load()-asked, int64(100), "it was answered from memory")
}
