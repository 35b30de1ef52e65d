package persistence_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestTheDistributedRoadNamesEveryTable holds the statements of docs/scale-out.md
// to the schema: each table once, by the tenant.
func TestTheDistributedRoadNamesEveryTable(t *testing.T) {
	text, err := os.ReadFile("../docs/scale-out.md")
	require.NoError(t, err)
	var spread []string
	for _, found := range regexp.MustCompile(`(?m)^SELECT create_distributed_table\('(\w+)', '(\w+)', (.+)\);$`).FindAllStringSubmatch(string(text), -1) {
		want := []string{"tenant_id", "colocate_with => 'tenants'"}
		if found[1] == "tenants" {
			want = []string{"id", "shard_count => 64"}
		}
		require.Equal(t, want, found[2:], found[1])
		spread = append(spread, found[1])
	}
	require.Equal(t, "tenants", spread[0], "the others are put beside it")
	db, _ := rawDatabase(t, storetest.Database(t, migrations.Postgres))
	var there []string
	for _, table := range pairs(t, db, tablesOf[migrations.Postgres]) {
		if table[1] == "yes" || table[0] == "tenants" {
			there = append(there, table[0])
		}
	}
	// What refers to another comes after it.
	for _, reference := range pairs(t, db, referencesOf[migrations.Postgres]) {
		from, to := slices.Index(spread, tableOf(reference[0])), slices.Index(spread, tableOf(reference[1]))
		require.Greater(t, from, to, "%s refers to %s", reference[0], reference[1])
	}
	require.ElementsMatch(t, there, spread)
}

func tableOf(key string) string { return regexp.MustCompile(`^\w+`).FindString(key) }
