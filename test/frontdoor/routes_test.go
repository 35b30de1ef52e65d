package frontdoor

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/tenants"
)

// TestTheTableIsTheContract holds the route table and openapi.yaml to each other:
// every operation is a route with the permission the contract names, every
// management route is an operation.
func TestTheTableIsTheContract(t *testing.T) {
	declared := map[string]string{}
	parameter := regexp.MustCompile(`\{(\w+)\}`)
	for path, operations := range readContract(t).Paths {
		for method, operation := range operations {
			if method == "parameters" {
				continue
			}
			var demands struct {
				Permission string `yaml:"x-permission"`
			}
			require.NoError(t, operation.Decode(&demands))
			declared[strings.ToUpper(method)+" "+parameter.ReplaceAllString(path, ":$1")] = demands.Permission
		}
	}
	table := map[string]string{}
	for _, route := range (&api.Server{Admin: &admin.API{}}).Routes() {
		require.NotEmpty(t, route.Who.String(), "%s %s says who may call it", route.Method, route.Path)
		if name, ok := managing(route); ok {
			table[name] = route.Who.String()
			require.Contains(t, domain.Permissions(), domain.Permission(route.Who.String()), name)
		}
	}
	require.Equal(t, declared, table)
}

// TestEveryRouteAnswersThoseWhoMay sends its sample to every route, so that the
// other tests of all routes cannot pass by asking nonsense.
func TestEveryRouteAnswersThoseWhoMay(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for _, route := range w.Routes {
			// Each route gets artefacts of its own: some samples remove them.
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				response := w.send(route, s, tenant, w.Operator)
				s.answered(t, response)
				if route.Method == http.MethodGet {
					route.Method = http.MethodHead
					head := w.send(route, s, tenant, w.Operator)
					require.Equal(t, response.Status, head.Status)
					require.Empty(t, head.Body)
				}
			})
		}
	})
}

// unchanged are the artefacts of a world that no sample has changed so far.
type unchanged struct {
	artefacts
	made time.Time
}

// shared has them by the world, for as long as its test runs.
var shared sync.Map

// unchanged gives what samples that change nothing share.
func (w *World) unchanged() artefacts {
	w.t.Helper()
	if last, ok := shared.Load(w); ok && w.Clock.Now().Sub(last.(unchanged).made) <= sharedFor {
		return last.(unchanged).artefacts
	}
	made := unchanged{w.freshTenant(), w.Clock.Now()}
	if _, again := shared.Swap(w, made); !again {
		w.t.Cleanup(func() { shared.Delete(w) })
	}
	return made.artefacts
}

// sharedFor is how long samples share artefacts: the shortest-lived of them live for
// a minute.
const sharedFor = 30 * time.Second

// freshArtefacts makes a tenant for one route and runs the test with the route's
// sample there. Samples that change nothing share one.
func (w *World) freshArtefacts(t *testing.T, route api.Route, test func(t *testing.T, tenant string, s sample)) {
	t.Helper()
	name, ok := managing(route)
	if !ok {
		name = route.Method + " " + route.Path
	}
	a := w.unchanged()
	if !samples(a)[name].reads {
		a = w.freshTenant()
	}
	tenant := a.tenant
	if operators(route) {
		tenant = "system"
	}
	s := sampleOf(a, name, w.version(a.tenant))
	require.NotEmpty(t, s.path, "%s has no sample", name)
	s.path = strings.Replace(s.path, "/tenants/globex", "/tenants/"+a.tenant, 1)
	if members, ok := s.body.(map[string]any); ok && route.Method == http.MethodPatch && strings.HasPrefix(s.path, "/tenants/") {
		members["version"] = w.version("system")(s.path)
	}
	t.Run(strings.ReplaceAll(name, "/", "."), func(t *testing.T) { test(t, tenant, s) })
}

// freshTenant makes a tenant with one of everything.
func (w *World) freshTenant() artefacts {
	w.t.Helper()
	slug := "fresh-" + newID()[24:]
	w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": slug, "name": slug})
	return w.artefactsOf(slug)
}

