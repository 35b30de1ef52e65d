// Package interop_test lets clients that other people wrote use a running Jeton:
// golang.org/x/oauth2, and oauth4webapi under Node.js.
//
// Our own tests send what we think the RFCs ask for. Here somebody else has read
// them, and their reading has to meet ours: the same requests, headers and
// errors, without a line of ours in between. Each flow in a .mjs file is a
// script of its own that ends with an error if anything is not as it says.
//
// The one idea worth knowing is world: the Go test starts the server, registers
// everybody, and hands the scripts what they need to know as JSON.
package interop_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// party is a client or an API as the scripts know it.
type party struct {
	ID         string `json:"id"`
	Secret     string `json:"secret"`
	Identifier string `json:"identifier,omitempty"`
}

func (p party) caller() process.Caller { return process.Caller{ID: p.ID, Secret: p.Secret} }

// world is everybody there is.
type world struct {
	Issuer  string `json:"issuer"`
	Shop    party  `json:"shop"`
	Postman party  `json:"postman"`
	JWTShop party  `json:"jwtShop"`
	// Site and Notebook work with people, of whom Alice is one; Bank has to push
	// its requests, and TV is a device.
	Site     party `json:"site"`
	Notebook party `json:"notebook"`
	Bank     party `json:"bank"`
	TV       party `json:"tv"`
	Alice    party `json:"alice"`
	Orders   party `json:"orders"`
	Billing  party `json:"billing"`
	Ledger   party `json:"ledger"`
	Vault    party `json:"vault"`
}

// begin starts a server with everybody registered at it.
func begin(t *testing.T, config process.Config) (*process.Process, world) {
	t.Helper()
	client := func(id string) party { return party{ID: id, Secret: process.NewSecret()} }
	api := func(name string) party {
		return party{ID: name + "-api", Secret: process.NewSecret(), Identifier: "https://" + name + ".example"}
	}
	w := world{
		Shop: client("shop"), Postman: client("postman"), JWTShop: client("jwt-shop"),
		Site: client("site"), Notebook: party{ID: "notebook"}, Bank: client("bank"), TV: party{ID: "tv"}, Alice: client("alice"),
		Orders: api("orders"), Billing: api("billing"), Ledger: api("ledger"), Vault: api("vault"),
	}
	for name, who := range map[string]party{
		"SHOP": w.Shop, "POSTMAN": w.Postman, "JWT_SHOP": w.JWTShop, "SITE": w.Site, "BANK": w.Bank, "ALICE": w.Alice,
		"ORDERS": w.Orders, "BILLING": w.Billing, "LEDGER": w.Ledger, "VAULT": w.Vault,
	} {
		config.Env = append(config.Env, name+"_SECRET="+who.Secret)
	}
	file, err := filepath.Abs("interop.yaml")
	require.NoError(t, err)
	applied := process.Run(t, config, "apply", "-f", file)
	require.Zero(t, applied.Code, applied.Stderr)
	server := process.Start(t, config)
	w.Issuer = server.At("acme").Issuer()
	return server, w
}

func TestIndependentClients(t *testing.T) {
	node := findNode(t)
	process.Engines(t, func(t *testing.T, config process.Config) {
		server, w := begin(t, config)
		for _, flow := range []string{"discovery", "token", "introspection", "revocation", "jwt", "signin", "par", "device"} {
			t.Run("oauth4webapi: "+flow, func(t *testing.T) { runScript(t, node, flow+".mjs", w) })
		}
		for _, way := range goClientGetsToken(w) {
			t.Run("clientcredentials: "+way.name, func(t *testing.T) { way.check(t, server, w) })
		}
		for _, refusal := range goClientIsRefused(w) {
			t.Run("clientcredentials: "+refusal.name, func(t *testing.T) { refusal.check(t, w) })
		}
	})
}

// findNode fails the test where there is no Node.js or no library: a test that
// is skipped proves nothing.
func findNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the tests in test/interop need Node.js 20 or newer: install the packages nodejs and npm, or run go run ./test/setup")
	}
	if _, err := os.Stat(filepath.Join("node_modules", "oauth4webapi")); err != nil {
		t.Fatal("the packages of test/interop are not installed: run go run ./test/setup")
	}
	return node
}

// runScript runs one flow, which ends with 0 only if everything was as it says.
func runScript(t *testing.T, node, script string, w world) {
	t.Helper()
	text, err := json.Marshal(w)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, script)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "WORLD=" + string(text)}
	cmd.WaitDelay = time.Second
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, "node %s:\n%s", script, output)
}
