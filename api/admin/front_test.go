package admin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const orders = `{
	"identifiers": ["https://orders.example", "https://orders.example/v2"], "name": "Orders API",
	"scopes": [{"name": "orders:read", "description": "Read orders"}, {"name": "orders:write"}],
	"access_token_seconds": 600
}`

const shop = `{"client_id": "shop", "name": "Shop", "allowed": [{"resource_server": "https://orders.example", "scopes": ["orders:read"]}]}`

// world is a tenant acme with an API and a client.
func world(t *testing.T) (in *installation, server, secret string) {
	t.Helper()
	in = install(t)
	in.must(http.MethodPost, "system", "/tenants", `{"slug": "acme", "name": "Acme Inc."}`)
	server = in.must(http.MethodPost, "acme", "/resource-servers", orders).body["id"].(string)
	secret = in.must(http.MethodPost, "acme", "/clients", shop).body["client_secret"].(string)
	return in, server, secret
}

func TestWhoMayCall(t *testing.T) {
	in, _, secret := world(t)
	auditor := in.member("acme", "watcher", "auditor")
	developer := in.member("acme", "builder", "developer")
	in.must(http.MethodPost, "system", "/tenants", `{"slug": "globex"}`)
	foreign := in.member("globex", "watcher", "owner")
	noRole := in.token("acme", "shop", secret, "https://orders.example")

	for _, c := range []struct {
		name, bearer, method, tenant, path string
		status                             int
		challenge                          string
	}{
		{"the operator anywhere", in.operator, "GET", "acme", "/clients", 200, ""},
		{"an auditor reads", auditor, "GET", "acme", "/clients", 200, ""},
		{"an auditor does not write", auditor, "POST", "acme", "/clients", 403, `Bearer realm="jeton", error="insufficient_scope"`},
		{"a developer does not read audit events", developer, "GET", "acme", "/audit-events", 403, `Bearer realm="jeton", error="insufficient_scope"`},
		{"nobody", "", "GET", "acme", "/clients", 401, `Bearer realm="jeton"`},
		{"a made-up bearer", "nonsense", "GET", "acme", "/clients", 401, `Bearer realm="jeton", error="invalid_token"`},
		{"the owner of another tenant", foreign, "GET", "acme", "/clients", 401, `Bearer realm="jeton", error="invalid_token"`},
		{"a token for another resource server", noRole, "GET", "acme", "/clients", 401, `Bearer realm="jeton", error="invalid_token"`},
		{"a tenant that does not exist comes before the bearer", "", "GET", "initech", "/clients", 404, ""},
		{"a tenant of no tenant's form", in.operator, "GET", "ACME", "/clients", 404, ""},
		{"tenants exist at system only", in.operator, "GET", "acme", "/tenants", 404, ""},
		{"also for those who may do nothing", auditor, "GET", "acme", "/tenants", 404, ""},
		{"the operator at system", in.operator, "GET", "system", "/tenants", 200, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in.t = t
			r := in.as(c.bearer, c.method, c.tenant, c.path, "")
			require.Equal(t, c.status, r.status, r.text)
			require.Equal(t, c.challenge, r.header.Get("WWW-Authenticate"))
			require.Equal(t, "no-store", r.header.Get("Cache-Control"))
		})
	}
}

func TestRolesAreThoseOfTheMoment(t *testing.T) {
	in, _, _ := world(t)
	token := in.member("acme", "watcher", "auditor")
	require.Equal(t, 200, in.as(token, "GET", "acme", "/tokens", "").status)

	in.must("PUT", "acme", "/members/watcher", `{"roles": ["developer"], "version": 1}`)
	require.Equal(t, 403, in.as(token, "GET", "acme", "/tokens", "").status)

	in.must("DELETE", "acme", "/members/watcher", "")
	require.Equal(t, 401, in.as(token, "GET", "acme", "/clients", "").status)
}