// TestEveryManagementRouteAsksForItsPermission calls every management route as
// every role, as nobody, and with tokens that are not for it.
func TestEveryManagementRouteAsksForItsPermission(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		bearers := map[domain.Role]string{}
		for _, role := range domain.Roles() {
			if role == domain.Operator {
				continue
			}
			id := "as-" + strings.ReplaceAll(string(role), "_", "-")
			w.Secrets["acme/"+id] = w.Must(http.MethodPost, "acme", "/clients", map[string]any{"client_id": id, "name": id})["client_secret"].(string)
			w.Must(http.MethodPut, "acme", "/members/"+id, map[string]any{"roles": []domain.Role{role}, "version": 0})
			bearers[role] = w.Token("acme/"+id, "")
		}
		a := w.artefactsOf("acme")
		w.forEachRoute(t, a, func(t *testing.T, route api.Route, s sample) {
			if _, ok := managing(route); !ok {
				return
			}
			for name, bearer := range map[string]string{
				"nobody": "", "a token for an API": a.token, "a secret": w.Secrets["acme/"+a.client], "a credential": w.Secrets["acme/"+a.credential],
				"an unissued token": unissued(t), "half the operator token": w.Operator[:26], "another tenant's owner": w.Token("globex/auditing", ""),
			} {
				response := w.send(route, s, "acme", bearer)
				require.Equal(t, http.StatusUnauthorized, response.Status, "%s: %s", name, response.Body)
				require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
				require.Contains(t, response.Header.Get("WWW-Authenticate"), "Bearer", name)
			}
			for role, bearer := range bearers {
				may := tenants.Permissions([]domain.Role{role})[domain.Permission(route.Who.String())]
				if operators(route) {
					require.Equal(t, http.StatusNotFound, w.send(route, s, "acme", bearer).Status, "%s: what is the operators' does not exist elsewhere", role)
					continue
				}
				if may && !s.reads {
					continue // TestEveryRouteAnswersThoseWhoMay has those that change.
				}
				response := w.send(route, s, "acme", bearer)
				if may {
					require.Less(t, response.Status, 300, "%s: %s", role, response.Body)
					continue
				}
				require.Equal(t, http.StatusForbidden, response.Status, "%s: %s", role, response.Body)
				require.Contains(t, response.Header.Get("WWW-Authenticate"), "insufficient_scope", role)
			}
		})
	})
}

// TestNoGETEverShowsASecret reads everything there is as the owner and looks for
// every secret and token.
func TestNoGETEverShowsASecret(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		a := w.artefactsOf("acme")
		w.forEachRoute(t, a, func(t *testing.T, route api.Route, s sample) {
			if route.Method != http.MethodGet {
				return
			}
			tenant := "acme"
			if operators(route) {
				tenant = "system"
			}
			response := w.send(route, s, tenant, w.Operator)
			require.Equal(t, cmp.Or(s.status, http.StatusOK), response.Status)
			for _, secret := range w.Secrets {
				require.NotContains(t, response.Body, secret)
			}
			for _, shown := range []string{a.token, a.managing, a.told, a.initial, a.personal, strings.TrimPrefix(a.session, "__Secure-jeton_session="), w.Operator, "PRIVATE", "hash"} {
				require.NotContains(t, response.Body, shown)
			}
		})
		logged := w.Log.String()
		for _, secret := range w.Secrets {
			require.NotContains(t, logged, secret)
		}
		for _, token := range []string{a.token, a.managing, a.told, a.personal, a.handle, a.initial, a.selfToken, strings.TrimPrefix(a.session, "__Secure-jeton_session="), secret, w.Operator} {
			require.NotContains(t, logged, token)
		}
	})
}

