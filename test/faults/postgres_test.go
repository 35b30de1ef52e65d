package faults_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/faults/cable"
	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
)

func stoppedAndStarted(t *testing.T, s *stage) {
	l := s.NewLoad(t, s.OnPostgres(t, s.durable), 2)
	l.Survives(t, func() {
		s.durable.Halt()
		l.Feels(t)
		s.pause(t)
		require.NoError(t, s.durable.Restart(t.Context()))
	})
}

func killedAndStarted(t *testing.T, s *stage) {
	l := s.NewLoad(t, s.OnPostgres(t, s.durable), 2)
	l.Survives(t, func() {
		require.NoError(t, s.durable.Kill())
		l.Feels(t)
		s.pause(t)
		require.NoError(t, s.durable.Restart(t.Context()))
	})
}

// A Postgres that hangs takes connections and answers nothing, so that each
// request is put off only when its own time is over.
func hung(t *testing.T, s *stage) {
	l := s.NewLoad(t, s.OnPostgres(t, s.durable), 2)
	l.Survives(t, func() {
		require.NoError(t, s.durable.Pause())
		l.Feels(t)
		require.NoError(t, s.durable.Resume())
	})
}

// pair is a Postgres with a standby that has everything a client was told.
type pair struct{ primary, standby *postgres.Server }

// newPair starts both, with a copy of the installation, and gives its URL on the
// primary.
func (s *stage) newPair(t *testing.T) (p pair, database string) {
	t.Helper()
	var err error
	p.primary, err = postgres.Config{Durable: true}.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(p.primary.Stop)
	database = s.OnPostgres(t, p.primary).DatabaseURL
	p.standby, err = p.primary.Standby(t.Context())
	require.NoError(t, err)
	t.Cleanup(p.standby.Stop)
	return p, database
}

// either is the database at whichever address takes writes.
func either(t *testing.T, database string, addresses ...string) string {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	u.Host = strings.Join(addresses, ",")
	query := u.Query()
	query.Set("target_session_attrs", "read-write")
	u.RawQuery = query.Encode()
	return u.String()
}

// address is where the server of a URL listens.
func address(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	return u.Host
}

func failedOver(t *testing.T, s *stage) {
	p, database := s.newPair(t)
	config := s.Config
	config.DatabaseURL = either(t, database, address(t, database), address(t, p.standby.URL("")))
	l := s.NewLoad(t, config, 2)
	l.Survives(t, func() {
		require.NoError(t, p.primary.Kill())
		l.Feels(t)
		s.pause(t)
		require.NoError(t, p.standby.Promote(t.Context()))
	})
}

// givenUp is how long after a machine has vanished everybody has noticed who was
// talking to it: ten seconds is a request's own time, and fifteen more it takes
// to close a connection that does not answer. Whoever promotes standbys takes
// about as long to be sure.
const givenUp = 25 * time.Second

// A machine that vanishes does not even refuse connections: whoever talks to it
// waits. The cable is what is left of it. Every new connection begins with that
// host and gives it up after four seconds, so load.Recovery takes longer here.
func vanished(t *testing.T, s *stage) {
	p, database := s.newPair(t)
	wire := cable.Lay(t, address(t, database))
	config := s.Config
	config.DatabaseURL = either(t, database, wire.Address(), address(t, p.standby.URL("")))
	l := s.NewLoad(t, config, 2)
	l.Within = 2 * load.Recovery
	l.Survives(t, func() {
		gone := time.Now()
		wire.Jam()
		require.NoError(t, p.primary.Kill())
		l.Feels(t)
		time.Sleep(time.Until(gone.Add(givenUp)))
		require.NoError(t, p.standby.Promote(t.Context()))
		// The doctor is told where to look, as it is in a hurry.
		l.Config.DatabaseURL = either(t, database, address(t, p.standby.URL("")))
	})
}

// wired gives a load whose servers reach Postgres through a cable.
func (s *stage) wired(t *testing.T) (*load.Load, *cable.Cable) {
	t.Helper()
	config := s.OnPostgres(t, s.durable)
	wire := cable.Lay(t, address(t, config.DatabaseURL))
	config.DatabaseURL = either(t, config.DatabaseURL, wire.Address())
	return s.NewLoad(t, config, 2), wire
}

func cut(t *testing.T, s *stage) {
	l, wire := s.wired(t)
	dice := load.NewDice(s.Seed, t.Name())
	l.Survives(t, func() {
		for range 30 {
			if dice.IntN(3) == 0 {
				wire.Cut()
			} else {
				wire.CutWithin(2000, dice)
			}
			time.Sleep(time.Duration(dice.IntN(150)) * time.Millisecond)
		}
	})
}

func jammed(t *testing.T, s *stage) {
	l, wire := s.wired(t)
	l.Survives(t, func() {
		wire.Jam()
		time.Sleep(time.Second)
		wire.Clear()
		time.Sleep(300 * time.Millisecond)
		wire.Jam()
		time.Sleep(time.Second)
		wire.Cut()
		wire.Clear()
		wire.Delay(20 * time.Millisecond)
		time.Sleep(time.Second)
		wire.Delay(0)
	})
}
