package migrations_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/release"
)

// The previous release goes on serving while this one's migrations have run
// already: it writes rows that know nothing of them, and reads what they left it.
// So a migration only adds what nobody has to know of. What takes away or demands
// is a contraction: it is due once no release needs what goes, and says which
// those are by raising the floor (docs/adr/0038-expand-and-contract.md).

var (
	comments = regexp.MustCompile(`--[^\n]*`)
	spaces   = regexp.MustCompile(`\s+`)
	floor    = regexp.MustCompile(`update schema_floor set oldest = (\d+)`)
	created  = regexp.MustCompile(`create table (?:if not exists )?(\w+)`)
	// touched finds what is put on a table so that it refuses rows, and the table.
	touched = regexp.MustCompile(`(create unique index) (?:if not exists )?\w+ on (?:only )?(\w+)|` +
		`(create (?:or replace )?(?:constraint )?trigger) [^;]*? on (\w+)|` +
		`(call jeton_fence) ?\('(\w+)'\)|(enable row level security)`)
	added     = regexp.MustCompile(`\badd (?:column )?[^,;]*`)
	locks     = regexp.MustCompile(`\balter table (?:if exists )?(?:only )?(\w+)|\breferences (\w+)|\bcreate (?:unique )?index (?:if not exists )?\w+ on (?:only )?(\w+)`)
	refers    = regexp.MustCompile(`\breferences \w+(?: \([^)]*\))?([^,;]*)`)
	forbidden = []struct {
		found   *regexp.Regexp
		because string
	}{
		{regexp.MustCompile(`\bdrop\b`), "drops something: the previous release may still read or write it, or rely on a value being there"},
		{regexp.MustCompile(`\brename\b`), "renames something: the previous release knows it by its old name. Add the new one beside it"},
		{regexp.MustCompile(`\bset not null\b`), "demands a value: the previous release may leave it out"},
		{regexp.MustCompile(`\balter (column )?\w+ (set data )?type\b`), "changes a type: the previous release reads the old one, and the table is locked while it is written anew"},
		{regexp.MustCompile(`\badd (constraint|check|foreign key|unique|primary key|exclude)\b`), "adds a condition to a table that there is: the previous release may write what it refuses"},
		{regexp.MustCompile(`\b(truncate|delete from)\b`), "removes rows: the previous release may still answer from them"},
		{regexp.MustCompile(`\brevoke\b`), "takes a right away: the previous release may need it"},
	}
)

// mistakes says what the previous release would trip over in a migration. Tables
// are those that were made since it.
func mistakes(text string, last release.Release, tables map[string]bool) (found []string) {
	sql := strings.ToLower(spaces.ReplaceAllString(comments.ReplaceAllString(text, ""), " "))
	for _, made := range created.FindAllStringSubmatch(sql, -1) {
		tables[made[1]] = true
	}
	if raised := floor.FindStringSubmatch(sql); raised != nil {
		if oldest, err := strconv.ParseUint(raised[1], 10, 32); err != nil || uint(oldest) > last.Schema {
			return []string{fmt.Sprintf("raises the floor to %s, and %s, which has schema %d, could not be started any more", raised[1], last.Name, last.Schema)}
		}
		return nil
	}
	for _, rule := range forbidden {
		if rule.found.MatchString(sql) {
			found = append(found, rule.because)
		}
	}
	for _, column := range added.FindAllString(sql, -1) {
		if strings.Contains(column, "not null") && !strings.Contains(column, "default") {
			found = append(found, "adds a column that must have a value and has no default: the previous release does not write it")
		}
	}
	for _, on := range touched.FindAllStringSubmatch(sql, -1) {
		if !slices.ContainsFunc(on[1:], func(name string) bool { return tables[name] }) {
			found = append(found, "puts a condition on a table that there is ("+on[0]+"): the previous release may write what it refuses")
		}
	}
	locked := map[string]bool{}
	for _, names := range locks.FindAllStringSubmatch(sql, -1) {
		if name := names[1] + names[2] + names[3]; !tables[name] {
			locked[name] = true
		}
	}
	if len(locked) > 1 {
		found = append(found, "locks more than one table that there is, and each migration is one transaction: the previous release takes the same locks in an order of its own. Make it one migration for each table")
	}
	for _, key := range refers.FindAllStringSubmatch(sql, -1) {
		if !strings.Contains(key[1], "on delete cascade") && !strings.Contains(key[1], "on delete set null") {
			found = append(found, "refers to a table without on delete cascade: the previous release removes rows there and knows nothing of who refers to them")
		}
	}
	return found
}

