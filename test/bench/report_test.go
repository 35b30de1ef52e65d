package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTables(t *testing.T) {
	table := table{head: []string{"what", "n"}, texts: 1, rows: [][]string{{"a", "1"}, {"`long one`", "**20**"}}}
	require.Equal(t, "what       n\na          1\nlong one  20\n", table.text())
	require.Equal(t, "| what | n |\n| --- | ---: |\n| a | 1 |\n| `long one` | **20** |\n", table.markdown())
}
