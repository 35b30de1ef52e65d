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

// device is what a device was told that asks for somebody's authorization.
type device struct {
	Code     string `json:"device_code"`
	UserCode string `json:"user_code"`
	Page     string `json:"verification_uri"`
	Complete string `json:"verification_uri_complete"`
	Expires  int64  `json:"expires_in"`
	Interval int64  `json:"interval"`
}

// askByDevice has a client, named with its tenant, ask as a device does.
func (w *World) askByDevice(client string, form url.Values) device {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	if form == nil {
		form = url.Values{"scope": {"openid orders:read"}}
	}
	response := w.Post("device_authorization", tenant, client, form)
	require.Equal(w.t, http.StatusOK, response.Status, response.Body)
	require.Equal(w.t, "no-store", response.Header.Get("Cache-Control"))
	var told device
	require.NoError(w.t, json.Unmarshal([]byte(response.Body), &told))
	return told
}

// poll has a device ask for its tokens.
func (w *World) poll(client, code string) Response {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	return w.Post("token", tenant, client, url.Values{"grant_type": {domain.DeviceCode}, "device_code": {code}})
}

// enter has a person go to the page a device named, and type its code.
func (b *Browser) enter(told device, typed string) Response {
	b.t.Helper()
	b.Get(strings.TrimPrefix(told.Page, PublicURL))
	return b.Submit(map[string]string{"one-time-code": typed}, "")
}

// decide has a person go the whole way from a device's code to a decision.
func (b *Browser) decide(told device, username, button string) Response {
	b.t.Helper()
	b.enter(told, told.UserCode)
	if strings.Contains(b.Page.Body, `autocomplete="current-password"`) {
		require.Contains(b.t, b.Page.Body, told.UserCode)
		b.Submit(map[string]string{"username": username, "current-password": secret + username}, "")
	}
	require.Contains(b.t, b.Page.Body, told.UserCode)
	return b.Submit(nil, button)
}

// TestADeviceIsAllowed goes the whole way of RFC 8628.
func TestADeviceIsAllowed(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", map[string]any{"name": "The <TV>", "redirect_uris": []string{}, "grant_types": []string{domain.DeviceCode, "refresh_token"}})
		told := w.askByDevice("acme/tv", url.Values{"scope": {"openid profile orders:read"}})
		require.Regexp(t, `^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$`, told.UserCode)
		require.Equal(t, PublicURL+"/t/acme/device", told.Page)
		require.Equal(t, told.Page+"?user_code="+told.UserCode, told.Complete)
		require.Equal(t, []int64{600, 5}, []int64{told.Expires, told.Interval})
		require.Equal(t, "authorization_pending", errorOf(t, w.poll("acme/tv", told.Code)))

		b := w.NewBrowser()
		page := b.Get(strings.TrimPrefix(told.Complete, PublicURL))
		require.Equal(t, http.StatusOK, page.Status)
		require.Contains(t, page.Body, `value="`+told.UserCode+`"`, "it is shown, to be compared")
		require.Contains(t, page.Body, "Compare this code")
		require.Contains(t, page.Header.Get("Content-Security-Policy"), "form-action 'self'")
		require.Equal(t, "no-referrer", page.Header.Get("Referrer-Policy"))
		page = b.Submit(nil, "")
		require.Contains(t, page.Body, "current-password")
		require.Contains(t, page.Body, "The &lt;TV&gt;")
		require.Contains(t, page.Body, told.UserCode)
		require.Equal(t, "authorization_pending", errorOf(t, w.pollLater("acme/tv", told.Code)), "a code that was typed decides nothing")
		page = b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		for _, shown := range []string{"The &lt;TV&gt;", told.UserCode, "orders:read", "only if you began this yourself", `value="allow"`, `value="deny"`} {
			require.Contains(t, page.Body, shown)
		}
		require.NotContains(t, b.Path, told.UserCode)
		require.Equal(t, page.Body, b.Get(b.Path).Body, "loaded again it shows the same, code and all")
		require.Equal(t, "authorization_pending", errorOf(t, w.pollLater("acme/tv", told.Code)))
		page = b.Submit(nil, "allow")
		require.Equal(t, http.StatusOK, page.Status)
		require.Contains(t, page.Body, "Go back to your device")
		require.Equal(t, http.StatusBadRequest, b.Get(strings.TrimSuffix(b.Path, "/consent")).Status, "what was decided is over")

		// However soon it comes: what there is to tell it is told.
		got := tokensOf(t, w.poll("acme/tv", told.Code))
		require.Equal(t, "orders:read openid profile", got.Scope)
		id := claimsOf(t, got.ID)
		require.Equal(t, w.Users["acme/alice"], id["sub"])
		require.Equal(t, "tv", id["aud"])
		require.EqualValues(t, Noon.Add(10*time.Second).Unix(), id["auth_time"])
		require.NotContains(t, id, "nonce")
		require.True(t, w.Active("acme/orders", got.Access))
		require.Contains(t, w.userInfo("acme", got.Access).Body, `"preferred_username":"alice"`)
		next := tokensOf(t, w.refreshWith("acme/tv", got.Refresh, nil))
		require.True(t, w.Active("acme/orders", next.Access))
		require.Equal(t, domain.DeviceCode, w.Must(http.MethodGet, "acme", "/grants/"+w.record("acme", got.Access)["grant"].(string), nil)["type"])

		for _, hidden := range []string{told.Code, told.UserCode, strings.ReplaceAll(told.UserCode, "-", ""), got.Access, got.Refresh, got.ID} {
			require.NotContains(t, w.Log.String(), hidden)
		}
		dumped := w.dump("acme")
		for _, hidden := range []string{told.Code, told.UserCode, strings.ReplaceAll(told.UserCode, "-", "")} {
			require.NotContains(t, dumped, hidden)
		}
	})
}

