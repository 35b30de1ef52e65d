package frontdoor

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/tenants"
)

// manage asks the management API as a page of the console does.
func (b *Browser) manage(method, tenant, path string, body any) Response {
	b.t.Helper()
	return b.manageFrom(http.Header{"Sec-Fetch-Site": {"same-origin"}}, method, tenant, path, body)
}

// manageFrom asks it with the headers that a browser gives the request beside the
// cookie.
func (b *Browser) manageFrom(header http.Header, method, tenant, path string, body any) Response {
	b.t.Helper()
	header.Set("Cookie", "__Secure-jeton_session="+b.Cookie("jeton_session"))
	text := ""
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(b.t, err)
		header.Set("Content-Type", "application/json")
		text = string(encoded)
	}
	return b.Send(method, "/t/"+tenant+domain.ManagementPath+path, header, text)
}

// enterConsole signs a person in where the console sends them.
func (b *Browser) enterConsole(tenant, username string) {
	b.t.Helper()
	page := b.Get("/t/" + tenant + "/console/signin")
	require.Contains(b.t, page.Body, "the console")
	page = b.Submit(map[string]string{"username": username, "current-password": secret + username}, "")
	require.Equal(b.t, http.StatusOK, page.Status, page.Body)
	require.Equal(b.t, "/t/"+tenant+"/console", b.Path)
}

// TestTheConsoleSignsInOnOurPages goes in by the console's own page, and is told
// who is there.
func TestTheConsoleSignsInOnOurPages(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.SetPassword("acme", w.AddUser("acme", "dora", "developer", "auditor"), secret+"dora")
		b := w.NewBrowser()
		nobody := b.manage(http.MethodGet, "acme", "/me", nil)
		require.Equal(t, http.StatusUnauthorized, nobody.Status)
		b.Get("/t/acme/console/signin")
		wrong := b.Submit(map[string]string{"username": "dora", "current-password": "not it"}, "")
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		require.Contains(t, wrong.Body, "do not belong together")
		require.Empty(t, b.Cookie("jeton_session"))
		require.Equal(t, http.StatusNotFound, w.Send(http.MethodGet, "/t/nowhere/console/signin", http.Header{}, "").Status)

		b.enterConsole("acme", "dora")
		got := b.manage(http.MethodGet, "acme", "/me", nil)
		require.Equal(t, http.StatusOK, got.Status, got.Body)
		var me struct {
			Actor       string
			User        map[string]any
			Roles       []domain.Role
			Permissions []domain.Permission
			Tenant      map[string]any
		}
		require.NoError(t, json.Unmarshal([]byte(got.Body), &me))
		require.Equal(t, "user:"+w.userID("acme", "dora"), me.Actor)
		require.Equal(t, "dora", me.User["username"])
		require.Equal(t, []domain.Role{domain.Developer, domain.Auditor}, me.Roles)
		require.Len(t, me.Permissions, len(tenants.Permissions(me.Roles)))
		require.Equal(t, PublicURL+"/t/acme", me.Tenant["issuer"])
	})
}

// TestASessionOpensWhatItsPersonMay asks every management route with the session
// of somebody of each role, and holds the answer to what a token of theirs gets.
func TestASessionOpensWhatItsPersonMay(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		a := w.artefactsOf("acme")
		for _, role := range domain.Roles() {
			tenant := "acme"
			if role == domain.Operator {
				tenant = "system"
			}
			name := "as-" + string(role)
			w.SetPassword(tenant, w.AddUser(tenant, name, string(role)), secret+name)
			b := w.NewBrowser()
			b.enterConsole(tenant, name)
			for _, route := range w.Routes {
				called, managed := managing(route)
				if !managed {
					continue
				}
				s := sampleOf(a, called, w.version(a.tenant))
				may := tenants.Permissions([]domain.Role{role})[domain.Permission(route.Who.String())]
				switch {
				case operators(route) && tenant != string(domain.SystemSlug):
					require.Equal(t, http.StatusNotFound, b.manage(route.Method, tenant, s.path, s.body).Status, "%s %s", role, called)
				case !may:
					require.Equal(t, http.StatusForbidden, b.manage(route.Method, tenant, s.path, s.body).Status, "%s %s", role, called)
				case s.reads && tenant == "acme":
					require.Less(t, b.manage(route.Method, tenant, s.path, s.body).Status, 300, "%s %s", role, called)
				}
				if route.Method != http.MethodGet {
					for _, site := range []string{"cross-site", "same-site"} {
						response := b.manageFrom(http.Header{"Sec-Fetch-Site": {site}}, route.Method, tenant, s.path, s.body)
						require.Equal(t, http.StatusForbidden, response.Status, "%s %s", site, called)
						require.Contains(t, response.Body, "cross_origin", called)
					}
					old := b.manageFrom(http.Header{"Origin": {"https://evil.example"}}, route.Method, tenant, s.path, s.body)
					require.Equal(t, http.StatusForbidden, old.Status, "a browser that says no more than Origin: %s", called)
				}
			}
		}
	})
}

