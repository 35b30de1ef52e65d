package frontdoor

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// What the application of these tests does as every application.
const (
	back     = "https://app.example/back"
	verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789"
	secret   = "correct horse battery staple 42"
)

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorizingForm gives an authorization request as a form.
func authorizingForm(client string) url.Values {
	_, query, _ := strings.Cut(authorizing("", map[string]string{"client_id": client, "scope": "openid"}), "?")
	values, _ := url.ParseQuery(query)
	return values
}

// authorizing gives the address of an authorization request of the application, with
// parameters added, and removed where they are empty.
func authorizing(tenant string, more map[string]string) string {
	p := url.Values{
		"response_type": {"code"}, "client_id": {"app"}, "redirect_uri": {back}, "scope": {"openid profile email orders:read"},
		"state": {"st/at&e"}, "nonce": {"n-1"}, "code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"},
	}
	for name, value := range more {
		p.Set(name, value)
		if value == "" {
			p.Del(name)
		}
	}
	return "/t/" + tenant + "/oauth2/authorize?" + p.Encode()
}

// people makes an application and two people at each tenant of the world.
func people(t *testing.T, databaseURL string) *World {
	t.Helper()
	w := Open(t, databaseURL).Build()
	// Refresh tokens live for a month, and the prepared drawers only for a day.
	month := Noon.Add(domain.DefaultSettings().RefreshIdle())
	require.NoError(t, w.Store.OpenDrawers(t.Context(), []domain.Drawer{domain.DrawerFor(Noon, month), domain.DrawerFor(Noon, month.Add(48*time.Hour))}))
	for _, tenant := range []string{"acme", "globex"} {
		for _, id := range []string{"app", "other-app"} {
			made := w.Must(http.MethodPost, tenant, "/clients", map[string]any{
				"client_id": id, "name": "The <App>", "grant_types": []string{"authorization_code", "refresh_token"},
				"redirect_uris": []string{back}, "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
			})
			w.Secrets[tenant+"/"+id] = made["client_secret"].(string)
		}
		for _, name := range []string{"alice", "bob"} {
			w.SetPassword(tenant, w.AddUser(tenant, name), secret+name)
		}
	}
	return w
}

// signIn goes from an authorization request to the code.
func (b *Browser) signIn(address, username string) url.Values {
	b.t.Helper()
	b.Get(address)
	if strings.Contains(b.Page.Body, `autocomplete="username"`) {
		b.Submit(map[string]string{"username": username, "current-password": secret + username}, "")
	}
	if strings.Contains(b.Page.Body, `value="allow"`) {
		b.Submit(nil, "allow")
	}
	address, parameters := b.Returned()
	require.Equal(b.t, back, address)
	return parameters
}

// redeem has an application redeem a code.
func (w *World) redeem(client, code string, more map[string]string) Response {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier}}
	for name, value := range more {
		form.Set(name, value)
		if value == "" {
			form.Del(name)
		}
	}
	return w.Post("token", tenant, client, form)
}

func (w *World) refreshWith(client, token string, more url.Values) Response {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
	for name, values := range more {
		form[name] = values
	}
	return w.Post("token", tenant, client, form)
}

type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	ID      string `json:"id_token"`
	Scope   string `json:"scope"`
}

func tokensOf(t testing.TB, r Response) tokens {
	t.Helper()
	require.Equal(t, http.StatusOK, r.Status, r.Body)
	var got tokens
	require.NoError(t, json.Unmarshal([]byte(r.Body), &got))
	return got
}

func claimsOf(t testing.TB, jws string) map[string]any {
	t.Helper()
	parts := strings.Split(jws, ".")
	require.Len(t, parts, 3)
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var claims map[string]any
	require.NoError(t, json.Unmarshal(payload, &claims))
	return claims
}

func errorOf(t testing.TB, r Response) string {
	t.Helper()
	var body struct{ Error string }
	require.NoError(t, json.Unmarshal([]byte(r.Body), &body), r.Body)
	return body.Error
}

func (w *World) userInfo(tenant, token string) Response {
	w.t.Helper()
	return w.Send(http.MethodGet, "/t/"+tenant+"/oauth2/userinfo", http.Header{"Authorization": {"Bearer " + token}}, "")
}

