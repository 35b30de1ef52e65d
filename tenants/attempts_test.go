package tenants

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAttempts lets a stranger try somebody's name, and shows that the somebody
// gets in from elsewhere.
func TestAttempts(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	a := NewAttempts()
	for range pairBurst {
		require.NoError(t, a.Attempt("acme", "alice", "192.0.2.1", now))
	}
	require.Error(t, a.Attempt("acme", "alice", "192.0.2.1", now))
	require.Error(t, a.Attempt("acme", "ALICE", "192.0.2.1", now), "however it is written")
	require.NoError(t, a.Attempt("acme", "alice", "192.0.2.2", now), "from elsewhere")
	require.NoError(t, a.Attempt("acme", "bob", "192.0.2.1", now), "somebody else")
	require.NoError(t, a.Attempt("globex", "alice", "192.0.2.1", now), "at another tenant")
	require.NoError(t, a.Attempt("acme", "alice", "192.0.2.1", now.Add(pairInterval)), "a moment later")
	require.Error(t, a.Attempt("acme", "alice", "192.0.2.1", now.Add(pairInterval)))

	a = NewAttempts()
	for n := range addressBurst {
		require.NoError(t, a.Attempt("acme", string(rune('a'+n)), "192.0.2.1", now))
	}
	require.Error(t, a.Attempt("acme", "one more", "192.0.2.1", now), "many names from one address")
	for range beginBurst {
		require.NoError(t, a.Begin("acme", "192.0.2.1", now))
	}
	require.Error(t, a.Begin("acme", "192.0.2.1", now))
	require.NoError(t, a.Begin("acme", "192.0.2.2", now))
}

// TestGuesses bounds attempts at user codes by address, and loosely by tenant.
func TestGuesses(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	a := NewAttempts()
	for range guessBurst {
		require.NoError(t, a.Guess("acme", "192.0.2.1", now))
	}
	require.Error(t, a.Guess("acme", "192.0.2.1", now))
	require.NoError(t, a.Guess("acme", "192.0.2.2", now), "from elsewhere")
	require.NoError(t, a.Guess("globex", "192.0.2.1", now), "at another tenant")
	require.NoError(t, a.Guess("acme", "192.0.2.1", now.Add(guessInterval)), "a moment later")
	require.Error(t, a.Guess("acme", "192.0.2.1", now.Add(guessInterval)))

	a = NewAttempts()
	for n := range guessesBurst {
		require.NoError(t, a.Guess("acme", strconv.Itoa(n), now))
	}
	require.Error(t, a.Guess("acme", "one more", now), "from many addresses")
	require.NoError(t, a.Guess("globex", "one more", now))
	require.NoError(t, a.Guess("acme", "one more", now.Add(guessesInterval)), "and hardly a moment later")
}
