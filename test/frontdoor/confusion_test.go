package frontdoor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
)

// TestEachArtefactIsGoodForItsOwnAlone takes everything that Jeton gives out to
// every place that takes something, at its own tenant and at another (S8, S9,
// S20): it counts in its own place and nowhere else.
func TestEachArtefactIsGoodForItsOwnAlone(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b, waiting := w.NewBrowser(), w.NewBrowser()
		code := func() string { return b.signIn(authorizing("acme", nil), "alice").Get("code") }
		got := tokensOf(t, w.redeem("acme/app", code(), nil))
		waiting.Get(authorizing("acme", nil))
		link := w.Must(http.MethodPost, "acme", "/users/"+w.Users["acme/bob"]+"/password-links", map[string]any{"purpose": "reset"})["url"].(string)
		w.registerApp("acme", "tv", nil)
		w.registerApp("globex", "tv", nil)
		asked := w.askByDevice("acme/tv", nil)
		for _, tenant := range []string{"acme", "globex"} {
			w.registerAgent(tenant, "agent", "gateway")
		}
		mine := b.makeToken("acme", "mine", map[string]string{"allow " + w.Servers["acme/orders"] + " orders:read": "on"})
		for _, tenant := range []string{"acme", "globex"} {
			w.edit(tenant, "/settings", "dynamic_registration", "token")
		}
		initial := w.Must(http.MethodPost, "acme", "/initial-access-tokens", map[string]any{"name": "x", "uses": 100})["token"].(string)
		self := w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}, "token_endpoint_auth_method": "none"})
		registered := "/oauth2/register/" + self["client_id"].(string)
		artefacts := map[string]string{
			"access token": got.Access, "refresh token": got.Refresh, "ID token": got.ID, "code": code(),
			"session cookie": b.Cookie("jeton_session"), "browser cookie": b.Cookie("jeton_browser"),
			"handle of a sign-in": strings.Split(waiting.Path, "/")[4], "password link": link[strings.LastIndex(link, "/")+1:],
			"client secret": w.Secrets["acme/app"], "credential": w.Secrets["acme/orders"], "operator token": w.Operator,
			"managing token": w.Token("acme/auditing", ""), "JWT access token": w.Token("acme/shop", "", "https://signed.example"),
			"pushed request": w.push("acme/app", nil), "device code": asked.Code, "user code": asked.UserCode,
			"initial access token": initial, "registration access token": self["registration_access_token"].(string),
			"token for asking":      w.Token("acme/agent", ""),
			"personal access token": mine, "verifier": verifier, "state": "st/at&e",
		}
		// A place takes a text at a tenant, and tells whether it let somebody in.
		places := map[string]struct {
			good []string
			in   func(tenant, text string) bool
		}{
			"introspection, as an API": {[]string{"access token", "personal access token"}, func(tenant, text string) bool { return w.Active(tenant+"/orders", text) }},
			"introspection, as its client": {[]string{"access token", "refresh token"}, func(tenant, text string) bool {
				return w.Active(tenant+"/app", text)
			}},
			"introspection, as a gateway": {[]string{"access token", "JWT access token", "personal access token"}, func(tenant, text string) bool { return w.Active(tenant+"/gateway", text) }},
			"introspection, with a bearer": {[]string{"token for asking"}, func(tenant, text string) bool {
				return w.askWith(text, "introspect", tenant, form("token=x")).Status == http.StatusOK
			}},
			"code":          {[]string{"code"}, func(tenant, text string) bool { return w.redeem(tenant+"/app", text, nil).Status == http.StatusOK }},
			"refresh token": {[]string{"refresh token"}, func(tenant, text string) bool { return w.refreshWith(tenant+"/app", text, nil).Status == http.StatusOK }},
			"userinfo":      {[]string{"access token"}, func(tenant, text string) bool { return w.userInfo(tenant, text).Status == http.StatusOK }},
			"management API": {[]string{"managing token", "operator token"}, func(tenant, text string) bool {
				return w.Manage(text, http.MethodGet, tenant, "/tokens", nil).Status == http.StatusOK
			}},
			"session cookie": {[]string{"session cookie"}, func(tenant, text string) bool {
				cookie := http.Header{"Cookie": {"__Secure-jeton_session=" + text + "; __Secure-jeton_browser=" + b.Cookie("jeton_browser")}}
				r := w.Send(http.MethodGet, authorizing(tenant, map[string]string{"prompt": "none"}), cookie, "")
				return strings.Contains(r.Header.Get("Location"), "code=")
			}},
			"handle of a sign-in": {[]string{"handle of a sign-in"}, func(tenant, text string) bool {
				cookie := http.Header{"Cookie": {"__Secure-jeton_browser=" + waiting.Cookie("jeton_browser")}}
				return w.Send(http.MethodGet, "/t/"+tenant+"/signin/"+url.PathEscape(text), cookie, "").Status == http.StatusOK
			}},
			"password link": {[]string{"password link"}, func(tenant, text string) bool {
				return w.Send(http.MethodGet, "/t/"+tenant+"/password/"+url.PathEscape(text), nil, "").Status == http.StatusOK
			}},
			"id_token_hint": {[]string{"ID token"}, func(tenant, text string) bool {
				r := w.Send(http.MethodGet, authorizing(tenant, map[string]string{"id_token_hint": text, "prompt": "none"}), nil, "")
				return !strings.Contains(r.Header.Get("Location"), "error=invalid_request")
			}},
			"request_uri": {[]string{"pushed request"}, func(tenant, text string) bool {
				r := w.Send(http.MethodGet, bringing(tenant, "app", text), nil, "")
				return strings.HasPrefix(r.Header.Get("Location"), "/t/"+tenant+"/signin/")
			}},
			"device code": {[]string{"device code"}, func(tenant, text string) bool {
				return errorOf(t, w.poll(tenant+"/tv", text)) == "authorization_pending"
			}},
			"user code": {[]string{"user code"}, func(tenant, text string) bool {
				b := w.NewBrowser()
				b.Get("/t/" + tenant + "/device")
				return b.Submit(map[string]string{"one-time-code": text}, "").Status == http.StatusOK
			}},
			"initial access token": {[]string{"initial access token"}, func(tenant, text string) bool {
				return w.SendJSON(http.MethodPost, "/t/"+tenant+"/oauth2/register", text, map[string]any{"redirect_uris": []string{back}}).Status == http.StatusCreated
			}},
			"registration access token": {[]string{"registration access token"}, func(tenant, text string) bool {
				return w.SendJSON(http.MethodGet, "/t/"+tenant+registered, text, nil).Status == http.StatusOK
			}},
			"client secret": {[]string{"client secret"}, func(tenant, text string) bool {
				header := http.Header{"Authorization": {Basic("app", text)}, "Content-Type": {"application/x-www-form-urlencoded"}}
				return w.Send(http.MethodPost, "/t/"+tenant+"/oauth2/introspect", header, "token=x").Status == http.StatusOK
			}},
			"credential": {[]string{"credential"}, func(tenant, text string) bool {
				header := http.Header{"Authorization": {Basic("orders", text)}, "Content-Type": {"application/x-www-form-urlencoded"}}
				return w.Send(http.MethodPost, "/t/"+tenant+"/oauth2/introspect", header, "token=x").Status == http.StatusOK
			}},
		}
		own := func(place, artefact string) bool {
			for _, name := range places[place].good {
				if name == artefact {
					return true
				}
			}
			return false
		}
		for place, p := range places {
			for name, text := range artefacts {
				everywhere := name == "operator token" && place == "management API"
				require.Equal(t, everywhere, p.in("globex", text), "%s of acme as %s at globex", name, place)
				if !own(place, name) {
					require.False(t, p.in("acme", text), "%s as %s", name, place)
				}
			}
		}
		// Its own place last: some are good once.
		for place, p := range places {
			for _, name := range p.good {
				if name == "refresh token" && place == "refresh token" || name == "code" || name == "device code" {
					continue
				}
				require.True(t, p.in("acme", artefacts[name]), "%s as %s", name, place)
			}
		}
		require.True(t, places["refresh token"].in("acme", got.Refresh), "nothing of it was used up")
		require.True(t, places["device code"].in("acme", asked.Code), "it still waits")
		require.True(t, places["code"].in("acme", artefacts["code"]), "nothing of it was used up")
	})
}