// TestAProblemSaysWhatToDo looks at the form of the management API's errors.
func TestAProblemSaysWhatToDo(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		shop := w.Must(http.MethodGet, "acme", "/clients/shop", nil)
		for _, c := range []struct {
			does, method, path string
			body               any
			status             int
			code, field        string
		}{
			{"an unknown member", http.MethodPost, "/clients", map[string]any{"client_id": "x", "name": "x", "is_admin": true}, 400, "", ""},
			{"a member of another type", http.MethodPost, "/clients", map[string]any{"client_id": 1}, 400, "", ""},
			{"an id in the body of an edit", http.MethodPatch, "/clients/shop", map[string]any{"client_id": "probe", "version": shop["version"]}, 400, "", ""},
			{"no version", http.MethodPatch, "/clients/shop", map[string]any{"name": "x"}, 400, "", ""},
			{"an old version", http.MethodPatch, "/clients/shop", map[string]any{"name": "x", "version": 99}, 409, "version_conflict", ""},
			{"a taken client_id", http.MethodPost, "/clients", map[string]any{"client_id": "shop", "name": "x"}, 409, "client_id_taken", ""},
			{"a taken identifier", http.MethodPost, "/resource-servers", map[string]any{"name": "x", "identifiers": []string{"https://orders.example"}}, 409, "identifier_taken", ""},
			{"an identifier of ours", http.MethodPost, "/resource-servers", map[string]any{"name": "x", "identifiers": []string{PublicURL + "/t/acme/api/v1"}}, 400, "", "identifiers"},
			{"an unknown query parameter", http.MethodGet, "/tokens?clinet=shop", nil, 400, "", "clinet"},
			{"a repeated query parameter", http.MethodGet, "/tokens?client=shop&client=probe", nil, 400, "", "client"},
			{"a limit that is none", http.MethodGet, "/tokens?limit=0", nil, 400, "", "limit"},
			{"a cursor that is none", http.MethodGet, "/clients?cursor=x", nil, 400, "", "cursor"},
			{"no target", http.MethodPost, "/revocations", map[string]any{}, 400, "", ""},
			{"two targets", http.MethodPost, "/revocations", map[string]any{"client": "shop", "tenant": true}, 400, "", ""},
			{"a target that is no target", http.MethodPost, "/revocations", map[string]any{"tenant": false}, 400, "", ""},
			{"a preview of no target", http.MethodPost, "/revocations/preview", map[string]any{}, 400, "one_target", ""},
			{"a preview of two targets", http.MethodPost, "/revocations/preview", map[string]any{"client": "shop", "tenant": true}, 400, "one_target", ""},
			{"a preview with a reason", http.MethodPost, "/revocations/preview", map[string]any{"client": "shop", "reason": "x"}, 400, "", ""},
			{"a preview of a client that is not there", http.MethodPost, "/revocations/preview", map[string]any{"client": "nobody"}, 404, "not_found", ""},
			{"figures of no span", http.MethodGet, "/activity?granularity=minute", nil, 400, "", ""},
			{"figures of no time", http.MethodGet, "/activity?granularity=minute&from=2026-11-21T12:00:00Z&to=now", nil, 400, "", "to"},
			{"figures that end before they begin", http.MethodGet, "/activity?granularity=minute&from=2026-11-21T12:00:00Z&to=2026-11-21T12:00:00Z", nil, 400, "", "to"},
			{"figures of too many steps", http.MethodGet, "/activity?granularity=minute&from=2026-11-21T12:00:00Z&to=2026-11-22T13:00:01Z", nil, 400, "", "to"},
			{"figures of a step that is none", http.MethodGet, "/activity?granularity=day&from=2026-11-21T12:00:00Z&to=2026-11-21T13:00:00Z", nil, 400, "", "granularity"},
			{"a client that is not there", http.MethodPost, "/revocations", map[string]any{"client": "nobody"}, 404, "not_found", ""},
			{"a user that is not there", http.MethodPost, "/revocations", map[string]any{"user": newID()}, 404, "not_found", ""},
			{"a page that is not there", http.MethodGet, "/nonsense", nil, 404, "", ""},
			{"a method that is not there", http.MethodDelete, "/clients", nil, 405, "", ""},
		} {
			response := w.Manage(w.Operator, c.method, "acme", c.path, c.body)
			require.Equal(t, c.status, response.Status, "%s: %s", c.does, response.Body)
			require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"), c.does)
			var problem map[string]any
			require.NoError(t, json.Unmarshal([]byte(response.Body), &problem), c.does)
			require.Equal(t, float64(c.status), problem["status"], c.does)
			for _, member := range []string{"type", "title", "code", "detail", "request_id"} {
				require.NotEmpty(t, problem[member], "%s: %s", c.does, member)
			}
			if c.code != "" {
				require.Equal(t, c.code, problem["code"], c.does)
			}
			if c.field != "" {
				require.Equal(t, c.field, problem["field"], c.does)
			}
		}
		require.True(t, w.Active("acme/orders", w.Token("acme/shop", "", "https://orders.example")), "nothing was revoked by a request that was refused")
	})
}