// pollLater polls when the device's time has come.
func (w *World) pollLater(client, code string) Response {
	w.t.Helper()
	w.Clock.Forward(10 * time.Second)
	return w.poll(client, code)
}

// TestWhatADeviceAsksForWrongly sends device authorization requests that must
// fail, and shows who may send them.
func TestWhatADeviceAsksForWrongly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		key := ClientKeys()["ES256"]
		w.registerApp("acme", "tv", nil)
		w.registerApp("acme", "console", map[string]any{"token_endpoint_auth_method": "none"})
		w.registerApp("acme", "signing", map[string]any{"token_endpoint_auth_method": "private_key_jwt", "jwks": KeySet(key)})
		for _, c := range []struct {
			does, who string
			form      url.Values
			status    int
			told      string
		}{
			{"a scope it may not ask for", "acme/tv", form("scope=orders:write"), 400, "invalid_scope"},
			{"a scope that is none", "acme/tv", form("scope=a  b"), 400, "invalid_scope"},
			{"a resource that is not there", "acme/tv", form("scope=openid", "resource=https://nowhere.example"), 400, "invalid_target"},
			{"a client that is not registered for it", "acme/app", form("scope=openid"), 400, "unauthorized_client"},
			{"a client that proves nothing and has to", "", form("client_id=tv"), 401, "invalid_client"},
			{"nobody", "", form("scope=openid"), 401, "invalid_client"},
			{"another's client_id", "acme/tv", form("client_id=app"), 400, "invalid_request"},
			{"an API", "acme/orders", form("scope=openid"), 401, "invalid_client"},
			{"a scope twice", "acme/tv", form("scope=openid", "scope=email"), 400, "invalid_request"},
			{"too much", "acme/tv", form("scope=" + strings.Repeat("x", 64<<10)), 413, "invalid_request"},
		} {
			response := w.Post("device_authorization", "acme", c.who, c.form)
			require.Equal(t, c.status, response.Status, "%s: %s", c.does, response.Body)
			require.Equal(t, c.told, errorOf(t, response), c.does)
			require.Equal(t, "no-store", response.Header.Get("Cache-Control"), c.does)
		}
		require.Equal(t, http.StatusMethodNotAllowed, w.Send(http.MethodGet, "/t/acme/oauth2/device_authorization", http.Header{}, "").Status)

		signed := w.PostForm("device_authorization", "acme", Asserting(form("scope=openid"), key.Sign(t, Claims("signing", "acme", w.Clock.Now()), nil)))
		require.Equal(t, http.StatusOK, signed.Status, signed.Body)
		everything := w.askByDevice("acme/tv", form())
		b := w.NewBrowser()
		b.decide(everything, "alice", "allow")
		require.Equal(t, "orders:read", tokensOf(t, w.poll("acme/tv", everything.Code)).Scope, "without a scope, all that the client may")

		limited := Response{}
		for range 400 {
			if limited = w.PostForm("device_authorization", "acme", form("client_id=console", "scope=openid")); limited.Status != http.StatusOK {
				break
			}
		}
		require.Equal(t, http.StatusTooManyRequests, limited.Status, "who proves nothing is bounded by where it asks from")
		w.askByDevice("acme/tv", nil)
	})
}

