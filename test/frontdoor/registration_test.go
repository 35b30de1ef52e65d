package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// registering opens an installation whose tenant acme lets clients register
// themselves.
func registering(t *testing.T, databaseURL string) *World {
	t.Helper()
	w := people(t, databaseURL)
	w.edit("acme", "/settings", "dynamic_registration", "token")
	return w
}

// initial makes an initial access token at acme that allows orders:read.
func (w *World) initial(more map[string]any) string {
	w.t.Helper()
	draft := map[string]any{"uses": 50, "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}}}
	for name, value := range more {
		draft[name] = value
	}
	return w.Must(http.MethodPost, "acme", "/initial-access-tokens", draft)["token"].(string)
}

const registerAt = "/t/acme/oauth2/register"

// TestAClientRegistersItself goes the whole way: register, sign somebody in, read,
// change and remove the registration.
func TestAClientRegistersItself(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		initial := w.initial(nil)
		told := w.registers("acme", initial, map[string]any{
			"client_name": "Self <service>", "redirect_uris": []string{back}, "grant_types": []string{"authorization_code", "refresh_token"},
			"scope": "openid orders:read orders:write billing:read", "software_id": "ignored", "client_name#fr": "ignored", "contacts": []string{"a@b.example"},
		})
		id := told["client_id"].(string)
		require.Equal(t, map[string]any{
			"client_id": id, "client_secret": told["client_secret"], "client_secret_expires_at": 0.0, "client_id_issued_at": float64(Noon.Unix()),
			"registration_access_token": told["registration_access_token"], "registration_client_uri": PublicURL + registerAt + "/" + id,
			"client_name": "Self <service>", "redirect_uris": []any{back}, "grant_types": []any{"authorization_code", "refresh_token"}, "response_types": []any{"code"},
			"token_endpoint_auth_method": "client_secret_basic", "scope": "openid profile email offline_access orders:read", "contacts": []any{"a@b.example"},
			"application_type": "web", "id_token_signed_response_alg": "RS256", "subject_type": "public", "pkce": "required", "consent": "ask",
		}, told, "what was asked beyond the token is not there, and what is ignored neither")
		w.Secrets["acme/"+id] = told["client_secret"].(string)
		b := w.NewBrowser()
		got := tokensOf(t, w.redeem("acme/"+id, b.signIn(authorizing("acme", map[string]string{"client_id": id}), "alice").Get("code"), nil))
		require.True(t, w.Active("acme/orders", got.Access))

		// Who registered it is to be seen.
		shown := w.Must(http.MethodGet, "acme", "/clients/"+id, nil)
		require.NotEmpty(t, shown["registered_with"])
		require.Empty(t, w.Must(http.MethodGet, "acme", "/clients/app", nil)["registered_with"])
		event := w.Must(http.MethodGet, "acme", "/audit-events?action=client.registered", nil)["items"].([]any)[0].(map[string]any)
		require.Equal(t, "initial_access_token:"+shown["registered_with"].(string), event["actor"])
		require.Equal(t, "client:"+id, event["object"])

		bearer := told["registration_access_token"].(string)
		read := w.SendJSON(http.MethodGet, registerAt+"/"+id, bearer, nil)
		require.Equal(t, http.StatusOK, read.Status, read.Body)
		require.Equal(t, "no-store", read.Header.Get("Cache-Control"))
		require.NotContains(t, read.Body, told["client_secret"].(string))
		again := membersOf(t, read)
		delete(told, "client_secret")
		delete(told, "client_secret_expires_at")
		require.Equal(t, told, again)

		// What is left out has its default again, and the answer has another token.
		put := func(bearer string, body map[string]any) Response {
			body["client_id"] = id
			return w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, body)
		}
		changed := put(bearer, map[string]any{"redirect_uris": []string{back}, "client_name": "Renamed", "scope": "openid"})
		require.Equal(t, http.StatusOK, changed.Status, changed.Body)
		is := membersOf(t, changed)
		require.Equal(t, "Renamed", is["client_name"])
		require.Equal(t, []any{"authorization_code"}, is["grant_types"])
		require.Equal(t, "openid profile email", is["scope"])
		require.NotContains(t, is, "contacts")
		require.NotContains(t, is, "client_secret")
		next := is["registration_access_token"].(string)
		require.NotEqual(t, bearer, next)
		require.False(t, w.Active("acme/orders", got.Access), "worth only shrinks")
		widened := membersOf(t, put(next, map[string]any{"redirect_uris": []string{back}, "scope": "openid orders:read"}))
		require.NotContains(t, widened["scope"], "orders:read", "what was given up is not had back")
		next = widened["registration_access_token"].(string)

		require.Equal(t, http.StatusUnauthorized, w.SendJSON(http.MethodDelete, registerAt+"/"+id, bearer, nil).Status)
		require.Equal(t, http.StatusNoContent, w.SendJSON(http.MethodDelete, registerAt+"/"+id, next, nil).Status)
		require.Equal(t, http.StatusUnauthorized, w.SendJSON(http.MethodGet, registerAt+"/"+id, next, nil).Status)
		require.Equal(t, http.StatusUnauthorized, w.refreshWith("acme/"+id, got.Refresh, nil).Status)
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "acme", "/clients/"+id, nil).Status)
		for _, hidden := range []string{initial, bearer, next, w.Secrets["acme/"+id]} {
			require.NotContains(t, w.Log.String(), hidden)
			require.NotContains(t, w.dump("acme"), hidden)
		}
	})
}

