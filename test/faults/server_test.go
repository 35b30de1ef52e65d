package faults_test

import (
	"testing"
	"time"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/process"
)

func serverKilledOnSQLite(t *testing.T, s *stage) { killed(t, s, s.OnSQLite(t), 1) }

func serversKilledOnPostgres(t *testing.T, s *stage) { killed(t, s, s.OnPostgres(t, s.durable), 2) }

// killed has servers be killed at random points. Those that are not go on.
func killed(t *testing.T, s *stage, config process.Config, servers int) {
	t.Helper()
	const times = 4
	l := s.NewLoad(t, config, servers)
	l.Mortal = true
	dice := load.NewDice(s.Seed, t.Name())
	l.Survives(t, func() {
		for range times {
			victim := l.Servers[dice.IntN(servers)]
			time.Sleep(time.Duration(dice.IntN(500)) * time.Millisecond)
			victim.Kill()
			time.Sleep(time.Duration(dice.IntN(200)) * time.Millisecond)
			victim.Restart()
		}
	})
}
