package frontdoor

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/tenants"
)

// TestPeopleManageByTheirOwnRoles has tokens that speak for people at the
// management API: what they open is the person's roles at that moment, whatever
// the client they were got by may do.
func TestPeopleManageByTheirOwnRoles(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.Must(http.MethodPut, "acme", "/members/shop", map[string]any{"roles": []string{"owner"}, "version": 0})
		w.Must(http.MethodPut, "acme", "/members/probe", map[string]any{"roles": []string{"auditor"}, "version": 0})
		w.AddUser("acme", "boss", "owner")
		alice, bob := w.AddUser("acme", "alice"), w.AddUser("acme", "bob", "auditor")
		token := map[string]string{"alice by an owner": w.ManagingAs("acme/shop", alice), "bob": w.ManagingAs("acme/probe", bob)}
		asks := func(whose, method, path string, body any) int {
			t.Helper()
			return w.Manage(token[whose], method, "acme", path, body).Status
		}
		roles := func(id string, roles ...string) {
			t.Helper()
			version := w.Must(http.MethodGet, "acme", "/users/"+id, nil)["version"]
			w.Must(http.MethodPut, "acme", "/users/"+id+"/roles", map[string]any{"roles": append([]string{}, roles...), "version": version})
		}
		require.Equal(t, 401, asks("alice by an owner", "GET", "/clients", nil), "her client's roles are not hers")
		require.Equal(t, 200, asks("bob", "GET", "/clients", nil), "by a client with a role")
		require.Equal(t, 403, asks("bob", "POST", "/clients", map[string]any{"name": "x"}))
		require.Equal(t, 200, asks("bob", "GET", "/users", nil))
		require.Equal(t, 403, asks("bob", "POST", "/users", map[string]any{"username": "x"}))

		roles(alice, "admin")
		require.Equal(t, 201, asks("alice by an owner", "POST", "/users", map[string]any{"username": "carol"}))
		require.Equal(t, 403, asks("alice by an owner", "POST", "/users", map[string]any{"username": "dave", "roles": []string{"owner"}}), "never above her own")
		event := w.Must(http.MethodGet, "acme", "/audit-events?action=user.created&actor=user:"+alice, nil)
		require.Len(t, event["items"], 1, "it is she who did it")
		require.Equal(t, 403, asks("alice by an owner", "PUT", "/users/"+w.userID("acme", "boss")+"/roles", map[string]any{"roles": []string{"auditor"}, "version": 1}))
		require.Equal(t, 403, asks("alice by an owner", "POST", "/users/"+w.userID("acme", "boss")+"/password-links", map[string]any{"purpose": "invite"}))

		roles(alice)
		require.Equal(t, 401, asks("alice by an owner", "GET", "/clients", nil), "a role that is taken away is gone with the next request")
		roles(alice, "auditor")
		require.Equal(t, 200, asks("alice by an owner", "GET", "/clients", nil))
		w.edit("acme", "/users/"+alice, "status", "disabled")
		require.Equal(t, 401, asks("alice by an owner", "GET", "/clients", nil))
		w.edit("acme", "/users/"+alice, "status", "active")
		require.Equal(t, 200, asks("alice by an owner", "GET", "/clients", nil))
		covers := w.Must(http.MethodPost, "acme", "/users/"+alice+"/sign-out", map[string]any{})["covers"].(map[string]any)
		require.Equal(t, map[string]any{"tokens": 1.0, "more": false}, covers)
		require.Equal(t, 401, asks("alice by an owner", "GET", "/clients", nil))

		w.edit("acme", "/clients/probe", "status", "disabled")
		require.Equal(t, 401, asks("bob", "GET", "/clients", nil), "his client is disabled")
		w.edit("acme", "/clients/probe", "status", "active")
		require.Equal(t, 200, asks("bob", "GET", "/clients", nil))
		w.Must(http.MethodDelete, "acme", "/users/"+bob, nil)
		require.Equal(t, 401, asks("bob", "GET", "/clients", nil))
	})
}