// TestATokenStaysUsed rotates several times within one second of a clock that
// stands still, and asks a server that has just started (S23).
func TestATokenStaysUsed(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.set("acme", func(s *domain.Settings) { s.RefreshGraceSeconds = -1 })
		b := w.NewBrowser()
		first := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		second := tokensOf(t, w.refreshWith("acme/app", first.Refresh, nil))
		third := tokensOf(t, w.refreshWith("acme/app", second.Refresh, nil))
		require.Len(t, map[string]bool{first.Refresh: true, second.Refresh: true, third.Refresh: true}, 3)
		started := w.at(w.Replica(databaseURL))
		require.Equal(t, "invalid_grant", errorOf(t, started.refreshWith("acme/app", first.Refresh, nil)))
		for _, at := range []*World{w, started} {
			require.Equal(t, "invalid_grant", errorOf(t, at.refreshWith("acme/app", third.Refresh, nil)), "the family is over")
			for _, had := range []tokens{first, second, third} {
				require.False(t, at.Active("acme/orders", had.Access))
			}
		}
	})
}

// TestOnlyCodesAreGivenInTheFront asks for every other response type there is or
// was, in every way to ask (S27).
func TestOnlyCodesAreGivenInTheFront(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		b.signIn(authorizing("acme", nil), "alice")
		for _, kind := range []string{"token", "id_token", "id_token token", "code token", "code id_token", "code id_token token", "none", "device_code", "Code", "code code", " code"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				path, query, _ := strings.Cut(authorizing("acme", map[string]string{"response_type": kind}), "?")
				var form url.Values
				if method == http.MethodPost {
					form, _ = url.ParseQuery(query)
				} else {
					path += "?" + query
				}
				b.send(method, path, form)
				address, answer := b.Returned()
				require.Equal(t, back, address)
				require.Equal(t, "unsupported_response_type", answer.Get("error"), "%s %q", method, kind)
				require.NotContains(t, b.Page.Header.Get("Location"), "#")
			}
		}
		for _, mode := range []string{"fragment", "web_message", "jwt", "query.jwt", "okta_post_message"} {
			b.Get(authorizing("acme", map[string]string{"response_mode": mode}))
			_, answer := b.Returned()
			require.Equal(t, "invalid_request", answer.Get("error"), mode)
		}
	})
}

