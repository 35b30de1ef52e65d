package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testFiling(s *suite) {
	s.run("at the revision", func(s *suite) {
		w := s.world("w")
		token, revision := s.token("filed", w.personal, w.server, w.other), s.revision(w)
		found, err := w.FileToken(s.ctx, token, revision)
		require.NoError(s, err)
		require.Equal(s, revision, found)
		finding, err := w.LookUp(s.ctx, token.Key)
		require.NoError(s, err)
		require.Equal(s, token, *finding.Token)
		require.Equal(s, revision, finding.Revision, "it raises none")
		for _, server := range []domain.ResourceServer{w.server, w.other} {
			page, err := w.Tokens(s.ctx, domain.TokenFilter{ResourceServer: server.ID}, s.now, domain.Page{Limit: 1})
			require.NoError(s, err)
			require.Equal(s, token.Key, page.Items[0].Token.Key, "it is found by each resource server")
		}
		_, err = w.FileToken(s.ctx, token, revision)
		s.is(domain.KindConflict, "token_taken", err)
	})
	s.run("at any other revision", func(s *suite) {
		w := s.world("w")
		revision, before := s.revision(w), s.dump(w.tenant.ID)
		for _, other := range []int64{0, revision - 1, revision + 1} {
			found, err := w.FileToken(s.ctx, s.token("stale", w.standing, w.server), other)
			require.NoError(s, err)
			require.Equal(s, revision, found)
		}
		require.Equal(s, before, s.dump(w.tenant.ID), "a stale snapshot issues nothing")
	})
	s.run("where it cannot be", func(s *suite) {
		w := s.world("w")
		revision, before := s.revision(w), s.dump(w.tenant.ID)
		nowhere := s.token("nowhere", w.standing, w.server)
		nowhere.Key.Drawer += 1000
		_, err := w.FileToken(s.ctx, nowhere, revision)
		s.is(domain.KindUnavailable, "temporarily_unavailable", err)
		require.ErrorContains(s, err, "is not open")
		require.Equal(s, before, s.dump(w.tenant.ID))

		for _, nobody := range []domain.TenantID{"", "acme", "00000000-0000-0000-0000-000000000000", upper(w.tenant.ID)} {
			_, err := s.store.In(nobody).FileToken(s.ctx, s.token("nobody's", w.standing, w.server), revision)
			s.is(domain.KindNotFound, "", err)
		}
		require.Equal(s, before, s.dump(w.tenant.ID))
		s.change(w, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })
		_, err = w.FileToken(s.ctx, s.token("late", w.standing, w.server), revision)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("while the store fails", func(s *suite) {
		w := s.world("w")
		revision, before := s.revision(w), s.dump(w.tenant.ID)
		for broken := 1; ; broken++ {
			statement := 0
			s.setFault(func(context.Context, string) error {
				if statement++; statement == broken {
					return errors.New("injected")
				}
				return nil
			})
			_, err := w.FileToken(s.ctx, s.token("lost", w.standing, w.server), revision)
			s.setFault(nil)
			if err == nil {
				require.Greater(s, broken, 1)
				return
			}
			s.is(domain.KindUnavailable, "", err)
			require.Equal(s, before, s.dump(w.tenant.ID))
		}
	})
	s.run("many at once", func(s *suite) {
		worlds := []*world{s.world("a"), s.world("b"), s.world("b")}
		stale := worlds[2]
		revisions := map[*world]int64{}
		for _, w := range worlds {
			revisions[w] = s.revision(w)
		}
		revisions[stale]--
		var all sync.WaitGroup
		var mu sync.Mutex
		filed := map[*world][]domain.Token{}
		for i := range 60 {
			w := worlds[i%len(worlds)]
			token := s.token(fmt.Sprint("crowd-", i), w.standing, w.server)
			if i%4 == 0 {
				token = s.token(fmt.Sprint("crowd-", i), w.personal, w.other, w.server)
			}
			faulty := i%10 == 0
			if faulty {
				token.Key.Drawer += 1000
			}
			all.Go(func() {
				found, err := w.FileToken(s.ctx, token, revisions[w])
				mu.Lock()
				defer mu.Unlock()
				switch {
				case w == stale:
					require.NoError(s, err)
					require.Equal(s, revisions[w]+1, found)
				case faulty:
					s.is(domain.KindUnavailable, "temporarily_unavailable", err)
					require.ErrorContains(s, err, "is not open")
				default:
					require.NoError(s, err, "the fault of another is not its own")
					filed[w] = append(filed[w], token)
				}
			})
		}
		all.Wait()
		require.Len(s, filed, 2)
		for w, tokens := range filed {
			listed := map[string][]domain.TokenKey{}
			for _, token := range tokens {
				finding, err := w.LookUp(s.ctx, token.Key)
				require.NoError(s, err)
				require.Equal(s, &token, finding.Token)
				for _, target := range token.Audience {
					listed[target.ResourceServer] = append(listed[target.ResourceServer], token.Key)
				}
				for _, beside := range worlds {
					if beside != w {
						finding, err := beside.LookUp(s.ctx, token.Key)
						require.NoError(s, err)
						require.Nil(s, finding.Token, "it is in its own tenant alone")
					}
				}
			}
			require.Len(s, listed, 2)
			for server, want := range listed {
				page, err := w.Tokens(s.ctx, domain.TokenFilter{ResourceServer: server}, s.now, domain.Page{Limit: 100})
				require.NoError(s, err)
				var keys []domain.TokenKey
				for _, found := range page.Items {
					keys = append(keys, found.Token.Key)
				}
				require.Subset(s, keys, want, "each is found by each of its resource servers")
			}
		}
	})
	s.run("every method", func(s *suite) {
		require.Equal(s, []string{"Add", "Change", "FileToken"}, methods(reflect.TypeFor[domain.Tenancy](), readerType),
			"what writes without a transaction needs tests of its own, as these are")
	})
}