// TestPeopleAreFound creates, searches and edits people, next to a tenant that has
// people of the same names.
func TestPeopleAreFound(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for _, tenant := range []string{"acme", "globex"} {
			for _, user := range []map[string]any{
				{"username": "Alice", "email": "liddell@example.com", "name": "Alice Liddell", "attributes": map[string]any{"floor": 3, "tags": []string{"a"}}},
				{"username": "bob", "email": "liddell@example.com", "name": "Bob Älskling", "email_verified": true},
			} {
				user["username"] = user["username"].(string) + "." + tenant
				w.Must(http.MethodPost, tenant, "/users", user)
			}
		}
		for query, want := range map[string]string{
			"": "Alice.acme bob.acme", "q=alice": "Alice.acme", "q=LIDDELL": "Alice.acme bob.acme", "q=%C3%84LSK": "bob.acme",
			"q=lid": "Alice.acme bob.acme", "q=globex": "", "q=%25": "", "managing=true": "",
		} {
			var names []string
			for cursor := ""; ; {
				path := "/users?limit=1"
				if query != "" {
					path += "&" + query
				}
				if cursor != "" {
					path += "&cursor=" + cursor
				}
				list := w.Must(http.MethodGet, "acme", path, nil)
				for _, item := range list["items"].([]any) {
					names = append(names, item.(map[string]any)["username"].(string))
				}
				if list["next_cursor"] == nil {
					break
				}
				cursor = list["next_cursor"].(string)
			}
			require.ElementsMatch(t, strings.Fields(want), names, query)
		}
		alice := w.Must(http.MethodGet, "acme", "/users?q=alice", nil)["items"].([]any)[0].(map[string]any)
		require.Equal(t, map[string]any{"floor": 3.0, "tags": []any{"a"}}, alice["attributes"])
		require.Equal(t, false, alice["has_password"])
		path := "/users/" + alice["id"].(string)
		require.Equal(t, alice, w.Must(http.MethodGet, "acme", path, nil))
		require.Equal(t, 404, w.Manage(w.Operator, "GET", "globex", path, nil).Status)

		taken := w.Manage(w.Operator, "POST", "acme", "/users", map[string]any{"username": "ALICE.ACME"})
		require.Equal(t, 409, taken.Status)
		require.Contains(t, taken.Body, `"username_taken"`)
		verified := w.Must(http.MethodPatch, "acme", path, map[string]any{"version": 1, "email_verified": true})
		require.Equal(t, true, verified["email_verified"])
		moved := w.Must(http.MethodPatch, "acme", path, map[string]any{"version": 2, "email": "alice@example.com", "attributes": map[string]any{}})
		require.Equal(t, false, moved["email_verified"], "another address is not verified")
		require.Equal(t, map[string]any{}, moved["attributes"])
		require.Equal(t, moved, w.Must(http.MethodGet, "acme", path, nil))
		require.Empty(t, w.Must(http.MethodGet, "acme", "/users?q=liddell@", nil)["items"].([]any)[1:])
		require.Equal(t, 409, w.Manage(w.Operator, "PATCH", "acme", path, map[string]any{"version": 2, "name": "x"}).Status)
	})
}

// links are password links as the program wires them, with hashes that cost
// little.
func (w *World) links() (password.Links, func(slug string) *domain.Snapshot) {
	directory := tenants.NewDirectory(w.Store, w.Keys.Wrapper, PublicURL, tenants.NewLimits(domain.Rates{}))
	at := func(slug string) *domain.Snapshot {
		snap, err := directory.Current(context.Background(), domain.Slug(slug))
		require.NoError(w.t, err)
		return snap
	}
	return password.Links{
		Store: w.Store, Hasher: password.NewHasher(rand.Reader, password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, 4),
		Rules: password.Rules{Weakness: tenants.Weakness}, NewID: newID,
	}, at
}

