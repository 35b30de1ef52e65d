package logout

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPauses draws the shortest and the longest pause after each attempt.
func TestPauses(t *testing.T) {
	draw := func(attempts int, drawn byte) time.Duration {
		pause, err := (&Deliverer{Random: bytes.NewReader([]byte{drawn})}).pause(attempts)
		require.NoError(t, err)
		return pause
	}
	for attempts, longest := range map[int]time.Duration{
		0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 11: 5120 * time.Second,
		12: 2 * time.Hour, 16: 2 * time.Hour, 17: 2 * time.Hour, 1_000_000: 2 * time.Hour,
	} {
		require.Equal(t, longest, draw(attempts, 255), attempts)
		require.Equal(t, longest/2, draw(attempts, 0), attempts)
	}
	_, err := (&Deliverer{Random: bytes.NewReader(nil)}).pause(1)
	require.Error(t, err)
}

// TestAHostRests asks who gets deliveries while hosts fail, longer each time, and get
// well.
func TestAHostRests(t *testing.T) {
	d := &Deliverer{}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	resting := func(at time.Time) bool { _, except := d.room(at); return len(except) > 0 }
	fail := func(status int) {
		d.enter("acme", nil, now)
		d.busy["dead.example"], d.underWay = 1, 1
		d.leave("acme", "dead.example", answer{status: status}, now)
	}
	for _, length := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, time.Minute, time.Minute} {
		fail(0)
		require.True(t, resting(now.Add(length-time.Millisecond)), length)
		require.False(t, resting(now.Add(length)), length)
		now = now.Add(time.Hour)
	}
	for status, rests := range map[int]bool{500: true, 429: true, 404: false, 200: false, 400: false} {
		fail(status)
		require.Equal(t, rests, resting(now), status)
		fail(200)
	}
	require.Zero(t, d.underWay)
	require.Empty(t, d.busy)
}
