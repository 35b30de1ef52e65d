package apply_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
	"github.com/jeton-id/jeton/tenants"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// generate makes each kind of key once: RSA keys take long to make.
var generate = func() func(io.Reader, string) (crypto.Signer, error) {
	var lock sync.Mutex
	made := map[string]crypto.Signer{}
	return func(random io.Reader, alg string) (crypto.Signer, error) {
		lock.Lock()
		defer lock.Unlock()
		var err error
		if made[alg] == nil {
			made[alg], err = keys.GenerateKey(random, alg)
		}
		return made[alg], err
	}
}()

// house is an installation to apply to.
type house struct {
	apply.Applier
	t *testing.T
}

// onEachEngine runs test on a new installation on every engine.
func onEachEngine(t *testing.T, test func(house)) {
	storetest.Each(t, func(t *testing.T, url string) {
		store, err := persistence.Open(t.Context(), persistence.Config{URL: url})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		wrapper, err := keys.NewWrapper(domain.NewSecret("q0nS3Wq1zUe8rXGk2m5vJ7y9Bc4Ff6HhLlPpTtVvYx0="), rand.Reader)
		require.NoError(t, err)
		test(house{apply.Applier{
			Store: store, Keys: keys.Maker{Wrapper: wrapper, Random: rand.Reader, Generate: generate},
			PublicURL: "https://id.example", Passwords: password.NewHasher(rand.Reader, password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, 2),
			Rules: password.Rules{Weakness: tenants.Weakness}, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		}, t})
	})
}

// apply applies and gives the difference as it is printed.
func (h house) apply(tenants ...apply.Tenant) string {
	h.t.Helper()
	difference, err := h.Apply(h.t.Context(), apply.Declaration{Tenants: tenants}, now)
	require.NoError(h.t, err)
	return difference.String()
}

// refused gives why a declaration is refused, by Plan and Apply alike.
func (h house) refused(tenants ...apply.Tenant) string {
	h.t.Helper()
	_, planned := h.Plan(h.t.Context(), apply.Declaration{Tenants: tenants}, now)
	_, applied := h.Apply(h.t.Context(), apply.Declaration{Tenants: tenants}, now)
	require.Error(h.t, planned)
	require.True(h.t, domain.KindInvalid.Is(planned), "%s", planned)
	require.EqualError(h.t, applied, planned.Error())
	return planned.Error()
}

func (h house) tenancy(slug domain.Slug) domain.Tenancy {
	h.t.Helper()
	tenant, err := h.Store.FindTenant(h.t.Context(), slug)
	require.NoError(h.t, err)
	return h.Store.In(tenant.ID)
}

func (h house) client(slug domain.Slug, id string) domain.Client {
	h.t.Helper()
	client, _, err := h.tenancy(slug).FindClient(h.t.Context(), id)
	require.NoError(h.t, err)
	return client
}

func (h house) users(slug domain.Slug) []domain.User {
	h.t.Helper()
	users, err := h.tenancy(slug).Users(h.t.Context(), domain.UserFilter{}, domain.Page{Limit: domain.MaxPage})
	require.NoError(h.t, err)
	return users.Items
}

func (h house) rows(slug domain.Slug) domain.TenantRows {
	h.t.Helper()
	rows, err := h.tenancy(slug).Load(h.t.Context())
	require.NoError(h.t, err)
	return rows
}

func (h house) events(slug domain.Slug) []domain.Event {
	h.t.Helper()
	events, err := h.tenancy(slug).Events(h.t.Context(), domain.EventFilter{}, domain.Page{Limit: domain.MaxPage})
	require.NoError(h.t, err)
	return events.Items
}

// change does something to a tenant as an admin would.
func (h house) change(slug domain.Slug, work func(context.Context, domain.Changer) error) {
	h.t.Helper()
	act := domain.Act{By: domain.SystemActor("test"), At: now}
	require.NoError(h.t, h.tenancy(slug).Change(h.t.Context(), act, func(tx domain.Changer) error {
		if err := work(h.t.Context(), tx); err != nil {
			return err
		}
		return tx.Record(h.t.Context(), domain.Event{ID: h.NewID(), At: now, Actor: act.By.String(), Action: "test.done", Object: "test:it"})
	}))
}

