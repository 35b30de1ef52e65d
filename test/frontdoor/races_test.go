package frontdoor

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// at gives the same world as another replica serves it.
func (w *World) at(replica *Installation) *World {
	other := *w
	other.Installation = replica
	return &other
}

// together runs n calls at once, and counts what they give.
func together(n int, call func(i int) int) map[int]int {
	var all sync.WaitGroup
	var mu sync.Mutex
	counts := map[int]int{}
	for i := range n {
		all.Go(func() {
			got := call(i)
			mu.Lock()
			defer mu.Unlock()
			counts[got]++
		})
	}
	all.Wait()
	return counts
}

// TestOnceMeansOnceAtTwoReplicas has fifty use at once what is good once, at two
// replicas. One of them gets tokens, and they are taken back with the use that
// came second (S21, S22).
func TestOnceMeansOnceAtTwoReplicas(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.set("acme", func(s *domain.Settings) { s.RefreshGraceSeconds = -1 })
		replicas := []*World{w, w.at(w.Replica(databaseURL))}
		b := w.NewBrowser()
		code := func() string { return b.signIn(authorizing("acme", nil), "alice").Get("code") }
		for name, use := range map[string]func() func(at *World) Response{
			"a code": func() func(*World) Response {
				once := code()
				return func(at *World) Response { return at.redeem("acme/app", once, nil) }
			},
			"a refresh token": func() func(*World) Response {
				once := tokensOf(t, w.redeem("acme/app", code(), nil)).Refresh
				return func(at *World) Response { return at.refreshWith("acme/app", once, nil) }
			},
		} {
			use := use()
			var mu sync.Mutex
			var got []tokens
			counts := together(50, func(i int) int {
				r := use(replicas[i%len(replicas)])
				if r.Status == http.StatusOK {
					mu.Lock()
					defer mu.Unlock()
					got = append(got, tokensOf(t, r))
				}
				return r.Status
			})
			require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 49}, counts, name)
			for _, at := range replicas {
				require.False(t, at.Active("acme/orders", got[0].Access), "%s that came twice takes its tokens back", name)
				require.Equal(t, "invalid_grant", errorOf(t, at.refreshWith("acme/app", got[0].Refresh, nil)), name)
			}
		}
	})
}

// TestNothingOutlivesWhatTookItBack races each way to get tokens for a person at
// one replica against each way to take them back at another. Whichever was first,
// when both are answered nothing is worth anything.
func TestNothingOutlivesWhatTookItBack(t *testing.T) {
	const rounds = 6
	gets := map[string]func(h *holding) (get func(at *World) []tokens){
		"refreshing": func(h *holding) func(*World) []tokens {
			return func(at *World) []tokens { return given(h, at.refreshWith("acme/"+h.name, h.held.Refresh, nil)) }
		},
		"redeeming": func(h *holding) func(*World) []tokens {
			code := h.code(nil)
			return func(at *World) []tokens { return given(h, at.redeem("acme/"+h.name, code, nil)) }
		},
		"signing in": func(h *holding) func(*World) []tokens {
			b := h.NewBrowser()
			b.Get(h.asking(map[string]string{"prompt": "consent"}))
			return func(at *World) []tokens {
				b.World = at
				return given(h, b.hurry(h.name)...)
			}
		},
	}
	takesBack := map[string]func(h *holding){
		"disabling the person": func(h *holding) { h.disableUser("acme", h.name) },
		"disabling the client": func(h *holding) { h.edit("acme", "/clients/"+h.name, "status", "disabled") },
		"deleting the person":  func(h *holding) { h.act(http.MethodDelete, "/users/"+h.Users["acme/"+h.name], nil) },
	}
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		other := w.at(w.Replica(databaseURL))
		n := 0
		for get, prepare := range gets {
			for take, takeBack := range takesBack {
				for range rounds {
					n++
					h := w.newHolding(fmt.Sprintf("racing-%d", n))
					h.held = tokensOf(t, h.redeem("acme/"+h.name, h.code(nil), nil))
					try, got := prepare(h), []tokens(nil)
					var both sync.WaitGroup
					both.Go(func() { got = try(other) })
					both.Go(func() { takeBack(h) })
					both.Wait()
					for _, had := range append(got, h.held) {
						for _, at := range []*World{w, other} {
							require.False(t, at.Active("acme/"+h.name+"-api", had.Access), "%v against %s", get, take)
							require.NotEqual(t, http.StatusOK, at.refreshWith("acme/"+h.name, had.Refresh, nil).Status, "%v against %s", get, take)
						}
					}
				}
			}
		}
	})
}

