package frontdoor

import (
	"context"
	"log/slog"
	"net/http/httptest"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
)

// Replica starts another process of the installation, as it were: with a store
// and a memory of its own on the same database, and the same clock.
func (in *Installation) Replica(databaseURL string) *Installation {
	in.t.Helper()
	other := &Installation{t: in.t, Clock: in.Clock, Log: in.Log, Operator: in.Operator, Keys: in.Keys}
	store, err := persistence.Open(context.Background(), persistence.Config{URL: databaseURL, Fault: other.failing})
	require.NoError(in.t, err)
	in.t.Cleanup(func() { require.NoError(in.t, store.Close()) })
	other.Store = store
	server := other.wire(slog.New(slog.NewJSONHandler(in.Log, nil)), in.Keys.Wrapper, domain.Rates{})
	other.follow(server.OAuth.Feed)
	other.Routes, other.Handler = server.Routes(), server.Handler()
	listening := httptest.NewServer(other.Handler)
	in.t.Cleanup(listening.Close)
	other.Address = listening.URL
	return other
}