// secret makes the n-th of any number of strong secrets.
func secret(n int) domain.Secret {
	return domain.NewSecret(fmt.Sprintf("%02dhT8mQ2xVbN5cKzR7wLpYdF3gJ9sXa4Ue", n))
}

const orders, billing = "https://orders.acme.example", "https://billing.acme.example"

// acme declares a tenant with an API and a client that may use it.
func acme(slug domain.Slug) apply.Tenant {
	api := apply.NewResourceServer([]string{orders})
	api.Want.Scopes = []domain.ResourceScope{{Name: "orders:read"}, {Name: "orders:write"}}
	api.Credentials = []apply.Credential{{ID: "orders-api", Secret: secret(1)}}
	shop := apply.NewClient("shop")
	shop.Allowed = []apply.Allowance{{ResourceServer: orders, Scope: domain.Scope{"orders:read", "orders:write"}}}
	shop.Secrets = []apply.Secret{{Text: secret(2)}}
	tenant := apply.NewTenant(slug)
	tenant.ResourceServers = []apply.ResourceServer{api}
	tenant.Clients = []apply.Client{shop}
	return tenant
}

func TestTwoTenantsWithTheSameNamesForEverything(t *testing.T) {
	onEachEngine(t, func(h house) {
		difference := h.apply(acme("acme"), acme("globex"))
		require.Equal(t, 2, strings.Count(difference, "+ tenant "))
		require.Contains(t, difference, "+ acme: client shop\n")
		require.Contains(t, difference, "+ globex: resource server "+orders+"\n")
		acmeRows, globexRows := h.rows("acme"), h.rows("globex")

		require.Empty(t, h.apply(acme("acme"), acme("globex")), "the second time nothing differs")
		require.Equal(t, acmeRows, h.rows("acme"), "the second time nothing is written, the revision least of all")
		require.Equal(t, globexRows, h.rows("globex"))
		require.Len(t, h.events("acme"), 3, "one event per changed object, and none the second time")

		// Equal as they look, they have nothing in common.
		require.NotEqual(t, acmeRows.ResourceServers[0].ID, globexRows.ResourceServers[0].ID)
		require.NotEqual(t, acmeRows.ResourceServers[0].Credentials[0].Hash, globexRows.ResourceServers[0].Credentials[0].Hash)
		require.NotEqual(t, h.client("acme", "shop").Secrets[0].Hash, h.client("globex", "shop").Secrets[0].Hash)
	})
}

func TestPlanningWritesNothing(t *testing.T) {
	onEachEngine(t, func(h house) {
		planned, err := h.Plan(t.Context(), apply.Declaration{Tenants: []apply.Tenant{acme("acme")}}, now)
		require.NoError(t, err)
		_, err = h.Store.FindTenant(t.Context(), "acme")
		require.True(t, domain.KindNotFound.Is(err))

		applied := h.apply(acme("acme"))
		require.Equal(t, planned.String(), applied, "what is planned is what is done")

		before := h.rows("acme")
		edited := acme("acme")
		edited.Clients[0].Want.Name = "Shop backend"
		planned, err = h.Plan(t.Context(), apply.Declaration{Tenants: []apply.Tenant{edited}}, now)
		require.NoError(t, err)
		require.Equal(t, "~ acme: client shop\n    ~ name: \"shop\" -> \"Shop backend\"\n", planned.String())
		require.Equal(t, before, h.rows("acme"))
	})
}

