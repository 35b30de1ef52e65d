package process_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestExportIsWhatApplyReads(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newTwins(config)
		w.apply(t)

		exported := process.Run(t, w.Config, "export", "--tenant", "acme")
		require.Zero(t, exported.Code, exported.Stderr)
		require.Contains(t, exported.Stdout, "${SHOP_SECRET}")
		require.NotContains(t, exported.Stdout, "globex")
		require.Contains(t, exported.Stdout, "Alice Ünïcode")
		require.NotContains(t, exported.Stdout, "argon2id", "no password in any form")

		// Where it came from it changes nothing.
		same := process.RunWith(t, w.Config, exported.Stdout, "apply", "-f", "-")
		require.Zero(t, same.Code, same.Stderr)
		require.Equal(t, "no changes\n", same.Stdout)

		// Elsewhere, on the other engine, it makes the same tenant.
		elsewhere := process.SQLite(t)
		if strings.HasPrefix(config.DatabaseURL, "sqlite:") {
			elsewhere = process.Postgres(t)
		}
		elsewhere.Env = w.Env
		moved := process.RunWith(t, elsewhere, exported.Stdout, "apply", "-f", "-")
		require.Zero(t, moved.Code, moved.Stderr)
		require.Equal(t, exported, process.Run(t, elsewhere, "export", "--tenant", "acme"))
		acme := process.Start(t, elsewhere).At("acme")
		require.True(t, acme.Introspect(t, w.orders, acme.Token(t, w.shop, ordersAPI)).Active())

		for _, nobody := range []string{"nobody", "Acme", "acme/../globex"} {
			refused := process.Run(t, w.Config, "export", "--tenant", nobody)
			require.NotZero(t, refused.Code)
			require.Empty(t, refused.Stdout)
			require.NotEmpty(t, refused.Stderr)
		}
	})
}