// TestADeviceKeepsItsPace polls too soon, at one replica and at another, and shows
// that the interval grows and stays (RFC 8628 section 3.5).
func TestADeviceKeepsItsPace(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", nil)
		elsewhere := &World{Installation: w.Replica(databaseURL), Secrets: w.Secrets, Users: w.Users, Servers: w.Servers}
		told := w.askByDevice("acme/tv", nil)
		for n, c := range []struct {
			after time.Duration
			at    *World
			told  string
		}{
			{0, w, "authorization_pending"},
			{5 * time.Second, elsewhere, "authorization_pending"},
			{4500 * time.Millisecond, w, "authorization_pending"}, // what a network does
			{time.Second, elsewhere, "slow_down"},
			{5 * time.Second, w, "slow_down"}, // from now on it is every 15 seconds
			{10 * time.Second, elsewhere, "slow_down"},
			{20 * time.Second, w, "authorization_pending"},
			{20 * time.Second, elsewhere, "authorization_pending"},
		} {
			w.Clock.Forward(c.after)
			response := c.at.poll("acme/tv", told.Code)
			require.Equal(t, http.StatusBadRequest, response.Status, response.Body)
			require.Equal(t, c.told, errorOf(t, response), "poll %d", n+1)
		}
		// A change of the tenant between two polls has a request look twice; it is
		// one poll all the same.
		w.Clock.Forward(20 * time.Second)
		w.edit("acme", "/clients/app", "name", "Another")
		require.Equal(t, "authorization_pending", errorOf(t, elsewhere.poll("acme/tv", told.Code)))

		other := w.askByDevice("acme/tv", nil)
		require.Equal(t, "authorization_pending", errorOf(t, w.poll("acme/tv", other.Code)), "another device has a pace of its own")
		w.NewBrowser().decide(told, "alice", "allow")
		tokensOf(t, w.poll("acme/tv", told.Code))
	})
}