func TestSuspendedTenantLooksLikeNone(t *testing.T) {
	in, _, _ := world(t)
	owner := in.member("acme", "boss", "owner")
	in.must("PATCH", "system", "/tenants/acme", `{"version": 1, "status": "suspended"}`)
	unknown := in.as(in.operator, "GET", "nowhere", "/clients", "")
	for _, bearer := range []string{"", owner, in.operator} {
		r := in.as(bearer, "GET", "acme", "/clients", "")
		require.Equal(t, unknown.text, r.text)
		require.Equal(t, unknown.header, r.header)
	}
	require.Equal(t, "suspended", in.must("GET", "system", "/tenants/acme", "").body["status"])
	in.must("PATCH", "system", "/tenants/acme", `{"version": 2, "status": "active"}`)
	require.Equal(t, 200, in.as(owner, "GET", "acme", "/clients", "").status)
}

func TestTenantSystemIsProtected(t *testing.T) {
	in := install(t)
	require.Equal(t, 403, in.as(in.operator, "PATCH", "system", "/tenants/system", `{"version": 1, "status": "suspended"}`).status)
	require.Equal(t, 403, in.as(in.operator, "DELETE", "system", "/tenants/system", "").status)
}

func TestDeletingATenantIsRememberedByTheOperators(t *testing.T) {
	in, _, _ := world(t)
	ops := in.member("system", "ops", "operator")
	require.Equal(t, 204, in.as(ops, "DELETE", "system", "/tenants/acme", "").status)
	require.Equal(t, 404, in.as(in.operator, "GET", "system", "/tenants/acme", "").status)
	require.Equal(t, 404, in.as(in.operator, "GET", "acme", "/clients", "").status)
	events := in.must("GET", "system", "/audit-events?action=tenant.deletion_begun", "")
	require.Contains(t, events.text, `"actor":"client:ops"`)
	require.Contains(t, events.text, `"object":"tenant:acme"`)
}

func TestAnOperatorAbroadIsNamedAsOne(t *testing.T) {
	in, _, _ := world(t)
	ops := in.member("system", "ops", "operator")
	require.Equal(t, 200, in.as(ops, "PATCH", "system", "/tenants/acme", `{"version": 1, "name": "Acme"}`).status)
	require.Contains(t, in.must("GET", "acme", "/audit-events?action=tenant.edited", "").text, `"actor":"operator:ops"`)
}

func TestLostUpdates(t *testing.T) {
	in, server, _ := world(t)
	for _, c := range []struct{ method, path, first, second string }{
		{"PATCH", "/settings", `{"version": 1, "access_token_seconds": 60}`, `{"version": 1, "signing_key_days": 9}`},
		{"PATCH", "/clients/shop", `{"version": 1, "name": "A"}`, `{"version": 1, "status": "disabled"}`},
		{"PATCH", "/resource-servers/" + server, `{"version": 1, "name": "A"}`, `{"version": 1, "status": "disabled"}`},
		{"PUT", "/members/shop", `{"version": 0, "roles": ["auditor"]}`, `{"version": 0, "roles": ["developer"]}`},
	} {
		first := in.must(c.method, "acme", c.path, c.first)
		second := in.as(in.operator, c.method, "acme", c.path, c.second)
		require.Equal(t, 409, second.status, second.text)
		require.Equal(t, "version_conflict", second.body["code"])
		after := in.must("GET", "acme", c.path, "")
		require.Equal(t, first.body, after.body, "nothing was changed, and the answer of an edit is what a GET gives")
	}
	missing := in.as(in.operator, "PATCH", "acme", "/settings", `{"signing_key_days": 9}`)
	require.Equal(t, 400, missing.status)
	require.Equal(t, "version", missing.body["field"])
}

func TestSecretsOverlapAndAreNeverShownAgain(t *testing.T) {
	in, server, first := world(t)
	for _, path := range []string{"/clients/shop/secrets", "/resource-servers/" + server + "/credentials"} {
		if strings.HasPrefix(path, "/resource") {
			first = in.must("POST", "acme", path, `{"id": "orders-api"}`).body["secret"].(string)
		}
		made := in.must("POST", "acme", path, `{"overlap_seconds": 60}`)
		require.Nil(t, made.body["expires_at"])
		older := made.body["older"].(map[string]any)
		require.Equal(t, noon.Add(time.Minute).Format(time.RFC3339), older["expires_at"])

		third := in.as(in.operator, "POST", "acme", path, "")
		require.Equal(t, 409, third.status)
		require.Equal(t, "too_many_secrets", third.body["code"])

		list := in.must("GET", "acme", path, "")
		require.Len(t, list.body["items"], 2)
		require.NotContains(t, list.text, first)
		require.NotContains(t, list.text, made.body["secret"])

		in.now = noon.Add(2 * time.Minute)
		in.must("POST", "acme", path, "")
		require.Len(t, in.must("GET", "acme", path, "").body["items"], 2, "the expired one was removed")
		id := made.body["id"].(string)
		in.must("DELETE", "acme", path+"/"+id, "")
		require.Equal(t, 404, in.as(in.operator, "DELETE", "acme", path+"/"+id, "").status)
		in.now = noon
	}
}

