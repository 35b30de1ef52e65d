package postgres

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// forgetful has the test below it forget the tenant in a process of its own.
const forgetful = "JETON_TEST_FORGETFUL"

// notes is a schema with a policy, which must not stand in for a condition.
const notes = `
CREATE TABLE notes (tenant_id int NOT NULL, id int NOT NULL, text text, PRIMARY KEY (tenant_id, id));
CREATE TABLE words (tenant_id int NOT NULL, drawer int NOT NULL, note int NOT NULL, word text, PRIMARY KEY (tenant_id, drawer, note)) PARTITION BY LIST (drawer);
CREATE TABLE words_d1 PARTITION OF words FOR VALUES IN (1);
CREATE TABLE words_d2 PARTITION OF words FOR VALUES IN (2);
CREATE TABLE tenants (id int PRIMARY KEY, slug text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (tenant_id = current_setting('notes.tenant', true)::int);
DO $$ BEGIN CREATE ROLE program; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT ALL ON notes, words, tenants TO program;
SET ROLE program;
SELECT set_config('notes.tenant', '1', false)`

func TestAStatementNamesItsTenant(t *testing.T) {
	t.Parallel()
	s := ForTest(t)
	const name = "statements"
	require.NoError(t, s.run("CREATE DATABASE "+name))
	conn := connect(t, s.URL(name))
	mustExec(t, conn, notes)
	for _, test := range []struct {
		name, statement string
		// reads is what it reads without a tenant, nothing if it is in order.
		reads []string
	}{
		{"one row by its key", "SELECT text FROM notes WHERE tenant_id = 1 AND id = 2", nil},
		{"a tenant by its cast", "SELECT text FROM notes WHERE tenant_id = '1'::text::int", nil},
		{"an insert", "INSERT INTO notes VALUES (1, 2, 'x') ON CONFLICT (tenant_id, id) DO UPDATE SET text = excluded.text", nil},
		{"an update", "UPDATE notes SET text = 'y' WHERE tenant_id = 1 AND id = 2", nil},
		{"a removal by a search", "DELETE FROM notes WHERE tenant_id = 1 AND id IN (SELECT id FROM notes WHERE tenant_id = 1 LIMIT 2)", nil},
		{"every partition", "SELECT count(*) FROM words WHERE tenant_id = 1", nil},
		{"a join to what has its tenant", "SELECT w.word FROM notes n LEFT JOIN words w ON w.tenant_id = n.tenant_id AND w.note = n.id WHERE n.tenant_id = 1", nil},
		{
			"many of many tenants, each by its own", "SELECT q.n, w.word FROM unnest(ARRAY[1, 2]::int[], ARRAY[3, 4]::int[]) WITH ORDINALITY AS q(tenant, note, n)" +
				" JOIN tenants t ON t.id = q.tenant LEFT JOIN words w ON w.tenant_id = t.id AND w.drawer = 1 AND w.note = q.note", nil,
		},
		{"the directory", "SELECT id FROM tenants WHERE slug > 'a' ORDER BY slug LIMIT 2", nil},
		{"no table", "SELECT 1", nil},

		{"the policy alone", "SELECT text FROM notes", []string{"notes"}},
		{"the key without its tenant", "SELECT text FROM notes WHERE id = 2", []string{"notes"}},
		{"the setting of the policy", "SELECT id FROM notes WHERE tenant_id = current_setting('notes.tenant')::int", []string{"notes"}},
		{"a tenant or something else", "SELECT text FROM notes WHERE tenant_id = 1 OR text = 'x'", []string{"notes"}},
		{"anybody but a tenant", "SELECT text FROM notes WHERE NOT tenant_id = 1", []string{"notes"}},
		{"one of several tenants", "SELECT text FROM notes WHERE tenant_id IN (1, 2)", []string{"notes"}},
		{"an update of all", "UPDATE notes SET text = 'z' WHERE id = 2", []string{"notes"}},
		{"a removal of all", "DELETE FROM notes WHERE text = 'x'", []string{"notes"}},
		{"a search in another's", "DELETE FROM notes WHERE tenant_id = 1 AND id IN (SELECT id FROM notes WHERE text = 'q')", []string{"notes"}},
		{"a partition after another", "SELECT count(*) FROM words WHERE drawer = 1", []string{"words", "words"}},
		{"a join that forgets", "SELECT w.word FROM notes n JOIN words w ON w.note = n.id WHERE n.tenant_id = 1 AND w.drawer = 1", []string{"words", "words"}},
		{"a join that nobody holds", "SELECT n.text FROM notes n JOIN notes o ON o.tenant_id = n.tenant_id AND o.id = 1", []string{"notes", "notes"}},
		{"all tenants of the directory", "SELECT n.text FROM tenants t JOIN notes n ON n.tenant_id = t.id", []string{"notes"}},
		{"a row counted for whoever inserts", "INSERT INTO words SELECT 1, 1, count(*), 'x' FROM notes", []string{"notes"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			mustExec(t, conn, test.statement)
			wrong, err := s.statements(name)
			require.NoError(t, err)
			require.Len(t, wrong, len(test.reads), "%v", wrong)
			for i, table := range test.reads {
				require.Contains(t, wrong[i], "this statement reads "+table)
			}
		})
	}
	t.Run("what is known is not asked about again", func(t *testing.T) {
		mustExec(t, conn, "SELECT text FROM notes WHERE tenant_id = 5 AND id = 7")
		_, known := s.audited.Load("SELECT text FROM notes WHERE tenant_id = $1 AND id = $2")
		require.True(t, known)
	})
	t.Run("a superuser is no program", func(t *testing.T) {
		mustExec(t, connect(t, s.URL(name)), "SELECT text FROM notes WHERE text = 'by a test'")
		wrong, err := s.statements(name)
		require.NoError(t, err)
		require.Empty(t, wrong)
	})
	require.NoError(t, conn.Close(context.Background()))
	require.NoError(t, s.run("DROP DATABASE "+name))
}

// TestAForgottenTenantFailsTheTest is two tests: one that forgets a tenant and
// does nothing about it, in another process, and one that sees it fail.
func TestAForgottenTenantFailsTheTest(t *testing.T) {
	if os.Getenv(forgetful) != "" {
		conn := connect(t, ForTest(t).Database(t, ""))
		mustExec(t, conn, notes)
		mustExec(t, conn, "SELECT text FROM notes WHERE id = 2")
		return
	}
	t.Parallel()
	binary := exec.Command(os.Args[0], "-test.run=^TestAForgottenTenantFailsTheTest$")
	binary.Env = append(os.Environ(), forgetful+"=yes")
	output, err := binary.CombinedOutput()
	require.Error(t, err, "%s", output)
	require.Contains(t, string(output), "this statement reads notes (as notes) without a tenant:\n        SELECT text FROM notes WHERE id = $1")
}
