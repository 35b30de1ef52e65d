package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestACardHoldsItsToken(t *testing.T) {
	text, key := mint(t)
	c, err := newCard(70_000, text, key)
	require.NoError(t, err)
	require.Equal(t, 70_000, c.tenant())
	require.Equal(t, text.Reveal(), string(c.text()))
	require.Equal(t, `"jti":"`+key.String()+`"`, string(c.jti()))
	_, err = newCard(1, domain.NewSecret("short"), key)
	require.Error(t, err)
}

// TestPositionsOfADeck goes through the tokens of some of the tenants: each
// exactly once, and never another's.
func TestPositionsOfADeck(t *testing.T) {
	const tenants, each, busy = 7, 4, 3
	path := filepath.Join(t.TempDir(), "deck")
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	for i := range tenants * each {
		text, key := mint(t)
		c, err := newCard(i%tenants, text, key)
		require.NoError(t, err)
		_, err = file.Write(c[:])
		require.NoError(t, err)
	}
	d := deck{job: deckJob{Active: busy}, file: file, heads: make([][]byte, tenants)}
	seen, tokens := map[int]int{}, map[string]bool{}
	for position := range busy * each {
		var c card
		require.NoError(t, d.read(position, &c))
		seen[c.tenant()]++
		tokens[string(c.text())] = true
	}
	require.Equal(t, map[int]int{0: each, 1: each, 2: each}, seen)
	require.Len(t, tokens, busy*each)
}

func TestACopiedRowDiffersFromThePatternInItsOwnColumns(t *testing.T) {
	l := &bulk{lifetime: time.Hour, tokenColumns: []string{"tenant_id", "issued_at", "not_before", "expires_at", "drawer", "hash", "scope"}}
	at := time.UnixMilli(1_700_000_000_123)
	_, key := mint(t)
	pattern := []any{"tenant", int64(1), int64(2), int64(3), int32(4), []byte("hash"), "orders:read"}
	row := like(pattern, l.tokenColumns, l.own(at, key))
	require.Equal(t, []any{
		"tenant", int64(1_700_000_000_123), int64(1_700_000_000_000), int64(1_700_003_600_000), int32(key.Drawer), key.Hash[:], "orders:read",
	}, row)
	require.Equal(t, int64(1), pattern[1], "the pattern stays as it is")
}

func TestAnOverdueDrawerIsOverAndHoldsTheWholeMinute(t *testing.T) {
	for hour := range 24 {
		for _, minute := range []int{0, 1, 30, 59} {
			now := time.Date(2026, 5, 17, hour, minute, 59, 0, time.UTC)
			from, drawer := overdue(now)
			for _, at := range []time.Time{from, from.Add(time.Minute - time.Millisecond)} {
				require.Equal(t, drawer, domain.DrawerFor(at, at.Truncate(time.Second).Add(tokenSeconds*time.Second)))
			}
			require.Less(t, drawer.Ends(), now)
			require.Greater(t, drawer.Ends(), now.Add(-48*time.Hour))
		}
	}
}
