package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testSearch files tokens of every kind and state and compares each search with
// what a plain loop over all of them finds.
func testSearch(s *suite) {
	w := s.world("w")
	second := s.client("w-second", w.server.ID)
	var other domain.Grant
	s.add(w, func(tx domain.Adder) error {
		require.NoError(s, tx.AddClient(s.ctx, second))
		var err error
		other, err = tx.OpenStandingGrant(s.ctx, domain.Grant{ID: "other", Client: second.ID, Type: domain.ClientCredentials, Created: s.now})
		return err
	})
	all := map[domain.TokenKey]domain.Finding{}
	var tokens []domain.Token
	for i := range 60 {
		from := []domain.Grant{w.standing, w.personal, other}[i%3]
		servers := [][]domain.ResourceServer{{w.server}, {w.other}, {w.server, w.other}, {}}[i%4]
		t := s.token(fmt.Sprintf("token-%d", i), from, servers...)
		t.Kind = domain.TokenKinds()[i%len(domain.TokenKinds())]
		t.Issued = s.now.Add(time.Duration(i%7) * time.Minute)
		switch i % 5 {
		case 1:
			t.Expires = s.now.Truncate(time.Second)
		case 2:
			t.NotBefore = s.now.Add(time.Minute).Truncate(time.Second)
		case 3:
			t.Revoked = &domain.Revocation{At: s.now, By: "x", Reason: "y"}
		case 4:
			t.Key.Drawer = testedDrawers[1+i%2]
		}
		tokens = append(tokens, t)
	}
	s.add(w, func(tx domain.Adder) error {
		for _, t := range tokens {
			require.NoError(s, tx.AddToken(s.ctx, t))
		}
		return nil
	})
	s.change(w, func(tx domain.Changer) error {
		disabled := second
		disabled.Status = domain.Disabled
		return tx.EditClient(s.ctx, disabled)
	})
	for _, t := range append(tokens, w.access, w.spoken) {
		found, err := w.LookUp(s.ctx, t.Key)
		require.NoError(s, err)
		all[t.Key] = found
	}
	rows, err := w.Load(s.ctx)
	require.NoError(s, err)

	for name, filter := range map[string]domain.TokenFilter{
		"everything":         {},
		"client":             {Client: w.client.ID},
		"second client":      {Client: second.ID},
		"user":               {User: w.user.ID},
		"grant":              {Grant: w.personal.ID},
		"resource server":    {ResourceServer: w.server.ID},
		"server and client":  {ResourceServer: w.server.ID, Client: w.client.ID},
		"server and user":    {ResourceServer: w.other.ID, User: w.user.ID},
		"kind":               {Kind: domain.RefreshToken},
		"active":             {State: domain.TokenActive},
		"expired":            {State: domain.TokenExpired},
		"revoked of a grant": {State: domain.TokenRevoked, Grant: w.standing.ID},
		"pending":            {State: domain.TokenPending, ResourceServer: w.server.ID},
		"suspended":          {State: domain.TokenSuspended},
		"since":              {IssuedAfter: s.now.Add(3 * time.Minute)},
		"until":              {IssuedBefore: s.now.Add(3 * time.Minute)},
		"span":               {IssuedAfter: s.now.Add(time.Minute), IssuedBefore: s.now.Add(4 * time.Minute), Client: w.client.ID},
		"span of a server":   {IssuedAfter: s.now.Add(time.Minute), IssuedBefore: s.now.Add(4 * time.Minute), ResourceServer: w.other.ID},
		"nobody":             {Client: "nobody"},
		"contradiction":      {Client: second.ID, User: w.user.ID},
	} {
		s.run(name, func(s *suite) {
			want := map[domain.TokenKey]bool{}
			for key, found := range all {
				if filtered(filter, found, rows.Tenant, s.now) {
					want[key] = true
				}
			}
			var last domain.TokenPosition
			for page := (domain.Page{Limit: 7}); ; {
				list, err := w.Tokens(s.ctx, filter, s.now, page)
				require.NoError(s, err)
				require.LessOrEqual(s, len(list.Items), 7)
				for _, found := range list.Items {
					require.True(s, want[found.Token.Key], "found twice or wrongly: %+v", found.Token)
					delete(want, found.Token.Key)
					require.Equal(s, all[found.Token.Key], withRevision(found, all[found.Token.Key].Revision))
					if !last.Issued.IsZero() {
						require.False(s, found.Token.Issued.After(last.Issued), "newest first")
					}
					last.Issued = found.Token.Issued
				}
				if page.After = list.Next; page.After == "" {
					break
				}
			}
			require.Empty(s, want, "not found")
			total := 0
			for _, found := range all {
				if filtered(filter, found, rows.Tenant, s.now) {
					total++
				}
			}
			count, err := w.CountTokens(s.ctx, filter, s.now, 1000)
			require.NoError(s, err)
			require.Equal(s, total, count)
			count, err = w.CountTokens(s.ctx, filter, s.now, 3)
			require.NoError(s, err)
			require.Equal(s, min(total, 3), count, "up to limit")
		})
	}
}