// TestADeviceCodeIsGoodOnceForOne polls in every way that must fail.
func TestADeviceCodeIsGoodOnceForOne(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		for _, tenant := range []string{"acme", "globex"} {
			w.registerApp(tenant, "tv", nil)
			w.registerApp(tenant, "radio", nil)
		}
		b := w.NewBrowser()
		allowed := func() device {
			told := w.askByDevice("acme/tv", nil)
			require.Contains(t, b.decide(told, "alice", "allow").Body, "Go back to your device")
			return told
		}
		for does, poll := range map[string]func(told device) Response{
			"another client": func(told device) Response { return w.poll("acme/radio", told.Code) },
			"another tenant's client of the same name": func(told device) Response { return w.poll("globex/tv", told.Code) },
			"the user code for it":                     func(told device) Response { return w.poll("acme/tv", told.UserCode) },
			"a letter changed":                         func(told device) Response { return w.poll("acme/tv", told.Code[:len(told.Code)-1]+"!") },
			"as an authorization code":                 func(told device) Response { return w.redeem("acme/tv", told.Code, nil) },
			"as a refresh token":                       func(told device) Response { return w.refreshWith("acme/tv", told.Code, nil) },
			"an authorization code for it": func(device) Response {
				return w.poll("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"))
			},
			"a pushed request for it": func(device) Response {
				return w.poll("acme/tv", strings.TrimPrefix(w.push("acme/tv", nil), pushedName))
			},
		} {
			if does == "an authorization code for it" {
				w.edit("acme", "/clients/app", "grant_types", []string{"authorization_code", domain.DeviceCode})
			}
			told := allowed()
			response := poll(told)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", does, response.Body)
			require.Equal(t, "invalid_grant", errorOf(t, response), does)
			tokensOf(t, w.poll("acme/tv", told.Code))
		}
		require.Equal(t, "invalid_request", errorOf(t, w.poll("acme/tv", "")))
		require.Equal(t, "unauthorized_client", errorOf(t, w.poll("acme/other-app", "x")))

		refused := w.askByDevice("acme/tv", nil)
		require.Contains(t, b.decide(refused, "alice", "deny").Body, "Nothing was allowed")
		require.Equal(t, "access_denied", errorOf(t, w.poll("acme/tv", refused.Code)))
		require.Equal(t, "access_denied", errorOf(t, w.poll("acme/tv", refused.Code)))

		late, unheard := allowed(), w.askByDevice("acme/tv", nil)
		w.Clock.Forward(10 * time.Minute)
		require.Equal(t, "expired_token", errorOf(t, w.poll("acme/tv", late.Code)), "allowed, and not fetched in time")
		require.Equal(t, "expired_token", errorOf(t, w.poll("acme/tv", unheard.Code)))
		for range 5 {
			w.askByDevice("acme/tv", nil)
		}
		require.Equal(t, "expired_token", errorOf(t, w.poll("acme/tv", unheard.Code)), "those that came since did not sweep it away at once")
		w.Clock.Forward(10 * time.Minute)
		for range 10 {
			w.askByDevice("acme/tv", nil)
		}
		require.Equal(t, "invalid_grant", errorOf(t, w.poll("acme/tv", unheard.Code)), "but in the end they did")

		told := allowed()
		got := tokensOf(t, w.poll("acme/tv", told.Code))
		require.True(t, w.Active("acme/orders", got.Access))
		require.Equal(t, "invalid_grant", errorOf(t, w.poll("acme/radio", told.Code)))
		require.True(t, w.Active("acme/orders", got.Access), "another client does nothing to it")
		require.Equal(t, "invalid_grant", errorOf(t, w.poll("acme/tv", told.Code)))
		require.False(t, w.Active("acme/orders", got.Access), "a device code that comes twice takes its tokens back")
		require.Equal(t, "invalid_grant", errorOf(t, w.refreshWith("acme/tv", got.Refresh, nil)))

		raced := allowed()
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 49}, together(50, func(int) int { return w.poll("acme/tv", raced.Code).Status }))
	})
}