func membersOf(t *testing.T, r Response) map[string]any {
	t.Helper()
	var members map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.Body), &members), r.Body)
	return members
}

// TestRegistrationIsOffUnlessATenantLetsIt finds nothing where it is off, in
// metadata neither.
func TestRegistrationIsOffUnlessATenantLetsIt(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		initial := w.initial(nil)
		told := w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}})
		at := registerAt + "/" + told["client_id"].(string)
		bearer := told["registration_access_token"].(string)
		metadata := func(tenant string) string {
			return w.Send(http.MethodGet, "/t/"+tenant+"/.well-known/openid-configuration", nil, "").Body
		}
		require.Contains(t, metadata("acme"), `"registration_endpoint":"`+PublicURL+registerAt+`"`)
		require.NotContains(t, metadata("globex"), "registration_endpoint")
		for _, off := range []string{"off", "off"} {
			w.edit("acme", "/settings", "dynamic_registration", off)
		}
		require.NotContains(t, metadata("acme"), "registration_endpoint")
		require.Equal(t, http.StatusNotFound, w.SendJSON(http.MethodPost, registerAt, initial, map[string]any{"redirect_uris": []string{back}}).Status)
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			require.Equal(t, http.StatusNotFound, w.SendJSON(method, at, bearer, map[string]any{}).Status, method)
		}
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodPatch, "acme", "/settings",
			map[string]any{"dynamic_registration": "open", "version": w.version("acme")("/settings")}).Status)
		w.edit("acme", "/settings", "dynamic_registration", "token")
		require.Equal(t, http.StatusOK, w.SendJSON(http.MethodGet, at, bearer, nil).Status)
	})
}

