package admin_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func (in *installation) inspect(tenant, token string) response {
	in.t.Helper()
	body, err := json.Marshal(map[string]string{"token": token})
	require.NoError(in.t, err)
	return in.must("POST", tenant, "/tokens/inspect", string(body))
}

func TestTokensAreFoundAndTakenBack(t *testing.T) {
	in, server, secret := world(t)
	token := in.token("acme", "shop", secret, "https://orders.example")
	id := in.inspect("acme", token).body["record"].(map[string]any)["id"].(string)

	record := in.must("GET", "acme", "/tokens/"+id, "").body
	require.Equal(t, "active", record["state"])
	require.Equal(t, []any{"orders:read"}, record["scopes"])
	for filter, found := range map[string]int{
		"client=shop": 1, "client=other": 0, "kind=access_token": 1, "kind=refresh_token": 0, "state=active": 1, "state=expired": 0,
		"resource_server=" + server: 1, "resource_server=" + url.QueryEscape("https://orders.example/v2"): 1, "resource_server=none": 0,
		"issued_after=2026-11-21T11:00:00Z": 1, "issued_before=2026-11-21T11:00:00Z": 0, "grant=" + record["grant"].(string): 1,
	} {
		require.Len(t, in.must("GET", "acme", "/tokens?"+filter, "").body["items"], found, filter)
	}

	require.Equal(t, 404, in.as(in.operator, "GET", "system", "/tokens/"+id, "").status, "another tenant's token does not exist")
	require.Equal(t, 404, in.as(in.operator, "POST", "system", "/tokens/"+id+"/revoke", "").status)
	require.Equal(t, 404, in.as(in.operator, "GET", "acme", "/tokens/nonsense", "").status)

	first := in.must("POST", "acme", "/tokens/"+id+"/revoke", `{"reason": "leaked"}`).body
	require.Equal(t, map[string]any{"at": "2026-11-21T12:00:00Z", "by": "operator:token", "reason": "leaked"}, first["revoked"])
	in.now = noon.Add(time.Minute)
	require.Equal(t, first, in.must("POST", "acme", "/tokens/"+id+"/revoke", `{"reason": "again"}`).body, "the first revocation is kept")
	require.Len(t, in.must("GET", "acme", "/audit-events?action=token.revoked", "").body["items"], 1)
}

func TestInspectionExplains(t *testing.T) {
	in, server, secret := world(t)
	in.must("POST", "acme", "/resource-servers", `{"identifiers": ["https://billing.example"], "name": "Billing API"}`)
	token := in.token("acme", "shop", secret, "https://orders.example")

	active := in.inspect("acme", token)
	require.Equal(t, "The token is active.", active.body["explanation"])
	require.NotContains(t, active.text, token)
	verdicts := active.body["verdicts"].([]any)
	require.Len(t, verdicts, 3, "two APIs and the management API")
	told := verdicts[0].(map[string]any)
	require.Equal(t, server, told["resource_server"])
	require.Equal(t, "Orders API: active. It is told sub, client_id, scope orders:read.", told["explanation"])
	require.Equal(t, "orders:read", told["told"].(map[string]any)["scope"])
	other := verdicts[1].(map[string]any)
	require.Equal(t, "Billing API: inactive, because the token was not issued for it.", other["explanation"])
	require.NotContains(t, other, "told")

	in.now = noon.Add(time.Second)
	in.must("POST", "acme", "/revocations", `{"client": "shop", "reason": "secret leaked"}`)
	in.now = noon.Add(time.Hour)
	ended := in.inspect("acme", token).body
	require.Equal(t, "client_revoked", ended["reason"])
	require.Equal(t, "The token is inactive, because all tokens of its client were revoked, or the client was removed.", ended["explanation"])
	var what []string
	for _, line := range ended["history"].([]any) {
		what = append(what, line.(map[string]any)["what"].(string))
	}
	require.Equal(t, []string{"issued", "client.revoked", "expired"}, what)
}