// TestNothingSurvivesBetweenAllowingAndAsking changes what a device's
// authorization rests on after the person allowed it and before the device asks
// (S26), and before the person decides.
func TestNothingSurvivesBetweenAllowingAndAsking(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		client := func(id string) string { return "/clients/" + id }
		for _, c := range []struct {
			does   string
			change func(id, user string, b *Browser)
			told   string
			status int
		}{
			{"the person is disabled", func(_, user string, _ *Browser) { w.edit("acme", "/users/"+user, "status", "disabled") }, "invalid_grant", 400},
			{"the person is removed", func(_, user string, _ *Browser) { w.Must(http.MethodDelete, "acme", "/users/"+user, nil) }, "invalid_grant", 400},
			{"the person is signed out everywhere", func(_, user string, _ *Browser) {
				w.Must(http.MethodPost, "acme", "/users/"+user+"/sign-out", map[string]any{})
			}, "invalid_grant", 400},
			{"the person signs out", func(_, _ string, b *Browser) { b.Get("/t/acme/oauth2/logout"); b.Submit(nil, "") }, "invalid_grant", 400},
			{"the client is disabled", func(id, _ string, _ *Browser) { w.edit("acme", client(id), "status", "disabled") }, "invalid_client", 401},
			{"the client is removed", func(id, _ string, _ *Browser) { w.Must(http.MethodDelete, "acme", client(id), nil) }, "invalid_client", 401},
			{"the client is another of the same name", func(id, _ string, _ *Browser) {
				w.Must(http.MethodDelete, "acme", client(id), nil)
				w.registerApp("acme", id, nil)
			}, "invalid_grant", 400},
			{"the client is taken everything back", func(id, _ string, _ *Browser) { w.revoke("acme", "client", id) }, "invalid_grant", 400},
			{"the tenant is taken everything back", func(_, _ string, _ *Browser) { w.revoke("acme", "tenant", true) }, "invalid_grant", 400},
			{"the client is for no devices any more", func(id, _ string, _ *Browser) {
				w.edit("acme", client(id), "grant_types", []string{"authorization_code"})
			}, "unauthorized_client", 400},
			{"the client may nothing any more", func(id, _ string, _ *Browser) {
				w.edit("acme", client(id), "allowed", []any{})
			}, "", 200},
		} {
			id, name := "tv-"+newID()[24:], "person-"+newID()[24:]
			w.registerApp("acme", id, nil)
			user := w.AddUser("acme", name)
			w.SetPassword("acme", user, secret+name)
			told := w.askByDevice("acme/"+id, nil)
			b := w.NewBrowser()
			b.decide(told, name, "allow")
			c.change(id, user, b)
			response := w.poll("acme/"+id, told.Code)
			require.Equal(t, c.status, response.Status, "%s: %s", c.does, response.Body)
			if c.told != "" {
				require.Equal(t, c.told, errorOf(t, response), c.does)
				continue
			}
			require.Equal(t, "openid", tokensOf(t, response).Scope, c.does)
		}

		// What was given for longer than the session outlives it.
		w.registerApp("acme", "tv", nil)
		told := w.askByDevice("acme/tv", form("scope=openid offline_access"))
		b := w.NewBrowser()
		b.decide(told, "alice", "allow")
		b.Get("/t/acme/oauth2/logout")
		b.Submit(nil, "")
		tokensOf(t, w.poll("acme/tv", told.Code))

		for does, change := range map[string]func(id string){
			"the client is disabled":              func(id string) { w.edit("acme", client(id), "status", "disabled") },
			"the client is for no devices":        func(id string) { w.edit("acme", client(id), "grant_types", []string{"authorization_code"}) },
			"the client is removed":               func(id string) { w.Must(http.MethodDelete, "acme", client(id), nil) },
			"the code has expired":                func(string) { w.Clock.Forward(10 * time.Minute) },
			"somebody decided in another browser": nil,
		} {
			w.Clock.Forward(time.Minute) // so that no guess is one too many
			id := "tv-" + newID()[24:]
			w.registerApp("acme", id, nil)
			told := w.askByDevice("acme/"+id, nil)
			b := w.NewBrowser()
			b.enter(told, told.UserCode)
			b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
			if change == nil {
				other := w.NewBrowser()
				other.decide(told, "bob", "deny")
			} else {
				change(id)
			}
			require.Equal(t, http.StatusBadRequest, b.Submit(nil, "allow").Status, does)
			again := w.NewBrowser().enter(told, told.UserCode)
			require.Equal(t, http.StatusUnprocessableEntity, again.Status, does)
			if change == nil {
				require.Equal(t, "access_denied", errorOf(t, w.poll("acme/"+id, told.Code)), "the first word counts")
			}
		}
	})
}

