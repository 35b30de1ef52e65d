package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
)

// TestNothingOfOneTenantMeansAnythingAtAnother plays every route against every
// artefact: at globex, with what belongs to acme. Each must get exactly what it
// would get for something that never existed, and not a row of either tenant may
// change. A route without a sample fails, so a new one cannot be forgotten.
func TestNothingOfOneTenantMeansAnythingAtAnother(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		acme, globex := w.artefactsOf("acme"), w.artefactsOf("globex")
		// What never existed, in the same forms.
		nothing := artefacts{
			tenant: "globex", client: "nobody", credential: "nobody", server: newID(), secretID: newID(), grantID: newID(),
			token: unissued(t), lone: "nobody", cursor: acme.cursor, app: "nobody", handle: acme.handle[:12] + "nothing", cookie: acme.cookie, link: acme.link[:12] + "nothing",
			user: newID(), chief: newID(), username: "nobody", userCode: "BCDF-GHJK",
			session: acme.session[:40] + "nothing", sessionID: newID(),
			initialID: "nobody", self: "nobody",
		}
		nothing.personalID = w.idOf("globex", unissued(t))
		nothing.tokenID = w.idOf("globex", nothing.token)
		person := w.ManagingAs("acme/"+acme.client, acme.chief)
		require.True(t, w.Active("acme/"+acme.credential, acme.token))
		w.Flush() // acme has figures, and its token was seen
		before := w.dump("acme", "globex")

		w.forEachRoute(t, globex, func(t *testing.T, route api.Route, _ sample) {
			name, ok := managing(route)
			if !ok {
				name = route.Method + " " + route.Path
			}
			// The samples are written for the tenant of their artefacts; here
			// acme's ids travel to globex.
			foreign := acme
			foreign.tenant = "globex"
			version := func(string) any { return 1 }
			theirs, none := sampleOf(foreign, name, version), sampleOf(nothing, name, version)

			if ok && operators(route) {
				require.Equal(t, http.StatusNotFound, w.send(route, theirs, "globex", w.Operator).Status, "what is the operators' is at system only")
				return
			}
			if ok {
				require.Equal(t, http.StatusUnauthorized, w.send(route, theirs, "globex", acme.managing).Status, "acme's owner at globex")
				require.Equal(t, http.StatusUnauthorized, w.send(route, theirs, "globex", acme.token).Status, "acme's token at globex")
				require.Equal(t, http.StatusUnauthorized, w.send(route, theirs, "globex", person).Status, "acme's admin, a person, at globex")
			}
			switch {
			case theirs.gateway != "":
				require.Equal(t, http.StatusServiceUnavailable, w.send(route, theirs, "globex", "").Status, "acme's credential at globex")
				theirs.gateway = "orders"
				require.Equal(t, http.StatusUnauthorized, w.send(route, theirs, "globex", "").Status, "acme's token at globex")
			case theirs.bearer != "":
				require.Equal(t, http.StatusUnauthorized, w.send(route, theirs, "globex", "").Status, "acme's token at globex")
			case strings.HasSuffix(route.Path, "/account/signin"):
				got := w.send(route, theirs, "globex", "")
				require.Equal(t, http.StatusUnprocessableEntity, got.Status, got.Body)
				require.Empty(t, got.Header.Values("Set-Cookie"))
			case strings.Contains(route.Path, "/account"):
				got, want := w.send(route, theirs, "globex", ""), w.send(route, none, "globex", "")
				require.Equal(t, comparable(want), comparable(got), "like what never existed")
				require.NotContains(t, got.Body, acme.username)
				// What is acme's, by somebody who is signed in at globex.
				foreign.session = globex.session
				got = w.send(route, sampleOf(foreign, name, version), "globex", "")
				if strings.Contains(route.Path, ":") && strings.Contains(strings.TrimPrefix(route.Path, "/t/:tenant"), ":") {
					require.Equal(t, http.StatusNotFound, got.Status, got.Body)
				}
			case strings.Contains(route.Path, "/signin/:handle"), strings.Contains(route.Path, "/password/:secret"), strings.HasSuffix(route.Path, "/authorize"):
				got, want := w.send(route, theirs, "globex", ""), w.send(route, none, "globex", "")
				require.Equal(t, http.StatusBadRequest, got.Status, got.Body)
				require.Equal(t, comparable(want), comparable(got), "like what never existed")
			case name == "POST /t/:tenant/device":
				got, want := w.send(route, theirs, "globex", ""), w.send(route, none, "globex", "")
				require.Equal(t, http.StatusUnprocessableEntity, got.Status, got.Body)
				got.Body = strings.ReplaceAll(got.Body, acme.userCode, nothing.userCode)
				require.Equal(t, comparable(want), comparable(got), "like what never existed, but for what was typed")
			case theirs.as != "":
				w.foreignCredentials(t, route, theirs, acme)
			case strings.Contains(name, ":") && ok, strings.HasPrefix(name, "POST /revocations"):
				got, want := w.send(route, theirs, "globex", w.Operator), w.send(route, none, "globex", w.Operator)
				require.Equal(t, http.StatusNotFound, got.Status, got.Body)
				require.Equal(t, comparable(want), comparable(got), "like what never existed")
			case name == "POST /tokens/inspect":
				got, want := w.send(route, theirs, "globex", w.Operator), w.send(route, none, "globex", w.Operator)
				require.Equal(t, comparable(want), comparable(got), "like what never existed")
				require.NotContains(t, got.Body, acme.client)
			case ok && route.Method == http.MethodGet:
				got := w.send(route, theirs, "globex", w.Operator)
				for _, id := range []string{acme.client, acme.server, acme.credential, acme.tokenID, acme.grantID, acme.secretID, acme.lone, acme.serverIdentifier, acme.user, acme.username, acme.sessionID, acme.personalID, acme.initialID, acme.self} {
					require.NotContains(t, got.Body, id)
				}
			}
		})

		for _, list := range []string{"/clients", "/resource-servers", "/users", "/members", "/tokens", "/grants", "/audit-events", "/initial-access-tokens"} {
			own := w.Manage(w.Operator, http.MethodGet, "acme", list+"?limit=1", nil)
			require.Equal(t, http.StatusOK, own.Status)
			cursor := cursorOf(t, own)
			require.NotEmpty(t, cursor, list)
			require.Equal(t, http.StatusOK, w.Manage(w.Operator, http.MethodGet, "acme", list+"?limit=1&cursor="+cursor, nil).Status, list)
			require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodGet, "globex", list+"?limit=1&cursor="+cursor, nil).Status, "acme's cursor at globex: %s", list)
		}
		for _, search := range []string{"/tokens?client=" + acme.client, "/tokens?grant=" + acme.grantID, "/grants?client=" + acme.client, "/tokens?user=" + acme.chief, "/users?q=" + acme.username, "/clients?q=" + acme.client, "/resource-servers?q=" + acme.serverIdentifier, "/resource-servers?sees=" + acme.server} {
			got := w.Manage(w.Operator, http.MethodGet, "globex", search, nil)
			require.NotContains(t, got.Body, acme.tokenID, search)
			require.NotContains(t, got.Body, acme.grantID, search)
			require.NotContains(t, got.Body, acme.user, search)
			require.NotContains(t, got.Body, acme.credential, search)
		}
		for _, target := range []map[string]any{{"client": acme.client}, {"grant": acme.grantID}, {"client": acme.lone}, {"user": acme.user}} {
			require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodPost, "globex", "/revocations", target).Status, "%v", target)
			require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodPost, "globex", "/revocations/preview", target).Status, "%v", target)
		}
		naming := map[string]any{"client_id": "thief", "name": "x", "allowed": []any{map[string]any{"resource_server": acme.serverIdentifier, "scopes": []string{"only"}}}}
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodPost, "globex", "/clients", naming).Status, "acme's API in a client of globex")

		require.Equal(t, before, w.dump("acme", "globex"), "not a row has changed")
		require.True(t, w.Active("acme/"+acme.credential, acme.token))
	})
}