// TestNoParameterComesTwice repeats each parameter of the endpoints of people
// (S60), the same and another value.
func TestNoParameterComesTwice(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		path, query, _ := strings.Cut(authorizing("acme", map[string]string{"prompt": "login", "max_age": "5", "login_hint": "alice", "response_mode": "query"}), "?")
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		for name := range values {
			for _, second := range []string{values.Get(name), "other"} {
				twice := query + "&" + url.Values{name: {second}}.Encode()
				page := b.Get(path + "?" + twice)
				if name == "client_id" || name == "redirect_uri" {
					require.Equal(t, http.StatusBadRequest, page.Status, "%s twice: %s", name, page.Body)
					require.Empty(t, page.Header.Get("Location"), name)
					continue
				}
				address, answer := b.Returned()
				require.Equal(t, back, address, name)
				require.Equal(t, "invalid_request", answer.Get("error"), name)
			}
		}
		code := b.signIn(authorizing("acme", nil), "alice").Get("code")
		form := url.Values{"grant_type": {domain.AuthorizationCode}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier}}
		for name := range form {
			twice := url.Values{}
			for other, given := range form {
				twice[other] = given
			}
			twice[name] = append([]string{form.Get(name)}, form.Get(name))
			r := w.Post("token", "acme", "acme/app", twice)
			require.Equal(t, "invalid_request", errorOf(t, r), name)
		}
		require.Equal(t, http.StatusOK, w.redeem("acme/app", code, nil).Status, "none of them used it up")
	})
}

// TestWhatIsHugeIsRefusedCheaply sends texts of a size that nobody means (S53).
func TestWhatIsHugeIsRefusedCheaply(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		huge, dots := strings.Repeat("a b ", 250_000), strings.Repeat(".", 10_000)
		for _, grantType := range issue.GrantTypes() {
			r := w.Post("token", "acme", "acme/app", url.Values{"grant_type": {grantType}, "scope": {huge}})
			require.Equal(t, http.StatusRequestEntityTooLarge, r.Status, grantType)
		}
		for name, text := range map[string]string{"id_token_hint": dots, "scope": strings.Repeat("a ", 2000), "prompt": strings.Repeat("login ", 500), "state": strings.Repeat("s", 9000), "login_hint": strings.Repeat("l", 9000)} {
			r := w.Send(http.MethodGet, authorizing("acme", map[string]string{name: text}), nil, "")
			require.Less(t, r.Status, http.StatusInternalServerError, name)
			require.NotContains(t, r.Header.Get("Location"), "code=", name)
		}
		r := w.Post("token", "acme", "", url.Values{
			"grant_type": {domain.ClientCredentials}, "client_assertion": {dots},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		})
		require.Equal(t, http.StatusUnauthorized, r.Status, r.Body)
		for _, field := range []string{"username", "password"} {
			b := w.NewBrowser()
			b.Get(authorizing("acme", nil))
			form := b.form()
			form.values.Set(field, strings.Repeat("p", 100_000))
			require.Equal(t, http.StatusBadRequest, b.send(http.MethodPost, form.action, form.values).Status)
		}
	})
}
