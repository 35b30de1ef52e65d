package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/test/postgres"
)

// pgbench shows what Postgres itself does in the same place: the bare select of a
// row by its key, and the bare insert of one, in a table shaped like tokens but
// without its indexes, joins and policies.

const pgbenchTables = `
CREATE TABLE found (
  tenant_id uuid NOT NULL, issued_at bigint NOT NULL, not_before bigint NOT NULL, expires_at bigint NOT NULL,
  drawer integer NOT NULL, hash bytea NOT NULL, kind text NOT NULL, client_id text NOT NULL,
  audience text NOT NULL, scope text NOT NULL,
  PRIMARY KEY (tenant_id, drawer, hash)
);
CREATE TABLE filed (LIKE found INCLUDING ALL);
INSERT INTO found SELECT '018f8c4e-0000-7000-8000-000000000001', 1700000000000, 1700000000000, 1700003600000,
  4711, int8send(n) || int8send(n), 'access_token', 'shop', 'https://orders.example', 'orders.read orders.write'
FROM generate_series(1::bigint, 10000) n;
VACUUM ANALYZE found`

const pgbenchSelect = `\set n random(1, 10000)
SELECT client_id, audience, scope, issued_at, expires_at FROM found WHERE tenant_id = '018f8c4e-0000-7000-8000-000000000001' AND drawer = 4711 AND hash = int8send(:n) || int8send(:n);
`

const pgbenchInsert = `\set a random(1, 9000000000000000000)
\set b random(1, 9000000000000000000)
INSERT INTO filed VALUES ('018f8c4e-0000-7000-8000-000000000001', 1700000000000, 1700000000000, 1700003600000, 4711, int8send(:a) || int8send(:b), 'access_token', 'shop', 'https://orders.example', 'orders.read orders.write');
`

// pgbench is the program with a database made ready for it.
type pgbench struct {
	program     string
	databaseURL string
	postmaster  int
	dir         string
	// rates are the last transactions per second of each script.
	rates map[string]float64
}

func (b *bench) newPgbench(ctx context.Context) (*pgbench, error) {
	bin, err := postgres.Find()
	if err != nil {
		return nil, err
	}
	p := &pgbench{program: filepath.Join(bin, "pgbench"), postmaster: b.postmaster, dir: b.group.path("pgbench"), rates: map[string]float64{}}
	if _, err := exec.LookPath(p.program); err != nil {
		return nil, errors.New("PostgreSQL's server programs are installed, but not pgbench: install the package postgresql-contrib")
	}
	if p.databaseURL, err = b.createDatabase(ctx, "pgbench"); err != nil {
		return nil, err
	}
	for _, statement := range strings.Split(pgbenchTables, ";\n") {
		if err := execute(ctx, p.databaseURL, statement); err != nil {
			return nil, err
		}
	}
	err = os.Mkdir(p.dir, 0o700)
	for name, script := range map[string]string{"select": pgbenchSelect, "insert": pgbenchInsert} {
		err = errors.Join(err, os.WriteFile(filepath.Join(p.dir, name+".sql"), []byte(script), 0o600))
	}
	return p, err
}

// run runs a script over a number of connections for about so long. pgbench
// counts the time in which it opens connections, and many of them take more than
// a second; so it is given a number of transactions, by its last rate.
func (p *pgbench) run(ctx context.Context, script string, connections int, lasts time.Duration) (figures, error) {
	if err := execute(ctx, p.databaseURL, "TRUNCATE filed"); err != nil {
		return figures{}, err
	}
	children, err := childrenOf(p.postmaster)
	if err != nil {
		return figures{}, err
	}
	before, err := cpuOf(p.postmaster)
	if err != nil {
		return figures{}, err
	}
	rate := cmp.Or(p.rates[script], 4000)
	cmd, err := p.command(ctx, script, connections, int(math.Ceil(rate*lasts.Seconds()/float64(connections))))
	if err != nil {
		return figures{}, err
	}
	output, err := cmd.CombinedOutput()
	if err != nil {
		return figures{}, errors.Join(ctx.Err(), fmt.Errorf("pgbench: %w\n%s", err, output))
	}
	if err := awaitChildren(p.postmaster, len(children)); err != nil {
		return figures{}, err
	}
	after, err := cpuOf(p.postmaster)
	if err != nil {
		return figures{}, err
	}
	f, transactions, err := parsePgbench(output)
	if err != nil {
		return figures{}, err
	}
	p.rates[script] = f.Throughput
	perThousand := func(d time.Duration) float64 { return d.Seconds() * 1000 / transactions }
	f.DatabaseCPU, f.LoadCPU = perThousand(after-before), perThousand(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	f.Trips = 1
	f.P50, f.P99, err = p.latencies()
	return f, err
}

func (p *pgbench) command(ctx context.Context, script string, connections, transactions int) (*exec.Cmd, error) {
	database, err := url.Parse(p.databaseURL)
	if err != nil {
		return nil, err
	}
	password, _ := database.User.Password()
	cmd := exec.CommandContext(ctx, p.program, "--no-vacuum", "--protocol=prepared", "--jobs=1",
		"--client="+strconv.Itoa(connections), "--transactions="+strconv.Itoa(transactions),
		"--log", "--log-prefix=log", "--file="+script+".sql")
	cmd.Dir = p.dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "PGHOST=" + database.Hostname(), "PGPORT=" + database.Port(),
		"PGUSER=" + database.User.Username(), "PGPASSWORD=" + password, "PGDATABASE=" + strings.TrimPrefix(database.Path, "/"),
		"PGSSLMODE=disable",
	}
	return cmd, nil
}

var (
	pgbenchRate  = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)
	pgbenchCount = regexp.MustCompile(`(?m)^number of transactions actually processed: ([0-9]+)`)
)

func parsePgbench(output []byte) (figures, float64, error) {
	rate, count := pgbenchRate.FindSubmatch(output), pgbenchCount.FindSubmatch(output)
	if rate == nil || count == nil {
		return figures{}, 0, fmt.Errorf("pgbench gave no rate:\n%s", output)
	}
	perSecond, _ := strconv.ParseFloat(string(rate[1]), 64)
	transactions, _ := strconv.ParseFloat(string(count[1]), 64)
	return figures{Throughput: perSecond}, transactions, nil
}

// latencies reads and removes the log, which has a line for each transaction
// whose third field is its time in microseconds.
func (p *pgbench) latencies() (p50, p99 time.Duration, err error) {
	logs, err := filepath.Glob(filepath.Join(p.dir, "log.*"))
	if err != nil {
		return 0, 0, err
	}
	var seen histogram
	for _, log := range logs {
		text, err := os.ReadFile(log)
		if err != nil {
			return 0, 0, err
		}
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			fields := strings.Fields(lines.Text())
			if len(fields) < 3 {
				return 0, 0, fmt.Errorf("pgbench logged %q", lines.Text())
			}
			micros, err := strconv.ParseInt(fields[2], 10, 64)
			if err != nil {
				return 0, 0, err
			}
			seen.record(time.Duration(micros) * time.Microsecond)
		}
		if err := os.Remove(log); err != nil {
			return 0, 0, err
		}
	}
	if seen.n == 0 {
		return 0, 0, errors.New("pgbench logged nothing")
	}
	return seen.percentile(.5), seen.percentile(.99), nil
}

// execute runs one statement as the owner of a database.
func execute(ctx context.Context, databaseURL, statement string) error {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
