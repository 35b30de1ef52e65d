package process

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEdits(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "a.go"), []byte("one two two"), 0o600))

	edited, err := apply(root, []Edit{
		{File: "a.go", Old: "one", New: "three"},
		{File: "a.go", Old: "three two", New: "three one"},
		{File: "new.go", New: "new"},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a.go": "three one two", "new.go": "new"}, edited)

	edited, err = apply(root, []Edit{{File: "a.go", Old: "two", New: "2", Throughout: true}})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a.go": "one 2 2"}, edited)

	for what, misfit := range map[string]Edit{
		"a text that is there twice":      {File: "a.go", Old: "two", New: "2"},
		"a text that is not there":        {File: "a.go", Old: "four", New: "4", Throughout: true},
		"a new file that is there":        {File: "a.go", New: "new"},
		"a text of a file that is absent": {File: "b.go", Old: "one", New: "1"},
	} {
		_, err := apply(root, []Edit{misfit})
		require.Error(t, err, what)
	}
	text, err := os.ReadFile(filepath.Join(root, "a.go"))
	require.NoError(t, err)
	require.Equal(t, "one two two", string(text), "the file itself stays as it is")
}

func TestAKilledProcessIsStartedAgainWhereItWas(t *testing.T) {
	config := SQLite(t)
	// What the program is to run in is set up by what becomes it.
	config.Under = []string{"/bin/sh", "-c", `exec "$@"`, "sh"}
	server := Start(t, config)
	before, url := server.PID(), server.URL
	server.Kill()
	_, err := server.Get("/healthz")
	require.Error(t, err)
	server.Restart()
	require.NotEqual(t, before, server.PID())
	require.Equal(t, url, server.URL)
	answer, err := server.Get("/readyz")
	require.NoError(t, err)
	require.Equal(t, 200, answer.Status)
	server.Stop()
}
