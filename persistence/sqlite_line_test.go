package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// openTenants opens an engine with tenants whose revisions are 1, 2, 3, ….
func openTenants(t testing.TB, number int) (e *sqliteEngine, ids []string) {
	db, err := migrations.Parse(storetest.Database(t, migrations.SQLite))
	require.NoError(t, err)
	e, err = openSQLite(t.Context(), db, 2, &watch{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = e.close() })
	for i := range number {
		id := fmt.Sprintf("00000000-0000-7000-8000-%012d", i+1)
		_, err := e.writer.Exec("INSERT INTO tenants (id, revision, epoch, version, created_at, updated_at, slug, name, status, settings)"+
			" VALUES (?, ?, 1, 1, 1, 1, ?, 'T', 'active', '{}')", id, i+1, id)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	return e, ids
}

func TestSQLiteDecidesTogether(t *testing.T) {
	e, ids := openTenants(t, 3)
	var sent []string
	e.watch.heard = func(statement string, _ []any) { sent = append(sent, statement) }
	row := inquiry{tenant: ids[1], row: true}
	asked := []inquiry{{tenant: ids[2]}, row, {tenant: nobody}, {tenant: ids[0]}, row, {tenant: ids[2]}}
	found := make([]domain.Finding, len(asked))
	decided := func(want ...int64) {
		t.Helper()
		sent = nil
		clear(found)
		require.NoError(t, e.decide(t.Context(), asked, found))
		for i, revision := range want {
			require.Equal(t, domain.Finding{Revision: revision}, found[i], "inquiry %d", i)
		}
	}
	decided(3, 2, 0, 1, 2, 3)
	require.Equal(t, []string{sqliteRevisions, sqliteLookUp, sqliteLookUp}, sent)
	require.Equal(t, int64(1), e.watch.trips.Load(), "they are one round trip")

	_, err := e.writer.Exec("UPDATE tenants SET revision = revision + 10")
	require.NoError(t, err)
	decided(13, 12, 0, 11, 12, 13)
	require.Len(t, e.reading.idle, 1, "the second trip took the first one's line, and saw what was committed between")

	_, err = e.writer.Exec("UPDATE tenants SET status = 'deleted' WHERE id = ?", ids[0])
	require.NoError(t, err)
	decided(13, 12, 0, 0, 12, 13)
}

// TestSQLiteLineHoldsNoSnapshot holds a trip to letting go of what it saw: a
// checkpoint that resets the log is refused for as long as anybody reads in it.
func TestSQLiteLineHoldsNoSnapshot(t *testing.T) {
	e, ids := openTenants(t, 1)
	require.NoError(t, e.decide(t.Context(), []inquiry{{tenant: ids[0]}, {tenant: ids[0], row: true}}, make([]domain.Finding, 2)))
	var busy, log, done int
	require.NoError(t, e.writer.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done))
	require.Zero(t, busy)
}

func TestSQLiteLinesCannotWriteWhereTheyRead(t *testing.T) {
	e, _ := openTenants(t, 1)
	err := e.reading.with(func(l *line) (bool, error) { return true, l.exec("UPDATE tenants SET revision = 0") })
	require.ErrorContains(t, err, "readonly")
}

func TestSQLiteGivesUpALine(t *testing.T) {
	e, _ := openTenants(t, 0)
	var first *line
	failure := errors.New("not well")
	work := func(well bool) func(l *line) (bool, error) {
		return func(l *line) (bool, error) { first = l; return well, failure }
	}
	require.ErrorIs(t, e.reading.with(work(true)), failure)
	require.Equal(t, []*line{first}, e.reading.idle, "its work was at fault")
	require.ErrorIs(t, e.reading.with(work(false)), failure)
	require.Empty(t, e.reading.idle)
	require.Panics(t, func() { _ = e.reading.with(func(*line) (bool, error) { panic("defect") }) })
	require.Empty(t, e.reading.idle)
	require.NoError(t, e.close(), "none is in use")
	require.ErrorIs(t, e.decide(t.Context(), []inquiry{{tenant: nobody}}, make([]domain.Finding, 1)), sql.ErrConnDone)
}

// BenchmarkSQLiteDecide is a trip that asks for the revisions of some tenants.
func BenchmarkSQLiteDecide(b *testing.B) {
	e, ids := openTenants(b, 32)
	for _, company := range []int{1, 8, 32} {
		b.Run(fmt.Sprint(company), func(b *testing.B) {
			asked, found := make([]inquiry, company), make([]domain.Finding, company)
			for i := range asked {
				asked[i].tenant = ids[i]
			}
			b.ReportAllocs()
			for b.Loop() {
				ctx, cancel := context.WithTimeout(b.Context(), tripTimeout)
				require.NoError(b, e.decide(ctx, asked, found))
				cancel()
			}
		})
	}
}