// TestAPasswordLinkSetsOnePasswordOnce makes links through the API and uses them:
// many at once, too late, at another tenant, changed, and after another was made.
func TestAPasswordLinkSetsOnePasswordOnce(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		links, at := w.links()
		alice := w.AddUser("acme", "alice")
		const good = "four words nobody expects"
		use := func(slug, secret, chosen string) error {
			_, err := links.Use(context.Background(), at(slug), domain.NewSecret(secret), domain.NewSecret(chosen), w.Clock.Now())
			return err
		}
		var texts []string
		link := func(body map[string]any) string {
			t.Helper()
			made := w.Must(http.MethodPost, "acme", "/users/"+alice+"/password-links", body)
			secret, ok := strings.CutPrefix(made["url"].(string), PublicURL+"/t/acme/password/")
			require.True(t, ok, made["url"])
			require.Regexp(t, `^jtn_pw_\w{49}$`, secret)
			texts = append(texts, secret)
			return secret
		}
		first := link(map[string]any{"purpose": "invite"})
		require.Equal(t, domain.KindInvalid, domain.KindOf(use("acme", first, "alice")))
		require.ErrorContains(t, use("acme", first, "alicealice"), "your own name")
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("globex", first, good)))
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("acme", first[:len(first)-1], good)))
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("acme", "", good)))
		second := link(map[string]any{"purpose": "invite"})
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("acme", first, good)), "another takes its place")
		w.Clock.Forward(72*time.Hour - time.Millisecond)
		user, found, err := links.Find(context.Background(), at("acme"), domain.NewSecret(second), w.Clock.Now())
		require.NoError(t, err)
		require.Equal(t, "alice", user.Username)
		require.Equal(t, domain.Invite, found.Purpose)
		w.Clock.Forward(time.Millisecond)
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("acme", second, good)), "it has expired")

		third := link(map[string]any{"purpose": "invite", "lifetime_seconds": 300})
		var won, lost atomic.Int32
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				switch err := use("acme", third, good); {
				case err == nil:
					won.Add(1)
				case domain.KindNotFound.Is(err), domain.KindConflict.Is(err):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		require.Equal(t, []int32{1, 49}, []int32{won.Load(), lost.Load()})
		require.Equal(t, true, w.Must(http.MethodGet, "acme", "/users/"+alice, nil)["has_password"])
		require.Equal(t, true, w.Must(http.MethodGet, "acme", "/users?q=alice", nil)["items"].([]any)[0].(map[string]any)["has_password"])
		_, tenancy := w.Tenancy("acme")
		kept, err := tenancy.FindUserByUsername(context.Background(), "ALICE")
		require.NoError(t, err)
		verdict, err := links.Hasher.Verify(context.Background(), kept.Password, domain.NewSecret(good))
		require.NoError(t, err)
		require.True(t, verdict.Match)

		invited := w.Manage(w.Operator, "POST", "acme", "/users/"+alice+"/password-links", map[string]any{"purpose": "invite"})
		require.Equal(t, 409, invited.Status)
		require.Contains(t, invited.Body, `"password_set"`)
		fourth := link(map[string]any{"purpose": "reset"})
		w.edit("acme", "/users/"+alice, "name", "Alice")
		require.NoError(t, use("acme", fourth, good+" again"))
		fifth := link(map[string]any{"purpose": "reset"})
		version := w.Must(http.MethodGet, "acme", "/users/"+alice, nil)["version"]
		w.Must(http.MethodPut, "acme", "/users/"+alice+"/roles", map[string]any{"roles": []string{"owner"}, "version": version})
		require.Equal(t, domain.KindNotFound, domain.KindOf(use("acme", fifth, good)), "it was made for somebody with fewer rights")

		tenant, _ := w.Tenancy("acme")
		seen := w.Log.String() + w.dumpOf(tenant.ID) + w.Manage(w.Operator, "GET", "acme", "/audit-events?object=user:"+alice, nil).Body
		require.Contains(t, seen, `"action":"password.set"`)
		require.Contains(t, seen, `"action":"password-link.created"`)
		for _, secret := range append(texts, good) {
			require.NotContains(t, seen, secret)
			require.NotContains(t, seen, secret[8:20])
		}
		events := w.Manage(w.Operator, "GET", "acme", "/audit-events", nil).Body
		require.NotContains(t, events, "argon2id")
	})
}