// TestTheCodeOfADevice types codes right and wrong.
func TestTheCodeOfADevice(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", map[string]any{"consent": "trusted"})
		w.registerApp("globex", "tv", nil)
		told := w.askByDevice("acme/tv", nil)
		bare := strings.ReplaceAll(told.UserCode, "-", "")
		for _, typed := range []string{told.UserCode, bare, strings.ToLower(told.UserCode), " " + strings.ToLower(bare[:2]) + " " + bare[2:] + " "} {
			b := w.NewBrowser()
			require.Contains(t, b.enter(told, typed).Body, "current-password", typed)
			require.Contains(t, b.Page.Body, told.UserCode, "however it was typed")
		}

		decided, expired := w.askByDevice("acme/tv", nil), w.askByDevice("acme/tv", nil)
		b := w.NewBrowser()
		// A client that people are not asked about is asked about all the same, and
		// so is one that they have allowed before.
		for range 2 {
			again := w.askByDevice("acme/tv", nil)
			b.enter(again, again.UserCode)
			if strings.Contains(b.Page.Body, "current-password") {
				b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
			}
			require.Contains(t, b.Page.Body, `value="allow"`)
			b.Submit(nil, "allow")
		}
		b.decide(decided, "alice", "deny")
		w.Clock.Forward(10 * time.Minute)
		theirs := w.askByDevice("globex/tv", nil)
		wrong := ""
		for _, typed := range []string{"BCDF-GHJK", decided.UserCode, expired.UserCode, theirs.UserCode} {
			page := w.NewBrowser().enter(told, typed)
			require.Equal(t, http.StatusUnprocessableEntity, page.Status)
			require.Empty(t, page.Header.Get("Set-Cookie"))
			same := strings.ReplaceAll(page.Body, typed, "CODE")
			if wrong == "" {
				wrong = same
			}
			require.Equal(t, wrong, same, "unknown, decided, expired and another tenant's are told alike")
		}
		for _, typed := range []string{"", "AEIO-UAEI", "BCDF", "<script>alert(1)</script>", told.Code} {
			page := w.NewBrowser().enter(told, typed)
			require.Equal(t, http.StatusUnprocessableEntity, page.Status)
			require.NotContains(t, page.Body, "<script>")
		}
		page := w.NewBrowser().Get("/t/acme/device?user_code=" + url.QueryEscape(`"><script>alert(1)</script>`))
		require.Equal(t, http.StatusOK, page.Status)
		require.NotContains(t, page.Body, "script")
		require.Equal(t, http.StatusNotFound, w.NewBrowser().Get("/t/nobody/device").Status)

		w.Clock.Forward(time.Hour)
		fresh := w.askByDevice("acme/tv", nil)
		guess := func() Response { return w.NewBrowser().enter(told, "BCDF-GHJK") }
		for range 20 {
			require.Equal(t, http.StatusUnprocessableEntity, guess().Status)
		}
		limited := guess()
		require.Equal(t, http.StatusTooManyRequests, limited.Status)
		require.Contains(t, limited.Header.Get("Content-Type"), "text/html")
		require.Equal(t, http.StatusTooManyRequests, w.NewBrowser().enter(fresh, fresh.UserCode).Status, "a right guess is a guess")
		require.Equal(t, http.StatusUnprocessableEntity, w.NewBrowser().enter(fresh, "BCDF").Status, "what cannot be a code is no guess")
		w.Clock.Forward(3 * time.Second)
		require.Equal(t, http.StatusOK, w.NewBrowser().enter(fresh, fresh.UserCode).Status, "a moment later")
	})
}