func TestDifferencesShowNoSecrets(t *testing.T) {
	onEachEngine(t, func(h house) {
		declared := acme("acme")
		shown := h.apply(declared)
		declared.ResourceServers[0].Credentials[0].Secret = secret(3)
		declared.Clients[0].Secrets = []apply.Secret{{Text: secret(4)}}
		shown += h.apply(declared)
		require.Contains(t, shown, `~ credential orders-api: "old secret" -> "new secret"`)
		require.Contains(t, shown, `- secrets: "1 removed"`)
		for _, e := range h.events("acme") {
			shown += fmt.Sprintf("%+v %s %s", e, e.Before, e.After)
		}
		for n := 1; n <= 4; n++ {
			require.NotContains(t, shown, secret(n).Reveal())
			require.NotContains(t, shown, secret(n).Reveal()[:12])
		}
	})
}

// jwks is a JSON Web Key Set.
const jwks = `{"keys":[{"kty":"OKP","use":"sig","alg":"EdDSA","kid":"1","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

// registered has a value in every member that is not the default.
func registered(t *testing.T) domain.Registration {
	t.Helper()
	keys, err := domain.ParseKeySet([]byte(jwks))
	require.NoError(t, err)
	return domain.Registration{
		RedirectURIs: []string{"https://shop.example/cb"}, PostLogoutRedirectURIs: []string{"https://shop.example/bye"},
		ApplicationType: domain.NativeApplication, JWKS: keys, IDTokenAlg: "ES256", SubjectType: domain.PairwiseSubject,
		BackchannelLogoutURI: "https://shop.example/out", BackchannelLogoutSession: true, RequirePAR: true,
		ClientURI: "https://shop.example/", LogoURI: "https://shop.example/logo", PolicyURI: "https://shop.example/policy", TermsURI: "https://shop.example/terms",
		Contacts: []string{"ops@shop.example"}, PKCE: domain.PKCEOptional, Consent: domain.TrustedClient,
	}
}

// TestEveryMemberOfARegistrationIsCompared declares each member alone, then none:
// each is told, edited, and told and edited back.
func TestEveryMemberOfARegistrationIsCompared(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"))
		all := registered(t)
		all.JWKSURI = "https://shop.example/jwks" // not together with jwks
		full := reflect.ValueOf(all)
		for i := range full.NumField() {
			name, _, _ := strings.Cut(full.Type().Field(i).Tag.Get("json"), ",")
			declared := acme("acme")
			reflect.ValueOf(&declared.Clients[0].Want.Registration).Elem().Field(i).Set(full.Field(i))
			difference := h.apply(declared)
			require.Contains(t, difference, " "+name+": ")
			require.Equal(t, declared.Clients[0].Want.Registration, h.client("acme", "shop").Registration, name)
			require.Empty(t, h.apply(declared), name)
			require.Contains(t, h.apply(acme("acme")), " "+name+": ")
		}
		require.Contains(t, h.apply(with(acme("acme"), registered(t))), `+ jwks: `+jwks)
		named := with(acme("acme"), domain.Registration{}.Filled())
		h.apply(named)
		require.Empty(t, h.apply(acme("acme")), "a default is the same whether it is named or not")
	})
}

func with(tenant apply.Tenant, registration domain.Registration) apply.Tenant {
	tenant.Clients[0].Want.Registration = registration
	return tenant
}

// TestAPublicClientHasNoSecrets makes a client public that has a secret.
func TestAPublicClientHasNoSecrets(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"))
		public := acme("acme")
		public.Clients[0].Want.AuthMethod, public.Clients[0].Want.GrantTypes, public.Clients[0].Secrets = domain.NoAuth, nil, nil
		require.Contains(t, h.refused(public), "has no secrets: add secrets: [] to remove them")
		public.Clients[0].Secrets, public.Clients[0].ActsFor = []apply.Secret{}, orders
		require.Contains(t, h.refused(public), "a client with the method none acts for no resource server")
		public.Clients[0].ActsFor = ""
		require.Contains(t, h.apply(public), `- secrets: "1 removed"`)
		require.Empty(t, h.client("acme", "shop").Secrets)
		public.Clients[0].Secrets = nil
		require.Empty(t, h.apply(public))
	})
}

// TestAClientThatRegisteredItself is edited like any other, stays marked, and gets no
// role.
func TestAClientThatRegisteredItself(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"))
		self := domain.Client{ID: "self", Name: "Self", Status: domain.Active, AuthMethod: domain.SecretBasic, InitialToken: "initial", Created: now, Updated: now}
		as := domain.Act{By: domain.SystemActor("test"), At: now}
		require.NoError(t, h.tenancy("acme").Add(t.Context(), as, func(tx domain.Adder) error {
			require.NoError(t, tx.AddClient(t.Context(), self))
			return tx.Record(t.Context(), domain.Event{ID: "event", At: now})
		}))
		declared := acme("acme")
		declared.Clients = append(declared.Clients, apply.NewClient("self"))
		h.apply(declared)
		require.Equal(t, "initial", h.client("acme", "self").InitialToken)
		declared.Clients[len(declared.Clients)-1].Want.Roles = []domain.Role{domain.Auditor}
		require.Contains(t, h.refused(declared), "a client that registered itself holds no role")
		declared.Clients[len(declared.Clients)-1] = apply.NewClient("self")
		declared.Clients[len(declared.Clients)-1].ActsFor = orders
		require.Contains(t, h.refused(declared), "a client that registered itself acts for no resource server")
	})
}

func TestEverythingDeclaredIsEdited(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"))
		was := h.rows("acme")

		declared := acme("acme")
		declared.Name = "Acme Inc."
		declared.Settings = &domain.Settings{
			AccessTokenSeconds: 60, SigningKeyDays: 30, SecretOverlapSeconds: 0,
			SessionSeconds: 3600, SessionIdleSeconds: 7 * 24 * 3600, RefreshGraceSeconds: -1, PersonalTokenSeconds: 7200, BrandColor: "#1d4ed8", RequirePAR: true, DynamicRegistration: domain.RegistrationByToken,
		}
		api := &declared.ResourceServers[0].Want
		api.Identifiers = []string{"https://orders.example", orders}
		api.Name, api.Status, api.TokenFormat, api.SigningAlg = "Orders", domain.Disabled, domain.JWT, "RS256"
		api.AccessTokenSeconds = 5
		api.Scopes = []domain.ResourceScope{{Name: "orders:write", Description: "Write"}}
		api.Release = domain.Release{Claims: []string{"client_id", "sub"}, Subject: domain.PairwiseSubject}
		api.Personal = true
		api.Answers = domain.Answers{Profile: domain.AsgardeoAnswers, UserStore: "STAFF", SeesRefreshTokens: true, CacheSeconds: 30}
		api.Sees, api.Hides = []string{domain.SeesAll}, []string{"shop"}
		shop := &declared.Clients[0]
		shop.Want.Status, shop.Want.AuthMethod, shop.Want.GrantTypes = domain.Disabled, domain.SecretPost, nil
		shop.Want.Roles = []domain.Role{domain.Owner, domain.Auditor}
		shop.Allowed[0] = apply.Allowance{ResourceServer: "https://orders.example", Scope: domain.Scope{"orders:write"}}

		shop.ActsFor = orders

		difference := h.apply(declared)
		for _, line := range []string{
			`+ acts_for: "https://orders.example"`,
			`~ name: "acme" -> "Acme Inc."`, `~ access_token_seconds: 3600 -> 60`, `- secret_overlap_seconds: 86400`,
			`+ require_pushed_authorization_requests: true`,
			`+ session_seconds: 3600`, `+ refresh_grace_seconds: "none"`, `+ personal_access_token_seconds: 7200`, `+ brand_color: "#1d4ed8"`, `+ personal_access_tokens: true`, `+ answer_profile: "asgardeo"`, `+ user_store: "STAFF"`, `+ sees_refresh_tokens: true`, `+ cache_seconds: 30`, `+ dynamic_registration: "token"`,
			`+ hides: ["shop"]`, `- grant_types: ["client_credentials"]`, `+ roles: ["auditor","owner"]`,
		} {
			require.Contains(t, difference, line)
		}
		require.NotContains(t, difference, "session_idle_seconds", "a default that is written out is no difference")
		is := h.rows("acme")
		require.Equal(t, was.Tenant.Revision+1, is.Tenant.Revision, "one transaction")
		require.Equal(t, *declared.Settings, is.Tenant.Settings)
		require.Equal(t, was.ResourceServers[0].ID, is.ResourceServers[0].ID, "it is the same resource server")
		require.Equal(t, api.Identifiers, is.ResourceServers[0].Identifiers)
		require.Equal(t, api.Answers, is.ResourceServers[0].Answers)
		require.Equal(t, was.ResourceServers[0].Credentials, is.ResourceServers[0].Credentials)
		require.Equal(t, domain.Disabled, h.client("acme", "shop").Status)
		require.Equal(t, is.ResourceServers[0].ID, h.client("acme", "shop").ActsFor)
		require.Empty(t, h.apply(declared))

		// Without its members it has the defaults again, but for a status.
		h.apply(acme("acme"))
		require.Empty(t, h.client("acme", "shop").Roles)
		require.Empty(t, h.client("acme", "shop").ActsFor)
		require.Equal(t, domain.Disabled, h.client("acme", "shop").Status)
		require.Equal(t, domain.Disabled, h.rows("acme").ResourceServers[0].Status)
		require.Equal(t, domain.DefaultAnswers(), h.rows("acme").ResourceServers[0].Answers)
		require.Equal(t, int64(60), h.rows("acme").Tenant.Settings.AccessTokenSeconds, "settings that are not mentioned are left alone")
	})
}

func TestWhatIsNotMentionedIsLeftAlone(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"), acme("globex"))
		require.Empty(t, h.apply(apply.NewTenant("acme")))
		require.Empty(t, h.apply())

		declared := acme("acme")
		declared.ResourceServers[0].Credentials = nil
		declared.Clients[0].Secrets = nil
		require.Empty(t, h.apply(declared))

		declared.Clients[0].Secrets = []apply.Secret{}
		require.Equal(t, "~ acme: client shop\n    - secrets: \"1 removed\"\n", h.apply(declared))
		require.Empty(t, h.client("acme", "shop").Secrets)
		require.Len(t, h.rows("acme").ResourceServers[0].Credentials, 1)
	})
}

func TestSecretsAreTheDeclaredOnes(t *testing.T) {
	onEachEngine(t, func(h house) {
		with := func(secrets ...domain.Secret) apply.Tenant {
			declared := acme("acme")
			declared.Clients[0].Secrets = []apply.Secret{}
			for _, s := range secrets {
				declared.Clients[0].Secrets = append(declared.Clients[0].Secrets, apply.Secret{Text: s})
			}
			return declared
		}
		h.apply(with(secret(1)))
		first := h.client("acme", "shop").Secrets[0]

		h.apply(with(secret(1), secret(2)))
		both := h.client("acme", "shop").Secrets
		require.Len(t, both, 2)
		require.Contains(t, both, first, "a secret that stays is not made anew")

		h.apply(with(secret(3)))
		require.Len(t, h.client("acme", "shop").Secrets, 1)
		require.Equal(t, secret(3).Last4(), h.client("acme", "shop").Secrets[0].Last4)

		// An admin rotates: what is on its way out is left to it while there is
		// room, and is there for good again once it is declared.
		leaving := h.client("acme", "shop").Secrets[0]
		leaving.Expires = now.Add(time.Hour)
		h.change("acme", func(ctx context.Context, tx domain.Changer) error { return tx.ExpireClientSecret(ctx, "shop", leaving) })
		h.apply(with(secret(4)))
		require.Contains(t, h.client("acme", "shop").Secrets, leaving)
		require.Empty(t, h.apply(with(secret(4))))
		h.apply(with(secret(3), secret(4)))
		for _, s := range h.client("acme", "shop").Secrets {
			require.Zero(t, s.Expires)
		}
		require.Len(t, h.client("acme", "shop").Secrets, 2)
		require.Empty(t, h.apply(with(secret(3), secret(4))))
	})
}

func TestCredentialsAreBroughtToWhatIsDeclaredOneByOne(t *testing.T) {
	onEachEngine(t, func(h house) {
		declared := acme("acme")
		h.apply(declared)
		declared.ResourceServers[0].Credentials = []apply.Credential{{ID: "second", Secret: secret(5)}}
		h.apply(declared)
		require.Len(t, h.rows("acme").ResourceServers[0].Credentials, 2, "credentials with other ids are left alone")
		declared.ResourceServers[0].Credentials[0].Secret = secret(6)
		h.apply(declared)
		require.Len(t, h.rows("acme").ResourceServers[0].Credentials, 2)
		require.Empty(t, h.apply(declared))
	})
}

func TestUsersAreAsDeclared(t *testing.T) {
	onEachEngine(t, func(h house) {
		old, other := domain.NewSecret("purple hat under water"), domain.NewSecret("green shoe above clouds")
		declare := func(slug domain.Slug, password *domain.Secret) apply.Tenant {
			alice, bob := apply.NewUser("Alice"), apply.NewUser("bob")
			alice.Want.Email, alice.Want.Roles, alice.Password = "alice@acme.example", []domain.Role{domain.Owner, domain.Auditor}, password
			alice.Want.Attributes = map[string]any{"floor": 3.0}
			yes := true
			alice.EmailVerified, bob.Password = &yes, &old
			tenant := apply.NewTenant(slug)
			tenant.Users = []apply.User{alice, bob}
			return tenant
		}
		find := func(slug domain.Slug, username string) domain.User {
			user, err := h.tenancy(slug).FindUserByUsername(t.Context(), username)
			require.NoError(t, err)
			return user
		}
		planned, err := h.Plan(t.Context(), apply.Declaration{Tenants: []apply.Tenant{declare("acme", &old)}}, now)
		require.NoError(t, err)
		shown := h.apply(declare("acme", &old), declare("globex", &old))
		require.Contains(t, shown, planned.String())
		for _, line := range []string{"+ acme: user Alice", `+ email_verified: true`, `+ attributes: {"floor":3}`, `+ roles: ["auditor","owner"]`, `+ password: "a new one"`} {
			require.Contains(t, shown, line)
		}
		alice, revision := find("acme", "alice"), h.rows("acme").Tenant.Revision
		require.NotEqual(t, alice.Password, find("acme", "bob").Password, "nobody is seen to have the same password")
		require.NotEqual(t, alice.Password, find("globex", "alice").Password)
		require.NotEqual(t, alice.ID, find("globex", "alice").ID)
		verdict, err := h.Passwords.Verify(t.Context(), alice.Password, old)
		require.NoError(t, err)
		require.True(t, verdict.Match)

		require.Empty(t, h.apply(declare("acme", &old), declare("globex", &old)), "an unchanged password is not written again")
		require.Empty(t, h.apply(declare("acme", nil)), "nor is one that is not mentioned")
		require.Equal(t, revision, h.rows("acme").Tenant.Revision)
		require.Equal(t, alice, find("acme", "alice"))

		shown = h.apply(declare("acme", &other))
		require.Equal(t, "~ acme: user Alice\n    ~ password: \"the old one\" -> \"a new one\"\n", shown)
		require.NotEqual(t, alice.Password, find("acme", "alice").Password)
		require.Equal(t, alice.Version, find("acme", "alice").Version)

		// Hashes of another cost are made anew.
		h.Passwords = password.NewHasher(rand.Reader, password.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 2)
		require.Contains(t, h.apply(declare("acme", &other)), "user Alice")
		require.Empty(t, h.apply(declare("acme", &other)))

		// A person who was disabled stays so, another email is not verified, and a
		// name may be written otherwise.
		h.change("acme", func(ctx context.Context, tx domain.Changer) error {
			user := find("acme", "alice")
			user.Status = domain.Disabled
			return tx.EditUser(ctx, user)
		})
		moved := declare("acme", nil)
		moved.Users = moved.Users[:1]
		moved.Users[0].EmailVerified, moved.Users[0].Want.Username, moved.Users[0].Want.Name = nil, "ALICE", "ALICE"
		require.NotContains(t, h.apply(moved), "email_verified")
		moved.Users[0].Want.Email = "alice@globex.example"
		require.Contains(t, h.apply(moved), "- email_verified: true")
		require.Equal(t, domain.Disabled, find("acme", "alice").Status)
		require.Equal(t, "ALICE", find("acme", "alice").Username)
		require.Len(t, h.users("acme"), 2)

		for _, slug := range []domain.Slug{"acme", "globex"} {
			for _, e := range h.events(slug) {
				shown += fmt.Sprintf("%+v %s %s", e, e.Before, e.After)
			}
		}
		for _, secret := range []domain.Secret{old, other} {
			require.NotContains(t, shown, secret.Reveal())
		}
		require.NotContains(t, shown, "argon2id")

		exported, err := apply.Export(t.Context(), h.Store, "acme")
		require.NoError(t, err)
		for _, user := range exported.Tenants[0].Users {
			require.Nil(t, user.Password)
			require.True(t, user.Want.Password.IsZero())
		}
		require.Empty(t, h.apply(exported.Tenants[0]))

		weak := domain.NewSecret("acmealice")
		refused := declare("acme", &weak)
		refused.Users[0].Place = apply.Place{Line: 7, Members: map[string]int{"password": 9}}
		refusal := h.refused(refused)
		require.Contains(t, refusal, `line 9: user "Alice": password: `)
		require.NotContains(t, refusal, "acmealice")
	})
}

func TestMistakesThatOnlyTheInstallationShows(t *testing.T) {
	onEachEngine(t, func(h house) {
		two := acme("acme")
		two.ResourceServers = append(two.ResourceServers, apply.NewResourceServer([]string{billing, "https://billing.example"}))
		h.apply(two)
		before := h.rows("acme")

		server := func(identifiers ...string) apply.ResourceServer {
			rs := apply.NewResourceServer(identifiers)
			rs.Place = apply.Place{Line: 7, Members: map[string]int{"identifiers": 8}}
			return rs
		}
		with := func(servers ...apply.ResourceServer) apply.Tenant {
			declared := apply.NewTenant("acme")
			declared.Name, declared.ResourceServers = "other", servers
			return declared
		}
		require.Contains(t, h.refused(with(server(orders, billing))), "line 8: resource server \""+orders+"\": identifiers: they belong to 2 resource servers")
		require.Contains(t, h.refused(with(server(billing), server("https://billing.example"))), "belong to the same resource server")
		for _, own := range []string{"https://id.example/t/acme/api/v1", "https://id.example/t", "HTTPS://ID.example/t/x"} {
			require.Contains(t, h.refused(with(server(own))), "in this installation's own name space", own)
		}
		h.apply(with(server("https://id.example/tea")))

		stolen := server(billing)
		stolen.Credentials = []apply.Credential{{Place: apply.Place{Line: 9}, ID: "orders-api", Secret: secret(1)}}
		require.Contains(t, h.refused(with(stolen)), "line 9: credential \"orders-api\": the id belongs to another resource server \""+orders)

		client := apply.NewClient("shop")
		client.Allowed = []apply.Allowance{
			{Place: apply.Place{Line: 11}, ResourceServer: "https://unknown.example"},
			{Place: apply.Place{Line: 12}, ResourceServer: billing, Scope: domain.Scope{"orders:read"}},
			{Place: apply.Place{Line: 13}, ResourceServer: "https://billing.example"},
			{Place: apply.Place{Line: 14}, ResourceServer: "https://id.example/t/acme/api/v1"},
		}
		client.Line, client.ActsFor = 10, "https://id.example/t/acme/oauth2/introspect"
		declared := apply.NewTenant("acme")
		declared.Clients = []apply.Client{client}
		refusal := h.refused(declared)
		require.Contains(t, refusal, `line 11: client "shop": allowed: no resource server of tenant acme has the identifier "https://unknown.example"`)
		require.Contains(t, refusal, `line 12: client "shop": allowed: resource server "`+billing+`" has no scope "orders:read"`)
		require.Contains(t, refusal, `line 13: client "shop": allowed: "https://billing.example" is another identifier`)
		require.Contains(t, refusal, `line 14: client "shop": allowed: no resource server`)
		require.Contains(t, refusal, `line 10: client "shop": acts_for: no resource server of tenant acme has the identifier "https://id.example/t/acme/oauth2/introspect"`)

		// A mistake in one tenant keeps all from being applied.
		require.NotEmpty(t, h.refused(apply.NewTenant("globex"), declared))
		_, err := h.Store.FindTenant(t.Context(), "globex")
		require.True(t, domain.KindNotFound.Is(err))
		require.Equal(t, before.Tenant.Settings, h.rows("acme").Tenant.Settings)
	})
}

func TestClientsMayKeepScopesThatAreNoLongerOwned(t *testing.T) {
	onEachEngine(t, func(h house) {
		h.apply(acme("acme"))
		h.change("acme", func(ctx context.Context, tx domain.Changer) error {
			rs := h.rows("acme").ResourceServers[0]
			rs.Scopes = rs.Scopes[:1]
			return tx.EditResourceServer(ctx, rs)
		})
		declared := apply.NewTenant("acme")
		declared.Clients = acme("acme").Clients
		require.Empty(t, h.apply(declared))
	})
}

func TestOperatorsAreDeclaredInTenantSystem(t *testing.T) {
	onEachEngine(t, func(h house) {
		system := apply.NewTenant(domain.SystemSlug)
		robot := apply.NewClient("robot")
		robot.Want.Roles = []domain.Role{domain.Operator}
		robot.Secrets = []apply.Secret{{Text: secret(1)}}
		system.Clients = []apply.Client{robot}
		h.apply(system)
		require.Equal(t, []domain.Role{domain.Operator}, h.client(domain.SystemSlug, "robot").Roles)
		require.Empty(t, h.apply(system))
	})
}

func TestManyMayApplyOneFileAtOnce(t *testing.T) {
	onEachEngine(t, func(h house) {
		var all sync.WaitGroup
		failures := make(chan error, 4)
		for range 4 {
			all.Go(func() {
				_, err := h.Apply(t.Context(), apply.Declaration{Tenants: []apply.Tenant{acme("acme")}}, now)
				failures <- err
			})
		}
		all.Wait()
		close(failures)
		for err := range failures {
			// Whoever loses a race may be told to apply again, and nothing else.
			require.True(t, err == nil || domain.KindConflict.Is(err), "%v", err)
		}
		require.Empty(t, h.apply(acme("acme")))
		require.Len(t, h.rows("acme").ResourceServers, 1)
		require.Len(t, h.client("acme", "shop").Secrets, 1)
	})
}

func TestExportsDeclareWhatIsThere(t *testing.T) {
	onEachEngine(t, func(h house) {
		declared := with(acme("acme"), registered(t))
		declared.Clients[0].Want.Roles = []domain.Role{domain.Owner}
		declared.Clients[0].ActsFor = orders
		h.apply(declared)
		h.change("acme", func(ctx context.Context, tx domain.Changer) error {
			return tx.AddClientSecret(ctx, "shop", domain.MachineSecret{ID: "old", Created: now, Expires: now.Add(time.Hour)})
		})

		exported, err := apply.Export(t.Context(), h.Store, "acme")
		require.NoError(t, err)
		tenant := exported.Tenants[0]
		require.Len(t, tenant.Clients[0].Secrets, 1, "secrets about to expire are not declared")
		require.Zero(t, tenant.Clients[0].Secrets[0].Text)
		require.Zero(t, tenant.ResourceServers[0].Credentials[0].Secret)

		tenant.Clients[0].Secrets[0].Text = secret(2)
		tenant.ResourceServers[0].Credentials[0].Secret = secret(1)
		require.Empty(t, h.apply(tenant))

		_, err = apply.Export(t.Context(), h.Store, "globex")
		require.True(t, domain.KindNotFound.Is(err))
	})
}
