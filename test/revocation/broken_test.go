package revocation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// breakage is a server that does not keep the promise: the program with some
// text of one file replaced. The replacement is laid over the file by the
// compiler; the file itself and everything else stay as they are.
type breakage struct {
	name string
	// file is relative to the root of the module.
	file string
	// edits are pairs of text and replacement. A text that is not there exactly
	// once fails the test: the program has changed, and the breakage with it has
	// to be thought through again.
	edits [][2]string
}

var breakages = []breakage{
	{
		name: "what is remembered of a tenant is believed without asking for its revision",
		file: "domain/introspect/introspect.go",
		edits: [][2]string{
			{"if revision == snap.Tenant.Revision {\n\t\t\treturn outcome, tried", "if true {\n\t\t\treturn outcome, tried"},
			{"if err != nil || revision != snap.Tenant.Revision {", "if err != nil {"},
		},
	},
	{
		name:  "a change does not raise the revision",
		file:  "persistence/transaction.go",
		edits: [][2]string{{"SET revision = revision + 1 WHERE", "SET revision = revision WHERE"}},
	},
	{
		name: "a token that was found once is not looked up again",
		file: "domain/introspect/introspect.go",
		edits: [][2]string{
			{"import (\n", "import (\n\t\"sync\"\n"},
			{"finding, err := reader.LookUp(ctx, located.Key)", "finding, err := remembered(ctx, reader, located.Key)"},
			{"func describe(", `var findings sync.Map

func remembered(ctx context.Context, reader domain.Reader, key domain.TokenKey) (domain.Finding, error) {
	known, ok := findings.Load(key)
	if !ok {
		found, err := reader.LookUp(ctx, key)
		if err == nil {
			findings.Store(key, found)
		}
		return found, err
	}
	finding := known.(domain.Finding)
	var err error
	finding.Revision, err = reader.Revision(ctx)
	return finding, err
}

func describe(`},
		},
	},
}

func isFoundOut(t *testing.T, w world, b breakage) {
	l := newLoad(t, w, b.build(t))
	seen := l.run(t, func(seen history.History) bool { return len(undead(seen)) > 0 })
	found := undead(seen)
	require.NotEmpty(t, found, "the check did not see that %s", b.name)
	t.Log("found out:", found[0])
	for _, violation := range seen.Violations() {
		require.Equal(t, history.Active, violation.Question.Answer, "something else is broken as well: %s", violation)
	}
}

// undead gives the violations of the promise itself.
func undead(seen history.History) (found []history.Violation) {
	for _, violation := range seen.Violations() {
		if violation.Because == history.Undead {
			found = append(found, violation)
		}
	}
	return found
}

// build builds the program with the breakage laid over it.
func (b breakage) build(t *testing.T) string {
	t.Helper()
	original, err := filepath.Abs(filepath.Join("..", "..", filepath.FromSlash(b.file)))
	require.NoError(t, err)
	text, err := os.ReadFile(original)
	require.NoError(t, err)
	broken := string(text)
	for _, edit := range b.edits {
		require.Equal(t, 1, strings.Count(broken, edit[0]),
			"%s has changed: it should have %q once. Think of how it could now be broken so that %s.", b.file, edit[0], b.name)
		broken = strings.Replace(broken, edit[0], edit[1], 1)
	}
	dir := t.TempDir()
	replacement := filepath.Join(dir, filepath.Base(original))
	require.NoError(t, os.WriteFile(replacement, []byte(broken), 0o600))
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	require.NoError(t, err)
	file := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(file, overlay, 0o600))
	return process.Build(t, "-overlay", file)
}
