package frontdoor

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
)

// holding is a person, an application and an API of one name at acme, whom
// nobody else has anything to do with.
type holding struct {
	*World
	name, server string
	browser      *Browser
	// held are the tokens that were taken last for the person.
	held tokens
	// made counts the personal access tokens, for their names.
	made int
}

func (w *World) newHolding(name string) *holding {
	w.t.Helper()
	h := &holding{World: w, name: name, browser: w.NewBrowser()}
	h.server = w.Must(http.MethodPost, "acme", "/resource-servers", map[string]any{
		"name": name, "identifiers": []string{h.api()}, "scopes": []any{map[string]any{"name": h.scope()}}, "personal_access_tokens": true,
	})["id"].(string)
	credential := w.Must(http.MethodPost, "acme", "/resource-servers/"+h.server+"/credentials", map[string]any{"id": name + "-api"})
	w.Secrets["acme/"+name+"-api"] = credential["secret"].(string)
	w.Secrets["acme/"+name] = w.Must(http.MethodPost, "acme", "/clients", map[string]any{
		"client_id": name, "name": name, "grant_types": issue.GrantTypes(), "redirect_uris": []string{back},
		"allowed": []any{map[string]any{"resource_server": h.api(), "scopes": []string{h.scope()}}},
	})["client_secret"].(string)
	w.Must(http.MethodPut, "acme", "/members/"+name, map[string]any{"roles": []string{"auditor"}, "version": 0})
	w.SetPassword("acme", w.AddUser("acme", name, "auditor"), secret+name)
	return h
}

func (h *holding) api() string   { return "https://" + h.name + ".example" }
func (h *holding) scope() string { return h.name + ":read" }

// asking is an authorization request of the application.
func (h *holding) asking(more map[string]string) string {
	p := map[string]string{"client_id": h.name, "scope": "openid " + h.scope()}
	maps.Copy(p, more)
	return authorizing("acme", p)
}

// code has the person let the application act for them.
func (h *holding) code(more map[string]string) string {
	return h.browser.signIn(h.asking(more), h.name).Get("code")
}

// issued gives the tokens of an answer of the token endpoint, and whether it gave
// any. An answer that is neither fails the test.
func (h *holding) issued(r Response) (tokens, bool) {
	h.t.Helper()
	if r.Status != http.StatusOK {
		require.Contains(h.t, []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound}, r.Status, r.Body)
		return tokens{}, false
	}
	return tokensOf(h.t, r), true
}

// worth reports whether an answer of the token endpoint gave a token that the API
// is told of.
func (h *holding) worth(r Response) bool {
	h.t.Helper()
	got, ok := h.issued(r)
	return ok && h.told(h.name+"-api", got.Access)
}

// told reports whether a caller is told that a token is active. One that is no
// longer a caller is not.
func (h *holding) told(caller, token string) bool {
	h.t.Helper()
	r := h.Introspect("acme/"+caller, token)
	if r.Status != http.StatusOK {
		require.Contains(h.t, []int{http.StatusUnauthorized, http.StatusNotFound}, r.Status, r.Body)
		return false
	}
	return r.Body != `{"active":false}`
}

// served reports whether a bearer was served.
func (h *holding) served(path, bearer string) bool {
	h.t.Helper()
	r := h.Send(http.MethodGet, path, http.Header{"Authorization": {"Bearer " + bearer}}, "")
	if r.Status != http.StatusOK {
		require.Contains(h.t, []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, r.Status, r.Body)
		return false
	}
	return true
}

// arrived reports whether a browser came back to the application with a code that
// is worth something.
func (h *holding) arrived(b *Browser) bool {
	h.t.Helper()
	require.Less(h.t, b.Page.Status, http.StatusInternalServerError, b.Page.Body)
	location, err := url.Parse(b.Page.Header.Get("Location"))
	require.NoError(h.t, err)
	code := location.Query().Get("code")
	return code != "" && h.worth(h.redeem("acme/"+h.name, code, nil))
}

// The entries: everything that lets somebody in, by what it is. Each is taken up
// while all is well, and gives what tries, later and once, whether it still does.
const (
	tokenAtAPI       = "a token at the API"
	tokenAtClient    = "a token at its client"
	tokenAtUserInfo  = "a token at userinfo"
	ownToken         = "the client's own token at the API"
	managingAsPerson = "the management API, for the person"
	managingAsClient = "the management API, for the client"
	session          = "a session"
	beforePassword   = "a sign-in before the password"
	beforeConsent    = "a sign-in before consent"
	pushedBefore     = "a request that was pushed"
	deviceBefore     = "a device, before the decision"
	personalToken    = "a personal access token"
	accountPage      = "the account page"
	grantEntry       = "the grant "
)