// TestASessionEndsWhatItOpened ends sessions in every way there is, and takes the
// role away: the next request knows.
func TestASessionEndsWhatItOpened(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		me := func(b *Browser) int { t.Helper(); return b.manage(http.MethodGet, "acme", "/me", nil).Status }
		for name, end := range map[string]func(b *Browser, user string){
			"signed out":           func(b *Browser, _ string) { b.send(http.MethodPost, "/t/acme/signin/out", form()) },
			"signed out elsewhere": func(_ *Browser, user string) { w.Must(http.MethodPost, "acme", "/users/"+user+"/sign-out", nil) },
			"disabled":             func(_ *Browser, user string) { w.edit("acme", "/users/"+user, "status", "disabled") },
			"removed": func(_ *Browser, user string) {
				require.Equal(t, http.StatusNoContent, w.Manage(w.Operator, http.MethodDelete, "acme", "/users/"+user, nil).Status)
			},
			"too long unused": func(*Browser, string) { w.Clock.Set(w.Clock.Now().Add(7*24*time.Hour + time.Minute)) },
		} {
			user := w.AddUser("acme", "ends", "auditor")
			w.SetPassword("acme", user, secret+"ends")
			b := w.NewBrowser()
			b.enterConsole("acme", "ends")
			require.Equal(t, http.StatusOK, me(b), name)
			cookie := http.Header{"Cookie": {"__Secure-jeton_session=" + b.Cookie("jeton_session")}}
			end(b, user)
			after := w.Send(http.MethodGet, "/t/acme"+domain.ManagementPath+"/me", cookie, "")
			require.Equal(t, http.StatusUnauthorized, after.Status, name)
			w.Manage(w.Operator, http.MethodDelete, "acme", "/users/"+user, nil)
		}

		user := w.AddUser("acme", "falls", "admin")
		w.SetPassword("acme", user, secret+"falls")
		b := w.NewBrowser()
		b.enterConsole("acme", "falls")
		require.Equal(t, http.StatusOK, b.manage(http.MethodGet, "acme", "/keys", nil).Status)
		w.Must(http.MethodPut, "acme", "/users/"+user+"/roles", map[string]any{"roles": []string{"developer"}, "version": w.version("acme")("/users/" + user)})
		require.Equal(t, http.StatusForbidden, b.manage(http.MethodPost, "acme", "/keys/rotate", map[string]any{}).Status)
		w.Must(http.MethodPut, "acme", "/users/"+user+"/roles", map[string]any{"roles": []string{}, "version": w.version("acme")("/users/" + user)})
		none := b.manage(http.MethodGet, "acme", "/me", nil)
		require.Equal(t, http.StatusForbidden, none.Status)
		require.Contains(t, none.Body, "no_role")
	})
}

// TestWhatComesWithACookieIsOneThing puts a cookie beside other proofs, takes it
// elsewhere, and uses it for a long time.
func TestWhatComesWithACookieIsOneThing(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.SetPassword("acme", w.AddUser("acme", "olga", "owner"), secret+"olga")
		b := w.NewBrowser()
		b.enterConsole("acme", "olga")
		for _, presented := range []string{"Bearer " + unissued(t), "Bearer ", "Basic eDp5"} {
			response := b.manageFrom(http.Header{"Authorization": {presented}}, http.MethodGet, "acme", "/me", nil)
			require.Equal(t, http.StatusUnauthorized, response.Status, "where there is a bearer, nothing else counts: %s", presented)
		}
		require.Equal(t, http.StatusUnauthorized, b.manage(http.MethodGet, "globex", "/me", nil).Status, "another tenant")
		require.Equal(t, http.StatusNotFound, b.manage(http.MethodGet, "nowhere", "/me", nil).Status)
		require.Equal(t, http.StatusOK, b.manageFrom(http.Header{}, http.MethodGet, "acme", "/me", nil).Status, "opened in the address bar")

		events := b.manage(http.MethodPost, "acme", "/clients", map[string]any{"client_id": "by-olga", "name": "x"})
		require.Equal(t, http.StatusCreated, events.Status, events.Body)
		require.Contains(t, w.Manage(w.Operator, http.MethodGet, "acme", "/audit-events?action=client.created", nil).Body, "user:"+w.userID("acme", "olga"))

		// Whoever works every day stays, as long as a session lasts at all.
		for day := range 29 {
			w.Clock.Set(w.Clock.Now().Add(24 * time.Hour))
			require.Equal(t, http.StatusOK, b.manage(http.MethodGet, "acme", "/me", nil).Status, "day %d", day)
		}
		w.Clock.Set(w.Clock.Now().Add(25 * time.Hour))
		require.Equal(t, http.StatusUnauthorized, b.manage(http.MethodGet, "acme", "/me", nil).Status)

		w.Fail(func(string) error { return errors.New("the database is away") })
		require.Equal(t, http.StatusServiceUnavailable, b.manage(http.MethodGet, "acme", "/me", nil).Status, "could not find out is never no")
		w.Fail(nil)
	})
}
