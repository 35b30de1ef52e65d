package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Every server notes the statements that run on it (pg_stat_statements), and every
// database that a test lets go of is asked which of them were the program's: those
// of roles that are not superusers, for tests look behind its back as superusers.
// Each is then planned by a superuser, whom no policy holds, so that the plan has
// the conditions of the statement and no others. One that reaches rows of a table
// with a tenant by anything but that tenant fails the test.
//
// No test asks for this, and none can forget it.

// acrossTenants are the statements that may.
var acrossTenants = []struct {
	statement *regexp.Regexp
	because   string
}{
	{
		regexp.MustCompile(`^SELECT EXISTS \(SELECT \$1 FROM \w+\)$`),
		"the check of isolation asks for any row at all, as nobody, and must get none",
	},
}

// statements audits those of the database that ran since it was asked last, and
// gives what is wrong with them.
func (s *Server) statements(database string) (wrong []string, err error) {
	if s.config.Unlogged {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return nil, fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT query FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
		WHERE d.datname = $1 AND NOT r.rolsuper`, database)
	if err != nil {
		return nil, fmt.Errorf("read the statements that ran: %w", err)
	}
	ran, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the statements that ran: %w", err)
	}
	unknown := slices.DeleteFunc(ran, func(statement string) bool {
		_, known := s.audited.Load(statement)
		return known || allowedAcrossTenants(statement)
	})
	if len(unknown) > 0 {
		if wrong, err = s.audit(ctx, database, unknown); err != nil {
			return nil, err
		}
	}
	// What was read need not be read again, and the next database takes its place.
	_, err = conn.Exec(ctx, "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = $1", database)
	return wrong, err
}

func allowedAcrossTenants(statement string) bool {
	for _, allowed := range acrossTenants {
		if allowed.statement.MatchString(statement) {
			return true
		}
	}
	return false
}

// tablesWithATenant gives them, each partition after its parent's name.
const tablesWithATenant = `SELECT c.relname, coalesce(p.relname, c.relname) FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
	LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`

func (s *Server) audit(ctx context.Context, database string, statements []string) (wrong []string, err error) {
	conn, err := pgx.Connect(ctx, s.URL(database))
	if err != nil {
		return nil, fmt.Errorf("connect to a test's database: %w", err)
	}
	defer conn.Close(ctx)
	tables := map[string]string{}
	rows, err := conn.Query(ctx, tablesWithATenant)
	if err != nil {
		return nil, fmt.Errorf("list the tables with a tenant: %w", err)
	}
	var table, parent string
	if _, err := pgx.ForEachRow(rows, []any{&table, &parent}, func() error { tables[table] = parent; return nil }); err != nil {
		return nil, fmt.Errorf("list the tables with a tenant: %w", err)
	}
	// One plan for all arguments, with every partition in it, and every condition in
	// the place where the table is read.
	if _, err := conn.Exec(ctx, `SET plan_cache_mode = force_generic_plan; SET enable_partition_pruning = off; SET enable_seqscan = off;
		SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off`); err != nil {
		return nil, fmt.Errorf("prepare to plan: %w", err)
	}
	for _, statement := range statements {
		if !namesOneOf(statement, tables) {
			s.audited.Store(statement, true)
			continue
		}
		plan, err := explain(ctx, conn, statement)
		if isCode(err, "42P10") {
			// The condition of a partial index has lost its values. The index begins
			// with the tenant as all do, and nothing is read by it.
			plan, err = explain(ctx, conn, arbiter.ReplaceAllString(statement, "ON CONFLICT DO NOTHING"))
		}
		switch {
		case isCode(err, "42P01", "42703"):
			// A test has taken a table away; another database has it.
			continue
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("what the tenant of this statement is cannot be found out, perhaps because a value does not say its type: %s\n%s", err, statement))
			continue
		}
		loose, seen := plan.loose(tables)
		for _, table := range loose {
			wrong = append(wrong, fmt.Sprintf("this statement reads %s without a tenant:\n%s", table, statement))
		}
		// Without a partition a plan says nothing; in another database it will.
		if !slices.ContainsFunc(named(statement, tables), func(table string) bool { return !seen[table] }) {
			s.audited.Store(statement, true)
		}
	}
	return wrong, nil
}

var word = regexp.MustCompile(`\w+`)

// named gives the tables whose names are in the statement.
func named(statement string, tables map[string]string) (found []string) {
	for _, name := range word.FindAllString(statement, -1) {
		if parent, ok := tables[name]; ok && !slices.Contains(found, parent) {
			found = append(found, parent)
		}
	}
	return found
}

func namesOneOf(statement string, tables map[string]string) bool {
	return len(named(statement, tables)) > 0
}

// arbiter is the part of an insert that names a partial index.
var arbiter = regexp.MustCompile(`ON CONFLICT \([^)]*\) WHERE .* DO NOTHING`)

// isCode reports that the database refused with one of the codes.
func isCode(err error, codes ...string) bool {
	var known *pgconn.PgError
	return errors.As(err, &known) && slices.Contains(codes, known.Code)
}

// explain plans a statement without its arguments.
func explain(ctx context.Context, conn *pgx.Conn, statement string) (*plan, error) {
	prepared, err := conn.PgConn().Prepare(ctx, "audited", statement, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _, _ = conn.Exec(ctx, "DEALLOCATE audited") }()
	arguments := strings.TrimSuffix(strings.Repeat("NULL,", len(prepared.ParamOIDs)), ",")
	if arguments != "" {
		arguments = "(" + arguments + ")"
	}
	var text []byte
	if err := conn.QueryRow(ctx, "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE audited"+arguments, pgx.QueryExecModeSimpleProtocol).Scan(&text); err != nil {
		return nil, err
	}
	var explained []struct{ Plan *plan }
	if err := json.Unmarshal(text, &explained); err != nil || len(explained) != 1 {
		return nil, fmt.Errorf("read the plan %s: %w", text, err)
	}
	return explained[0].Plan, nil
}