// TestWhoMayRegister tries every bearer there is, at every route of registration.
func TestWhoMayRegister(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		w.edit("globex", "/settings", "dynamic_registration", "token")
		metadata := map[string]any{"redirect_uris": []string{back}}
		told := w.registers("acme", w.initial(nil), metadata)
		other := w.registers("acme", w.initial(nil), metadata)
		id := told["client_id"].(string)
		b := w.NewBrowser()
		got := tokensOf(t, w.redeem("acme/app", b.signIn(authorizing("acme", nil), "alice").Get("code"), nil))
		expired, used, removed := w.initial(map[string]any{"lifetime_seconds": 60}), w.initial(map[string]any{"uses": 1}), w.initial(map[string]any{"name": "removed"})
		w.registers("acme", used, metadata)
		for _, token := range w.Must(http.MethodGet, "acme", "/initial-access-tokens", nil)["items"].([]any) {
			if t := token.(map[string]any); t["name"] == "removed" {
				w.Must(http.MethodDelete, "acme", "/initial-access-tokens/"+t["id"].(string), nil)
			}
		}
		w.Clock.Forward(time.Minute)
		globex := w.Must(http.MethodPost, "globex", "/initial-access-tokens", map[string]any{})["token"].(string)
		bearers := map[string]string{
			"nobody": "", "anything": "x", "an expired token": expired, "a used token": used, "a removed token": removed, "another tenant's token": globex,
			"a client's secret": w.Secrets["acme/app"], "an access token": got.Access, "a refresh token": got.Refresh, "an ID token": got.ID,
			"a management token": w.Token("acme/auditing", ""), "the operator token": w.Operator,
		}
		attempt := func(name, method, path, bearer string, body any) {
			w.Clock.Forward(2 * time.Second) // or it would be tried too often
			response := w.SendJSON(method, path, bearer, body)
			require.Equal(t, http.StatusUnauthorized, response.Status, "%s %s: %s", method, name, response.Body)
			require.Contains(t, response.Header.Get("WWW-Authenticate"), "Bearer", name)
		}
		for name, bearer := range bearers {
			attempt(name, http.MethodPost, registerAt, bearer, metadata)
		}
		attempt("a registration access token", http.MethodPost, registerAt, told["registration_access_token"].(string), metadata)
		bearers["an initial access token"] = w.initial(nil)
		bearers["another client's token"] = other["registration_access_token"].(string)
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			for name, bearer := range bearers {
				attempt(name, method, registerAt+"/"+id, bearer, metadata)
			}
			attempt("a client that does not exist", method, registerAt+"/nobody", told["registration_access_token"].(string), metadata)
			attempt("a client that an admin registered", method, registerAt+"/app", told["registration_access_token"].(string), metadata)
		}
		w.edit("acme", "/clients/"+id, "status", "disabled")
		attempt("a disabled client", http.MethodGet, registerAt+"/"+id, told["registration_access_token"].(string), nil)
		w.edit("acme", "/clients/"+id, "status", "active")
		require.Equal(t, http.StatusOK, w.SendJSON(http.MethodGet, registerAt+"/"+id, told["registration_access_token"].(string), nil).Status)
	})
}

// TestS45AClientThatRegisteredItselfIsNeverMore tries to have it hold a role, be
// trusted, or be allowed more than its token allows.
func TestS45AClientThatRegisteredItselfIsNeverMore(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		initial := w.initial(nil)
		metadata := map[string]any{
			"redirect_uris": []string{back}, "grant_types": []string{"client_credentials", "authorization_code"}, "scope": "orders:read orders:write",
			"roles": []string{"owner"}, "allowed": []any{map[string]any{"resource_server": "https://billing.example", "scopes": []string{"billing:read"}}},
			"consent": "trusted", "pkce": "optional", "status": "active", "client_id": "shop", "registered_with": "",
		}
		told := w.registers("acme", initial, metadata)
		id := told["client_id"].(string)
		require.NotEqual(t, "shop", id)
		w.Secrets["acme/"+id] = told["client_secret"].(string)
		shown := w.Must(http.MethodGet, "acme", "/clients/"+id, nil)
		require.Equal(t, []any{map[string]any{"resource_server": "https://orders.example", "scopes": []any{"orders:read"}}}, shown["allowed"])
		require.Equal(t, []any{}, shown["roles"])
		require.Equal(t, []any{"ask", "required"}, []any{shown["consent"], shown["pkce"]})
		for _, resource := range []string{PublicURL + "/t/acme/api/v1", "https://billing.example"} {
			form := url.Values{"grant_type": {"client_credentials"}, "resource": {resource}}
			require.Equal(t, "invalid_target", errorOf(t, w.Post("token", "acme", "acme/"+id, form)), resource)
			_, answer := func() (string, url.Values) {
				b := w.NewBrowser()
				b.Get(authorizing("acme", map[string]string{"client_id": id, "scope": "", "prompt": "none"}) + "&resource=" + url.QueryEscape(resource))
				return b.Returned()
			}()
			require.NotEmpty(t, answer.Get("error"), resource)
		}
		token := w.Token("acme/"+id, "", "https://orders.example")
		require.NotContains(t, w.Introspect("acme/orders", token).Body, "orders:write")

		set := w.Manage(w.Operator, http.MethodPut, "acme", "/members/"+id, map[string]any{"roles": []string{"auditor"}, "version": 0})
		require.Equal(t, http.StatusConflict, set.Status, set.Body)
		require.Contains(t, set.Body, "registered_itself")
		for _, management := range []string{PublicURL + "/t/acme/api/v1"} {
			refused := w.Manage(w.Operator, http.MethodPost, "acme", "/initial-access-tokens", map[string]any{
				"allowed": []any{map[string]any{"resource_server": management, "scopes": []string{}}},
			})
			require.Equal(t, http.StatusBadRequest, refused.Status, refused.Body)
		}
		// A scope that its API gives up is not registered any more, nor an API that went.
		w.Must(http.MethodDelete, "acme", "/resource-servers/"+w.Servers["acme/orders"], nil)
		require.NotContains(t, w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}})["scope"], "orders:read")
	})
}

