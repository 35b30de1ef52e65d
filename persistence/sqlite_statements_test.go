package persistence_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// On Postgres the server notes every statement (test/postgres); on SQLite, where
// there is no second wall, open does. Each is planned when its test is over: every
// index begins with the tenant, so one that names its tenant finds a table's rows
// by it, and one that does not has to go through all.

// audited holds the statements on SQLite that were found to name their tenant.
var audited sync.Map

// ofEveryTenant are statements that may go through all rows.
var ofEveryTenant = map[*regexp.Regexp]string{
	regexp.MustCompile(`^SELECT tenant_id FROM tokens WHERE tenant_id > \? ORDER BY tenant_id LIMIT 1$`): "dropping a drawer goes from tenant to tenant, a step in the index for each",
}

// noteStatements gives a Fault that notes every statement on an SQLite database,
// and has them looked at when the test is over.
func noteStatements(t *testing.T, config persistence.Config) func(context.Context, string) error {
	t.Helper()
	if !strings.HasPrefix(config.URL, "sqlite:") {
		return config.Fault
	}
	var mu sync.Mutex
	heard := map[string]bool{}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		maps.DeleteFunc(heard, func(statement string, _ bool) bool { _, known := audited.Load(statement); return known })
		if len(heard) == 0 {
			return
		}
		db, _ := rawDatabase(t, config.URL)
		for _, statement := range slices.Sorted(maps.Keys(heard)) {
			found, err := withoutTenant(db, statement)
			switch {
			case err != nil && strings.Contains(err.Error(), "no such "):
				// A test has taken a table away.
			case err != nil:
				t.Errorf("what the tenant of this statement is cannot be found out: %s\n%s", err, statement)
			case found != "":
				t.Errorf("this statement goes through the rows of every tenant (%s):\n%s", found, statement)
			default:
				audited.Store(statement, true)
			}
		}
	})
	return func(ctx context.Context, statement string) error {
		mu.Lock()
		heard[statement] = true
		mu.Unlock()
		if config.Fault == nil {
			return nil
		}
		return config.Fault(ctx, statement)
	}
}

var (
	planned = regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
	reads   = regexp.MustCompile("(?i)\\b(?:FROM|JOIN|UPDATE|INTO)\\s+[`\"]?(\\w+)[`\"]?(?:\\s+(?:AS\\s+)?(\\w+))?")
	step    = regexp.MustCompile(`^(?:SCAN|SEARCH) (\w+)`)
)

// withoutTenant gives the step of SQLite's plan that finds rows of a table with a
// tenant by something else, nothing if there is none.
func withoutTenant(db *sql.DB, statement string) (string, error) {
	for allowed := range ofEveryTenant {
		if allowed.MatchString(statement) {
			return "", nil
		}
	}
	if !planned.MatchString(statement) {
		return "", nil
	}
	steps, err := column(db, "EXPLAIN QUERY PLAN "+statement, 3, make([]any, strings.Count(statement, "?"))...)
	if err != nil {
		return "", err
	}
	withTenant, err := column(db, "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'tenant_id' WHERE m.type = 'table'", 0)
	if err != nil {
		return "", err
	}
	called := map[string]bool{}
	for _, found := range reads.FindAllStringSubmatch(statement, -1) {
		if slices.Contains(withTenant, found[1]) {
			called[found[1]], called[found[2]] = true, true
		}
	}
	for _, text := range steps {
		if found := step.FindStringSubmatch(text); found != nil && called[found[1]] && !strings.Contains(text, "(tenant_id=?") {
			return text, nil
		}
	}
	return "", nil
}

// column gives one column of what a statement finds.
func column(db *sql.DB, statement string, which int, args ...any) ([]string, error) {
	rows, err := db.Query(statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var found []string
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		found = append(found, fmt.Sprint(values[which]))
	}
	return found, rows.Err()
}

func TestAStatementOnSQLiteNamesItsTenant(t *testing.T) {
	db, _ := rawDatabase(t, storetest.Database(t, migrations.SQLite))
	named := []string{
		"SELECT name FROM clients WHERE tenant_id = ? AND client_id = ?",
		"SELECT id FROM tenants WHERE slug > ? ORDER BY slug",
		"SELECT c.name FROM tenants t LEFT JOIN clients c ON c.tenant_id = t.id WHERE t.id = ?",
		"DELETE FROM grants WHERE tenant_id = ? AND id IN (SELECT id FROM grants WHERE tenant_id = ? LIMIT 2)",
	}
	forgotten := []string{
		"SELECT name FROM clients WHERE client_id = ?",
		"SELECT name FROM clients",
		"UPDATE `users` SET status = ? WHERE username = ?",
		"DELETE FROM grants WHERE tenant_id = ? AND id IN (SELECT id FROM grants WHERE client_id = ?)",
		"SELECT c.name FROM users u JOIN clients c ON c.client_id = u.username WHERE u.tenant_id = ?",
	}
	for _, statement := range slices.Concat(named, forgotten) {
		found, err := withoutTenant(db, statement)
		require.NoError(t, err, statement)
		require.Equal(t, slices.Contains(named, statement), found == "", "%s: %s", statement, found)
	}
}