// TestSomebodySignsIn goes the whole way: sign in, allow, redeem, ask who it is,
// ask what the token means, refresh.
func TestSomebodySignsIn(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		page := b.Get(authorizing("acme", nil))
		require.Equal(t, http.StatusOK, page.Status)
		for header, value := range map[string]string{
			"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		} {
			require.Equal(t, value, page.Header.Get(header))
		}
		require.Contains(t, page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.NotContains(t, page.Header.Get("Content-Security-Policy"), "unsafe")
		require.Contains(t, page.Body, "The &lt;App&gt;")
		require.NotContains(t, page.Body, "<script")

		consent := b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		require.Contains(t, consent.Body, "See your email address")
		require.Contains(t, consent.Body, "orders:read")
		require.NotContains(t, consent.Body, secret)
		b.Submit(nil, "allow")
		address, answer := b.Returned()
		require.Equal(t, back, address)
		require.Equal(t, "st/at&e", answer.Get("state"))
		require.Equal(t, PublicURL+"/t/acme", answer.Get("iss"))
		require.Len(t, answer, 3)

		got := tokensOf(t, w.redeem("acme/app", answer.Get("code"), nil))
		require.Equal(t, "orders:read openid profile email", got.Scope)
		alice := w.Users["acme/alice"]
		id := claimsOf(t, got.ID)
		require.Equal(t, PublicURL+"/t/acme", id["iss"])
		require.Equal(t, "app", id["aud"])
		require.Equal(t, alice, id["sub"])
		require.Equal(t, "n-1", id["nonce"])
		require.EqualValues(t, Noon.Unix(), id["auth_time"])
		require.NotEmpty(t, id["sid"])
		sum := sha256.Sum256([]byte(got.Access))
		require.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:16]), id["at_hash"])

		who := w.userInfo("acme", got.Access)
		require.Equal(t, http.StatusOK, who.Status, who.Body)
		require.Contains(t, who.Body, `"sub":"`+alice+`"`)
		require.Contains(t, who.Body, `"preferred_username":"alice"`)
		told := w.Introspect("acme/orders", got.Access)
		require.Contains(t, told.Body, `"active":true`)
		require.Contains(t, told.Body, `"scope":"orders:read"`)
		require.NotContains(t, told.Body, "openid", "an API is told of its own scope only")
		require.NotContains(t, told.Body, "userinfo")

		next := tokensOf(t, w.refreshWith("acme/app", got.Refresh, nil))
		require.NotEqual(t, got.Refresh, next.Refresh)
		require.True(t, w.Active("acme/orders", next.Access))
		require.True(t, w.Active("acme/orders", got.Access), "what was issued before goes on")
		logged := w.Log.String()
		for _, hidden := range []string{secret, answer.Get("code"), got.Access, got.Refresh, got.ID, b.Cookie("jeton_session"), verifier} {
			require.NotContains(t, logged, hidden)
		}
	})
}

