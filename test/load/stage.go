package load

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// Stage is what all loads of one pass have in common: an installation that is
// declared once and of which each load has a copy to itself.
type Stage struct {
	// Seed is what moments are drawn from.
	Seed uint64
	// Config is the installation's, but for its database.
	Config      process.Config
	Hands       []Hand
	declaration string
	// template names the copy on Postgres, folder has the one on SQLite.
	template, folder string
}

// Hand is somebody who gets tokens for an API and takes them back, with clients
// that nobody else uses.
type Hand struct {
	// Tenant is a slug, API an identifier.
	Tenant, API string
	// Keeper's tokens are taken back one by one, or never.
	Keeper process.Caller
	// families lose all their tokens at once. Where it is not known what came of
	// that, a family is given up: it may still lose those it gets later.
	families []process.Caller
	// Either may ask about the tokens, besides their clients.
	Server, Gateway process.Caller
}

const (
	handsPerTenant = 4
	// lifetime is how many seconds a token lives: longer than any test, shorter
	// than a step of the clock.
	lifetime = 1800
)

// NewStage draws an installation in which each hand has that many families. Where
// servers live, 20 are enough.
func NewStage(t *testing.T, seed uint64, families int) *Stage {
	t.Helper()
	s := &Stage{
		Seed: seed,
		Config: process.Config{
			SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret(),
			// Replicas have one public URL; a JWT is its issuer's. Browsers of tests speak
			// plain HTTP, so cookies must not ask for more.
			Env: []string{"JETON_PUBLIC_URL=http://id.example"},
		},
		template: "load_" + rand.Text(),
	}
	s.declare(t, families)
	return s
}

// declare draws the hands and what jeton apply is to make for them.
func (s *Stage) declare(t *testing.T, families int) {
	t.Helper()
	type object = map[string]any
	type list = []any
	var tenants list
	for _, slug := range []string{"acme", "globex"} {
		gateway := process.Caller{ID: "gateway", Secret: process.NewSecret()}
		servers := list{object{
			"identifiers": list{"https://gateway.example"}, "sees": list{"*"},
			"credentials": list{object{"id": gateway.ID, "secret": gateway.Secret}},
		}}
		clients := list{}
		for n := range handsPerTenant {
			h := Hand{
				Tenant: slug, API: fmt.Sprintf("https://api-%d.example", n), Gateway: gateway,
				Server: process.Caller{ID: fmt.Sprintf("api-%d", n), Secret: process.NewSecret()},
				Keeper: process.Caller{ID: fmt.Sprintf("keeper-%d", n), Secret: process.NewSecret()},
			}
			for m := range families {
				h.families = append(h.families, process.Caller{ID: fmt.Sprintf("family-%d-%d", n, m), Secret: h.Keeper.Secret})
			}
			s.Hands = append(s.Hands, h)
			servers = append(servers, object{
				"identifiers": list{h.API}, "token_format": []string{"reference", "jwt"}[n%2],
				"credentials": list{object{"id": h.Server.ID, "secret": h.Server.Secret}},
			})
			for _, client := range append(h.families[:families:families], h.Keeper) {
				clients = append(clients, object{
					"client_id": client.ID, "secrets": list{client.Secret}, "allowed": list{object{"resource_server": h.API}},
				})
			}
		}
		tenants = append(tenants, object{
			"slug": slug, "settings": object{"access_token_seconds": lifetime}, "resource_servers": servers, "clients": clients,
		})
	}
	text, err := json.Marshal(object{"tenants": tenants})
	require.NoError(t, err)
	// YAML contains JSON.
	s.declaration = string(text)
}

// Fill makes the installation in an empty database, with the program of the config.
func (s *Stage) Fill(t *testing.T, config process.Config) error {
	t.Helper()
	applied := process.RunWith(t, config, s.declaration, "apply", "-f", "-")
	if applied.Code != 0 {
		return fmt.Errorf("apply: %s", applied.Stderr)
	}
	return nil
}

// OnPostgres gives a copy of the installation on the server.
func (s *Stage) OnPostgres(t *testing.T, server *postgres.Server) process.Config {
	t.Helper()
	config := s.Config
	server.Template(t, s.template, func(url string) error {
		config.DatabaseURL = url
		return s.Fill(t, config)
	})
	config.DatabaseURL = server.Database(t, s.template)
	return config
}

// OnSQLite gives a copy of the installation in a folder of its own.
func (s *Stage) OnSQLite(t *testing.T) process.Config {
	t.Helper()
	config := s.Config
	require.NotEmpty(t, s.folder, "KeepOnSQLite comes first")
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, os.DirFS(s.folder)))
	config.DatabaseURL = "sqlite:" + filepath.Join(folder, "jeton.db")
	return config
}

// KeepOnSQLite makes the installation of which OnSQLite gives copies, for as long
// as the test runs.
func (s *Stage) KeepOnSQLite(t *testing.T) {
	t.Helper()
	s.folder = t.TempDir()
	config := s.Config
	config.DatabaseURL = "sqlite:" + filepath.Join(s.folder, "jeton.db")
	require.NoError(t, s.Fill(t, config))
}