var entries = map[string]func(h *holding) (works func() bool){
	tokenAtAPI: func(h *holding) func() bool {
		return func() bool { return h.told(h.name+"-api", h.held.Access) }
	},
	tokenAtClient: func(h *holding) func() bool {
		return func() bool { return h.told(h.name, h.held.Access) }
	},
	tokenAtUserInfo: func(h *holding) func() bool {
		return func() bool { return h.served("/t/acme/oauth2/userinfo", h.held.Access) }
	},
	ownToken: func(h *holding) func() bool {
		token := h.Token("acme/"+h.name, "", h.api())
		return func() bool { return h.told(h.name+"-api", token) }
	},
	managingAsPerson: func(h *holding) func() bool {
		resource := PublicURL + "/t/acme" + domain.ManagementPath
		got := tokensOf(h.t, h.redeem("acme/"+h.name, h.code(map[string]string{"scope": "", "resource": resource}), nil))
		return func() bool { return h.served("/t/acme/api/v1/tokens", got.Access) }
	},
	managingAsClient: func(h *holding) func() bool {
		token := h.Token("acme/"+h.name, "", PublicURL+"/t/acme"+domain.ManagementPath)
		return func() bool { return h.served("/t/acme/api/v1/tokens", token) }
	},
	session: func(h *holding) func() bool {
		return func() bool {
			h.browser.Get(h.asking(map[string]string{"prompt": "none"}))
			return h.arrived(h.browser)
		}
	},
	beforePassword: func(h *holding) func() bool {
		b := h.NewBrowser()
		b.Get(h.asking(nil))
		form := b.form()
		form.values.Set(form.byAutocomplete["username"], h.name)
		form.values.Set(form.byAutocomplete["current-password"], secret+h.name)
		return func() bool {
			b.send(http.MethodPost, form.action, form.values)
			return h.arrived(b)
		}
	},
	beforeConsent: func(h *holding) func() bool {
		b := h.NewBrowser()
		b.Get(h.asking(map[string]string{"prompt": "consent"}))
		b.Submit(map[string]string{"username": h.name, "current-password": secret + h.name}, "")
		form := b.form()
		form.values.Set(form.buttons["allow"], "allow")
		return func() bool {
			b.send(http.MethodPost, form.action, form.values)
			return h.arrived(b)
		}
	},
	personalToken: func(h *holding) func() bool {
		h.made++
		token := h.browser.makeToken("acme", fmt.Sprint("number ", h.made), map[string]string{"allow " + h.server + " " + h.scope(): "on"})
		return func() bool { return h.told(h.name+"-api", token) }
	},
	accountPage: func(h *holding) func() bool {
		return func() bool {
			return strings.Contains(h.browser.Get("/t/acme/account").Body, `action="/t/acme/account/password"`)
		}
	},
	pushedBefore: func(h *holding) func() bool {
		b := h.NewBrowser()
		name := h.push("acme/"+h.name, map[string]string{"scope": "openid " + h.scope()})
		return func() bool {
			b.Get(bringing("acme", h.name, name))
			if !strings.Contains(b.Page.Body, `autocomplete="current-password"`) {
				return false
			}
			responses := b.hurry(h.name)
			return len(responses) == 1 && h.worth(responses[0])
		}
	},
	deviceBefore: func(h *holding) func() bool {
		asked := h.askByDevice("acme/"+h.name, form("scope=openid "+h.scope()))
		b := h.NewBrowser()
		b.enter(asked, asked.UserCode)
		b.Submit(map[string]string{"username": h.name, "current-password": secret + h.name}, "")
		decide := b.form()
		decide.values.Set(decide.buttons["allow"], "allow")
		return func() bool {
			b.send(http.MethodPost, decide.action, decide.values)
			return h.worth(h.poll("acme/"+h.name, asked.Code))
		}
	},
	grantEntry + domain.DeviceCode: func(h *holding) func() bool {
		asked := h.askByDevice("acme/"+h.name, form("scope=openid "+h.scope()))
		h.browser.decide(asked, h.name, "allow")
		return func() bool { return h.worth(h.poll("acme/"+h.name, asked.Code)) }
	},
	grantEntry + domain.AuthorizationCode: func(h *holding) func() bool {
		code := h.code(nil)
		return func() bool { return h.worth(h.redeem("acme/"+h.name, code, nil)) }
	},
	grantEntry + domain.RefreshGrant: func(h *holding) func() bool {
		return func() bool { return h.worth(h.refreshWith("acme/"+h.name, h.held.Refresh, nil)) }
	},
	grantEntry + domain.ClientCredentials: func(h *holding) func() bool {
		return func() bool { return h.worth(h.Post("token", "acme", "acme/"+h.name, form(grant, "resource="+h.api()))) }
	},
}