func TestMigrationsSinceTheLastReleaseOnlyAdd(t *testing.T) {
	last, err := release.Last()
	require.NoError(t, err)
	floors := map[string][]string{} // of each migration, what either engine's says of the floor
	for _, engine := range []string{"postgres", "sqlite"} {
		files, err := filepath.Glob(filepath.Join(engine, "*.up.sql"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		tables := map[string]bool{}
		for _, file := range files {
			name := filepath.Base(file)
			number, _, _ := strings.Cut(name, "_")
			version, err := strconv.ParseUint(number, 10, 32)
			require.NoError(t, err)
			if uint(version) <= last.Schema {
				continue
			}
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, mistake := range mistakes(string(text), last, tables) {
				t.Errorf("%s %s", file, mistake)
			}
			floors[name] = append(floors[name], floor.FindString(strings.ToLower(string(text))))
		}
	}
	for name, of := range floors {
		require.Len(t, of, 2, "%s is there for one engine alone", name)
		require.Equal(t, of[0], of[1], "%s raises the floor differently on the two engines", name)
	}
}

func TestTheRuleCatchesWhatTakesAway(t *testing.T) {
	last := release.Release{Name: "v1.0.0", Schema: 30}
	for _, row := range []struct{ sql, caught string }{
		{"CREATE TABLE a (tenant_id uuid NOT NULL, b text NOT NULL, PRIMARY KEY (tenant_id));\nCALL jeton_fence('a');", ""},
		{"CREATE TABLE a (tenant_id uuid REFERENCES tenants (id) ON DELETE CASCADE)", ""},
		{"CREATE TABLE a (b text); CREATE UNIQUE INDEX a_b ON a (b);", ""},
		{"CREATE INDEX clients_b ON clients (tenant_id, b)", ""},
		{"CREATE TABLE a (b text REFERENCES clients (id) ON DELETE CASCADE); CREATE INDEX a_b ON a (b); ALTER TABLE a ADD c text", ""},
		{"ALTER TABLE clients ADD COLUMN b text", ""},
		{"ALTER TABLE clients ADD COLUMN b text NOT NULL DEFAULT ''", ""},
		{"ALTER TABLE clients ADD COLUMN b text NOT NULL\n  DEFAULT '{\"a\":1,\"b\":2}'", ""},
		{"GRANT SELECT (b) ON clients TO jeton_lookup", ""},
		{"UPDATE clients SET b = a WHERE b IS NULL", ""},
		{"-- to drop a table would be wrong\nALTER TABLE clients ADD b text", ""},
		{"UPDATE schema_floor SET oldest = 30; ALTER TABLE clients DROP COLUMN b", ""},
		{"UPDATE schema_floor SET oldest = 31; ALTER TABLE clients DROP COLUMN b", "could not be started any more"},

		{"DROP TABLE clients", "drops something"},
		{"ALTER TABLE clients DROP COLUMN b", "drops something"},
		{"ALTER TABLE clients\n  DROP b", "drops something"},
		{"ALTER TABLE clients ALTER COLUMN b DROP NOT NULL", "drops something"},
		{"DROP INDEX clients_acts_for", "drops something"},
		{"ALTER TABLE clients RENAME COLUMN a TO b", "renames"},
		{"ALTER TABLE clients RENAME TO apps", "renames"},
		{"ALTER TABLE clients ALTER COLUMN b SET NOT NULL", "demands a value"},
		{"ALTER TABLE clients ALTER COLUMN b TYPE bigint", "changes a type"},
		{"ALTER TABLE clients ALTER b SET DATA TYPE bigint", "changes a type"},
		{"ALTER TABLE clients ADD COLUMN b text NOT NULL", "has no default"},
		{"ALTER TABLE clients ADD b text NOT NULL, ADD c text DEFAULT ''", "has no default"},
		{"ALTER TABLE clients ADD CONSTRAINT c CHECK (b > 0)", "adds a condition"},
		{"ALTER TABLE clients ADD UNIQUE (b)", "adds a condition"},
		{"CREATE UNIQUE INDEX clients_b ON clients (b)", "puts a condition"},
		{"CREATE TRIGGER c BEFORE INSERT ON clients BEGIN SELECT RAISE(ABORT, 'no'); END", "puts a condition"},
		{"CALL jeton_fence('clients')", "puts a condition"},
		{"CREATE TABLE a (tenant_id uuid REFERENCES tenants (id))", "without on delete cascade"},
		{"DELETE FROM sessions", "removes rows"},
		{"ALTER TABLE clients ADD a text; ALTER TABLE tokens ADD a text", "locks more than one table"},
		{"CREATE TABLE a (b text REFERENCES tenants (id) ON DELETE CASCADE); CREATE INDEX c ON clients (d)", "locks more than one table"},
		{"REVOKE SELECT ON clients FROM jeton_app", "takes a right away"},
	} {
		found := mistakes(row.sql, last, map[string]bool{})
		if row.caught == "" {
			require.Empty(t, found, row.sql)
			continue
		}
		require.Contains(t, strings.Join(found, "\n"), row.caught, row.sql)
	}
}
