package process_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

var setupLink = regexp.MustCompile(`http://\S*jtn_setup_\w+`)

func TestFirstStartPrintsASetupLinkOnce(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		config.OperatorToken = ""
		first := process.Start(t, config)
		require.Eventually(t, func() bool { return setupLink.MatchString(first.Stdout()) }, 10*time.Second, 20*time.Millisecond)
		links := setupLink.FindAllString(first.Stdout(), -1)
		require.Len(t, links, 1)
		require.Contains(t, links[0], first.URL+"/t/system/")
		nobodyGetsIn(t, first)
		first.Stop()
		// It says what must not be lost and what to do next, and little more.
		require.Regexp(t, `^Everything is kept in .*JETON_SECRET_KEY.*\nTo become the first operator, .*\nhttp\S+\nLater, .*\n$`, first.Stdout())
		for line := range strings.Lines(first.Stderr()) {
			require.Regexp(t, `"msg":"(serving|sweep|request)"`, line)
		}

		second := process.Start(t, config)
		nobodyGetsIn(t, second)
		second.Stop()
		require.Empty(t, second.Stdout(), "what is kept of a secret cannot be printed again")
	})
}

// TestTheSetupLinkLetsTheFirstOperatorIn uses the link that was printed, as the
// console does, and starts the server again: nobody is offered another.
func TestTheSetupLinkLetsTheFirstOperatorIn(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		config.OperatorToken = ""
		first := process.Start(t, config)
		require.Eventually(t, func() bool { return setupLink.MatchString(first.Stdout()) }, 10*time.Second, 20*time.Millisecond)
		_, link, ok := strings.Cut(setupLink.FindString(first.Stdout()), "/console#setup=")
		require.True(t, ok)
		beginning := map[string]any{
			"tenant":   map[string]any{"slug": "acme", "name": "Acme Inc."},
			"operator": map[string]any{"username": "alice", "password": "a looking glass and seven rabbits"},
		}
		system := first.At("system")
		require.Equal(t, http.StatusCreated, system.Manage(t, http.MethodPost, "/setup", link, beginning).Status)
		require.Equal(t, http.StatusUnauthorized, system.Manage(t, http.MethodPost, "/setup", link, beginning).Status)
		first.Stop()

		second := process.Start(t, config)
		nobodyGetsIn(t, second)
		second.Stop()
		require.NotRegexp(t, setupLink, second.Stdout(), "somebody manages the installation")
	})
}

// nobodyGetsIn tries what people try.
func nobodyGetsIn(t *testing.T, server *process.Process) {
	t.Helper()
	system := server.At("system")
	for _, guess := range []string{"", "admin", "changeme", "operator", "jeton", "00000000000000000000000000000000"} {
		require.Equal(t, http.StatusUnauthorized, system.Manage(t, http.MethodGet, "/tenants", guess, nil).Status, "bearer %q", guess)
	}
	for _, id := range []string{"admin", "operator", "system", "root", "jeton"} {
		for _, guess := range []string{"admin", "password", "changeme", id} {
			answer := system.Ask(t, process.Caller{ID: id, Secret: guess})
			require.Equal(t, http.StatusUnauthorized, answer.Status, "%s:%s", id, guess)
		}
	}
}

func TestAFreshInstallationHoldsNothing(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		for range 2 {
			server := process.Start(t, config)
			system := server.At("system")
			for path, want := range map[string]int{"/tenants": 1, "/clients": 0, "/resource-servers": 0, "/members": 0, "/grants": 0, "/tokens": 0} {
				answer := system.Manage(t, http.MethodGet, path, config.OperatorToken, nil)
				require.Equal(t, http.StatusOK, answer.Status, "%s: %s", path, answer.Body)
				require.Len(t, answer.Member("items"), want, "%s: %s", path, answer.Body)
			}
			server.Stop()
		}
	})
}

func TestSQLiteMakesAKeyForItsOwnerAlone(t *testing.T) {
	config := process.Config{Dir: t.TempDir()}
	server := process.Start(t, config)
	for _, file := range []string{"data/jeton.db", "data/secret.key"} {
		require.FileExists(t, config.Dir+"/"+file)
	}
	for name, others := range map[string]os.FileMode{"data": 0o077, "data/secret.key": 0o077} {
		info, err := os.Stat(config.Dir + "/" + name)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&others, "%s is %s", name, info.Mode())
	}
	server.Stop()

	// The key is not to be lost in silence.
	require.NoError(t, os.Rename(config.Dir+"/data/secret.key", config.Dir+"/kept"))
	for _, command := range []string{"serve", "doctor"} {
		result := process.Run(t, config, command)
		require.NotZero(t, result.Code)
		require.Contains(t, result.Stdout+result.Stderr, "secret.key")
		require.NoFileExists(t, config.Dir+"/data/secret.key")
	}
	require.NoError(t, os.Rename(config.Dir+"/kept", config.Dir+"/data/secret.key"))
	process.Start(t, config)
}