// TestWhatAnApplicationAsksForWrongly sends requests that must not lead to a page
// of sign-in: to the person where nothing may be sent back, to the application
// where it may.
func TestWhatAnApplicationAsksForWrongly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		for _, c := range []struct {
			does   string
			with   map[string]string
			told   string // what the application is told; empty for a page
			status int
		}{
			{"an unknown client", map[string]string{"client_id": "nobody"}, "", 400},
			{"no client", map[string]string{"client_id": ""}, "", 400},
			{"a client that does not work with people", map[string]string{"client_id": "shop"}, "", 400},
			{"another address", map[string]string{"redirect_uri": back + "/"}, "", 400},
			{"an address in other case", map[string]string{"redirect_uri": "https://APP.example/back"}, "", 400},
			{"a script for an address", map[string]string{"redirect_uri": "javascript:alert(1)"}, "", 400},
			{"no response_type", map[string]string{"response_type": ""}, "invalid_request", 0},
			{"a token at once", map[string]string{"response_type": "token"}, "unsupported_response_type", 0},
			{"no challenge", map[string]string{"code_challenge": "", "code_challenge_method": ""}, "invalid_request", 0},
			{"a plain challenge", map[string]string{"code_challenge_method": "plain"}, "invalid_request", 0},
			{"a short challenge", map[string]string{"code_challenge": "short"}, "invalid_request", 0},
			{"a scope it may not ask for", map[string]string{"scope": "orders:write"}, "invalid_scope", 0},
			{"a resource that is not there", map[string]string{"resource": "https://nowhere.example"}, "invalid_target", 0},
			{"an unknown prompt", map[string]string{"prompt": "dance"}, "invalid_request", 0},
			{"none and more", map[string]string{"prompt": "none login"}, "invalid_request", 0},
			{"a max_age that is no number", map[string]string{"max_age": "soon"}, "invalid_request", 0},
			{"a request object", map[string]string{"request": "e30."}, "request_not_supported", 0},
			{"a request by reference", map[string]string{"request_uri": "https://app.example/r"}, "request_uri_not_supported", 0},
			{"a hint of somebody else's", map[string]string{"id_token_hint": "a.b.c"}, "invalid_request", 0},
			{"nobody to be asked", map[string]string{"prompt": "none"}, "login_required", 0},
		} {
			b := w.NewBrowser()
			page := b.Get(authorizing("acme", c.with))
			if c.told == "" {
				require.Equal(t, c.status, page.Status, "%s: %s", c.does, page.Body)
				require.Empty(t, page.Header.Get("Location"), c.does)
				require.Contains(t, page.Header.Get("Content-Type"), "text/html", c.does)
				continue
			}
			address, answer := b.Returned()
			require.Equal(t, back, address, c.does)
			require.Equal(t, c.told, answer.Get("error"), "%s: %s", c.does, answer.Get("error_description"))
			require.Equal(t, "st/at&e", answer.Get("state"), c.does)
			require.Equal(t, PublicURL+"/t/acme", answer.Get("iss"), c.does)
			require.Empty(t, answer.Get("code"), c.does)
		}
	})
}

// TestWrongPasswords compares what people are told who are nobody, are wrong, or
// are disabled.
func TestWrongPasswords(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.disableUser("acme", "bob")
		try := func(username, password string) (Response, string) {
			b := w.NewBrowser()
			b.Get(authorizing("acme", nil))
			before := w.Hasher.Count()
			response := b.Submit(map[string]string{"username": username, "current-password": password}, "")
			require.Empty(t, b.Cookie("jeton_session"))
			require.EqualValues(t, 1, w.Hasher.Count()-before, "the work is the same for %q and %q (S51)", username, password)
			// The name that was typed and the handle are all that may differ.
			handle := strings.Split(b.Path, "/")[4]
			return response, strings.ReplaceAll(strings.ReplaceAll(response.Body, handle, "H"), `value="`+username+`"`, `value="NAME"`)
		}
		wrong, text := try("alice", "not it")
		require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		for _, c := range [][2]string{{"nobody", secret + "nobody"}, {"bob", secret + "bob"}, {"alice", ""}, {"nobody", ""}, {"bob", ""}, {"ALICE ", secret + "alice"}} {
			response, same := try(c[0], c[1])
			require.Equal(t, wrong.Status, response.Status)
			require.Equal(t, text, same, "%s is told what everybody is told", c[0])
		}
	})
}

