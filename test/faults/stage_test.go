package faults_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

// stage is what all faults of one pass have in common: an installation that is
// declared once and of which each fault has a copy to itself.
type stage struct {
	seed        uint64
	config      process.Config
	hands       []hand
	declaration string
	// template names the copy on Postgres, folder has the one on SQLite.
	template, folder string
	// durable is the Postgres that most faults strike. It keeps what it
	// acknowledged as one in production does.
	durable *postgres.Server
}

// hand is somebody who gets tokens for an API and takes them back, with clients
// that nobody else uses.
type hand struct {
	tenant, api string
	// keeper's tokens are taken back one by one, or never.
	keeper process.Caller
	// families lose all their tokens at once. Where it is not known what came of
	// that, a family is given up: it may still lose those it gets later.
	families []process.Caller
	// Either may ask about the tokens, besides their clients.
	server, gateway process.Caller
}

const (
	handsPerTenant  = 4
	familiesPerHand = 20
	// lifetime is how many seconds a token lives: longer than any test, shorter
	// than a step of the clock.
	lifetime = 1800
)

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{
		seed: theSeed(t),
		config: process.Config{
			SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret(),
			// Replicas have one public URL; a JWT is its issuer's.
			Env: []string{"JETON_PUBLIC_URL=https://id.example.com"},
		},
		template: "faults_" + rand.Text(),
	}
	s.declare(t)
	var err error
	s.durable, err = postgres.Config{Durable: true}.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(s.durable.Stop)
	slowToWrite(t, s.durable)
	s.folder = t.TempDir()
	require.NoError(t, s.fill("sqlite:"+filepath.Join(s.folder, "jeton.db"), t))
	return s
}

// slowToWrite has Postgres write to disk in the background so seldom that a commit
// which did not wait for the disk is lost when Postgres is killed.
func slowToWrite(t *testing.T, server *postgres.Server) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	for _, statement := range []string{"ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()"} {
		_, err := conn.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}

// declare draws the hands and what jeton apply is to make for them.
func (s *stage) declare(t *testing.T) {
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
			h := hand{
				tenant: slug, api: fmt.Sprintf("https://api-%d.example", n), gateway: gateway,
				server: process.Caller{ID: fmt.Sprintf("api-%d", n), Secret: process.NewSecret()},
				keeper: process.Caller{ID: fmt.Sprintf("keeper-%d", n), Secret: process.NewSecret()},
			}
			for m := range familiesPerHand {
				h.families = append(h.families, process.Caller{ID: fmt.Sprintf("family-%d-%d", n, m), Secret: h.keeper.Secret})
			}
			s.hands = append(s.hands, h)
			servers = append(servers, object{
				"identifiers": list{h.api}, "token_format": []string{"reference", "jwt"}[n%2],
				"credentials": list{object{"id": h.server.ID, "secret": h.server.Secret}},
			})
			for _, client := range append(h.families[:familiesPerHand:familiesPerHand], h.keeper) {
				clients = append(clients, object{
					"client_id": client.ID, "secrets": list{client.Secret}, "allowed": list{object{"resource_server": h.api}},
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

// fill makes the installation in an empty database.
func (s *stage) fill(url string, t *testing.T) error {
	t.Helper()
	config := s.config
	config.DatabaseURL = url
	applied := process.RunWith(t, config, s.declaration, "apply", "-f", "-")
	if applied.Code != 0 {
		return fmt.Errorf("apply: %s", applied.Stderr)
	}
	return nil
}

// onPostgres gives a copy of the installation on the server.
func (s *stage) onPostgres(t *testing.T, server *postgres.Server) process.Config {
	t.Helper()
	server.Template(t, s.template, func(url string) error { return s.fill(url, t) })
	config := s.config
	config.DatabaseURL = server.Database(t, s.template)
	return config
}

// onSQLite gives a copy of the installation in a folder of its own.
func (s *stage) onSQLite(t *testing.T) process.Config {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, os.DirFS(s.folder)))
	config := s.config
	config.DatabaseURL = "sqlite:" + filepath.Join(folder, "jeton.db")
	return config
}