// foreignCredentials sends a request to globex as a client or resource server of
// acme, and a request of globex's own about acme's token.
func (w *World) foreignCredentials(t *testing.T, route api.Route, s sample, acme artefacts) {
	t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	header.Set("Authorization", Basic(s.as, w.Secrets["acme/"+s.as]))
	response := w.Send(route.Method, s.path, header, s.form.Encode())
	require.Equal(t, http.StatusUnauthorized, response.Status, "acme's credentials at globex")

	for _, caller := range []string{"globex/orders", "globex/gateway", "globex/shop"} {
		switch {
		case strings.HasSuffix(route.Path, "/introspect"):
			require.Equal(t, inactiveAnswer(), withoutDate(w.Introspect(caller, acme.token)), caller)
		case strings.HasSuffix(route.Path, "/introspect/batch"):
			require.Equal(t, `{"answers":[{"active":false}]}`, w.askAll(caller, acme.token).Body, caller)
		case strings.HasSuffix(route.Path, "/revoke") && caller == "globex/shop":
			require.Equal(t, http.StatusOK, w.Post("revoke", "globex", caller, form("token="+acme.token)).Status)
		}
	}
}

// TestTenantsTokensAndCallersOnlyMeetAtHome is the matrix of S2: tenants A and B,
// every combination of address, credential and token. Only A, A, A is active.
func TestTenantsTokensAndCallersOnlyMeetAtHome(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		both := []string{"acme", "globex"}
		for _, at := range both {
			for _, of := range both {
				for _, from := range both {
					for _, caller := range []string{"orders", "gateway", "shop"} {
						token := w.Token(from+"/shop", "orders:read", "https://orders.example")
						response := w.Post("introspect", at, of+"/"+caller, form("token="+token))
						where := "at " + at + ", caller of " + of + ", token of " + from
						switch {
						case at != of:
							require.Equal(t, http.StatusUnauthorized, response.Status, where)
						case from != at:
							require.Equal(t, inactiveAnswer(), withoutDate(response), where)
						default:
							require.Contains(t, response.Body, `"active":true`, where)
						}
					}
				}
			}
		}
	})
}

