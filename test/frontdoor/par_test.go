package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

const pushedName = "urn:ietf:params:oauth:request_uri:"

// pushing gives what authorizing has in its address, as a form.
func pushing(more map[string]string) url.Values {
	_, query, _ := strings.Cut(authorizing("", more), "?")
	values, _ := url.ParseQuery(query)
	return values
}

// pushedOf reads the answer to what was pushed.
func pushedOf(t testing.TB, r Response) string {
	t.Helper()
	require.Equal(t, http.StatusCreated, r.Status, r.Body)
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	require.Equal(t, "application/json", r.Header.Get("Content-Type"))
	var answer struct {
		RequestURI string `json:"request_uri"`
		ExpiresIn  int64  `json:"expires_in"`
	}
	require.NoError(t, json.Unmarshal([]byte(r.Body), &answer))
	require.EqualValues(t, 60, answer.ExpiresIn)
	require.True(t, strings.HasPrefix(answer.RequestURI, pushedName), answer.RequestURI)
	return answer.RequestURI
}

// push has the application push its request, with what differs.
func (w *World) push(client string, more map[string]string) string {
	w.t.Helper()
	tenant, id, _ := strings.Cut(client, "/")
	form := pushing(more)
	form.Set("client_id", id)
	return pushedOf(w.t, w.Post("par", tenant, client, form))
}

// bringing is the address at which a browser brings what was pushed.
func bringing(tenant, client, name string) string {
	return "/t/" + tenant + "/oauth2/authorize?" + url.Values{"client_id": {client}, "request_uri": {name}}.Encode()
}

// TestAPushedRequest goes the whole way of RFC 9126, and shows that what a browser
// adds counts for nothing.
func TestAPushedRequest(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		b := w.NewBrowser()
		name := w.push("acme/app", nil)
		with := bringing("acme", "app", name) + "&scope=orders:write&state=evil&redirect_uri=https://evil.example&prompt=none&response_type=token"
		require.Contains(t, b.Get(with).Body, "The &lt;App&gt;")
		b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		require.Contains(t, b.Page.Body, "orders:read")
		require.NotContains(t, b.Page.Body, "orders:write")
		b.Submit(nil, "allow")
		address, answer := b.Returned()
		require.Equal(t, back, address)
		require.Equal(t, "st/at&e", answer.Get("state"))
		got := tokensOf(t, w.redeem("acme/app", answer.Get("code"), nil))
		require.Equal(t, "orders:read openid profile email", got.Scope)
		require.Equal(t, "n-1", claimsOf(t, got.ID)["nonce"])

		// Signed in and allowed, nobody is asked, and it is used up just the same.
		again := w.push("acme/app", nil)
		b.Get(bringing("acme", "app", again))
		_, answer = b.Returned()
		require.NotEmpty(t, answer.Get("code"))
		for _, used := range []string{name, again} {
			require.Equal(t, http.StatusBadRequest, b.Get(bringing("acme", "app", used)).Status)
		}
		silent := w.push("acme/app", map[string]string{"prompt": "none"})
		stranger := w.NewBrowser()
		stranger.Get(bringing("acme", "app", silent))
		_, answer = stranger.Returned()
		require.Equal(t, "login_required", answer.Get("error"))
		require.Equal(t, http.StatusBadRequest, b.Get(bringing("acme", "app", silent)).Status, "a refusal uses it up too")

		// A form does what an address does.
		b.send(http.MethodPost, "/t/acme/oauth2/authorize", url.Values{"client_id": {"app"}, "request_uri": {w.push("acme/app", nil)}})
		_, answer = b.Returned()
		require.NotEmpty(t, answer.Get("code"))

		hinted := w.push("acme/app", map[string]string{"id_token_hint": got.ID})
		b.Get(bringing("acme", "app", hinted))
		_, answer = b.Returned()
		require.NotEmpty(t, answer.Get("code"))
		for _, hidden := range []string{name, again, silent, strings.TrimPrefix(name, pushedName)} {
			require.NotContains(t, w.Log.String(), hidden)
		}
	})
}