// TestS31MetadataIsHeldToTheOneRule sends what the management API refuses too, and what
// RFC 7591 and RFC 7592 refuse.
func TestS31MetadataIsHeldToTheOneRule(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		initial := w.initial(nil)
		told := w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}})
		id, bearer := told["client_id"].(string), told["registration_access_token"].(string)
		good := map[string]any{"redirect_uris": []string{back}}
		for name, c := range map[string]struct {
			code string
			body map[string]any
		}{
			"no redirect":                  {"invalid_redirect_uri", map[string]any{}},
			"a redirect over http":         {"invalid_redirect_uri", map[string]any{"redirect_uris": []string{"http://app.example/back"}}},
			"a redirect with a fragment":   {"invalid_redirect_uri", map[string]any{"redirect_uris": []string{back + "#x"}}},
			"a redirect that runs":         {"invalid_redirect_uri", map[string]any{"redirect_uris": []string{"JavaScript:alert(1)"}}},
			"a redirect with a wildcard":   {"invalid_redirect_uri", map[string]any{"redirect_uris": []string{"https://*.example/"}}},
			"a redirect that is no text":   {"invalid_redirect_uri", map[string]any{"redirect_uris": []any{1}}},
			"a logo that runs":             {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "logo_uri": "javascript:alert(1)"}},
			"a page as data":               {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "client_uri": "data:text/html,x"}},
			"logout over http":             {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "backchannel_logout_uri": "http://app.example/out"}},
			"keys over http":               {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "jwks_uri": "http://app.example/keys"}},
			"keys twice":                   {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "jwks_uri": "https://app.example/keys", "jwks": KeySet(ClientKeys()["ES256"])}},
			"an implicit grant":            {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "grant_types": []string{"implicit"}}},
			"a token from the front":       {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "response_types": []string{"code", "id_token token"}}},
			"a method with shared secrets": {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "token_endpoint_auth_method": "client_secret_jwt"}},
			"signing without keys":         {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "token_endpoint_auth_method": "private_key_jwt"}},
			"unsigned ID tokens":           {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "id_token_signed_response_alg": "none"}},
			"a name that does not print":   {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "client_name": "a\u202eb"}},
			"a scope with two spaces":      {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "scope": "a  b"}},
			"a public client for itself":   {"invalid_client_metadata", map[string]any{"redirect_uris": []string{back}, "token_endpoint_auth_method": "none", "grant_types": []string{"client_credentials"}}},
		} {
			w.Clock.Forward(3 * time.Second)
			response := w.SendJSON(http.MethodPost, registerAt, initial, c.body)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", name, response.Body)
			require.Equal(t, c.code, errorOf(t, response), name)
			c.body["client_id"] = id
			response = w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, c.body)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", name, response.Body)
			require.Equal(t, c.code, errorOf(t, response), name)
		}
		for name, more := range map[string]map[string]any{
			"no id": {"client_id": nil}, "another id": {"client_id": "shop"}, "a secret that it has not": {"client_secret": "x"}, "another address": {"registration_client_uri": "x"},
			"its token": {"registration_access_token": bearer}, "a time": {"client_id_issued_at": 1}, "an end": {"client_secret_expires_at": 0},
		} {
			w.Clock.Forward(3 * time.Second)
			body := map[string]any{"client_id": id, "redirect_uris": []string{back}}
			for member, value := range more {
				if body[member] = value; value == nil {
					delete(body, member)
				}
			}
			response := w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, body)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", name, response.Body)
			require.Equal(t, "invalid_client_metadata", errorOf(t, response), name)
		}
		raw := func(media, body string) Response {
			return w.Send(http.MethodPost, registerAt, http.Header{"Content-Type": {media}, "Authorization": {"Bearer " + initial}}, body)
		}
		require.Equal(t, http.StatusUnsupportedMediaType, raw("application/x-www-form-urlencoded", "redirect_uris="+back).Status)
		for _, body := range []string{"", "[]", "null", "{", `{"client_name":"a","client_name":"b"}`, `{"redirect_uris":["` + back + `"]} x`, "\xff"} {
			require.Equal(t, "invalid_client_metadata", errorOf(t, raw("application/json", body)), body)
		}
		require.Equal(t, http.StatusRequestEntityTooLarge, raw("application/json", `{"x":"`+strings.Repeat("a", 64<<10)+`"}`).Status)
		require.Equal(t, http.StatusOK, w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, map[string]any{"client_id": id, "redirect_uris": good["redirect_uris"], "client_secret": told["client_secret"]}).Status)
	})
}

