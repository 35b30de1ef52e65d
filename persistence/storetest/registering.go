package storetest

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testRegistering(s *suite) {
	s.run("what is kept is found again", func(s *suite) {
		w := s.world("kept")
		found, err := w.FindInitialToken(s.ctx, w.initial.Hash)
		require.NoError(s, err)
		require.Equal(s, w.initial, found)
		tokens, err := w.FindRegistrationTokens(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, w.registration, tokens)
		alone := domain.RegistrationTokens{Current: w.registration.Previous}
		s.add(w, func(tx domain.Adder) error { return tx.SetRegistrationTokens(s.ctx, w.client.ID, alone) })
		tokens, err = w.FindRegistrationTokens(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, alone, tokens)
		client, _, err := w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.Equal(s, w.client.InitialToken, client.InitialToken)
	})
	s.run("registration access tokens go with their client", func(s *suite) {
		w := s.world("gone")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, w.client.ID) })
		_, err := w.FindRegistrationTokens(s.ctx, w.client.ID)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("a token has so many uses", func(s *suite) {
		w := s.world("uses")
		var used atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				err := w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
					token, err := tx.UseInitialToken(s.ctx, w.initial.Hash)
					if err == nil && token.ID != w.initial.ID {
						s.Errorf("another token: %v", token.ID)
					}
					return err
				})
				switch {
				case err == nil:
					used.Add(1)
				case !domain.KindNotFound.Is(err):
					s.Errorf("use a token: %v", err)
				}
			})
		}
		all.Wait()
		require.Equal(s, w.initial.UsesLeft, used.Load())
		found, err := w.FindInitialToken(s.ctx, w.initial.Hash)
		require.NoError(s, err)
		require.Zero(s, found.UsesLeft)
	})
	s.run("a token expires, and is removed", func(s *suite) {
		w := s.world("expires")
		use := func(now time.Time) error {
			return w.Add(s.ctx, domain.Act{By: s.act().By, At: now}, func(tx domain.Adder) error {
				_, err := tx.UseInitialToken(s.ctx, w.initial.Hash)
				return err
			})
		}
		require.NoError(s, use(w.initial.Expires.Add(-time.Millisecond)))
		s.is(domain.KindNotFound, "", use(w.initial.Expires))
		s.change(w, func(tx domain.Changer) error { return tx.RemoveInitialToken(s.ctx, w.initial.ID) })
		s.is(domain.KindNotFound, "", use(s.now))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveInitialToken(s.ctx, w.initial.ID) }))
	})
	s.run("tokens are listed by id, page by page", func(s *suite) {
		w := s.world("listed")
		more := w.initial
		more.ID, more.Hash = "a-first", sha256.Sum256([]byte("a-first"))
		s.add(w, func(tx domain.Adder) error { return tx.AddInitialToken(s.ctx, more) })
		page, err := w.InitialTokens(s.ctx, domain.Page{Limit: 1})
		require.NoError(s, err)
		require.Equal(s, []domain.InitialToken{more}, page.Items)
		page, err = w.InitialTokens(s.ctx, domain.Page{Limit: 1, After: page.Next})
		require.NoError(s, err)
		require.Equal(s, []domain.InitialToken{w.initial}, page.Items)
		require.Empty(s, page.Next)
		s.is(domain.KindConflict, "initial_token_taken", s.tryChange(w, func(tx domain.Changer) error { return tx.AddInitialToken(s.ctx, more) }))
	})
}
