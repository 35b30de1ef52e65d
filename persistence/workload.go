package persistence

import (
	"database/sql"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/jeton-id/jeton/domain"
)

// level is how much one revocation takes back.
type level int

const (
	tokenLevel level = iota
	grantLevel
	sessionLevel
	applicationLevel
	clientLevel
	userLevel
	tenantLevel
	levels
)

var levelNames = [levels]string{"token", "grant", "session", "application", "client", "user", "tenant"}

// takings are what was committed of revocations.
type takings [levels]atomic.Int64

func (t *takings) add(committed [levels]int64) {
	for level, n := range committed {
		if n != 0 {
			t[level].Add(n)
		}
	}
}

// Revocations counts what was taken back since the store was opened, by level:
// tokens, grants, sessions, applications of a user, and everything of a client, a user
// or a tenant. It counts where the writing is, so that no door is forgotten.
func (s *Store) Revocations() map[string]int64 {
	counts := make(map[string]int64, len(levelNames))
	for level, name := range levelNames {
		counts[name] = s.taken[level].Load()
	}
	return counts
}

// Companies tells how callers at once have shared round trips: those who look up a
// token or ask for a revision, those who ask for many tokens, those who find a client
// and those who file a token.
func (s *Store) Companies() []domain.Company {
	return []domain.Company{s.reads.told("look_up"), s.batches.told("batch"), s.clients.told("client"), s.filings.told("filing")}
}

// Pools tells how the connections are.
func (s *Store) Pools() []domain.Pool { return s.engine.pools() }

func (e *sqliteEngine) pools() []domain.Pool {
	return []domain.Pool{
		poolOf("write", e.writer.Stats()), poolOf("read", e.readers.Stats()), e.filing.pool("filing"), e.reading.pool("look_up"),
	}
}

func poolOf(purpose string, s sql.DBStats) domain.Pool {
	return domain.Pool{
		Purpose: purpose, InUse: s.InUse, Idle: s.Idle, Most: s.MaxOpenConnections, Waits: s.WaitCount, Waited: s.WaitDuration,
	}
}

func (e *postgresEngine) pools() []domain.Pool {
	return []domain.Pool{pgxPoolOf("transaction", e.app.conns.Stat()), pgxPoolOf("filing", e.filing.conns.Stat()), pgxPoolOf("look_up", e.lookup.conns.Stat())}
}

// pgxPoolOf counts a connection that is being made as one in use: somebody waits for it.
func pgxPoolOf(purpose string, s *pgxpool.Stat) domain.Pool {
	return domain.Pool{
		Purpose: purpose, InUse: int(s.AcquiredConns() + s.ConstructingConns()), Idle: int(s.IdleConns()), Most: int(s.MaxConns()),
		Waits: s.EmptyAcquireCount(), Waited: s.EmptyAcquireWaitTime(),
	}
}