// dump gives every row of the tenants, as text.
func (w *World) dump(slugs ...string) string {
	w.t.Helper()
	var all strings.Builder
	for _, slug := range slugs {
		tenant, _ := w.Tenancy(slug)
		all.WriteString(w.dumpOf(tenant.ID))
	}
	return all.String()
}

// TestOneCharacterChangedIsRefused changes single characters of everything a
// caller can present, in every way, through the front door.
func TestOneCharacterChangedIsRefused(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		reference := w.Token("acme/shop", "", "https://orders.example")
		jwt := w.Token("acme/shop", "", "https://signed.example")
		managing := w.Token("acme/auditing", "")
		present := map[string]struct {
			text    string
			refused func(changed string) bool
		}{
			"a reference token": {reference, func(c string) bool { return !w.Active("acme/orders", c) }},
			"a JWT":             {jwt, func(c string) bool { return !w.Active("acme/signed", c) }},
			"a management token": {managing, func(c string) bool {
				return w.Manage(c, http.MethodGet, "acme", "/clients", nil).Status == http.StatusUnauthorized
			}},
			"the operator token": {w.Operator, func(c string) bool {
				return w.Manage(c, http.MethodGet, "acme", "/clients", nil).Status == http.StatusUnauthorized
			}},
			"a client's secret": {w.Secrets["acme/shop"], func(c string) bool {
				return w.as("token", "shop", c, form(grant, "scope=vault:open")).Status == http.StatusUnauthorized
			}},
			"a credential": {w.Secrets["acme/orders"], func(c string) bool {
				return w.as("introspect", "orders", c, form("token="+reference)).Status == http.StatusUnauthorized
			}},
			"a client_id": {"shop", func(c string) bool {
				return w.as("token", c, w.Secrets["acme/shop"], form(grant, "scope=vault:open")).Status == http.StatusUnauthorized
			}},
		}
		for name, p := range present {
			require.False(t, p.refused(p.text), "%s as it is", name)
			for _, changed := range changes(p.text) {
				require.True(t, p.refused(changed), "%s, changed to something else", name)
			}
		}
	})
}

// changes gives texts that differ from a text in one character: every position
// dropped, and every third changed, doubled or re-cased.
func changes(text string) []string {
	var all []string
	for i := range len(text) {
		all = append(all, text[:i]+text[i+1:])
		if i%3 != len(text)%3 && len(text) > 100 {
			continue
		}
		swapped := "A"
		if text[i] == 'A' {
			swapped = "B"
		}
		all = append(all, text[:i]+swapped+text[i+1:], text[:i]+text[i:i+1]+text[i:])
		if recased := strings.ToUpper(text[i : i+1]); recased != text[i:i+1] {
			all = append(all, text[:i]+recased+text[i+1:])
		} else if recased := strings.ToLower(text[i : i+1]); recased != text[i:i+1] {
			all = append(all, text[:i]+recased+text[i+1:])
		}
	}
	return append(all, text+"A", "A"+text, text+text)
}

func cursorOf(t *testing.T, r Response) string {
	t.Helper()
	var list struct {
		Next string `json:"next_cursor"`
	}
	require.NoError(t, json.Unmarshal([]byte(r.Body), &list))
	return list.Next
}

// as posts with credentials given as they are.
func (w *World) as(endpoint, id, secret string, values url.Values) Response {
	w.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {Basic(id, secret)}}
	return w.Send(http.MethodPost, "/t/acme/oauth2/"+endpoint, header, values.Encode())
}
