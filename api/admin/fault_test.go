package admin_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// A store that fails at any point of any operation gives 503, and what was half
// done is undone.
func TestTheStoreMayFailAnywhere(t *testing.T) {
	in, server, secret := world(t)
	token := in.token("acme", "shop", secret, "https://orders.example")
	id := in.inspect("acme", token).body["record"].(map[string]any)["id"].(string)
	in.must("POST", "acme", "/resource-servers/"+server+"/credentials", `{"id": "orders-api"}`)
	in.must("PUT", "acme", "/members/shop", `{"version": 0, "roles": ["auditor"]}`)

	everything := []string{"/clients", "/clients/shop/secrets", "/resource-servers", "/members", "/settings", "/tokens", "/grants", "/keys", "/audit-events"}
	state := func() (all []string) {
		in.fault = func() error { return nil }
		for _, path := range append(everything, "/tenants") {
			tenant := "acme"
			if path == "/tenants" {
				tenant = "system"
			}
			request := httptest.NewRequest("GET", "/t/"+tenant+"/api/v1"+path, nil)
			request.Header.Set("Authorization", "Bearer "+in.operator)
			recorder := httptest.NewRecorder()
			in.echo.ServeHTTP(recorder, request)
			require.Equal(t, 200, recorder.Code)
			all = append(all, recorder.Body.String())
		}
		return all
	}
	before := state()

	// In an order in which each can succeed after those before it.
	operations := [][4]string{
		{"POST", "acme", "/clients", `{"client_id": "new", "roles": ["auditor"]}`},
		{"PATCH", "acme", "/clients/shop", `{"version": 1, "name": "x"}`},
		{"POST", "acme", "/clients/shop/secrets", ""},
		{"POST", "acme", "/resource-servers", `{"identifiers": ["https://new.example"]}`},
		{"PATCH", "acme", "/resource-servers/" + server, `{"version": 1, "name": "x"}`},
		{"POST", "acme", "/resource-servers/" + server + "/credentials", ""},
		{"DELETE", "acme", "/resource-servers/" + server + "/credentials/orders-api", ""},
		{"PUT", "acme", "/members/shop", `{"version": 1, "roles": ["developer"]}`},
		{"PATCH", "acme", "/settings", `{"version": 1, "signing_key_days": 7}`},
		{"POST", "acme", "/tokens/inspect", `{"token": "` + token + `"}`},
		{"POST", "acme", "/tokens/" + id + "/revoke", ""},
		{"POST", "acme", "/revocations", `{"client": "shop"}`},
		{"POST", "acme", "/revocations", `{"tenant": true}`},
		{"POST", "acme", "/keys/rotate", ""},
		{"DELETE", "acme", "/members/shop", ""},
		{"DELETE", "acme", "/resource-servers/" + server, ""},
		{"DELETE", "acme", "/clients/new", ""},
		{"POST", "system", "/tenants", `{"slug": "globex"}`},
		{"PATCH", "system", "/tenants/globex", `{"version": 1, "status": "suspended"}`},
		{"DELETE", "system", "/tenants/globex", ""},
	}
	for _, path := range everything {
		operations = append(operations, [4]string{"GET", "acme", path, ""})
	}
	for _, o := range operations {
		method, tenant, path, body := o[0], o[1], o[2], o[3]
		for failing, done := 1, false; !done; failing++ {
			statements := 0
			in.fault = func() error {
				if statements++; statements == failing {
					return errors.New("the disk is on fire")
				}
				return nil
			}
			r := in.as(in.operator, method, tenant, path, body)
			if done = statements < failing; done {
				require.Less(t, r.status, 300, "%s %s: %s", method, path, r.text)
				continue
			}
			require.Equal(t, 503, r.status, "%s %s at statement %d: %s", method, path, failing, r.text)
			require.NotEmpty(t, r.header.Get("Retry-After"))
			require.NotContains(t, r.text, "fire")
			require.Equal(t, before, state(), "%s %s at statement %d", method, path, failing)
		}
		before = state()
	}
}