func withRevision(f domain.Finding, revision int64) domain.Finding {
	f.Revision = revision
	return f
}

// filtered is the filter in its plainest form.
func filtered(f domain.TokenFilter, found domain.Finding, tenant domain.Tenant, now time.Time) bool {
	t := found.Token
	server := f.ResourceServer == ""
	for _, target := range t.Audience {
		server = server || target.ResourceServer == f.ResourceServer
	}
	return server &&
		(f.Client == "" || t.Client == f.Client) &&
		(f.User == "" || t.User == f.User) &&
		(f.Grant == "" || t.Grant == f.Grant) &&
		(f.Kind == "" || t.Kind == f.Kind) &&
		(f.IssuedAfter.IsZero() || !t.Issued.Before(f.IssuedAfter)) &&
		(f.IssuedBefore.IsZero() || t.Issued.Before(f.IssuedBefore)) &&
		(f.State == "" || found.Liveness(tenant, now).State() == f.State)
}

func testEvents(s *suite) {
	w := s.world("w")
	var events []domain.Event
	for i := range 30 {
		e := domain.Event{
			ID: fmt.Sprintf("%04d", i), At: s.now.Add(time.Duration(i/3) * time.Minute), Actor: fmt.Sprintf("user:%d", i%2),
			Action: []string{"client.created", "client.edited"}[i%2], Object: fmt.Sprintf("client:%d", i%5),
		}
		if i%2 == 0 {
			e.Before, e.After = []byte(`{"b":  1, "a": "ü"}`), []byte(`{}`)
		}
		events = append(events, e)
	}
	s.add(w, func(tx domain.Adder) error {
		for _, e := range events {
			require.NoError(s, tx.Record(s.ctx, e))
		}
		return nil
	})
	for name, filter := range map[string]domain.EventFilter{
		"actor":  {Actor: "user:1"},
		"action": {Action: "client.edited"},
		"object": {Object: "client:3"},
		"all":    {Actor: "user:0", Action: "client.created", Object: "client:2", After: s.now.Add(time.Minute), Before: s.now.Add(8 * time.Minute)},
		"span":   {After: s.now.Add(2 * time.Minute), Before: s.now.Add(3 * time.Minute), Actor: "user:0"},
		"nobody": {Actor: "user:7"},
	} {
		s.run(name, func(s *suite) {
			var want, got []domain.Event
			for i := len(events) - 1; i >= 0; i-- {
				e := events[i]
				if (filter.Actor == "" || filter.Actor == e.Actor) && (filter.Action == "" || filter.Action == e.Action) &&
					(filter.Object == "" || filter.Object == e.Object) && (filter.After.IsZero() || !e.At.Before(filter.After)) &&
					(filter.Before.IsZero() || e.At.Before(filter.Before)) {
					want = append(want, e)
				}
			}
			for page := (domain.Page{Limit: 4}); ; {
				list, err := w.Events(s.ctx, filter, page)
				require.NoError(s, err)
				got = append(got, list.Items...)
				if page.After = list.Next; page.After == "" {
					break
				}
			}
			require.Equal(s, want, got, "newest first, as they were recorded")
		})
	}
	s.run("one among many is found in short pages", func(s *suite) {
		w := s.world("busy")
		const many = 1_500
		rare := domain.Event{ID: "rare", At: s.now, Actor: "user:1", Action: "client.removed", Object: "client:shop"}
		s.add(w, func(tx domain.Adder) error {
			require.NoError(s, tx.Record(s.ctx, rare))
			for i := range many {
				e := domain.Event{ID: fmt.Sprintf("%04d", i), At: s.now.Add(time.Second), Actor: "user:1", Action: "client.edited", Object: "client:shop"}
				require.NoError(s, tx.Record(s.ctx, e))
			}
			return nil
		})
		for _, filter := range []domain.EventFilter{{Object: "client:shop", Action: "client.removed"}, {Actor: "user:1", Action: "client.removed"}} {
			first, err := w.Events(s.ctx, filter, domain.Page{Limit: 4})
			require.NoError(s, err)
			require.Empty(s, first.Items, "no call reads them all")
			require.NotEmpty(s, first.Next)
			second, err := w.Events(s.ctx, filter, domain.Page{Limit: 4, After: first.Next})
			require.NoError(s, err)
			require.Len(s, second.Items, 1)
			require.Equal(s, rare.ID, second.Items[0].ID)
			require.Empty(s, second.Next)
		}
		whole, err := w.Events(s.ctx, domain.EventFilter{Object: "client:shop"}, domain.Page{Limit: domain.MaxPage})
		require.NoError(s, err)
		require.Len(s, whole.Items, domain.MaxPage, "one member alone fills its pages")
	})
}
