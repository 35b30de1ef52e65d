package port

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNobodyGetsWhatAnotherHas(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, reserve(dir, 20_001))
	require.Error(t, reserve(dir, 20_001))
	require.NoError(t, reserve(dir, 20_002))
}

func TestFree(t *testing.T) {
	given := map[int]bool{}
	for range 200 {
		port, err := Free()
		require.NoError(t, err)
		require.False(t, given[port], "%d was given twice", port)
		given[port] = true
	}
}
