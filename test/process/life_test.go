package process_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

const lifeFile = `tenants:
  - slug: acme
    settings: {refresh_grace_seconds: 0}
    resource_servers:
      - identifiers: [https://orders.example]
        name: Orders API
        scopes: [{name: "orders:read"}]
        credentials: [{id: orders-api, secret: "${ORDERS_SECRET}"}]
      - identifiers: [https://billing.example]
        name: Billing API
        scopes: [{name: "invoices:read"}]
        token_format: jwt
        credentials: [{id: billing-api, secret: "${BILLING_SECRET}"}]
    clients:
      - client_id: app
        grant_types: [authorization_code, refresh_token]
        redirect_uris: [https://app.example/back]
        pkce: optional
        consent: trusted
        secrets: ["${APP_SECRET}"]
      - client_id: shop
        allowed:
          - {resource_server: https://billing.example, scopes: ["invoices:read"]}
          - {resource_server: https://orders.example, scopes: ["orders:read"]}
        secrets: ["${SHOP_SECRET}"]
    users:
      - {username: alice, password: "${ALICE_SECRET}"}
`

// life is a tenant that is in use: what has happened there must still be true
// wherever it is taken.
type life struct {
	people
	orders, billing, shop process.Caller
	// token is active, signed is a JWT that is, revoked was taken back.
	token, signed, revoked string
	// used is a refresh token that has been used, fresh the one that came for it.
	used, fresh string
}

// newLife registers the tenant.
func newLife(t *testing.T, config process.Config) *life {
	t.Helper()
	caller := func(id string) process.Caller { return process.Caller{ID: id, Secret: process.NewSecret()} }
	l := &life{people: people{Config: config, app: caller("app"), alice: caller("alice")}, orders: caller("orders-api"), billing: caller("billing-api"), shop: caller("shop")}
	for name, who := range map[string]process.Caller{"ORDERS": l.orders, "BILLING": l.billing, "SHOP": l.shop, "APP": l.app, "ALICE": l.alice} {
		l.Env = append(l.Env, name+"_SECRET="+who.Secret)
	}
	l.Env = append(l.Env, "JETON_PUBLIC_URL="+publicURL)
	file := filepath.Join(t.TempDir(), "life.yaml")
	require.NoError(t, os.WriteFile(file, []byte(lifeFile), 0o600))
	applied := process.Run(t, l.Config, "apply", "-f", file)
	require.Zero(t, applied.Code, applied.Stderr)
	return l
}

// happens has the tenant be used at a server.
func (l *life) happens(t *testing.T, server *process.Process) {
	t.Helper()
	acme := server.At("acme")
	l.token, l.signed, l.revoked = acme.Token(t, l.shop, ordersAPI), acme.Token(t, l.shop, billingAPI), acme.Token(t, l.shop, ordersAPI)
	require.Equal(t, http.StatusOK, acme.Revoke(t, l.shop, l.revoked).Status)
	code, _ := l.signIn(t, server)
	l.used = l.refreshToken(t, l.redeem(t, server, code))
	l.fresh = l.refreshToken(t, l.refresh(t, server, l.used))
}

// goesOn asks a server whether all of it is true, and uses the tenant again.
func (l *life) goesOn(t *testing.T, server *process.Process) {
	t.Helper()
	acme := server.At("acme")
	require.True(t, acme.Introspect(t, l.orders, l.token).Active(), "a token that was issued before")
	require.True(t, acme.Introspect(t, l.billing, l.signed).Active(), "one that was signed before")
	require.True(t, acme.Introspect(t, l.orders, l.revoked).Inactive(), "one that was taken back")
	require.True(t, acme.Introspect(t, l.billing, l.token).Inactive(), "one for another API")
	fresh := l.refreshToken(t, l.refresh(t, server, l.fresh))
	code, _ := l.signIn(t, server)
	require.Equal(t, http.StatusOK, l.redeem(t, server, code).Status, "the password is the same")
	// What was used before is known for it, and takes its family along.
	require.Equal(t, http.StatusBadRequest, l.refresh(t, server, l.used).Status)
	require.Equal(t, http.StatusBadRequest, l.refresh(t, server, fresh).Status)
	require.True(t, acme.Introspect(t, l.orders, acme.Token(t, l.shop, ordersAPI)).Active(), "a token that is new")
}

func (l *life) refreshToken(t *testing.T, answer process.Answer) string {
	t.Helper()
	token, ok := answer.Member("refresh_token").(string)
	require.True(t, ok, "%s", answer.Body)
	return token
}
