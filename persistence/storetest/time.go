package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testTime writes times of every precision, zone and age, and expects what the
// contract says: UTC, whole milliseconds, never another moment.
func testTime(s *suite) {
	far := time.FixedZone("far away", 13*3600+1800)
	for name, at := range map[string]time.Time{
		"nanoseconds are cut":    time.Date(2026, 3, 14, 15, 9, 26, 535_897_932, time.UTC),
		"another zone":           time.Date(2026, 3, 14, 15, 9, 26, 1_000_000, far),
		"local":                  time.Date(2026, 10, 25, 2, 30, 0, 999_999_999, time.Local),
		"before 1970":            time.Date(1969, 12, 31, 23, 59, 59, 999_000_000, time.UTC),
		"in a thousand years":    time.Date(3026, 1, 1, 0, 0, 0, 1_000_000, time.UTC),
		"with a monotonic clock": time.Now(),
	} {
		s.run(name, func(s *suite) {
			w := s.world("w")
			token := s.token("token", w.standing, w.server)
			token.Issued, token.NotBefore, token.Expires = at, at, at
			token.Revoked = &domain.Revocation{At: at, By: "x"}
			e := s.event("timed")
			e.At = at
			s.add(w, func(tx domain.Adder) error {
				require.NoError(s, tx.AddToken(s.ctx, token))
				require.NoError(s, tx.AddUser(s.ctx, domain.User{ID: "u", Username: "u", Name: "u", Status: domain.Active, Created: at, Updated: at}))
				return tx.Record(s.ctx, e)
			})
			want := time.UnixMilli(at.UnixMilli()).UTC()
			found, err := w.LookUp(s.ctx, token.Key)
			require.NoError(s, err)
			user, err := w.FindUser(s.ctx, "u")
			require.NoError(s, err)
			events, err := w.Events(s.ctx, domain.EventFilter{Action: "timed"}, domain.Page{Limit: 1})
			require.NoError(s, err)
			for _, got := range []time.Time{
				found.Token.Issued, found.Token.NotBefore, found.Token.Expires, found.Token.Revoked.At, user.Created, events.Items[0].At,
			} {
				require.Equal(s, want, got)
				require.Equal(s, time.UTC, got.Location())
			}
		})
	}
	s.run("none at all", func(s *suite) {
		w := s.world("w")
		secret := s.secret("endless")
		secret.Expires = time.Time{}
		s.change(w, func(tx domain.Changer) error { return tx.AddClientSecret(s.ctx, w.client.ID, secret) })
		client, _, err := w.FindClient(s.ctx, w.client.ID)
		require.NoError(s, err)
		require.True(s, client.Secrets[0].Expires.IsZero())
	})
}
