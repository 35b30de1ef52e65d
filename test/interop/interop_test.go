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
	Orders  party  `json:"orders"`
	Billing party  `json:"billing"`
	Ledger  party  `json:"ledger"`
	Vault   party  `json:"vault"`
}

// worlds runs a test on both engines, with everybody registered at a server that
// runs.
func worlds(t *testing.T, test func(t *testing.T, server *process.Process, w world)) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		client := func(id string) party { return party{ID: id, Secret: process.NewSecret()} }
		api := func(name string) party {
			return party{ID: name + "-api", Secret: process.NewSecret(), Identifier: "https://" + name + ".example"}
		}
		w := world{
			Shop: client("shop"), Postman: client("postman"), JWTShop: client("jwt-shop"),
			Orders: api("orders"), Billing: api("billing"), Ledger: api("ledger"), Vault: api("vault"),
		}
		for name, who := range map[string]party{
			"SHOP": w.Shop, "POSTMAN": w.Postman, "JWT_SHOP": w.JWTShop,
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
		test(t, server, w)
	})
}

func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the tests in test/interop need Node.js 20 or newer: install the packages nodejs and npm, or run go run ./test/setup")
	}
	if _, err := os.Stat(filepath.Join("node_modules", "oauth4webapi")); err != nil {
		t.Fatal("the packages of test/interop are not installed: run go run ./test/setup")
	}
	worlds(t, func(t *testing.T, _ *process.Process, w world) {
		text, err := json.Marshal(w)
		require.NoError(t, err)
		for _, script := range []string{"discovery", "token", "introspection", "revocation", "jwt"} {
			t.Run(script, func(t *testing.T) {
				cmd := exec.CommandContext(t.Context(), node, script+".mjs")
				cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "WORLD=" + string(text)}
				cmd.WaitDelay = time.Second
				limit := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
				defer limit.Stop()
				output, err := cmd.CombinedOutput()
				require.NoError(t, err, "node %s.mjs:\n%s", script, output)
			})
		}
	})
}