// TestARegistrationAccessTokenIsReplaced loses the answer of an update: the token
// before is good until the other one has been used.
func TestARegistrationAccessTokenIsReplaced(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		told := w.registers("acme", w.initial(nil), map[string]any{"redirect_uris": []string{back}})
		id, first := told["client_id"].(string), told["registration_access_token"].(string)
		update := func(bearer string) (string, int) {
			r := w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, map[string]any{"client_id": id, "redirect_uris": []string{back}})
			token, _ := membersOf(t, r)["registration_access_token"].(string)
			return token, r.Status
		}
		read := func(bearer string) int { return w.SendJSON(http.MethodGet, registerAt+"/"+id, bearer, nil).Status }
		lost, status := update(first)
		require.Equal(t, http.StatusOK, status)
		second, status := update(first)
		require.Equal(t, http.StatusOK, status, "the answer was lost")
		require.Equal(t, http.StatusUnauthorized, read(lost), "whoever has it is not the client")
		require.Equal(t, http.StatusOK, read(first))
		require.Equal(t, http.StatusOK, read(second))
		require.Equal(t, http.StatusUnauthorized, read(first), "the other one has arrived")
		require.Equal(t, http.StatusOK, read(second))

		// Another way to prove itself brings another secret, or takes it away.
		secretOf := func(bearer, method string) (secret any, token string) {
			r := membersOf(t, w.SendJSON(http.MethodPut, registerAt+"/"+id, bearer, map[string]any{"client_id": id, "redirect_uris": []string{back}, "token_endpoint_auth_method": method}))
			return r["client_secret"], r["registration_access_token"].(string)
		}
		none, token := secretOf(second, "none")
		require.Nil(t, none)
		require.Empty(t, w.Must(http.MethodGet, "acme", "/clients/"+id+"/secrets", nil)["items"])
		made, token := secretOf(token, "client_secret_post")
		require.NotEmpty(t, made)
		kept, _ := secretOf(token, "client_secret_basic")
		require.Nil(t, kept)
		require.Len(t, w.Must(http.MethodGet, "acme", "/clients/"+id+"/secrets", nil)["items"], 1)
	})
}

