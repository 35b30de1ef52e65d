package process_test

import (
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

		// Where it came from it changes nothing.
		same := process.RunWith(t, w.Config, exported.Stdout, "apply", "-f", "-")
		require.Zero(t, same.Code, same.Stderr)
		require.Equal(t, "no changes\n", same.Stdout)

		// Elsewhere, on the other engine too, it makes the same tenant.
		for _, elsewhere := range []process.Config{process.SQLite(t), process.Postgres(t)} {
			elsewhere.Env = w.Env
			moved := process.RunWith(t, elsewhere, exported.Stdout, "apply", "-f", "-")
			require.Zero(t, moved.Code, moved.Stderr)
			back := process.Run(t, elsewhere, "export", "--tenant", "acme")
			require.Equal(t, exported.Stdout, back.Stdout)
			server := process.Start(t, elsewhere).At("acme")
			require.True(t, server.Introspect(t, w.orders, server.Token(t, w.shop, ordersAPI)).Active())
		}

		for _, nobody := range []string{"nobody", "Acme", "acme/../globex"} {
			refused := process.Run(t, w.Config, "export", "--tenant", nobody)
			require.NotZero(t, refused.Code)
			require.Empty(t, refused.Stdout)
			require.NotEmpty(t, refused.Stderr)
		}
	})
}