// TestAPushedRequestIsGoodOnceForOne brings what was pushed in every way that must
// fail, and shows that it is still good for its own.
func TestAPushedRequestIsGoodOnceForOne(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", nil)
		gone := func(response Response) {
			t.Helper()
			require.Equal(t, http.StatusBadRequest, response.Status, response.Body)
			require.Empty(t, response.Header.Get("Location"), "nothing is sent to where nobody knows that it belongs")
			require.Contains(t, response.Body, "invalid_request_uri")
		}
		for does, address := range map[string]func(name string) string{
			"another client":                      func(name string) string { return bringing("acme", "other-app", name) },
			"no client":                           func(name string) string { return bringing("acme", "", name) },
			"an unknown client":                   func(name string) string { return bringing("acme", "nobody", name) },
			"another tenant's client of its name": func(name string) string { return bringing("globex", "app", name) },
			"a letter changed":                    func(name string) string { return bringing("acme", "app", name[:len(name)-1]+"!") },
			"a sign-in's handle (S20)":            func(string) string { return bringing("acme", "app", pushedName+w.handle("app")) },
			"a device's code":                     func(string) string { return bringing("acme", "tv", pushedName+w.askByDevice("acme/tv", nil).Code) },
			"nothing after the prefix":            func(string) string { return bringing("acme", "app", pushedName) },
			"with an address to return to": func(string) string {
				return bringing("acme", "app", pushedName+"x") + "&redirect_uri=" + url.QueryEscape(back)
			},
		} {
			name := w.push("acme/app", nil)
			gone(w.NewBrowser().Get(address(name)))
			require.Equal(t, http.StatusOK, w.NewBrowser().Get(bringing("acme", "app", name)).Status, "%s does nothing to it", does)
			gone(w.NewBrowser().Get(bringing("acme", "app", name)))
		}

		for does, change := range map[string]func(client string){
			"its minute is over":         func(string) { w.Clock.Forward(time.Minute) },
			"the client is disabled":     func(client string) { w.edit("acme", "/clients/"+client, "status", "disabled") },
			"the address is not its own": func(client string) { w.edit("acme", "/clients/"+client, "redirect_uris", []string{back + "/other"}) },
			"the client signs nobody in": func(client string) { w.edit("acme", "/clients/"+client, "grant_types", []string{"refresh_token"}) },
			"the client is gone":         func(client string) { w.Must(http.MethodDelete, "acme", "/clients/"+client, nil) },
		} {
			client := "changing-" + newID()[24:]
			w.registerApp("acme", client, nil)
			name := w.push("acme/"+client, nil)
			kept := w.push("acme/"+client, nil)
			sign := w.NewBrowser()
			sign.Get(bringing("acme", client, kept))
			change(client)
			gone(w.NewBrowser().Get(bringing("acme", client, name)))
			if does != "its minute is over" {
				require.Equal(t, http.StatusBadRequest, sign.Get(sign.Path).Status, "%s: what a browser brought before is over too", does)
			}
		}

		// Nor is what was pushed a sign-in, or a device's code good for one (S20).
		b := w.NewBrowser()
		b.Get(authorizing("acme", nil))
		for _, text := range []string{strings.TrimPrefix(w.push("acme/app", nil), pushedName), w.askByDevice("acme/tv", nil).Code} {
			require.Equal(t, http.StatusBadRequest, b.Get("/t/acme/signin/"+text).Status)
		}

		name := w.push("acme/app", nil)
		statuses := together(50, func(int) int { return w.Send(http.MethodGet, bringing("acme", "app", name), http.Header{}, "").Status })
		require.Equal(t, map[int]int{http.StatusSeeOther: 1, http.StatusBadRequest: 49}, statuses)
	})
}