// TestS22AnInitialAccessTokenIsUsedSoOften registers with one token at once, at two
// replicas, and counts.
func TestS22AnInitialAccessTokenIsUsedSoOften(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		replica := &World{Installation: w.Replica(databaseURL), Secrets: w.Secrets}
		initial := w.initial(map[string]any{"uses": 5})
		var made, refused atomic.Int64
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				at := w
				if i%2 == 0 {
					at = replica
				}
				switch response := at.SendJSON(http.MethodPost, registerAt, initial, map[string]any{"redirect_uris": []string{back}}); response.Status {
				case http.StatusCreated:
					made.Add(1)
				case http.StatusUnauthorized:
					refused.Add(1)
				default:
					t.Errorf("%d: %s", response.Status, response.Body)
				}
			})
		}
		all.Wait()
		require.Equal(t, []int64{5, 15}, []int64{made.Load(), refused.Load()})
		left := w.Must(http.MethodGet, "acme", "/initial-access-tokens", nil)["items"].([]any)[0].(map[string]any)
		require.Zero(t, left["uses_left"])
	})
}

// TestRegisteringIsThrottledAndHonest asks too often, and while the database is gone.
func TestRegisteringIsThrottledAndHonest(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		initial := w.initial(nil)
		told := w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}})
		at, bearer := registerAt+"/"+told["client_id"].(string), told["registration_access_token"].(string)
		w.Fail(func(string) error { return http.ErrHandlerTimeout })
		for _, r := range []Response{
			w.SendJSON(http.MethodPost, registerAt, initial, map[string]any{"redirect_uris": []string{back}}), w.SendJSON(http.MethodGet, at, bearer, nil),
			w.SendJSON(http.MethodPut, at, bearer, map[string]any{}), w.SendJSON(http.MethodDelete, at, bearer, nil),
		} {
			require.Equal(t, http.StatusServiceUnavailable, r.Status, r.Body)
			require.NotEmpty(t, r.Header.Get("Retry-After"))
		}
		w.Fail(nil)
		for range 60 {
			w.SendJSON(http.MethodGet, at, "x", nil)
		}
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			limited := w.SendJSON(method, at, bearer, map[string]any{})
			require.Equal(t, http.StatusTooManyRequests, limited.Status, limited.Body)
			require.NotEmpty(t, limited.Header.Get("Retry-After"))
		}
		require.Equal(t, http.StatusTooManyRequests, w.SendJSON(http.MethodPost, registerAt, initial, map[string]any{}).Status)
		// Saying that it comes from elsewhere helps nobody (S54).
		for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded"} {
			header := http.Header{"Authorization": {"Bearer " + bearer}, name: {"192.0.2.7"}}
			require.Equal(t, http.StatusTooManyRequests, w.Send(http.MethodGet, at, header, "").Status, name)
		}
		w.Clock.Forward(2 * time.Second)
		require.Equal(t, http.StatusOK, w.SendJSON(http.MethodGet, at, bearer, nil).Status)
	})
}

// TestS40RegistrationAddressesAreOurOwn forges every header by which a proxy could
// say who we are.
func TestS40RegistrationAddressesAreOurOwn(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := registering(t, databaseURL)
		header := http.Header{
			"Authorization": {"Bearer " + w.initial(nil)}, "Content-Type": {"application/json"}, "Host": {"evil.example"},
			"X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"http"}, "Forwarded": {"host=evil.example"}, "X-Original-Url": {"https://evil.example/"},
		}
		response := w.Send(http.MethodPost, registerAt, header, `{"redirect_uris":["`+back+`"]}`)
		require.Equal(t, http.StatusCreated, response.Status, response.Body)
		require.NotContains(t, response.Body, "evil.example")
		told := membersOf(t, response)
		require.Equal(t, PublicURL+registerAt+"/"+told["client_id"].(string), told["registration_client_uri"])
	})
}
