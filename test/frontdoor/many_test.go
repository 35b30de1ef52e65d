package frontdoor

import (
	"crypto/sha256"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestSomebodyWithManyOfEverything has more sessions than a page shows, and has
// made more tokens than anybody needs.
func TestSomebodyWithManyOfEverything(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		alice, orders := w.Users["acme/alice"], w.Servers["acme/orders"]
		_, tenancy := w.Tenancy("acme")
		act := domain.Act{By: domain.SystemActor("test"), At: w.Clock.Now()}
		require.NoError(t, tenancy.Add(t.Context(), act, func(tx domain.Adder) error {
			for n := range 500 {
				text := strconv.Itoa(n)
				hash := sha256.Sum256([]byte(text))
				require.NoError(t, tx.OpenSession(t.Context(), domain.Session{
					ID: "many-" + text, Hash: hash, User: alice, Epoch: 1, Created: act.At, Authenticated: act.At, Seen: act.At,
					Expires: act.At.Add(time.Hour), UserAgent: "Many/" + text, Address: "192.0.2.1",
				}))
				require.NoError(t, tx.NameToken(t.Context(), domain.NamedToken{
					Key: domain.TokenKey{Hash: [16]byte(hash[:16])}, User: alice, Name: text, Last4: "aaaa", Created: act.At, Expires: act.At.Add(time.Hour),
				}))
			}
			return tx.Record(t.Context(), domain.Event{ID: newID(), At: act.At, Actor: act.By.String(), Action: "test.filled", Object: "test:many"})
		}))
		b := w.NewBrowser()
		listed := section(t, b.signInHere("acme", "alice").Body, signedIn)
		require.Contains(t, listed, "There are older ones that are not listed.")
		require.LessOrEqual(t, strings.Count(listed, "<li>"), 201)
		require.Contains(t, listed, "<strong>Many</strong>")
		others := section(t, b.Press("/account/end-other-sessions", nil).Body, signedIn)
		require.Equal(t, 1, strings.Count(others, "<li>"), "all of them are over, listed or not")
		require.Len(t, w.Must(http.MethodGet, "acme", "/users/"+alice+"/sessions", nil)["items"], 1)

		b.Get("/t/acme/account/tokens")
		refused := b.Press("/account/tokens", map[string]string{"name": "one more", "lifetime": "3600", "allow " + orders + " read": "on"})
		require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
		require.Contains(t, refused.Body, "You have made 500 tokens")
		w.Clock.Forward(time.Hour)
		stranger := w.NewBrowser()
		stranger.signInHere("acme", "bob")
		stranger.makeToken("acme", "mine", map[string]string{"allow " + orders + " read": "on"})
	})
}
