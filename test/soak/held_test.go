package soak_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// sample is what the first replica holds on to at a beat, and how many rows are in each
// table.
type sample struct {
	beat, pid int
	held      map[string]uint64
	rows      map[string]int
}

// finding is something that must not have grown, in words.
type finding struct {
	what, early, late, bound string
	holds                    bool
}

// mostStatements is how many statements pgx keeps prepared on one connection.
const mostStatements = 512

// kinds are what a replica may hold on to, and how much more of it there may be than a
// quarter over what there was: what one more client, or one more table, makes.
var kinds = []struct {
	name, is string
	slack    uint64
	unit     uint64
}{
	{"goroutines", "goroutines", 64, 1},
	{"heap", "live memory, MB", 16 << 20, 1 << 20},
	{"connections", "connections to Postgres", 24, 1},
	{"files", "open files", 64, 1},
	{"statements", "prepared statements of a connection", mostStatements, 1},
}

// forever are tables that no retention empties, and why that is so.
var forever = map[string]string{
	"audit_events": "what was done is kept",
}

// take takes a sample.
func (s *soak) take(t *testing.T, beat int) {
	t.Helper()
	pid := s.Servers[0].PID()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(s.sockets, fmt.Sprint(pid)))
		},
	}}
	response, err := client.Get("http://replica/")
	require.NoError(t, err)
	defer response.Body.Close()
	taken := sample{beat: beat, pid: pid, rows: s.rows(t)}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&taken.held))
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	require.NoError(t, err)
	taken.held["files"] = uint64(len(files))
	s.samples = append(s.samples, taken)
}

// rows counts what is in each table, partitions with the table that they are of. One
// that is on its way out is no table of its own.
func (s *soak) rows(t *testing.T) map[string]int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.database)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	found, err := conn.Query(t.Context(), "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname !~ '_d[0-9]+$'")
	require.NoError(t, err)
	tables, err := pgx.CollectRows(found, pgx.RowTo[string])
	require.NoError(t, err)
	rows := map[string]int{}
	for _, table := range tables {
		rows[table] = count(t, conn, "SELECT count(*) FROM "+pgx.Identifier{table}.Sanitize())
	}
	return rows
}

// holds compares what the replica held on to when it was warm with what it does in the
// end.
func (s *soak) holds(t *testing.T, beats int) (findings []finding) {
	t.Helper()
	s.take(t, beats)
	life := s.samples
	for life[0].pid != life[len(life)-1].pid {
		life = life[1:]
	}
	require.GreaterOrEqual(t, len(life), 4, "the replica was restarted too late to tell anything")
	window := max(1, len(life)/4)
	early, late := life[window:2*window], life[len(life)-window:]
	for _, kind := range kinds {
		then, now := middle(early, kind.name), middle(late, kind.name)
		bound := then + then/4 + kind.slack
		if kind.name == "statements" {
			bound = mostStatements
		}
		in := func(n uint64) string { return fmt.Sprintf("%.3g", float64(n)/float64(kind.unit)) }
		findings = append(findings, finding{kind.is, in(then), in(now), in(bound), now <= bound && now > 0})
	}
	return findings
}

// middle is the median of what samples say.
func middle(of []sample, kind string) uint64 {
	var all []uint64
	for _, s := range of {
		all = append(all, s.held[kind])
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// retention is how long after a token ended its row may be there, at the most: a week,
// and as long as a drawer is open.
const retention = 7*24*time.Hour + 12*time.Hour

// keeps compares what is in the tables with what has to be. Tokens can be counted: there
// must not be more than were issued within their retention. Other tables are looked at
// where the run is long enough for retention to have come round twice.
func (s *soak) keeps(t *testing.T, beats int) (findings []finding) {
	t.Helper()
	issued := s.Issued(s.offset - retention)
	require.Less(t, issued, s.Issued(0), "the clock was not turned far enough for anything to be dropped")
	// Not all that is filed was acknowledged.
	bound := issued + issued/10 + 100
	there := s.tokens(t)
	for began := time.Now(); there > bound && time.Since(began) < 30*time.Second; there = s.tokens(t) {
		time.Sleep(200 * time.Millisecond)
	}
	findings = append(findings, finding{"rows of tokens, of all that were issued", fmt.Sprint(s.Issued(0)), fmt.Sprint(there), fmt.Sprint(bound), there <= bound && there > 0})
	if beats < 60 {
		return findings
	}
	// After a quarter of the beats the first drawers are gone.
	early, late := s.most(beats/4, beats/2), s.most(beats-beats/4, beats+1)
	for _, table := range sorted(late) {
		if table == "schema_migrations" || table == "schema_floor" || late[table] < 100 {
			continue
		}
		bound, in := early[table]+early[table]/2+100, fmt.Sprint
		f := finding{"rows of " + table, in(early[table]), in(late[table]), in(bound), late[table] <= bound}
		if because := forever[table]; because != "" {
			f.bound, f.holds = because, true
		}
		findings = append(findings, f)
	}
	return findings
}

// tokens counts the rows of tokens that the hands got.
func (s *soak) tokens(t *testing.T) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.database)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	return count(t, conn, "SELECT count(*) FROM tokens WHERE tenant_id IN (SELECT id FROM tenants WHERE slug IN ('acme', 'globex'))")
}

// count counts rows, again if a partition was dropped at that very moment.
func count(t *testing.T, conn *pgx.Conn, statement string) (rows int) {
	t.Helper()
	var err error
	for range 10 {
		if err = conn.QueryRow(t.Context(), statement).Scan(&rows); err == nil {
			return rows
		}
		time.Sleep(50 * time.Millisecond)
	}
	require.NoError(t, err, statement)
	return 0
}

// most gives the most rows of each table that there were from one beat until another.
func (s *soak) most(from, until int) map[string]int {
	most := map[string]int{}
	for _, taken := range s.samples {
		if taken.beat >= from && taken.beat < until {
			for table, rows := range taken.rows {
				most[table] = max(most[table], rows)
			}
		}
	}
	return most
}

func sorted(rows map[string]int) (tables []string) {
	for table := range rows {
		tables = append(tables, table)
	}
	slices.SortFunc(tables, strings.Compare)
	return tables
}
