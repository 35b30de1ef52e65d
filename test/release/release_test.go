package release_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/release"
)

var migrations = os.DirFS("../../migrations")

// TestWhatAReleaseBroughtStays finds out whoever edits a migration that databases
// have run: they would be otherwise than those which run it now.
func TestWhatAReleaseBroughtStays(t *testing.T) {
	all, err := release.All()
	require.NoError(t, err)
	for _, r := range all {
		sum, err := release.Sum(migrations, r.Schema)
		require.NoError(t, err)
		require.Equal(t, r.Migrations, sum, "a migration of %s was edited: write a new one", r.Name)
	}
}

func TestEveryReleaseHasItsOwnPlace(t *testing.T) {
	all, err := release.All()
	require.NoError(t, err)
	last, err := release.Last()
	require.NoError(t, err)
	require.Equal(t, all[len(all)-1], last)
	seen, schema := map[string]bool{}, uint(0)
	for _, r := range all {
		require.Regexp(t, `^v\d+\.\d+\.\d+$`, r.Name)
		require.Regexp(t, `^[0-9a-f]{40}$`, r.Commit)
		require.False(t, seen[r.Name] || seen[r.Commit], r.Name)
		seen[r.Name], seen[r.Commit] = true, true
		require.GreaterOrEqual(t, r.Schema, schema, "%s has an older schema than the one before it", r.Name)
		schema = r.Schema
	}
}

func TestTheSumSeesEveryEdit(t *testing.T) {
	tree := func(edit func(fstest.MapFS)) fs.FS {
		files := fstest.MapFS{
			"postgres/0001_a.up.sql": {Data: []byte("A")}, "postgres/0001_a.down.sql": {Data: []byte("a")},
			"sqlite/0001_a.up.sql": {Data: []byte("B")}, "sqlite/0002_b.up.sql": {Data: []byte("C")},
		}
		edit(files)
		return files
	}
	sum := func(edit func(fstest.MapFS)) string {
		sum, err := release.Sum(tree(edit), 1)
		require.NoError(t, err)
		return sum
	}
	was := sum(func(fstest.MapFS) {})
	for what, edit := range map[string]func(fstest.MapFS){
		"a text":    func(f fstest.MapFS) { f["postgres/0001_a.up.sql"].Data = []byte("A2") },
		"an engine": func(f fstest.MapFS) { f["sqlite/0001_a.up.sql"].Data = []byte("B2") },
		"a name": func(f fstest.MapFS) {
			f["sqlite/0001_c.up.sql"] = f["sqlite/0001_a.up.sql"]
			delete(f, "sqlite/0001_a.up.sql")
		},
		"one more": func(f fstest.MapFS) { f["sqlite/0000_z.up.sql"] = &fstest.MapFile{} },
	} {
		require.NotEqual(t, was, sum(edit), what)
	}
	for what, edit := range map[string]func(fstest.MapFS){
		"the way back": func(f fstest.MapFS) { f["postgres/0001_a.down.sql"].Data = nil },
		"a later one":  func(f fstest.MapFS) { f["sqlite/0002_b.up.sql"].Data = nil },
	} {
		require.Equal(t, was, sum(edit), what)
	}
}