// TestBothDoorsAreTheSame sends what is wrong to the authorization endpoint and
// pushes it, and holds the refusals to each other.
func TestBothDoorsAreTheSame(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		for _, with := range []map[string]string{
			{"redirect_uri": back + "/"},
			{"redirect_uri": "javascript:alert(1)"},
			{"response_type": ""},
			{"response_type": "token"},
			{"response_mode": "fragment"},
			{"code_challenge": "", "code_challenge_method": ""},
			{"code_challenge": ""},
			{"code_challenge_method": "plain"},
			{"code_challenge": "short"},
			{"scope": "orders:write"},
			{"scope": "a  b"},
			{"scope": "openid openid"},
			{"resource": "https://nowhere.example"},
			{"resource": "not absolute"},
			{"prompt": "dance"},
			{"prompt": "none login"},
			{"max_age": "soon"},
			{"max_age": "-1"},
			{"request": "e30."},
			{"id_token_hint": "a.b.c"},
		} {
			b := w.NewBrowser()
			page := b.Get(authorizing("acme", with))
			pushed := w.Post("par", "acme", "acme/app", pushing(with))
			require.Equal(t, http.StatusBadRequest, pushed.Status, "%v: %s", with, pushed.Body)
			require.Equal(t, "application/json", pushed.Header.Get("Content-Type"))
			require.Equal(t, "no-store", pushed.Header.Get("Cache-Control"))
			told := errorOf(t, pushed)
			if page.Status == http.StatusBadRequest {
				require.Contains(t, page.Body, told, "%v", with)
				continue
			}
			_, answer := b.Returned()
			require.Equal(t, answer.Get("error"), told, "%v", with)
			var body struct {
				Description string `json:"error_description"`
			}
			require.NoError(t, json.Unmarshal([]byte(pushed.Body), &body))
			require.Equal(t, answer.Get("error_description"), body.Description, "%v", with)
		}
		for does, c := range map[string]struct {
			with   map[string]string
			status int
			told   string
		}{
			"what was pushed before":  {map[string]string{"request_uri": w.push("acme/app", nil)}, 400, "invalid_request"},
			"a name of somebody's":    {map[string]string{"request_uri": "https://app.example/r"}, 400, "invalid_request"},
			"no client_id":            {map[string]string{"client_id": ""}, 400, "invalid_request"},
			"another's client_id":     {map[string]string{"client_id": "other-app"}, 400, "invalid_request"},
			"nobody to be asked, yet": {map[string]string{"prompt": "none"}, 201, ""},
			"a parameter of nobody's": {map[string]string{"ui_locales": "en", "acr_values": "1"}, 201, ""},
		} {
			response := w.Post("par", "acme", "acme/app", pushing(c.with))
			require.Equal(t, c.status, response.Status, "%s: %s", does, response.Body)
			if c.told != "" {
				require.Equal(t, c.told, errorOf(t, response), does)
			}
		}
		repeated := pushing(nil)
		repeated.Add("scope", "openid")
		require.Equal(t, "invalid_request", errorOf(t, w.Post("par", "acme", "acme/app", repeated)))
		require.Equal(t, "unauthorized_client", errorOf(t, w.Post("par", "acme", "acme/shop", pushing(map[string]string{"client_id": "shop"}))), "a client that does not work with people")
	})
}

// TestWhoMayPush pushes as clients of every method, as nobody, and in ways that
// HTTP has words for (RFC 9126 section 2.3).
func TestWhoMayPush(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		key := ClientKeys()["ES256"]
		w.registerApp("acme", "signing", map[string]any{"token_endpoint_auth_method": "private_key_jwt", "jwks": KeySet(key)})
		w.registerApp("acme", "posting", map[string]any{"token_endpoint_auth_method": "client_secret_post"})
		w.registerApp("acme", "phone", map[string]any{"token_endpoint_auth_method": "none"})
		of := func(client string) url.Values { return pushing(map[string]string{"client_id": client}) }

		assertion := key.Sign(t, Claims("signing", "acme", w.Clock.Now()), nil)
		signed := pushedOf(t, w.PostForm("par", "acme", Asserting(of("signing"), assertion)))
		replay := w.PostForm("par", "acme", Asserting(of("signing"), assertion))
		require.Equal(t, http.StatusUnauthorized, replay.Status, "an assertion opens one door once")
		require.Equal(t, "invalid_client", errorOf(t, replay))
		posted := of("posting")
		posted.Set("client_secret", w.Secrets["acme/posting"])
		for client, name := range map[string]string{
			"signing": signed, "posting": pushedOf(t, w.PostForm("par", "acme", posted)),
			"phone": pushedOf(t, w.PostForm("par", "acme", of("phone"))), "app": w.push("acme/app", nil),
		} {
			require.Equal(t, http.StatusOK, w.NewBrowser().Get(bringing("acme", client, name)).Status, client)
		}

		refused := func(response Response, status int) {
			t.Helper()
			require.Equal(t, status, response.Status, response.Body)
			require.NotEmpty(t, errorOf(t, response))
			require.Equal(t, "no-store", response.Header.Get("Cache-Control"))
		}
		wrong := w.as("par", "app", "wrong", of("app"))
		refused(wrong, http.StatusUnauthorized)
		require.Contains(t, wrong.Header.Get("WWW-Authenticate"), "Basic")
		refused(w.PostForm("par", "acme", of("app")), http.StatusUnauthorized)
		refused(w.PostForm("par", "acme", pushing(map[string]string{"client_id": ""})), http.StatusUnauthorized)
		refused(w.as("par", "orders", w.Secrets["acme/orders"], of("orders")), http.StatusUnauthorized)
		refused(w.Post("par", "nobody", "", of("phone")), http.StatusNotFound)
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			response := w.Send(method, "/t/acme/oauth2/par", http.Header{}, "")
			refused(response, http.StatusMethodNotAllowed)
			require.Contains(t, response.Header.Get("Allow"), http.MethodPost)
		}
		refused(w.Send(http.MethodPost, "/t/acme/oauth2/par", http.Header{"Content-Type": {"application/json"}}, "{}"), http.StatusUnsupportedMediaType)
		refused(w.PostForm("par", "acme", url.Values{"state": {strings.Repeat("x", 64<<10)}}), http.StatusRequestEntityTooLarge)

		// Anybody can pass for a client that proves nothing, so where it asks from
		// is what bounds it; one that proves itself is not held to that.
		limited := Response{}
		for range 400 {
			if limited = w.PostForm("par", "acme", of("phone")); limited.Status != http.StatusCreated {
				break
			}
		}
		refused(limited, http.StatusTooManyRequests)
		require.Equal(t, "1", limited.Header.Get("Retry-After"))
		w.push("acme/app", nil)
		w.Clock.Forward(time.Second)
		pushedOf(t, w.PostForm("par", "acme", of("phone")))
	})
}