// TestACodeIsGoodOnceForOne redeems codes in every way that must fail, and shows
// what a second use takes with it.
func TestACodeIsGoodOnceForOne(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		code := func() string { return b.signIn(authorizing("acme", nil), "alice").Get("code") }
		for _, c := range []struct {
			does, client string
			with         map[string]string
			after        time.Duration
		}{
			{"another client (S19)", "acme/other-app", nil, 0},
			{"another tenant's client of the same name", "globex/app", nil, 0},
			{"another address", "acme/app", map[string]string{"redirect_uri": back + "2"}, 0},
			{"no address", "acme/app", map[string]string{"redirect_uri": ""}, 0},
			{"another verifier (S17)", "acme/app", map[string]string{"code_verifier": verifier + "x"}, 0},
			{"no verifier", "acme/app", map[string]string{"code_verifier": ""}, 0},
			{"a minute later", "acme/app", nil, time.Minute},
		} {
			text := code()
			w.Clock.Forward(c.after)
			response := w.redeem(c.client, text, c.with)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", c.does, response.Body)
			require.Equal(t, "invalid_grant", errorOf(t, response), c.does)
			if c.after == 0 {
				tokensOf(t, w.redeem("acme/app", text, nil))
			}
		}
		for does, takeBack := range map[string]func(){
			"the person was signed out everywhere": func() { w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/sign-out", map[string]any{}) },
			"the client was taken everything back": func() { w.revoke("acme", "client", "app") },
			"the tenant was taken everything back": func() { w.revoke("acme", "tenant", true) },
		} {
			text := code()
			takeBack()
			require.Equal(t, "invalid_grant", errorOf(t, w.redeem("acme/app", text, nil)), "a code that was given before %s", does)
		}
		text := code()
		got := tokensOf(t, w.redeem("acme/app", text, nil))
		require.True(t, w.Active("acme/orders", got.Access))
		require.Equal(t, "invalid_grant", errorOf(t, w.redeem("acme/app", text, nil)))
		require.False(t, w.Active("acme/orders", got.Access), "a code that comes twice takes its tokens back (S21)")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", got.Refresh, nil)))

		raced := code()
		statuses := together(50, func(int) int { return w.redeem("acme/app", raced, nil).Status })
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 49}, statuses)
	})
}

// TestRefreshing rotates, repeats within the grace, narrows, and shows that a used
// token that comes late ends the family.
func TestRefreshing(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		begin := func() tokens {
			return tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		}
		first := begin()
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/other-app", first.Refresh, nil)), "S24")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("globex/app", first.Refresh, nil)))
		narrow := tokensOf(t, w.refreshWith("acme/app", first.Refresh, url.Values{"scope": {"orders:read"}}))
		require.Equal(t, "orders:read", narrow.Scope)
		require.Empty(t, narrow.ID)
		require.Equal(t, http.StatusUnauthorized, w.userInfo("acme", narrow.Access).Status, "it was not asked for")
		again := tokensOf(t, w.refreshWith("acme/app", first.Refresh, nil))
		require.Contains(t, again.Scope, "openid", "a successor is worth what was given, not what was asked for last")
		require.Equal(t, "invalid_scope", errorOf(t, w.refreshWith("acme/app", again.Refresh, url.Values{"scope": {"orders:write"}})))
		require.Equal(t, "invalid_target", errorOf(t, w.refreshWith("acme/app", again.Refresh, url.Values{"resource": {"https://billing.example"}})))

		w.Clock.Forward(31 * time.Second)
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", first.Refresh, nil)), "late")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", again.Refresh, nil)), "the family is over")
		require.False(t, w.Active("acme/orders", again.Access))

		w.set("acme", func(s *domain.Settings) { s.RefreshGraceSeconds = -1 })
		raced := begin()
		statuses := together(50, func(int) int { return w.refreshWith("acme/app", raced.Refresh, nil).Status })
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 49}, statuses, "S22")
	})
}