// What is known of a token's text is known of its id too, but for what the text is.
func TestATokenIsExplainedByItsID(t *testing.T) {
	in, _, secret := world(t)
	token := in.token("acme", "shop", secret, "https://orders.example")
	id := in.inspect("acme", token).body["record"].(map[string]any)["id"].(string)
	in.now = noon.Add(time.Second)
	in.must("PATCH", "acme", "/clients/shop", `{"version": 1, "status": "disabled"}`)
	in.now = noon.Add(2 * time.Second)
	in.must("PATCH", "acme", "/clients/shop", `{"version": 2, "name": "Another"}`)
	in.must("PATCH", "acme", "/clients/shop", `{"version": 3, "status": "active"}`)

	record, inspected := in.must("GET", "acme", "/tokens/"+id, "").body, in.inspect("acme", token).body
	require.Equal(t, inspected["history"], record["history"])
	require.Equal(t, inspected["verdicts"], record["verdicts"])
	require.Equal(t, []any{
		map[string]any{"at": "2026-11-21T12:00:00Z", "what": "issued", "by": "client:shop"},
		map[string]any{"at": "2026-11-21T12:00:01Z", "what": "client.edited", "by": "operator:token", "became": "disabled"},
		map[string]any{"at": "2026-11-21T12:00:02Z", "what": "client.edited", "by": "operator:token", "became": "active"},
	}, record["history"], "that it was renamed did nothing to the token")
	for _, other := range []any{inspected["record"], in.must("GET", "acme", "/tokens", "").body["items"].([]any)[0]} {
		require.NotContains(t, other, "history")
		require.NotContains(t, other, "verdicts")
	}
}

func TestInspectionSaysWhatATextIs(t *testing.T) {
	in, _, secret := world(t)
	token := in.token("acme", "shop", secret, "https://orders.example")
	for text, form := range map[string]string{
		token[:len(token)-1]:    "It begins like a reference access token, but a character was changed, added or lost.",
		secret:                  "It is a client's secret, not a token. Treat it as leaked: make another and remove it.",
		"Bearer":                "It has the form of no token that Jeton issues.",
		" " + "x":               "It begins or ends with white space, which is no part of a token.",
		"e30.eyJpc3MiOiJ4In0.x": `It is a JWT that names another issuer, "x".`,
		"e30.e30.x":             "It has the form of a JWT, but names no issuer.",
	} {
		r := in.inspect("acme", text)
		require.Equal(t, form, r.body["form"])
		require.Equal(t, "malformed", r.body["reason"])
		require.Equal(t, false, r.body["well_formed"])
		require.NotContains(t, r.text, secret)
	}
	foreign := in.inspect("system", token).body
	require.Equal(t, "unknown", foreign["reason"])
	require.NotContains(t, foreign, "record")
	require.Empty(t, foreign["verdicts"])
}

func TestInspectionOfJWTs(t *testing.T) {
	in, _, _ := world(t)
	in.must("POST", "acme", "/resource-servers", `{"identifiers": ["https://signed.example"], "name": "Signed API", "scopes": [{"name": "s"}], "token_format": "jwt"}`)
	made := in.must("POST", "acme", "/clients", `{"client_id": "signer", "allowed": [{"resource_server": "https://signed.example", "scopes": ["s"]}]}`)
	token := in.token("acme", "signer", made.body["client_secret"].(string), "https://signed.example")
	require.Equal(t, 2, strings.Count(token, "."))
	r := in.inspect("acme", token).body
	require.Equal(t, "jwt", r["format"])
	require.Equal(t, true, r["active"])
	require.Equal(t, "signer", r["record"].(map[string]any)["client"])
}

func TestRevocationsSayWhatTheyCover(t *testing.T) {
	in, _, secret := world(t)
	covers := func(body string) any { return in.must("POST", "acme", "/revocations", body).body["covers"] }
	two := map[string]any{"tokens": 2.0, "more": false}
	none := map[string]any{"tokens": 0.0, "more": false}
	issue := func() string {
		in.token("acme", "shop", secret, "https://orders.example")
		return in.token("acme", "shop", secret, "https://orders.example")
	}

	issue()
	require.Equal(t, two, covers(`{"client": "shop"}`))
	require.Equal(t, none, covers(`{"client": "shop"}`))
	issue()
	require.Equal(t, two, covers(`{"tenant": true}`))
	token := issue()
	grant := in.inspect("acme", token).body["record"].(map[string]any)["grant"].(string)
	require.Equal(t, "shop", in.must("GET", "acme", "/grants/"+grant, "").body["client"])
	require.Equal(t, two, covers(`{"grant": "`+grant+`", "reason": "mistake"}`))
	require.Equal(t, none, covers(`{"grant": "`+grant+`"}`), "once more is no error")
	require.Equal(t, "grant_revoked", in.inspect("acme", token).body["reason"])
	revoked := in.must("GET", "acme", "/grants?client=shop", "").body["items"].([]any)[0].(map[string]any)["revoked"].(map[string]any)
	require.Equal(t, "mistake", revoked["reason"])
}
