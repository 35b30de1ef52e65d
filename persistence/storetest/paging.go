package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testPaging walks over every list in small pages while others add to it: what
// was there when the walk began is met exactly once, in order.
func testPaging(s *suite) {
	w := s.world("w")
	const there = 14
	name := func(i int) string { return fmt.Sprintf("there-%02d", i) }
	s.change(w, func(tx domain.Changer) error {
		for i := range there {
			client := s.client(name(i), w.server.ID)
			client.Roles = []domain.Role{domain.Auditor}
			require.NoError(s, tx.AddClient(s.ctx, client))
			require.NoError(s, tx.AddUser(s.ctx, s.user(name(i))))
			// Several of the same moment, so that the id has to decide.
			at := s.now.Add(time.Duration(i/4) * time.Millisecond)
			grant := domain.Grant{ID: name(i), Client: w.client.ID, Type: "authorization_code", Created: at}
			require.NoError(s, tx.AddGrant(s.ctx, grant))
			token := s.token(name(i), w.standing, w.server)
			token.Issued, token.Key.Drawer = at, testedDrawers[i%3]
			require.NoError(s, tx.AddToken(s.ctx, token))
			e := s.event(name(i))
			e.At = at
			require.NoError(s, tx.Record(s.ctx, e))
		}
		return nil
	})
	for range 10 {
		s.tenant()
	}
	stop := s.meanwhile(func(i int) {
		s.change(w, func(tx domain.Changer) error {
			// Before, between and after the others, so that a walk does not run
			// after them for ever.
			id := string("amtz"[i%4]) + s.fresh("-meanwhile-")
			require.NoError(s, tx.AddClient(s.ctx, s.client(id)))
			require.NoError(s, tx.AddUser(s.ctx, s.user(id)))
			token := s.token(id, w.standing, w.server)
			token.Issued, token.Key.Drawer = s.now.Add(time.Duration(i%4)*time.Millisecond), testedDrawers[i%3]
			return tx.AddToken(s.ctx, token)
		})
		time.Sleep(5 * time.Millisecond)
	})
	defer stop()

	walkAll(s, "tenants", 10, func(p domain.Page) (domain.List[domain.Tenant], error) { return s.store.Tenants(s.ctx, "", p) },
		func(t domain.Tenant) string { return string(t.Slug) })
	walkAll(s, "clients", there, func(p domain.Page) (domain.List[domain.Client], error) {
		return w.Clients(s.ctx, domain.ClientFilter{}, p)
	},
		func(c domain.Client) string { return c.ID })
	walkAll(s, "members", there, func(p domain.Page) (domain.List[domain.Member], error) { return w.Members(s.ctx, p) },
		func(m domain.Member) string { return m.Client })
	for i, filter := range []domain.UserFilter{{}, {Managing: true}, {Prefix: "T"}, {Prefix: "ünï"}, {Prefix: "there"}} {
		walkAll(s, fmt.Sprint("users ", i), there, func(p domain.Page) (domain.List[domain.User], error) { return w.Users(s.ctx, filter, p) },
			func(u domain.User) string { return u.ID })
	}
	walkAll(s, "grants", there, func(p domain.Page) (domain.List[domain.Grant], error) {
		return w.Grants(s.ctx, domain.GrantFilter{Client: w.client.ID}, p)
	}, func(g domain.Grant) string { return g.ID })
	for i, filter := range []domain.TokenFilter{{}, {Client: w.client.ID}, {ResourceServer: w.server.ID}, {Grant: w.standing.ID}} {
		walkAll(s, fmt.Sprint("tokens ", i), there, func(p domain.Page) (domain.List[domain.Finding], error) { return w.Tokens(s.ctx, filter, s.now, p) },
			func(f domain.Finding) string { return f.Token.Confirmation })
	}
	walkAll(s, "events", there, func(p domain.Page) (domain.List[domain.Event], error) {
		return w.Events(s.ctx, domain.EventFilter{}, p)
	},
		func(e domain.Event) string { return e.ID + e.Action })
	stop()

	s.run("bounds", func(s *suite) {
		for _, limit := range []int{-1, 0, domain.MaxPage + 1} {
			_, err := w.Clients(s.ctx, domain.ClientFilter{}, domain.Page{Limit: limit})
			s.is(domain.KindInvalid, "", err)
			_, err = w.Tokens(s.ctx, domain.TokenFilter{}, s.now, domain.Page{Limit: limit})
			s.is(domain.KindInvalid, "", err)
		}
		for _, after := range []string{"x", "/", "there-01/x"} {
			_, err := w.Users(s.ctx, domain.UserFilter{Prefix: "there"}, domain.Page{Limit: 1, After: after})
			s.is(domain.KindInvalid, "", err)
		}
		for _, after := range []string{"x", "1", "1.x", "-", "999999999999999999999.y"} {
			_, err := w.Tokens(s.ctx, domain.TokenFilter{}, s.now, domain.Page{Limit: 1, After: after})
			s.is(domain.KindInvalid, "", err)
		}
		for _, after := range []string{"x", "1", "-", "999999999999999999999.y"} {
			_, err := w.Events(s.ctx, domain.EventFilter{}, domain.Page{Limit: 1, After: after})
			s.is(domain.KindInvalid, "", err)
			_, err = w.Grants(s.ctx, domain.GrantFilter{}, domain.Page{Limit: 1, After: after})
			s.is(domain.KindInvalid, "", err)
		}
	})
}

// walkAll walks over a list in pages of three and expects every "there" item, at
// least as many as there were, each once.
func walkAll[T any](s *suite, what string, atLeast int, list func(domain.Page) (domain.List[T], error), id func(T) string) {
	s.run(what, func(s *suite) {
		met := map[string]int{}
		for page := (domain.Page{Limit: 3}); ; {
			found, err := list(page)
			require.NoError(s, err)
			require.LessOrEqual(s, len(found.Items), 3)
			for _, item := range found.Items {
				met[id(item)]++
			}
			if page.After = found.Next; page.After == "" {
				break
			}
		}
		for id, times := range met {
			require.Equal(s, 1, times, id)
		}
		require.GreaterOrEqual(s, len(met), atLeast)
	})
}

// meanwhile runs work again and again in the background until stop is called.
func (s *suite) meanwhile(work func(i int)) (stop func()) {
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				work(i)
			}
		}
	})
	return sync.OnceFunc(func() {
		close(done)
		running.Wait()
	})
}
