package migrations_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
)

// TestANewerSchemaSaysWhoMayServeIt has a newer binary been here, which left the
// floor at various versions.
func TestANewerSchemaSaysWhoMayServeIt(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		ctx, db := t.Context(), prepare(t, url)
		require.NoError(t, migrations.Up(ctx, url))
		state, err := migrations.Status(ctx, url)
		require.NoError(t, err)
		require.False(t, state.Ahead())
		this, next := state.Latest, state.Latest+1
		write := func(statement string) {
			_, err := raw(t, db).Exec(statement)
			require.NoError(t, err)
		}
		before := schema(t, db)
		write(fmt.Sprintf("UPDATE schema_migrations SET version = %d", next))

		for floor, serves := range map[uint]bool{18: true, this: true, next: false} {
			write(fmt.Sprintf("UPDATE schema_floor SET oldest = %d", floor))
			state, err := migrations.Status(ctx, url)
			require.NoError(t, err)
			require.Equal(t, migrations.State{Version: next, Latest: this, Floor: floor}, state)
			require.True(t, state.Ahead())
			if serves {
				require.NoError(t, state.Check(), "floor %d", floor)
				require.NoError(t, migrations.Up(ctx, url), "there is nothing for this binary to do")
			} else {
				require.ErrorContains(t, state.Check(), fmt.Sprintf("binaries of version %d and newer may serve", floor))
				require.ErrorContains(t, migrations.Up(ctx, url), "run a newer one")
			}
			require.ErrorContains(t, migrations.Down(ctx, url), "this binary is older than the database")
			require.Equal(t, before, schema(t, db), "it is left as it is")
		}

		write("DROP TABLE schema_floor")
		state, err = migrations.Status(ctx, url)
		require.NoError(t, err)
		require.ErrorContains(t, state.Check(), "this binary is older than the database", "a database that says nothing allows nothing")
	})
}
