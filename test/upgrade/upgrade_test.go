// Package upgrade_test upgrades installations the way operators do: while they are
// used.
//
// The binary to upgrade from is the last release (test/release), and what to upgrade
// to is this source tree, on the schema of a release after it: with migrations that
// nobody has written yet, so that the schema is ahead of both. First two replicas of
// the release are migrated under load, then one of them is replaced, so that both
// binaries serve side by side, then the other; and two replicas of one binary are
// restarted one by one behind a balancer. Through all of it no request may fail, and
// every answer has to be right, whichever binary gives it and whichever one issued or
// took back what it is about.
//
// The one idea worth knowing is that nothing is put off: a load (test/load) that
// strikes forgive is here held to the count of what failed, which is none.
package upgrade_test

import (
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/release"
)

// while is for how long binaries are used side by side.
const while = 2 * time.Second

func lastRelease(t *testing.T) release.Release {
	t.Helper()
	last, err := release.Last()
	require.NoError(t, err)
	return last
}

// seed is drawn for each test; the moments of a load are not what these tests are
// about.
func seed(t *testing.T) uint64 {
	t.Helper()
	drawn := rand.Uint64()
	t.Logf("seed %d", drawn)
	return drawn
}

func TestThePreviousReleaseServesBesideThisOne(t *testing.T) {
	last := lastRelease(t)
	s := load.NewStage(t, seed(t), 20)
	this := s.Config
	this.DatabaseURL = postgres.ForTest(t).Database(t, "")
	previous := this
	previous.Binary = last.Binary(t)
	require.NoError(t, s.Fill(t, previous))
	l := s.NewLoad(t, previous, 2)
	l.Config = this

	l.Begin(t)
	defer l.End()
	l.Recovers(t, "before the upgrade")
	l.Mark()
	migrated := process.Run(t, this, "migrate", "up")
	require.Zero(t, migrated.Code, migrated.Stderr)
	migrateToNext(t, this)
	noneFails(t, l, "while the schema was brought up under the previous release, and after")
	l.End()

	l.Servers[1].Stop()
	l.Servers[1] = process.Start(t, this)
	l.Mark()
	l.Begin(t)
	noneFails(t, l, "while both releases serve side by side")
	l.End()

	l.Servers[0].Stop()
	process.Start(t, previous).Stop() // as a replica has to that is restarted in the middle of an upgrade
	l.Servers[0] = process.Start(t, this)
	l.Mark()
	l.Begin(t)
	noneFails(t, l, "once all is this release")
	l.End()
	l.Audit(t)
}

// noneFails goes on for a while and demands that every kind of request was answered
// since the last mark, and that none failed.
func noneFails(t *testing.T, l *load.Load, when string) {
	t.Helper()
	time.Sleep(while)
	require.Empty(t, l.Failed(), when)
	l.Recovers(t, when)
}

// migrateToNext brings a database to the schema of a release after this one. Each of
// the migrations is of a kind that a release may bring.
func migrateToNext(t *testing.T, config process.Config) {
	t.Helper()
	program := process.BuildOther(t, "github.com/jeton-id/jeton/test/upgrade/next",
		process.Edit{File: "migrations/postgres/9000_keepsakes.up.sql", New: "CREATE TABLE keepsakes (tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE," +
			" id text COLLATE \"C\" NOT NULL, PRIMARY KEY (tenant_id, id)); CALL jeton_fence('keepsakes');"},
		process.Edit{File: "migrations/postgres/9001_keepsakes_of_tokens.up.sql", New: "ALTER TABLE tokens ADD COLUMN keepsake text"},
		process.Edit{File: "migrations/postgres/9002_keepsakes_of_clients.up.sql", New: "ALTER TABLE clients ADD COLUMN keepsake text NOT NULL DEFAULT 'none'"},
		process.Edit{File: "migrations/sqlite/9000_keepsakes.up.sql", New: "CREATE TABLE keepsakes (tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE," +
			" id TEXT NOT NULL, PRIMARY KEY (tenant_id, id)) STRICT;"},
		process.Edit{File: "migrations/sqlite/9001_keepsakes_of_tokens.up.sql", New: "ALTER TABLE tokens ADD COLUMN keepsake TEXT"},
		process.Edit{File: "migrations/sqlite/9002_keepsakes_of_clients.up.sql", New: "ALTER TABLE clients ADD COLUMN keepsake TEXT NOT NULL DEFAULT 'none'"},
	)
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = []string{"DATABASE_URL=" + config.DatabaseURL}
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, string(output))
	status := process.Run(t, config, "migrate", "status")
	require.Zero(t, status.Code, status.Stderr)
	require.True(t, strings.HasPrefix(status.Stdout, "schema version 9002 of "), status.Stdout)
	require.Contains(t, status.Stdout, "this one may serve it")
}