// take takes up every entry, and gives what tries them.
func (h *holding) take() map[string]func() bool {
	h.t.Helper()
	h.held = tokensOf(h.t, h.redeem("acme/"+h.name, h.code(nil), nil))
	works := map[string]func() bool{}
	for name, take := range entries {
		works[name] = take(h)
	}
	return works
}

func (h *holding) act(method, path string, body any) { h.Must(method, "acme", path, body) }

// clientsOwn are the entries that no person stands behind.
var clientsOwn = []string{ownToken, managingAsClient, grantEntry + domain.ClientCredentials}

// allBut gives the entries but some.
func allBut(stopped ...string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(entries)), func(name string) bool { return slices.Contains(stopped, name) })
}

// throughTheAPI are the entries that end at the API.
var throughTheAPI = []string{
	tokenAtAPI, ownToken, personalToken, session, beforePassword, beforeConsent, pushedBefore, deviceBefore, grantEntry + domain.DeviceCode,
	grantEntry + domain.AuthorizationCode, grantEntry + domain.RefreshGrant, grantEntry + domain.ClientCredentials,
}

// states are the ways in which something of a person, a client, an API or a
// tenant ends. By are the methods of the store that do it; all entries must stop
// but those that go on.
var states = []struct {
	name   string
	by     []string
	enter  func(h *holding)
	goesOn func() []string
}{
	{
		"a person is disabled",
		[]string{"EditUser"},
		func(h *holding) { h.disableUser("acme", h.name) }, own,
	},
	{
		"a person is deleted",
		[]string{"RemoveUser"},
		func(h *holding) { h.act(http.MethodDelete, "/users/"+h.Users["acme/"+h.name], nil) }, own,
	},
	{
		"a person is signed out everywhere",
		[]string{"RaiseUserEpoch"},
		func(h *holding) {
			h.act(http.MethodPost, "/users/"+h.Users["acme/"+h.name]+"/sign-out", map[string]any{})
		},
		func() []string { return append([]string{beforePassword, pushedBefore}, own()...) },
	},
	{
		"a person loses their roles",
		[]string{"EditUser"},
		func(h *holding) {
			path := "/users/" + h.Users["acme/"+h.name]
			h.act(http.MethodPut, path+"/roles", map[string]any{"roles": []string{}, "version": h.version("acme")(path)})
		}, func() []string { return allBut(managingAsPerson) },
	},
	{
		"a session is ended",
		[]string{"EndSession"},
		func(h *holding) {
			h.browser.Get("/t/acme/oauth2/logout")
			h.browser.Submit(nil, "")
		}, func() []string {
			return append([]string{beforePassword, beforeConsent, pushedBefore, deviceBefore, personalToken}, own()...)
		},
	},
	{
		"what a person allowed is taken back",
		[]string{"RevokeGrant"},
		func(h *holding) {
			grants := h.Must(http.MethodGet, "acme", "/grants?limit=100&user="+h.Users["acme/"+h.name], nil)
			for _, item := range grants["items"].([]any) {
				h.revoke("acme", "grant", item.(map[string]any)["id"])
			}
		}, func() []string {
			return append([]string{session, beforePassword, beforeConsent, pushedBefore, deviceBefore, personalToken, accountPage}, own()...)
		},
	},
	{
		"an application is disconnected",
		[]string{"Disconnect"},
		func(h *holding) {
			h.act(http.MethodDelete, "/users/"+h.Users["acme/"+h.name]+"/applications/"+h.name, nil)
		},
		func() []string {
			return append([]string{beforePassword, beforeConsent, pushedBefore, deviceBefore, personalToken, accountPage}, own()...)
		},
	},
	{
		"a token is taken back",
		[]string{"RevokeToken"},
		func(h *holding) {
			h.act(http.MethodPost, "/tokens/"+h.idOf("acme", h.held.Access)+"/revoke", map[string]any{})
		},
		func() []string { return allBut(tokenAtAPI, tokenAtClient, tokenAtUserInfo) },
	},
	{
		"a client is disabled",
		[]string{"EditClient"},
		func(h *holding) { h.edit("acme", "/clients/"+h.name, "status", "disabled") }, persons,
	},
	{
		"a client is deleted",
		[]string{"RemoveClient"},
		func(h *holding) { h.act(http.MethodDelete, "/clients/"+h.name, nil) }, persons,
	},
	{
		"a client's tokens are taken back",
		[]string{"RaiseClientEpoch"},
		func(h *holding) { h.revoke("acme", "client", h.name) },
		func() []string {
			return []string{session, beforePassword, beforeConsent, pushedBefore, deviceBefore, personalToken, accountPage, grantEntry + domain.ClientCredentials}
		},
	},
	{
		"a client loses its roles",
		[]string{"SetMember"},
		func(h *holding) { h.act(http.MethodDelete, "/members/"+h.name, nil) },
		func() []string { return allBut(managingAsClient, managingAsPerson) },
	},
	{
		"a client may no longer ask for the API",
		[]string{"EditClient"},
		func(h *holding) { h.edit("acme", "/clients/"+h.name, "allowed", []any{}) },
		func() []string { return append([]string{personalToken}, allBut(throughTheAPI...)...) },
	},
	{
		"an API is disabled",
		[]string{"EditResourceServer"},
		func(h *holding) { h.edit("acme", "/resource-servers/"+h.server, "status", "disabled") },
		func() []string { return allBut(throughTheAPI...) },
	},
	{
		"an API is deleted",
		[]string{"RemoveResourceServer"},
		func(h *holding) { h.act(http.MethodDelete, "/resource-servers/"+h.server, nil) },
		func() []string { return allBut(throughTheAPI...) },
	},
	{
		"a tenant's tokens are taken back",
		[]string{"RaiseTenantEpoch"},
		func(h *holding) { h.revoke("acme", "tenant", true) },
		func() []string {
			return []string{session, beforePassword, beforeConsent, pushedBefore, deviceBefore, accountPage, grantEntry + domain.ClientCredentials}
		},
	},
	{
		"a tenant is suspended",
		[]string{"EditTenant"},
		func(h *holding) { h.edit("system", "/tenants/acme", "status", "suspended") }, nothing,
	},
	{
		"a tenant is deleted",
		[]string{"DeleteTenant"},
		func(h *holding) { h.Must(http.MethodDelete, "system", "/tenants/acme", nil) }, nothing,
	},
}

