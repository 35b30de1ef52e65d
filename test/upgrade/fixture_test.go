package upgrade_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/release"
)

// record makes the fixtures of the last release, once, when it is made. A fixture is a
// small installation as text: what its database held after the release's own binary
// had worked on it.
var record = flag.Bool("record", false, "make the fixtures of the last release anew")

// fixture is what its makers knew of the installation. All its keys were drawn for it
// and open nothing else.
type fixture struct {
	Note                     string
	SecretKey, OperatorToken string
	// Orders takes reference tokens, Ledger JWTs.
	Orders, Ledger process.Caller
	Shop           process.Caller
	Alice          load.Person
	Refresh        string
	Tokens         []kept
}

// kept is a token, and what is to be said about it for ever.
type kept struct {
	What, Text string
	// At is the API that is to be asked.
	At     process.Caller
	Active bool
}

// forever is how many seconds the tokens of fixtures live: ninety years.
const forever = 90 * 365 * 24 * 3600

// config gives the installation as settings.
func (f fixture) config(databaseURL string) process.Config {
	return process.Config{
		DatabaseURL: databaseURL, SecretKey: f.SecretKey, OperatorToken: f.OperatorToken,
		Env: []string{"JETON_PUBLIC_URL=http://id.example"},
	}
}

func file(of release.Release, engine, ending string) string {
	return filepath.Join("testdata", of.Name, engine+ending)
}

func read(t *testing.T, of release.Release, engine string) (f fixture, dump string) {
	t.Helper()
	text, err := os.ReadFile(file(of, engine, ".json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &f))
	sql, err := os.ReadFile(file(of, engine, ".sql"))
	require.NoError(t, err)
	return f, string(sql)
}

// eachFixture runs a test on a database as each release left it, on each engine.
func eachFixture(t *testing.T, test func(t *testing.T, of release.Release, f fixture, config process.Config)) {
	t.Helper()
	releases, err := release.All()
	require.NoError(t, err)
	for _, of := range releases {
		t.Run(of.Name+" on sqlite", func(t *testing.T) {
			f, dump := read(t, of, "sqlite")
			config := f.config("sqlite:" + filepath.Join(t.TempDir(), "jeton.db"))
			loadSQLite(t, config.DatabaseURL, dump)
			test(t, of, f, config)
		})
		t.Run(of.Name+" on postgres", func(t *testing.T) {
			f, dump := read(t, of, "postgres")
			config := f.config(postgres.ForTest(t).Database(t, ""))
			loadPostgres(t, config.DatabaseURL, dump)
			test(t, of, f, config)
		})
	}
}

// TestWhatAReleaseLeftIsUpgraded starts this binary on it: what was issued is good, and
// what was taken back stays so.
func TestWhatAReleaseLeftIsUpgraded(t *testing.T) {
	if *record {
		recordFixtures(t)
	}
	eachFixture(t, func(t *testing.T, _ release.Release, f fixture, config process.Config) {
		server := process.Start(t, config)
		f.requireAll(t, server)
		f.requireWork(t, server)
		f.requireAll(t, server)
		doctor := process.Run(t, config, "doctor")
		require.Zero(t, doctor.Code, doctor.Stdout)
	})
}

// TestTheSchemaIsBroughtUpUnderTheLastRelease has its binary run on what it left, and
// this one's migrations and those of a release to come run under it.
func TestTheSchemaIsBroughtUpUnderTheLastRelease(t *testing.T) {
	last := lastRelease(t)
	eachFixture(t, func(t *testing.T, of release.Release, f fixture, config process.Config) {
		if of != last {
			return
		}
		previous := config
		previous.Binary = last.Binary(t)
		server := process.Start(t, previous)
		f.requireAll(t, server)
		migrated := process.Run(t, config, "migrate", "up")
		require.Zero(t, migrated.Code, migrated.Stderr)
		migrateToNext(t, config)
		f.requireAll(t, server)
		f.requireWork(t, server)
		server.Stop()
		process.Start(t, previous).Stop()
		f.requireAll(t, process.Start(t, config))
	})
}

// requireAll asks about every token of the fixture.
func (f fixture) requireAll(t *testing.T, server *process.Process) {
	t.Helper()
	require.NotEmpty(t, f.Tokens)
	for _, token := range f.Tokens {
		told := server.At("acme").Introspect(t, token.At, token.Text)
		require.Equal(t, token.Active, told.Active(), "%s: %s", token.What, told.Body)
		require.Equal(t, !token.Active, told.Inactive(), "%s: %s", token.What, told.Body)
	}
}

// requireWork does what an installation is there for.
func (f fixture) requireWork(t *testing.T, server *process.Process) {
	t.Helper()
	acme := server.At("acme")
	token := acme.Token(t, f.Shop, "resource=https://orders.example")
	require.True(t, acme.Introspect(t, f.Orders, token).Active())
	require.Equal(t, http.StatusOK, acme.Revoke(t, f.Shop, token).Status)
	require.True(t, acme.Introspect(t, f.Orders, token).Inactive())
	for what, have := range map[string]func() (process.Answer, error){
		"signing in": func() (process.Answer, error) { return f.Alice.SignIn(server) },
		"refreshing": func() (process.Answer, error) { return f.Alice.Refresh(server, f.Refresh) },
	} {
		answer, err := have()
		require.NoError(t, err, what)
		require.Equal(t, http.StatusOK, answer.Status, "%s: %s", what, answer.Body)
	}
}

// recordFixtures has the last release make an installation on each engine, and writes
// down what is in it.
func recordFixtures(t *testing.T) {
	t.Helper()
	last := lastRelease(t)
	require.NoError(t, os.MkdirAll(filepath.Join("testdata", last.Name), 0o755))
	for engine, url := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "jeton.db"), "postgres": postgres.ForTest(t).Database(t, ""),
	} {
		f := newFixture()
		config := f.config(url)
		config.Binary = last.Binary(t)
		f.make(t, config)
		dump := dumpSQLite
		if engine == "postgres" {
			dump = dumpPostgres
		}
		text, err := json.MarshalIndent(f, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file(last, engine, ".json"), append(text, '\n'), 0o644))
		require.NoError(t, os.WriteFile(file(last, engine, ".sql"), []byte(dump(t, url)), 0o644))
	}
}

