package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testHoldings(s *suite) {
	held := func(in domain.Reader, limit int) domain.Holdings {
		s.Helper()
		found, err := in.Holdings(s.ctx, limit)
		require.NoError(s, err)
		return found
	}
	require.Zero(s, held(s.store.In(s.tenant().ID), 10), "a tenant begins with nothing")
	w, beside := s.world("w"), s.world("w")
	before, others := held(w, 100), held(beside, 100)
	require.Positive(s, before.Clients*before.ResourceServers*before.Users)
	s.add(w, func(tx domain.Adder) error {
		for _, username := range []string{"holding-1", "holding-2"} {
			if err := tx.AddUser(s.ctx, s.user(username)); err != nil {
				return err
			}
		}
		return tx.AddClient(s.ctx, s.client("holding-client"))
	})
	want := before
	want.Users, want.Clients = want.Users+2, want.Clients+1
	require.Equal(s, want, held(w, 100))
	require.Equal(s, others, held(beside, 100))
	require.Equal(s, domain.Holdings{Clients: 1, ResourceServers: 1, Users: 1}, held(w, 1), "up to the limit")
}