// TestSignInsStayInTheirBrowser takes pages and forms to other browsers and
// tenants, and changes what forms say.
func TestSignInsStayInTheirBrowser(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		mine, theirs := w.NewBrowser(), w.NewBrowser()
		mine.Get(authorizing("acme", nil))
		path := mine.Path
		require.Equal(t, http.StatusBadRequest, theirs.Get(path).Status, "a sign-in that began in another browser (S36)")
		theirs.Get(authorizing("acme", nil))
		require.Equal(t, http.StatusBadRequest, theirs.Get(path).Status, "nor in one that has a sign-in of its own")
		require.Equal(t, http.StatusBadRequest, mine.Get(strings.Replace(path, "/t/acme/", "/t/globex/", 1)).Status, "at another tenant")

		mine.Get(path)
		foreign := http.Header{
			"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"},
			"Cookie": {"__Secure-jeton_browser=" + mine.Cookie("jeton_browser")},
		}
		response := w.Send(http.MethodPost, path+"/password", foreign, "username=alice&password="+url.QueryEscape(secret+"alice"))
		require.Equal(t, http.StatusForbidden, response.Status, "a form of another site (S37)")
		require.Empty(t, response.Header.Get("Set-Cookie"))

		before := mine.Cookie("jeton_session")
		mine.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		require.NotEqual(t, before, mine.Cookie("jeton_session"))
		// Whatever a form says beside the decision, what was asked for counts (S18).
		form := mine.form()
		form.values.Set("decision", "allow")
		form.values.Set("redirect_uri", "https://evil.example")
		form.values.Set("scope", "orders:write")
		form.values.Set("client_id", "other-app")
		mine.send(http.MethodPost, form.action, form.values)
		address, answer := mine.Returned()
		require.Equal(t, back, address)
		require.NotContains(t, tokensOf(t, w.redeem("acme/app", answer.Get("code"), nil)).Scope, "orders:write")
		require.Equal(t, http.StatusBadRequest, mine.Get(path).Status, "what was decided is over")
	})
}

// TestASessionSpares asks a person only for what is new.
func TestASessionSpares(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		b.signIn(authorizing("acme", map[string]string{"scope": "openid"}), "alice")
		b.Get(authorizing("acme", map[string]string{"scope": "openid"}))
		_, answer := b.Returned()
		require.NotEmpty(t, answer.Get("code"), "signed in and allowed before")
		b.Get(authorizing("acme", map[string]string{"scope": "openid", "prompt": "none"}))
		_, answer = b.Returned()
		require.NotEmpty(t, answer.Get("code"))
		b.Get(authorizing("acme", map[string]string{"scope": "openid email", "prompt": "none"}))
		_, answer = b.Returned()
		require.Equal(t, "consent_required", answer.Get("error"))
		page := b.Get(authorizing("acme", map[string]string{"scope": "openid email"}))
		require.Contains(t, page.Body, "allowed before")
		b.Submit(nil, "deny")
		_, answer = b.Returned()
		require.Equal(t, "access_denied", answer.Get("error"))
		w.Clock.Forward(time.Minute)
		require.Contains(t, b.Get(authorizing("acme", map[string]string{"prompt": "login"})).Body, "current-password")
		require.Contains(t, b.Get(authorizing("acme", map[string]string{"max_age": "30"})).Body, "current-password")
		require.Contains(t, b.Get(authorizing("globex", nil)).Body, "current-password", "a session is of one tenant")
		w.disableUser("acme", "alice")
		require.Contains(t, b.Get(authorizing("acme", map[string]string{"scope": "openid"})).Body, "current-password", "nobody who is disabled is signed in")
	})
}

// TestSigningOut ends sessions by an application's word and by the person's.
func TestSigningOut(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.edit("acme", "/clients/app", "post_logout_redirect_uris", []string{"https://app.example/bye", "http://127.0.0.1/bye"})
		b := w.NewBrowser()
		begin := func() tokens {
			return tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		}
		logout := func(p url.Values) string { return "/t/acme/oauth2/logout?" + p.Encode() }
		got := begin()
		page := b.Get(logout(url.Values{}))
		require.Contains(t, page.Body, "Sign out?", "nothing shows that an application asked")
		require.True(t, w.Active("acme/orders", got.Access))
		require.Equal(t, http.StatusBadRequest, b.Get(logout(url.Values{"post_logout_redirect_uri": {"https://evil.example"}})).Status)
		require.Equal(t, http.StatusBadRequest, b.Get(logout(url.Values{"post_logout_redirect_uri": {"https://evil.example"}, "id_token_hint": {got.ID}})).Status)
		require.True(t, w.Active("acme/orders", got.Access))

		b.Get(logout(url.Values{"post_logout_redirect_uri": {"https://app.example/bye"}, "id_token_hint": {got.ID}, "state": {"s"}}))
		address, answer := b.Returned()
		require.Equal(t, "https://app.example/bye", address)
		require.Equal(t, "s", answer.Get("state"))
		require.False(t, w.Active("acme/orders", got.Access), "what was given in the session ended with it")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", got.Refresh, nil)))

		onLoopback := begin()
		b.Get(logout(url.Values{"post_logout_redirect_uri": {"http://127.0.0.1:3000/bye"}, "id_token_hint": {onLoopback.ID}}))
		address, _ = b.Returned()
		require.Equal(t, "http://127.0.0.1:3000/bye", address, "on a loopback address the port may be another")

		again := begin()
		b.Get(logout(url.Values{}))
		require.Contains(t, b.Submit(nil, "").Body, "You are signed out")
		require.False(t, w.Active("acme/orders", again.Access))
		require.Contains(t, b.Get(authorizing("acme", nil)).Body, "current-password")

		kept := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", map[string]string{"scope": "openid offline_access orders:read"}), "alice").Get("code"), nil))
		b.Get(logout(url.Values{}))
		b.Submit(nil, "")
		require.True(t, w.Active("acme/orders", kept.Access), "offline_access goes on")
		tokensOf(t, w.refreshWith("acme/app", kept.Refresh, nil))
	})
}

