package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnImageSaysWhereItComesFrom(t *testing.T) {
	for _, test := range []struct {
		name, version string
		settings      []debug.BuildSetting
		want, tag     string
		labels        map[string]string
	}{
		{
			"a release", "v1.2.3",
			[]debug.BuildSetting{{Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.time", Value: "2026-11-27T03:04:05Z"}, {Key: "vcs.modified", Value: "false"}},
			"v1.2.3", "1.2.3",
			map[string]string{"revision": "0123abcd", "created": "2026-11-27T03:04:05Z"},
		},
		{
			"a clone with changes", "v0.0.0-20261127030405-0123abcd+dirty",
			[]debug.BuildSetting{{Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.time", Value: "2026-11-27T03:04:05Z"}},
			"v0.0.0-20261127030405-0123abcd+dirty", "0.0.0-20261127030405-0123abcd-dirty",
			map[string]string{"revision": "0123abcd"},
		},
		{"no clone", "(devel)", nil, "devel", "devel", map[string]string{"revision": "", "created": "1970-01-01T00:00:00Z"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			from := release(&debug.BuildInfo{Main: debug.Module{Path: "example.org/m", Version: test.version}, Settings: test.settings})
			require.Equal(t, test.want, from.version)
			require.Equal(t, test.tag, from.tag())
			for label, want := range test.labels {
				require.Equal(t, want, from.labels()["org.opencontainers.image."+label], label)
			}
		})
	}
}

// TestNothingIsOverwrittenButAnImage points the program at somebody's folder.
func TestNothingIsOverwrittenButAnImage(t *testing.T) {
	folder := t.TempDir()
	precious := filepath.Join(folder, "precious")
	require.NoError(t, os.WriteFile(precious, nil, 0o600))
	made := image{}
	made.keep(configType, []byte("{}"))
	require.ErrorContains(t, made.writeFolder(folder), "write the image")
	require.FileExists(t, precious)

	require.NoError(t, os.Remove(precious))
	for range 2 {
		require.NoError(t, made.writeFolder(folder))
		require.FileExists(t, filepath.Join(folder, "oci-layout"))
	}
}

func TestPlatforms(t *testing.T) {
	on, err := parsePlatform("linux/arm64")
	require.NoError(t, err)
	require.Equal(t, platform{"linux", "arm64"}, on)
	for _, wrong := range []string{"", "linux", "arm64", "windows/amd64", "linux/", "linux/../x"} {
		_, err := parsePlatform(wrong)
		require.Error(t, err, wrong)
	}
}