func TestNobodyGivesOutOrTakesOverRightsTheyLack(t *testing.T) {
	in, server, _ := world(t)
	admin := in.member("acme", "chief", "admin")
	developer := in.member("acme", "builder", "developer")
	in.member("acme", "boss", "owner")
	in.must("POST", "acme", "/resource-servers", `{"identifiers": ["https://gateway.example"], "sees": ["*"]}`)
	gateway := in.must("GET", "acme", "/resource-servers", "").body["items"].([]any)[1].(map[string]any)["id"].(string)

	for _, c := range []struct {
		name, bearer, method, path, body string
		status                           int
	}{
		{"an admin does not make an owner", admin, "PUT", "/members/shop", `{"version": 0, "roles": ["owner"]}`, 403},
		{"nor at registration", admin, "POST", "/clients", `{"client_id": "x", "roles": ["owner"]}`, 403},
		{"nor unmakes one", admin, "DELETE", "/members/boss", "", 403},
		{"nor demotes one", admin, "PUT", "/members/boss", `{"version": 1, "roles": ["auditor"]}`, 403},
		{"nor makes a secret for one", admin, "POST", "/clients/boss/secrets", "", 403},
		{"nor edits one", admin, "PATCH", "/clients/boss", `{"version": 1, "name": "x"}`, 403},
		{"nor removes one", admin, "DELETE", "/clients/boss", "", 403},
		{"an admin makes an auditor", admin, "PUT", "/members/shop", `{"version": 0, "roles": ["auditor"]}`, 200},
		{"a developer does not take over an auditor", developer, "POST", "/clients/shop/secrets", "", 403},
		{"a developer gives no roles", developer, "POST", "/clients", `{"client_id": "x", "roles": ["developer"]}`, 403},
		{"a developer does not make a gateway", developer, "POST", "/resource-servers", `{"identifiers": ["https://x.example"], "sees": ["*"]}`, 403},
		{"nor lets an API see more", developer, "PATCH", "/resource-servers/" + server, `{"version": 1, "sees": ["https://gateway.example"]}`, 403},
		{"nor hides a client from one", developer, "PATCH", "/resource-servers/" + server, `{"version": 1, "hides": ["shop"]}`, 403},
		{"nor gets a credential of a gateway", developer, "POST", "/resource-servers/" + gateway + "/credentials", "", 403},
		{"a developer edits an API all the same", developer, "PATCH", "/resource-servers/" + server, `{"version": 1, "sees": [], "name": "Orders"}`, 200},
		{"nobody makes an operator outside system", in.operator, "PUT", "/members/shop", `{"version": 1, "roles": ["operator"]}`, 400},
		{"nobody registers under our own issuers", in.operator, "POST", "/resource-servers", `{"identifiers": ["HTTPS://id.example/t/acme/api/v1"]}`, 400},
		{"the operator removes the last owner", in.operator, "DELETE", "/members/boss", "", 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			in.t = t
			r := in.as(c.bearer, c.method, "acme", c.path, c.body)
			require.Equal(t, c.status, r.status, r.text)
		})
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	in, _, _ := world(t)
	owner := in.member("acme", "boss", "owner")
	for _, c := range [][3]string{
		{"DELETE", "/members/boss", ""},
		{"PUT", "/members/boss", `{"version": 1, "roles": ["admin"]}`},
		{"DELETE", "/clients/boss", ""},
		{"PATCH", "/clients/boss", `{"version": 1, "status": "disabled"}`},
	} {
		r := in.as(owner, c[0], "acme", c[1], c[2])
		require.Equal(t, 409, r.status, r.text)
		require.Equal(t, "last_owner", r.body["code"])
	}
	in.member("acme", "heir", "owner")
	require.Equal(t, 204, in.as(owner, "DELETE", "acme", "/members/boss", "").status)
}