// TestChoosingAPassword follows a link that an admin made: the page, a password
// that would be guessed, one that would not, and the link once more.
func TestChoosingAPassword(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		link := func(purpose string) string {
			made := w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/alice"]+"/password-links", map[string]any{"purpose": purpose})
			return strings.TrimPrefix(made["url"].(string), PublicURL)
		}
		b := w.NewBrowser()
		before := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		path := link("reset")
		require.Contains(t, b.Get(path).Body, "alice")
		refused := b.Submit(map[string]string{"new-password": "alicealice"}, "")
		require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
		require.Contains(t, refused.Body, "your own name")
		require.NotContains(t, refused.Body, "alicealice")
		done := b.Submit(map[string]string{"new-password": "another correct horse staple"}, "")
		require.Equal(t, http.StatusOK, done.Status, done.Body)
		require.Equal(t, http.StatusBadRequest, b.Get(path).Status, "once")
		require.False(t, w.Active("acme/orders", before.Access), "a reset ends what went before")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/app", before.Refresh, nil)))
		require.Contains(t, b.Get(authorizing("acme", nil)).Body, "current-password", "and every session")
		b.Submit(map[string]string{"username": "Alice", "current-password": "another correct horse staple"}, "")
		require.Contains(t, b.Page.Header.Get("Location")+b.Page.Body, "code=")
		require.NotContains(t, w.Log.String(), path[strings.LastIndex(path, "/")+1:])
	})
}

// TestAnApplicationOnAPhone signs in with a client that can keep no secret: it
// proves itself by the code's verifier alone, and comes back on any port.
func TestAnApplicationOnAPhone(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.Must(http.MethodPost, "acme", "/clients", map[string]any{
			"client_id": "phone", "name": "Phone", "application_type": "native", "token_endpoint_auth_method": "none",
			"grant_types": []string{"authorization_code", "refresh_token"}, "redirect_uris": []string{"http://127.0.0.1/back"},
		})
		post := func(form url.Values) Response {
			form.Set("client_id", "phone")
			return w.Post("token", "acme", "", form)
		}
		b := w.NewBrowser()
		here := "http://127.0.0.1:54321/back"
		b.Get(authorizing("acme", map[string]string{"client_id": "phone", "redirect_uri": here, "scope": "openid profile"}))
		b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		b.Submit(nil, "allow")
		address, answer := b.Returned()
		require.Equal(t, here, address)
		redeem := url.Values{"grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {here}}
		require.Equal(t, "invalid_grant", errorOf(t, post(redeem)), "without the verifier")
		redeem.Set("code_verifier", verifier)
		got := tokensOf(t, post(redeem))
		require.Equal(t, "openid profile", got.Scope)
		require.Contains(t, w.userInfo("acme", got.Access).Body, `"preferred_username":"alice"`)
		next := tokensOf(t, post(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.Refresh}}))
		require.NotEqual(t, got.Refresh, next.Refresh)
		require.Equal(t, http.StatusUnauthorized, w.Post("introspect", "acme", "", url.Values{"client_id": {"phone"}, "token": {got.Access}}).Status, "who proves nothing is told nothing")
	})
}
