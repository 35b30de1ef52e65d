package persistence_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, url string, fault storetest.Fault) domain.Store {
		return open(t, persistence.Config{URL: url, Fault: fault})
	})
}

func open(t *testing.T, config persistence.Config) *persistence.Store {
	t.Helper()
	config.Fault = noteStatements(t, config)
	store, err := persistence.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}