// newFixture draws the keys.
func newFixture() *fixture {
	caller := func(id string) process.Caller { return process.Caller{ID: id, Secret: process.NewSecret()} }
	return &fixture{
		Note:      "Every key, secret, password and token here was drawn for this fixture and opens nothing else.",
		SecretKey: process.NewSecretKey(), OperatorToken: process.NewSecret(),
		Orders: caller("orders-api"), Ledger: caller("ledger-api"), Shop: caller("shop"),
		Alice: load.Person{Tenant: "acme", App: caller("app"), Self: caller("alice")},
	}
}

// make registers everything, issues tokens and takes some of them back.
func (f *fixture) make(t *testing.T, config process.Config) {
	t.Helper()
	type object = map[string]any
	gone := process.Caller{ID: "gone", Secret: process.NewSecret()}
	tenant := load.DeclarePeople("acme", f.Alice.App, []process.Caller{f.Alice.Self}, object{
		"settings": object{
			"access_token_seconds": forever, "refresh_seconds": forever, "refresh_idle_seconds": forever,
			"session_seconds": forever, "session_idle_seconds": forever,
		},
		"resource_servers": []object{
			{"identifiers": []string{"https://orders.example"}, "credentials": []object{{"id": f.Orders.ID, "secret": f.Orders.Secret}}},
			{"identifiers": []string{"https://ledger.example"}, "token_format": "jwt", "credentials": []object{{"id": f.Ledger.ID, "secret": f.Ledger.Secret}}},
		},
	})
	for _, client := range []process.Caller{f.Shop, gone} {
		tenant["clients"] = append(tenant["clients"].([]object), object{"client_id": client.ID, "secrets": []string{client.Secret}, "allowed": []object{
			{"resource_server": "https://orders.example"}, {"resource_server": "https://ledger.example"},
		}})
	}
	declaration, err := json.Marshal(object{"tenants": []object{tenant}})
	require.NoError(t, err)
	applied := process.RunWith(t, config, string(declaration), "apply", "-f", "-")
	require.Zero(t, applied.Code, applied.Stderr)

	server := process.Start(t, config)
	acme := server.At("acme")
	for _, at := range []process.Caller{f.Orders, f.Ledger} {
		resource := "resource=https://" + strings.TrimSuffix(at.ID, "-api") + ".example"
		token := acme.Token(t, f.Shop, resource)
		f.Tokens = append(f.Tokens, kept{"a token for " + at.ID, token, at, true})
		token = acme.Token(t, f.Shop, resource)
		require.Equal(t, http.StatusOK, acme.Revoke(t, f.Shop, token).Status)
		f.Tokens = append(f.Tokens, kept{"one that was taken back for " + at.ID, token, at, false})
		f.Tokens = append(f.Tokens, kept{"one whose client lost all for " + at.ID, acme.Token(t, gone, resource), at, false})
	}
	revoked := acme.Manage(t, http.MethodPost, "/revocations", f.OperatorToken, object{"client": gone.ID})
	require.Equal(t, http.StatusOK, revoked.Status, string(revoked.Body))
	tokens, err := f.Alice.SignIn(server)
	require.NoError(t, err)
	f.Refresh, _ = tokens.Member("refresh_token").(string)
	require.NotEmpty(t, f.Refresh, string(tokens.Body))
	f.requireAll(t, server)
	server.Stop()
}
