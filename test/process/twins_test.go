package process_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// twins is an installation with the two tenants of testdata/twins.yaml, acme and
// globex, at which the same names have the same secrets.
type twins struct {
	process.Config
	orders, billing, shop, watchman process.Caller
}

const (
	ordersAPI  = "resource=https://orders.example"
	billingAPI = "resource=https://billing.example"
)

// newTwins draws the secrets, and registers nothing yet.
func newTwins(config process.Config) twins {
	caller := func(id string) process.Caller { return process.Caller{ID: id, Secret: process.NewSecret()} }
	w := twins{
		Config: config,
		orders: caller("orders-api"), billing: caller("billing-api"), shop: caller("shop"), watchman: caller("watchman"),
	}
	for name, who := range map[string]process.Caller{
		"ORDERS_API": w.orders, "BILLING_API": w.billing, "SHOP": w.shop, "WATCHMAN": w.watchman,
		"ALICE": caller("alice"),
	} {
		w.Env = append(w.Env, name+"_SECRET="+who.Secret)
	}
	return w
}

// apply applies the file and gives what it said.
func (w twins) apply(t *testing.T, more ...string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", "twins.yaml"))
	require.NoError(t, err)
	result := process.Run(t, w.Config, append([]string{"apply", "-f", file}, more...)...)
	require.Zero(t, result.Code, result.Stderr)
	return result.Stdout
}

// serveTwins starts a server with both tenants.
func serveTwins(t *testing.T, config process.Config) (*process.Process, twins) {
	t.Helper()
	w := newTwins(config)
	w.apply(t)
	return process.Start(t, w.Config), w
}
