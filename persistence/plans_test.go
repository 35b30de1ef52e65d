package persistence_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
	"github.com/jeton-id/jeton/test/filling"
)

// tokenRows is how many tokens the plans are made over.
const tokenRows = 200_000

// plan is one statement and how the engine would run it.
type plan struct{ statement, text string }

// TestPlans fills a database and asks the engine for the plan of every statement
// that searches, deletes or looks up: each has its index, none reads all tokens,
// and a look-up touches one drawer.
func TestPlans(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		store := open(t, persistence.Config{URL: url})
		now := time.Now().Truncate(time.Second)
		tenant, beside := createTenant(t, store, now), createTenant(t, store, now)
		drawers := domain.OpenDrawers(now)
		require.NoError(t, store.OpenDrawers(t.Context(), drawers))
		began := time.Now()
		require.NoError(t, filling.Fill(t.Context(), url, now, filling.Tenant{ID: tenant, Drawers: drawers, Tokens: tokenRows}, filling.Tenant{ID: beside, Drawers: drawers[:3], Tokens: 1000}))
		t.Logf("%d tokens in %s", tokenRows, time.Since(began).Round(time.Millisecond))

		location, err := migrations.Parse(url)
		require.NoError(t, err)
		explain := explainer(t, url, tenant, "")
		in := store.In(tenant)
		key := domain.TokenKey{Drawer: drawers[5]}
		page := domain.Page{Limit: 20}
		after := domain.Page{Limit: 20, After: domain.TokenPosition{Issued: now.Add(-time.Hour), Key: key}.String()}
		search := func(filter domain.TokenFilter, page domain.Page) func() error {
			return func() error {
				list, err := in.Tokens(t.Context(), filter, now, page)
				require.NotEmpty(t, list.Items)
				return err
			}
		}
		act := domain.Act{By: domain.SystemActor("test"), At: now}
		change := func(work func(domain.Changer) error) func() error {
			return func() error {
				err := in.Change(t.Context(), act, work)
				require.NotEqual(t, domain.KindUnavailable, domain.KindOf(err), err)
				return nil
			}
		}
		revocation := domain.Revocation{At: now, By: "x"}
		ordered := true
		for _, test := range []struct {
			name string
			run  func() error
			// index is a part of the condition by which the tokens are found, on
			// Postgres and on SQLite.
			index [2]string
			// ordered is set where rows have to come in the index's own order.
			ordered bool
		}{
			{"look-up", func() error { _, err := in.LookUp(t.Context(), key); return err }, [2]string{walks(`pkey`, `\(drawer = \d+\) AND \(hash =`), `drawer=\? AND hash=\?`}, false},
			{"look-up of several", func() error {
				_, err := in.LookUpAll(t.Context(), []domain.TokenKey{key, {Drawer: drawers[6]}, key})
				return err
			}, [2]string{walks(`pkey`, `\(drawer = q.drawer\) AND \(hash = q.hash`), `SEARCH t USING [^(]*\(id=\?\)[\s\S]*drawer=\? AND hash=\?`}, false},
			{"all", search(domain.TokenFilter{}, page), [2]string{walks(`tenant_id_issued_at_drawer_hash`, `tenant_id =`), `tokens_issued \(tenant_id=\?`}, ordered},
			{"all, further", search(domain.TokenFilter{}, after), [2]string{walks(`tenant_id_issued_at_drawer_hash`, `ROW\(issued_at`), `tokens_issued \(tenant_id=\? AND .*issued_at`}, ordered},
			{"span", search(domain.TokenFilter{IssuedAfter: now.Add(-time.Hour), IssuedBefore: now}, page), [2]string{walks(`tenant_id_issued_at_drawer_hash`, `\(issued_at >=`), `tokens_issued \(tenant_id=\? AND issued_at>`}, ordered},
			{"client", search(domain.TokenFilter{Client: "client-7"}, page), [2]string{walks(`tenant_id_client_id_issued_at_drawer_hash`, `\(client_id =`), `tokens_client \(tenant_id=\? AND client_id=\?`}, ordered},
			{"client, further", search(domain.TokenFilter{Client: "client-7"}, after), [2]string{walks(`tenant_id_client_id_issued_at_drawer_hash`, `\(client_id =.*ROW`), `tokens_client \(tenant_id=\? AND client_id=\? AND .*issued_at`}, ordered},
			{"user", search(domain.TokenFilter{User: "user-7"}, page), [2]string{walks(`tenant_id_user_id_issued_at_drawer_hash`, `\(user_id =`), `tokens_user \(tenant_id=\? AND user_id=\?`}, ordered},
			{"user, further", search(domain.TokenFilter{User: "user-7"}, after), [2]string{walks(`tenant_id_user_id_issued_at_drawer_hash`, `\(user_id =.*ROW`), `tokens_user \(tenant_id=\? AND user_id=\? AND .*issued_at`}, ordered},
			{"grant", search(domain.TokenFilter{Grant: "grant-7"}, page), [2]string{walks(`tenant_id_grant_id_issued_at_drawer_hash`, `\(grant_id =`), `tokens_grant \(tenant_id=\? AND grant_id=\?`}, ordered},
			{"resource server", search(domain.TokenFilter{ResourceServer: "server-7"}, page), [2]string{walks(`pkey`, `\(resource_server_id =`), `SEARCH x USING PRIMARY KEY \(tenant_id=\? AND resource_server_id=\?`}, ordered},
			{"resource server, further", search(domain.TokenFilter{ResourceServer: "server-7"}, after), [2]string{walks(`pkey`, `\(resource_server_id =.*ROW`), `SEARCH x USING PRIMARY KEY \(tenant_id=\? AND resource_server_id=\? AND .*issued_at`}, ordered},
			{"rare state", func() error {
				_, err := in.Tokens(t.Context(), domain.TokenFilter{State: domain.TokenPending}, now, page)
				return err
			}, [2]string{walks(`tenant_id_issued_at_drawer_hash`, `tenant_id =`), `tokens_issued \(tenant_id=\?`}, ordered},
			{
				"revoke a token", change(func(tx domain.Changer) error { _, err := tx.RevokeToken(t.Context(), key, revocation); return err }),
				[2]string{walks(`pkey`, `\(drawer = \d+\) AND \(hash =`), `drawer=\? AND hash=\?`},
				false,
			},
			{"purge", func() error {
				doomed := store.In(beside)
				require.NoError(t, doomed.Change(t.Context(), act, func(tx domain.Changer) error {
					require.NoError(t, tx.Record(t.Context(), domain.Event{ID: uuid.NewString(), At: now}))
					return tx.DeleteTenant(t.Context())
				}))
				_, err := store.PurgeDeleted(t.Context(), 100_000)
				return err
			}, [2]string{`tenant_id =`, `tenant_id=\?`}, false},
			{"drop a drawer", func() error { return store.DropDrawer(t.Context(), drawers[3]) }, [2]string{"", `drawer=\?`}, false},
		} {
			t.Run(test.name, func(t *testing.T) {
				plans := heard(t, store, explain, test.run)
				found := false
				want := test.index[0]
				if location.Engine == migrations.SQLite {
					want = test.index[1]
				}
				for _, p := range plans {
					noFullScan(t, p)
					if test.ordered && strings.Contains(p.statement, "FROM tok") {
						require.NotRegexp(t, `(?m)^ *(->  )?(Incremental )?Sort  \(|TEMP B-TREE`, p.text, "the order costs a sort:\n%s", p.statement)
					}
					found = found || regexp.MustCompile(want).MatchString(p.text)
					if strings.HasPrefix(p.statement, "SELECT t.revision, k.") && location.Engine == migrations.Postgres {
						touched := regexp.MustCompile(`tokens_d\d+ `).FindAllString(p.text, -1)
						require.Len(t, touched, 1, "a look-up touches one drawer:\n%s", p.text)
					}
				}
				if !found && want != "" {
					for _, p := range plans {
						t.Logf("%s\n%s", p.statement, p.text)
					}
					t.Fatalf("no plan has %s", want)
				}
			})
		}
		t.Run("the rest", func(t *testing.T) {
			for _, p := range heard(t, store, explain, theRest(t, in, act)) {
				noFullScan(t, p)
			}
		})
		t.Run("a search reads a bounded number of rows", func(t *testing.T) {
			calls, found := 0, 0
			for page := (domain.Page{Limit: domain.MaxPage}); calls < 5; calls++ {
				list, err := in.Tokens(t.Context(), domain.TokenFilter{Client: "client-7", Kind: domain.PersonalToken}, now, page)
				require.NoError(t, err)
				found += len(list.Items)
				if page.After = list.Next; page.After == "" {
					break
				}
			}
			require.Zero(t, found)
			list, err := in.Tokens(t.Context(), domain.TokenFilter{Kind: domain.PersonalToken}, now, page)
			require.NoError(t, err)
			require.Empty(t, list.Items)
			require.NotEmpty(t, list.Next, "short, and it goes on")
			count, err := in.CountTokens(t.Context(), domain.TokenFilter{}, now, tokenRows)
			require.NoError(t, err)
			require.Equal(t, 100_000, count)
		})
	})
}