func TestPagesAreSealed(t *testing.T) {
	in, _, _ := world(t)
	in.must("POST", "system", "/tenants", `{"slug": "globex"}`)
	for _, tenant := range []string{"acme", "globex"} {
		for _, id := range []string{"a", "b", "c"} {
			in.must("POST", tenant, "/clients", `{"client_id": "`+id+`"}`)
		}
	}
	var seen []string
	cursor := ""
	for range 4 {
		page := in.must("GET", "acme", "/clients?limit=1"+cursor, "")
		for _, item := range page.body["items"].([]any) {
			seen = append(seen, item.(map[string]any)["client_id"].(string))
		}
		if page.body["next_cursor"] == nil {
			break
		}
		cursor = "&cursor=" + url.QueryEscape(page.body["next_cursor"].(string))
	}
	require.Equal(t, []string{"a", "b", "c", "shop"}, seen)

	good := in.must("GET", "acme", "/clients?limit=1", "").body["next_cursor"].(string)
	events := in.must("GET", "acme", "/audit-events?limit=1&action=client.created", "").body["next_cursor"].(string)
	for _, c := range [][2]string{
		{"globex", "/clients?cursor=" + good},
		{"acme", "/members?cursor=" + good},
		{"acme", "/clients?cursor=" + good[1:]},
		{"acme", "/clients?cursor=YQ"},
		{"acme", "/audit-events?cursor=" + events},
		{"acme", "/audit-events?action=client.edited&cursor=" + events},
	} {
		r := in.as(in.operator, "GET", c[0], c[1], "")
		require.Equal(t, 400, r.status, c)
		require.Equal(t, "cursor", r.body["field"])
	}
}