// TestADeviceStaysWithItsBrowser takes the sign-in that a code began elsewhere,
// and changes what forms say.
func TestADeviceStaysWithItsBrowser(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", nil)
		told, other := w.askByDevice("acme/tv", nil), w.askByDevice("acme/tv", nil)
		mine, theirs := w.NewBrowser(), w.NewBrowser()
		mine.enter(told, told.UserCode)
		theirs.enter(other, other.UserCode)
		require.Equal(t, http.StatusBadRequest, theirs.Get(mine.Path).Status, "another browser")
		require.Equal(t, http.StatusBadRequest, mine.Get(strings.Replace(mine.Path, "/t/acme/", "/t/globex/", 1)).Status, "another tenant")
		mine.enter(told, told.UserCode)

		foreign := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}
		response := w.Send(http.MethodPost, "/t/acme/device", foreign, "user_code="+told.UserCode)
		require.Equal(t, http.StatusForbidden, response.Status, "a form of another site")
		require.Contains(t, response.Header.Get("Content-Type"), "text/html")
		require.Empty(t, response.Header.Get("Set-Cookie"))

		mine.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		form := mine.form()
		form.values.Set("decision", "allow")
		form.values.Set("scope", "orders:write")
		form.values.Set("user_code", other.UserCode)
		form.values.Set("client_id", "app")
		mine.send(http.MethodPost, form.action, form.values)
		require.Equal(t, "orders:read openid", tokensOf(t, w.poll("acme/tv", told.Code)).Scope)
		require.Equal(t, "authorization_pending", errorOf(t, w.poll("acme/tv", other.Code)), "what is decided is what was kept")

		// Of two windows one decides.
		again := w.askByDevice("acme/tv", nil)
		mine.enter(again, again.UserCode)
		action := mine.form().action
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Cookie": {
			"__Secure-jeton_browser=" + mine.Cookie("jeton_browser") + "; __Secure-jeton_session=" + mine.Cookie("jeton_session"),
		}}
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 19}, together(20, func(int) int {
			return w.Send(http.MethodPost, action, header, "decision=allow").Status
		}))
		tokensOf(t, w.poll("acme/tv", again.Code))
	})
}

// TestAFailureUsesNothingUp lets the store fail at each statement of every step of
// a device's way, and of a pushed request's: the answer is 503, not a row has
// changed, and the step succeeds when it is repeated.
func TestAFailureUsesNothingUp(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerApp("acme", "tv", nil)
		told, name := w.askByDevice("acme/tv", nil), w.push("acme/app", nil)
		b := w.NewBrowser()
		b.enter(told, told.UserCode)
		b.Submit(map[string]string{"username": "alice", "current-password": secret + "alice"}, "")
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Cookie": {
			"__Secure-jeton_browser=" + b.Cookie("jeton_browser") + "; __Secure-jeton_session=" + b.Cookie("jeton_session"),
		}}
		action := b.form().action
		for _, step := range []struct {
			does   string
			send   func() Response
			status int
			has    string
		}{
			{"a browser brings what was pushed", func() Response { return w.Send(http.MethodGet, bringing("acme", "app", name), http.Header{}, "") }, 303, ""},
			{"a device asks too early", func() Response { return w.poll("acme/tv", told.Code) }, 400, "authorization_pending"},
			{"a device asks much too early", func() Response { return w.poll("acme/tv", told.Code) }, 400, "slow_down"},
			{"the person allows it", func() Response { return w.Send(http.MethodPost, action, header, "decision=allow") }, 200, "Go back to your device"},
			{"the device gets its tokens", func() Response { return w.poll("acme/tv", told.Code) }, 200, "access_token"},
		} {
			before := w.dump("acme")
			for broken := 1; ; broken++ {
				require.Less(t, broken, 60, step.does)
				statement, failed := 0, ""
				w.Fail(func(text string) error {
					if statement++; statement == broken {
						failed = text
						return errBroken
					}
					return nil
				})
				response := step.send()
				w.Fail(nil)
				if failed == "" {
					require.Equal(t, step.status, response.Status, "%s: %s", step.does, response.Body)
					require.Contains(t, response.Body, step.has, step.does)
					require.Greater(t, broken, 1, step.does)
					break
				}
				require.Equal(t, http.StatusServiceUnavailable, response.Status, "%s, failing at %q: %s", step.does, failed, response.Body)
				require.NotContains(t, response.Body, "fire", "internal text stays inside")
				require.Equal(t, before, w.dump("acme"), "%s, failing at %q", step.does, failed)
			}
		}
	})
}