func own() []string     { return clientsOwn }
func persons() []string { return []string{personalToken, accountPage} }
func nothing() []string { return nil }

// otherwise are the methods of a change that are no end of anything a person, a
// client, an API or a tenant holds, with the test of what they do.
var otherwise = map[string]string{
	"AddResourceServer": "adds", "AddCredential": "adds", "AddClientSecret": "adds", "AddSigningKey": "adds",
	"OfferSetupLink": "adds", "TakeSetupLink": "TestTheSetupLinkIsUsedOnce", "OfferPasswordLink": "TestChoosingAPassword", "TakePasswordLink": "TestChoosingAPassword", "SetPassword": "TestChoosingAPassword",
	"ExpireCredential": "TestEveryRoute", "RemoveCredential": "TestEveryRoute", "ExpireClientSecret": "TestEveryRoute", "RemoveClientSecret": "TestEveryRoute",
	"RemoveInitialToken": "TestS22AnInitialAccessTokenIsUsedSoOften",
	"EditSigningKey":     "TestKeysRotateOnCommandWithOverlap", "RemoveSigningKey": "TestKeysRotateOnCommandWithOverlap",
	"PassRevision": "TestRestoring", "RewrapKeys": "TestTheSecretKeyIsRotatedUnderLoad",
}

// TestWhateverEndsStopsEverythingItHeld enters every state and tries every entry,
// taken up just before. A grant type without an entry fails, and so does a method
// of the store that takes something away and is in no state.
func TestWhateverEndsStopsEverythingItHeld(t *testing.T) {
	for _, grantType := range issue.GrantTypes() {
		require.Contains(t, entries, grantEntry+grantType, "a grant type without an entry")
	}
	covered := maps.Clone(otherwise)
	for _, state := range states {
		for _, method := range state.by {
			covered[method] = state.name
		}
	}
	changing, adding := reflect.TypeFor[domain.Changer](), reflect.TypeFor[domain.Adder]()
	for i := range changing.NumMethod() {
		name := changing.Method(i).Name
		if _, adds := adding.MethodByName(name); !adds {
			require.Contains(t, covered, name, "a change that is in no state")
		}
	}
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		for i, state := range states {
			t.Run(strings.ReplaceAll(state.name, " ", "_"), func(t *testing.T) {
				if tenant := w.Manage(w.Operator, http.MethodGet, "system", "/tenants/acme", nil); strings.Contains(tenant.Body, `"suspended"`) {
					w.edit("system", "/tenants/acme", "status", "active")
				}
				// Whoever signs in as often as this from one address is slowed down.
				w.Clock.Forward(5 * time.Minute)
				h := w.newHolding("holding-" + string(rune('a'+i)))
				for entry, works := range h.take() {
					require.True(t, works(), "%s, before", entry)
				}
				taken := h.take()
				state.enter(h)
				goesOn := state.goesOn()
				// Nobody is asked about a session; what follows may ask, and be allowed.
				for _, entry := range append([]string{session}, allBut(session)...) {
					require.Equal(t, slices.Contains(goesOn, entry), taken[entry](), entry)
				}
			})
		}
	})
}
