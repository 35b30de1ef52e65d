package interop_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// party is a client, an API or a person as the scripts know it.
type party struct {
	ID         string `json:"id"`
	Secret     string `json:"secret"`
	Identifier string `json:"identifier,omitempty"`
	// Key is the private key that a client signs with.
	Key *jose.JSONWebKey `json:"key,omitempty"`
}

func (p party) caller() process.Caller { return process.Caller{ID: p.ID, Secret: p.Secret} }

// world is everybody there is.
type world struct {
	Issuer  string `json:"issuer"`
	Shop    party  `json:"shop"`
	Postman party  `json:"postman"`
	JWTShop party  `json:"jwtShop"`
	// Site, Kiosk, Notary and Notebook work with people: one for each way to
	// authenticate.
	Site     party `json:"site"`
	Kiosk    party `json:"kiosk"`
	Notary   party `json:"notary"`
	Notebook party `json:"notebook"`
	// Teller has to push its requests; TV and Panel are devices.
	Teller party `json:"teller"`
	TV     party `json:"tv"`
	Panel  party `json:"panel"`
	// Each library signs in somebody of its own, so that none is slowed down by
	// the attempts of another.
	Alice   party `json:"alice"`
	Bob     party `json:"bob"`
	Carol   party `json:"carol"`
	Dave    party `json:"dave"`
	Erin    party `json:"erin"`
	Orders  party `json:"orders"`
	Billing party `json:"billing"`
	Ledger  party `json:"ledger"`
	Vault   party `json:"vault"`
	// Initial is an initial access token, by which clients register themselves.
	Initial string `json:"initial"`
}

// begin starts a server with everybody registered at it, and a watch before it.
func begin(t *testing.T, config process.Config) (*process.Process, *watch, world) {
	t.Helper()
	secretive := func(id string) party { return party{ID: id, Secret: process.NewSecret()} }
	api := func(name string) party {
		return party{ID: name + "-api", Secret: process.NewSecret(), Identifier: "https://" + name + ".example"}
	}
	w := world{
		Shop: secretive("shop"), Postman: secretive("postman"), JWTShop: secretive("jwt-shop"),
		Site: secretive("site"), Kiosk: secretive("kiosk"), Notebook: party{ID: "notebook"}, Teller: secretive("teller"), TV: party{ID: "tv"}, Panel: party{ID: "panel"},
		Alice: secretive("alice"), Bob: secretive("bob"), Carol: secretive("carol"), Dave: secretive("dave"), Erin: secretive("erin"),
		Orders: api("orders"), Billing: api("billing"), Ledger: api("ledger"), Vault: api("vault"),
	}
	for name, who := range map[string]party{
		"SHOP": w.Shop, "POSTMAN": w.Postman, "JWT_SHOP": w.JWTShop, "SITE": w.Site, "KIOSK": w.Kiosk, "TELLER": w.Teller,
		"ALICE": w.Alice, "BOB": w.Bob, "CAROL": w.Carol, "DAVE": w.Dave, "ERIN": w.Erin,
		"ORDERS": w.Orders, "BILLING": w.Billing, "LEDGER": w.Ledger, "VAULT": w.Vault,
	} {
		config.Env = append(config.Env, name+"_SECRET="+who.Secret)
	}
	watch := newWatch(t)
	// What is called from here listens on this machine.
	config.Env = append(config.Env, "JETON_PUBLIC_URL="+watch.url, "JETON_OUTBOUND_ALLOW=127.0.0.1")
	file, err := filepath.Abs("interop.yaml")
	require.NoError(t, err)
	applied := process.Run(t, config, "apply", "-f", file)
	require.Zero(t, applied.Code, applied.Stderr)
	server := process.Start(t, config)
	watch.before(t, server.URL)
	w.Issuer = watch.url + "/t/acme"
	w.Notary = registerNotary(t, server, config)
	openRegistration(t, server, config)
	w.Initial = initialToken(t, server, config)
	return server, watch, w
}

// registerNotary registers a client that signs what it says.
func registerNotary(t *testing.T, server *process.Process, config process.Config) party {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	key := jose.JSONWebKey{Key: private, KeyID: "notary-1", Algorithm: "ES256", Use: "sig"}
	notary := register(t, server, config, "notary", map[string]any{
		"token_endpoint_auth_method": "private_key_jwt", "jwks": map[string]any{"keys": []any{key.Public()}},
		"redirect_uris": []string{"https://notary.example/back"}, "post_logout_redirect_uris": []string{"https://notary.example/bye"},
	})
	notary.Key = &key
	return notary
}

// register registers a client that works with people and may read orders. Members
// are those of the management API.
func register(t *testing.T, server *process.Process, config process.Config, id string, members map[string]any) party {
	t.Helper()
	body := map[string]any{
		"client_id": id, "name": id, "grant_types": []string{"authorization_code", "refresh_token"},
		"allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
	}
	for name, value := range members {
		body[name] = value
	}
	answer := server.At("acme").Manage(t, http.MethodPost, "/clients", config.OperatorToken, body)
	require.Equal(t, http.StatusCreated, answer.Status, string(answer.Body))
	secret, _ := answer.Member("client_secret").(string)
	return party{ID: id, Secret: secret}
}
