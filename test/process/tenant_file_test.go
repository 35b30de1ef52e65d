package process_test

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// TestATenantGoesToAnotherInstallation takes a tenant from each engine to the other,
// where there is another secret key, while both are served.
func TestATenantGoesToAnotherInstallation(t *testing.T) {
	exportKey := "JETON_EXPORT_KEY=" + process.NewSecretKey()
	goes := func(t *testing.T, from, to process.Config) {
		l := newLife(t, from)
		l.happens(t, process.Start(t, l.Config))
		file := filepath.Join(t.TempDir(), "acme.tenant")
		l.Env = append(l.Env, exportKey)
		exported := process.Run(t, l.Config, "tenant", "export", "--tenant", "acme", "--to", file)
		require.Zero(t, exported.Code, exported.Stderr)

		to.Env = l.Env
		server := process.Start(t, to)
		require.Equal(t, http.StatusNotFound, server.At("acme").Introspect(t, l.orders, l.token).Status)
		imported := process.Run(t, to, "tenant", "import", "--from", file)
		require.Zero(t, imported.Code, imported.Stderr)
		l.goesOn(t, server)
		events := server.At("acme").Manage(t, http.MethodGet, "/audit-events?action=tenant.imported", to.OperatorToken, nil)
		require.Len(t, events.Member("items"), 1, "%s", events.Body)
		require.Contains(t, string(events.Body), "system:import")
		created := server.At("acme").Manage(t, http.MethodGet, "/audit-events?action=tenant.created", to.OperatorToken, nil)
		require.Len(t, created.Member("items"), 1, "what happened before is told too: %s", created.Body)
	}
	t.Run("to postgres", func(t *testing.T) { goes(t, process.SQLite(t), process.Postgres(t)) })
	t.Run("to sqlite", func(t *testing.T) { goes(t, process.Postgres(t), process.SQLite(t)) })
}