// TestAClientThatHasToPush refuses what it sends by a browser, and takes what it
// pushes.
func TestAClientThatHasToPush(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.edit("acme", "/clients/app", "require_pushed_authorization_requests", true)
		b := w.NewBrowser()
		b.Get(authorizing("acme", nil))
		address, answer := b.Returned()
		require.Equal(t, back, address)
		require.Equal(t, "invalid_request", answer.Get("error"))
		require.Contains(t, answer.Get("error_description"), "push")
		require.Equal(t, "st/at&e", answer.Get("state"))
		require.Contains(t, b.Get(authorizing("acme", map[string]string{"client_id": "other-app"})).Body, "current-password", "the other client does not")
		b.signIn(bringing("acme", "app", w.push("acme/app", nil)), "alice")
		_, answer = b.Returned()
		tokensOf(t, w.redeem("acme/app", answer.Get("code"), nil))

		// A tenant may demand it of all, and says so.
		says := func(tenant string) string {
			return w.Send(http.MethodGet, "/t/"+tenant+"/.well-known/openid-configuration", http.Header{}, "").Body
		}
		require.Contains(t, says("acme"), `"require_pushed_authorization_requests":false`)
		w.edit("acme", "/settings", "require_pushed_authorization_requests", true)
		require.Equal(t, true, w.Must(http.MethodGet, "acme", "/settings", nil)["require_pushed_authorization_requests"])
		require.Contains(t, says("acme"), `"require_pushed_authorization_requests":true`)
		require.Contains(t, says("acme"), `"pushed_authorization_request_endpoint":"`+PublicURL+`/t/acme/oauth2/par"`)
		require.Contains(t, says("globex"), `"require_pushed_authorization_requests":false`)
		b.Get(authorizing("acme", map[string]string{"client_id": "other-app"}))
		_, answer = b.Returned()
		require.Equal(t, "invalid_request", answer.Get("error"))
		require.Equal(t, http.StatusOK, b.Get(bringing("acme", "other-app", w.push("acme/other-app", nil))).Status)
		require.Equal(t, http.StatusOK, b.Get(authorizing("globex", nil)).Status)
	})
}

// handle gives that of a sign-in under way at acme.
func (w *World) handle(client string) string {
	w.t.Helper()
	b := w.NewBrowser()
	b.Get(authorizing("acme", map[string]string{"client_id": client}))
	return strings.Split(b.Path, "/")[4]
}

// registerApp registers an application like the one of people, with what differs.
func (w *World) registerApp(tenant, id string, more map[string]any) {
	w.t.Helper()
	client := map[string]any{
		"client_id": id, "name": "The " + id, "grant_types": []string{"authorization_code", "refresh_token", domain.DeviceCode},
		"redirect_uris": []string{back}, "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
	}
	for name, value := range more {
		client[name] = value
	}
	made := w.Must(http.MethodPost, tenant, "/clients", client)
	if text, ok := made["client_secret"].(string); ok {
		w.Secrets[tenant+"/"+id] = text
	}
}