// walks is the part of a Postgres plan that finds rows by the index of a drawer
// and a condition on it.
func walks(index, condition string) string {
	return `(tokens|token_targets)_d\d+_` + index + `(_idx)? on .*\n +Index Cond: .*` + condition
}

// theRest uses what else finds rows among many.
func theRest(t *testing.T, in domain.Tenancy, act domain.Act) func() error {
	return func() error {
		ctx, page := t.Context(), domain.Page{Limit: 20}
		for _, filter := range []domain.EventFilter{{}, {Actor: "user:7"}, {Action: "client.edited-7"}, {Object: "client:7"}, {Actor: "user:7", Action: "client.edited-7"}, {After: act.At.Add(-time.Minute)}} {
			if _, err := in.Events(ctx, filter, page); err != nil {
				return err
			}
		}
		for _, filter := range []domain.GrantFilter{{}, {Client: "client-7"}, {User: "user-7"}} {
			if _, err := in.Grants(ctx, filter, page); err != nil {
				return err
			}
		}
		for _, filter := range []domain.UserFilter{{}, {Managing: true}, {Prefix: "user-1"}, {Prefix: "person"}} {
			users, err := in.Users(ctx, filter, page)
			if err == nil && users.Next != "" {
				_, err = in.Users(ctx, filter, domain.Page{Limit: 20, After: users.Next})
			}
			if err != nil {
				return err
			}
		}
		if _, err := in.FindUserByUsername(ctx, "User-7"); err != nil {
			return err
		}
		named, err := in.NamedTokens(ctx, "user-7", domain.Page{Limit: 2})
		if err == nil {
			_, err = in.NamedTokens(ctx, "user-7", domain.Page{Limit: 2, After: named.Next})
		}
		if err == nil {
			_, err = in.NamesOf(ctx, []domain.TokenKey{named.Items[0].Key, named.Items[1].Key})
		}
		if err == nil {
			_, err = in.Sessions(ctx, "user-7", page)
		}
		if err == nil {
			_, err = in.FindSessionOf(ctx, "user-7", "session-7")
		}
		if err != nil {
			return err
		}
		for _, ask := range []struct {
			prefix string
			page   domain.Page
		}{{"", domain.Page{Limit: 20, After: "client-7"}}, {"program 7", page}, {"program 7", domain.Page{Limit: 20, After: "client-7/program 7"}}} {
			if _, err := in.Clients(ctx, domain.ClientFilter{Prefix: ask.prefix}, ask.page); err != nil {
				return err
			}
		}
		if _, _, err := in.FindClient(ctx, "client-7"); err != nil {
			return err
		}
		span := domain.CountSpan{Granularity: domain.ByMinute, From: act.At.Add(-time.Hour), To: act.At}
		list, err := in.Tokens(ctx, domain.TokenFilter{Client: "client-7"}, act.At, page)
		if err == nil {
			_, err = in.Counts(ctx, span, 100)
		}
		if err == nil {
			_, err = in.Sightings(ctx, list.Items[0].Token.Key)
		}
		if err == nil {
			_, err = in.Reach(ctx, domain.TokenFilter{Client: "client-7"}, act.At, span.From, 10)
		}
		if err != nil {
			return err
		}
		if _, err := in.InitialTokens(ctx, page); err != nil {
			return err
		}
		for _, err := range []error{second(in.FindInitialToken(ctx, domain.SecretHash{1})), second(in.FindRegistrationTokens(ctx, "client-7"))} {
			if !domain.KindNotFound.Is(err) {
				return err
			}
		}
		if err := in.Add(ctx, act, func(tx domain.Adder) error {
			notice := domain.LogoutNotice{Client: "client-7", Session: "session-7"}
			for _, err := range []error{
				second(tx.ClaimLogoutNotices(ctx, domain.NoticeClaim{Until: act.At.Add(time.Minute), Limit: 10, PerHost: 2, Except: []string{"a.example", "b.example"}})),
				second(tx.ForgetCounts(ctx, domain.ByMinute, act.At, 10)),
				third(tx.ForgetGrants(ctx, act.At, domain.Page{Limit: 10})),
				tx.PostponeLogoutNotice(ctx, notice, act.At), tx.RemoveLogoutNotice(ctx, notice), second(tx.IdentifyGrant(ctx, "grant-7")),
			} {
				if err != nil {
					return err
				}
			}
			return tx.UseAssertion(ctx, domain.UsedAssertion{Client: "client-7", Hash: [16]byte{16}, Expires: act.At})
		}); err != nil {
			return err
		}
		return in.Change(ctx, act, func(tx domain.Changer) error {
			for _, err := range []error{
				tx.RaiseClientEpoch(ctx, "client-7"), tx.RemoveClient(ctx, "client-8"), tx.RaiseUserEpoch(ctx, "user-7"), tx.Disconnect(ctx, "user-7", "client-7", domain.Revocation{At: act.At, By: "x"}), tx.RemoveUser(ctx, "user-8"),
				tx.Record(ctx, domain.Event{ID: uuid.NewString(), At: act.At}),
			} {
				if err != nil {
					return err
				}
			}
			_, err := tx.RevokeGrant(ctx, "grant-7", domain.Revocation{At: act.At, By: "x"})
			return err
		})
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

// heard runs work and gives the plans of the statements it sent that find rows.
func heard(t *testing.T, store *persistence.Store, explain func(t *testing.T, statement string, args []any) string, work func() error) []plan {
	t.Helper()
	type sent struct {
		statement string
		args      []any
	}
	var statements []sent
	store.Hear(func(statement string, args []any) {
		if regexp.MustCompile(`^(SELECT|UPDATE|DELETE)`).MatchString(statement) && !strings.Contains(statement, "pg_") {
			statements = append(statements, sent{statement, args})
		}
	})
	require.NoError(t, work())
	store.Hear(nil)
	var plans []plan
	for _, s := range statements {
		plans = append(plans, plan{s.statement, explain(t, s.statement, s.args)})
	}
	return plans
}

// noFullScan refuses a plan that reads the whole of a table that grows.
func noFullScan(t *testing.T, p plan) {
	t.Helper()
	require.NotRegexp(t, `Seq Scan on (tok|sightings|activity|grants|audit|used|user|client_names|named|session)|SCAN (named_tokens|sightings|activity|logout_notices|initial_access_tokens|registration_tokens|sessions|used_assertions|tokens|token_targets|grants|audit_events|clients|client_names|users|user_names|k|x|g|c|u|n|o)\b`, p.text, p.statement)
}

// explainer gives a function that asks for plans as the application would run
// them: on Postgres under its role, with row-level security. There more may be asked
// than the plan, and ways may be closed to the planner.
func explainer(t *testing.T, url string, tenant domain.TenantID, more string, closed ...string) func(*testing.T, string, []any) string {
	t.Helper()
	db, engine := rawDatabase(t, url)
	db.SetMaxOpenConns(1)
	explain := "EXPLAIN QUERY PLAN "
	if engine == migrations.Postgres {
		explain = "EXPLAIN " + more
		// What is explained is no work of the program's. Then what a transaction sets
		// for itself.
		_, err := db.Exec(fmt.Sprintf("SET pg_stat_statements.track = 'none'; SELECT set_config('jeton.tenant', '%s', false)", tenant))
		require.NoError(t, err)
	}
	return func(t *testing.T, statement string, args []any) string {
		t.Helper()
		if engine == migrations.Postgres {
			role := "jeton_app"
			if strings.HasPrefix(statement, "SELECT t.revision, k.") || strings.HasPrefix(statement, "SELECT revision") {
				role = "jeton_lookup"
			}
			_, err := db.Exec("SET ROLE " + role)
			require.NoError(t, err)
			if strings.HasPrefix(statement, "SELECT set_config('enable") {
				statement = strings.ReplaceAll(statement, "true", "false")
				_, err := db.Exec(statement)
				require.NoError(t, err)
				return "bound"
			}
			bound := regexp.MustCompile(`ORDER BY [kx]\.|count\(\*\) FROM sightings`).MatchString(statement)
			if !bound {
				_, err := db.Exec("RESET enable_sort; RESET enable_bitmapscan; RESET enable_seqscan; RESET enable_hashjoin")
				require.NoError(t, err)
			}
			for _, way := range closed {
				_, err := db.Exec("SET " + way + " = off")
				require.NoError(t, err)
			}
			statement = persistence.Numbered(statement)
		}
		rows, err := db.Query(explain+statement, args...)
		require.NoError(t, err, statement)
		defer rows.Close()
		var lines []string
		for rows.Next() {
			var line string
			var skip any
			into := []any{&line}
			if engine == migrations.SQLite {
				into = []any{&skip, &skip, &skip, &line}
			}
			require.NoError(t, rows.Scan(into...))
			lines = append(lines, line)
		}
		require.NoError(t, rows.Err())
		return strings.Join(lines, "\n")
	}
}

// rawDatabase opens a database itself, as a superuser on Postgres.
func rawDatabase(t *testing.T, url string) (*sql.DB, migrations.Engine) {
	t.Helper()
	location, err := migrations.Parse(url)
	require.NoError(t, err)
	driver, name := "pgx/v5", location.URL
	if location.Engine == migrations.SQLite {
		driver, name = "sqlite", location.DSN()
	}
	db, err := sql.Open(driver, name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, location.Engine
}

func createTenant(t testing.TB, store *persistence.Store, now time.Time) domain.TenantID {
	t.Helper()
	id := domain.TenantID(uuid.NewString())
	require.NoError(t, store.CreateTenant(context.Background(), domain.Act{By: domain.SystemActor("test"), At: now}, domain.TenantRows{
		Tenant: domain.Tenant{
			ID: id, Slug: domain.Slug("t-" + string(id)), Name: "Tenant", Status: domain.Active,
			Settings: domain.DefaultSettings(), Created: now, Updated: now,
		},
		HashKey: domain.Wrapped("key"),
	}, domain.Event{ID: uuid.NewString(), At: now, Actor: "system:test", Action: "tenant.created", Object: "tenant"}))
	return id
}