func TestRequestsAreReadStrictly(t *testing.T) {
	in, server, _ := world(t)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"an unknown parameter", "GET", "/clients?name=x", "", 400, "name"},
		{"a repeated parameter", "GET", "/clients?limit=1&limit=2", "", 400, "limit"},
		{"a repeated time", "GET", "/tokens?issued_after=2026-01-01T00:00:00Z&issued_after=2026-01-01T00:00:00Z", "", 400, "issued_after"},
		{"an empty filter", "GET", "/tokens?client=", "", 400, "client"},
		{"a limit of no number", "GET", "/clients?limit=x", "", 400, "limit"},
		{"a limit too large", "GET", "/clients?limit=201", "", 400, "limit"},
		{"a kind that is none", "GET", "/tokens?kind=id_token", "", 400, "kind"},
		{"a state that is none", "GET", "/tokens?state=dead", "", 400, "state"},
		{"a parameter of a write", "POST", "/clients?client_id=x", "{}", 400, "client_id"},
		{"an unknown member", "POST", "/clients", `{"secret": "x"}`, 400, "secret"},
		{"a member inside", "POST", "/resource-servers", `{"identifiers": ["https://x.example"], "scopes": [{"name": "a", "x": 1}]}`, 400, "x"},
		{"a repeated member", "POST", "/clients", `{"name": "a", "name": "b"}`, 400, "name"},
		{"another case", "POST", "/clients", `{"Name": "a"}`, 400, "Name"},
		{"another type", "POST", "/clients", `{"name": 7}`, 400, "name"},
		{"an array", "POST", "/clients", `[]`, 400, ""},
		{"two values", "POST", "/clients", `{} {}`, 400, ""},
		{"no value", "POST", "/clients", ``, 400, ""},
		{"broken text", "POST", "/clients", `{"name"`, 400, ""},
		{"an id in the body of an edit", "PATCH", "/clients/shop", `{"version": 1, "client_id": "other"}`, 400, "client_id"},
		{"a lifetime of nothing", "PATCH", "/resource-servers/" + server, `{"version": 1, "access_token_seconds": 0}`, 400, "access_token_seconds"},
		{"a scope nobody owns", "PATCH", "/clients/shop", `{"version": 1, "allowed": [{"resource_server": "https://orders.example", "scopes": ["admin"]}]}`, 400, "allowed"},
		{"an API nobody registered", "PATCH", "/clients/shop", `{"version": 1, "allowed": [{"resource_server": "https://x.example", "scopes": []}]}`, 400, "allowed"},
		{"no target", "POST", "/revocations", `{}`, 400, ""},
		{"two targets", "POST", "/revocations", `{"client": "shop", "tenant": true}`, 400, ""},
		{"an empty target", "POST", "/revocations", `{"client": ""}`, 400, ""},
		{"not the tenant", "POST", "/revocations", `{"tenant": false}`, 400, "tenant"},
		{"a client nobody registered", "POST", "/revocations", `{"client": "nobody"}`, 404, ""},
		{"a user nobody registered", "POST", "/revocations", `{"user": "nobody"}`, 404, ""},
		{"a grant nobody made", "POST", "/revocations", `{"grant": "nobody"}`, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in.t = t
			r := in.as(in.operator, c.method, "acme", c.path, c.body)
			require.Equal(t, c.status, r.status, r.text)
			field, _ := r.body["field"].(string)
			require.Equal(t, c.field, field, r.text)
		})
	}

	form := httptest.NewRequest("POST", "/t/acme/api/v1/clients", strings.NewReader("name=x"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form.Header.Set("Authorization", "Bearer "+in.operator)
	in.t = t
	require.Equal(t, 415, in.send(form).status)
	huge := in.as(in.operator, "POST", "acme", "/clients", `{"name": "`+strings.Repeat("x", 300<<10)+`"}`)
	require.Equal(t, 413, huge.status)
}

func TestResourceServersKeepWhatAnEditLeavesOut(t *testing.T) {
	in, server, _ := world(t)
	before := in.must("GET", "acme", "/resource-servers/"+server, "").body
	after := in.must("PATCH", "acme", "/resource-servers/"+server, `{"version": 1, "access_token_seconds": null}`).body
	require.Nil(t, after["access_token_seconds"])
	for _, name := range []string{"identifiers", "name", "scopes", "release", "sees", "hides", "token_format", "status"} {
		require.Equal(t, before[name], after[name], name)
	}
	pairwise := in.must("PATCH", "acme", "/resource-servers/"+server, `{"version": 2, "release": {"claims": [], "subject": "pairwise"}}`).body
	require.Equal(t, map[string]any{"claims": []any{}, "subject": "pairwise"}, pairwise["release"])
	in.must("DELETE", "acme", "/resource-servers/"+server, "")
	require.Empty(t, in.must("GET", "acme", "/clients/shop", "").body["allowed"])
}

func TestKeysRotate(t *testing.T) {
	in, _, _ := world(t)
	require.Len(t, in.must("GET", "acme", "/keys", "").body["items"], 3)
	in.now = noon.Add(time.Hour)
	rotated := in.must("POST", "acme", "/keys/rotate", `{"alg": "ES256"}`)
	states := map[string]int{}
	for _, item := range rotated.body["items"].([]any) {
		key := item.(map[string]any)
		states[key["alg"].(string)+" "+key["state"].(string)]++
	}
	require.Equal(t, map[string]int{"ES256 current": 1, "ES256 verifying": 1, "RS256 current": 1, "EdDSA current": 1}, states)
	require.Len(t, in.must("POST", "acme", "/keys/rotate", "").body["items"], 7)
	require.Equal(t, 400, in.as(in.operator, "POST", "acme", "/keys/rotate", `{"alg": "none"}`).status)
}

func TestEveryWriteLeavesAnEventWithoutSecrets(t *testing.T) {
	in, server, secret := world(t)
	made := in.must("POST", "acme", "/clients/shop/secrets", "")
	in.must("PATCH", "acme", "/clients/shop", `{"version": 1, "name": "Store"}`)
	in.must("POST", "acme", "/resource-servers/"+server+"/credentials", `{"id": "orders-api"}`)
	events := in.must("GET", "acme", "/audit-events", "")
	for _, action := range []string{"tenant.created", "resource-server.created", "client.created", "client-secret.created", "client.edited", "credential.created"} {
		require.Contains(t, events.text, `"action":"`+action+`"`)
	}
	require.NotContains(t, events.text, secret)
	require.NotContains(t, events.text, made.body["secret"])
	edited := in.must("GET", "acme", "/audit-events?action=client.edited&object=client:shop", "").body["items"].([]any)[0].(map[string]any)
	require.Equal(t, map[string]any{"name": "Shop"}, edited["before"])
	require.Equal(t, map[string]any{"name": "Store"}, edited["after"])
	require.Equal(t, "operator:token", edited["actor"])
}