// given are the tokens of answers that have some.
func given(h *holding, answers ...Response) []tokens {
	var all []tokens
	for _, r := range answers {
		if got, ok := h.issued(r); ok {
			all = append(all, got)
		}
	}
	return all
}

// hurry goes from the page of sign-in to tokens as far as it comes, and gives the
// answer of the token endpoint if it came so far.
func (b *Browser) hurry(name string) []Response {
	b.t.Helper()
	b.Submit(map[string]string{"username": name, "current-password": secret + name}, "")
	if b.Page.Status == http.StatusOK && formTag.MatchString(b.Page.Body) && len(b.form().buttons) > 0 {
		form := b.form()
		if button, ok := form.buttons["allow"]; ok {
			form.values.Set(button, "allow")
			b.send(http.MethodPost, form.action, form.values)
		}
	}
	location, err := url.Parse(b.Page.Header.Get("Location"))
	require.NoError(b.t, err)
	if code := location.Query().Get("code"); code != "" {
		return []Response{b.redeem("acme/"+name, code, nil)}
	}
	return nil
}

// TestOneBrowserAtTwoTenants signs in to both tenants in one browser, with the
// same name and password, and shows that neither session is anything at the other.
func TestOneBrowserAtTwoTenants(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		both := []string{"acme", "globex"}
		b := w.NewBrowser()
		subjects := map[string]any{}
		for _, tenant := range both {
			page := b.Get(authorizing(tenant, nil))
			require.Contains(t, page.Body, "current-password", "a session of another tenant is none")
			got := tokensOf(t, w.redeem(tenant+"/app", b.signIn(authorizing(tenant, nil), "alice").Get("code"), nil))
			subjects[tenant] = claimsOf(t, got.ID)["sub"]
		}
		require.NotEqual(t, subjects["acme"], subjects["globex"])
		cookies := map[string]string{}
		for _, tenant := range both {
			b.Get(authorizing(tenant, map[string]string{"prompt": "none"}))
			_, answer := b.Returned()
			got := tokensOf(t, w.redeem(tenant+"/app", answer.Get("code"), nil))
			require.Equal(t, subjects[tenant], claimsOf(t, got.ID)["sub"], "each goes on with its own session")
			for key, kept := range b.jar {
				if kept.path == "/t/"+tenant {
					cookies[tenant] += key.name + "=" + kept.value + "; "
				}
			}
		}
		// A browser would not send them there; somebody else might.
		for _, swapped := range [][2]string{{"acme", "globex"}, {"globex", "acme"}} {
			for _, address := range []string{authorizing(swapped[0], map[string]string{"prompt": "none"})} {
				r := w.Send(http.MethodGet, address, http.Header{"Cookie": {cookies[swapped[1]]}}, "")
				location, err := url.Parse(r.Header.Get("Location"))
				require.NoError(t, err)
				require.Equal(t, "login_required", location.Query().Get("error"), "cookies of %s at %s", swapped[1], swapped[0])
			}
		}
		b.Get("/t/acme/oauth2/logout")
		b.Submit(nil, "")
		b.Get(authorizing("globex", map[string]string{"prompt": "none"}))
		_, answer := b.Returned()
		require.NotEmpty(t, answer.Get("code"), "signing out of one leaves the other")
		b.Get(authorizing("acme", map[string]string{"prompt": "none"}))
		_, answer = b.Returned()
		require.Equal(t, "login_required", answer.Get("error"))
	})
}
