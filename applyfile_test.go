package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
)

// someVariables are what the files of these tests name.
var someVariables = map[string]string{
	"ORDERS_API_SECRET": "hT8mQ2xVbN5cKzR7wLpYdF3gJ9sXa4Ue",
	"SHOP_SECRET":       "Zk4uWn8eRt2yCq6vBm9xLs3dGf7hJp5A",
	"ALICE_PASSWORD":    "purple hat under water",
	"WITH_DOLLAR":       "Zk4uWn8eRt2yCq6$$vBm9xLs${NO}7hJ",
	"WEAK":              "letmein",
	"EMPTY":             "",
}

func pointer[T any](to T) *T { return &to }

func lookupSome(name string) (string, bool) {
	value, ok := someVariables[name]
	return value, ok
}

func readExample(t testing.TB) []byte {
	data, err := os.ReadFile(filepath.Join("testdata", "apply", "acme.yaml"))
	require.NoError(t, err)
	return data
}

func TestApplyFileOfTheContractIsRead(t *testing.T) {
	declaration, err := readApplyFile(readExample(t), lookupSome)
	require.NoError(t, err)
	settings := domain.DefaultSettings()
	settings.DynamicRegistration = domain.RegistrationByToken
	want := apply.Declaration{Tenants: []apply.Tenant{{
		Slug: "acme", Name: "Acme Inc.", Settings: &settings,
		ResourceServers: []apply.ResourceServer{{
			Want: domain.ResourceServer{
				Name: "Orders API", Identifiers: []string{"https://orders.acme.example"},
				Scopes:      []domain.ResourceScope{{Name: "orders:read", Description: "Read orders"}, {Name: "orders:write"}},
				TokenFormat: domain.Reference, SigningAlg: "ES256", AccessTokenSeconds: 600,
				Release: domain.Release{Claims: []string{"sub", "username", "client_id"}, Subject: domain.PublicSubject}, Answers: domain.DefaultAnswers(),
			},
			Credentials: []apply.Credential{{ID: "orders-api", Secret: domain.NewSecret(someVariables["ORDERS_API_SECRET"])}},
		}},
		Clients: []apply.Client{{
			Want: domain.Client{
				ID: "shop", Name: "Shop backend", GrantTypes: []string{"client_credentials"},
				AuthMethod: domain.SecretBasic, Roles: []domain.Role{domain.Auditor},
			},
			Allowed: []apply.Allowance{{ResourceServer: "https://orders.acme.example", Scope: domain.Scope{"orders:read", "orders:write"}}},
			ActsFor: "https://orders.acme.example",
			Secrets: []apply.Secret{{Text: domain.NewSecret(someVariables["SHOP_SECRET"])}},
		}},
		Users: []apply.User{{
			Want: domain.User{
				Username: "alice", Name: "Alice Liddell", Email: "alice@acme.example", Roles: []domain.Role{domain.Owner},
				Attributes: map[string]any{"department": "sales", "floor": 3.0, "tags": []any{"a", true, nil, 1.5}},
			},
			EmailVerified: pointer(true), Password: pointer(domain.NewSecret(someVariables["ALICE_PASSWORD"])),
		}},
	}}}
	require.Empty(t, cmp.Diff(want, declaration, sameDeclaration...))
}

func TestMembersLeftOutHaveDefaults(t *testing.T) {
	declaration, err := readApplyFile([]byte(`
tenants:
  - slug: acme
    resource_servers: [{identifiers: [https://a.example, https://b.example]}]
    clients: [{client_id: shop}]
`), lookupSome)
	require.NoError(t, err)
	tenant := declaration.Tenants[0]
	require.Equal(t, "acme", tenant.Name)
	require.Nil(t, tenant.Settings, "settings that are not mentioned are left alone")
	rs := tenant.ResourceServers[0]
	require.Equal(t, "https://a.example", rs.Want.Name)
	require.Equal(t, domain.Reference, rs.Want.TokenFormat)
	require.Equal(t, "ES256", rs.Want.SigningAlg)
	require.Equal(t, domain.Release{Claims: domain.ReleasableClaims(), Subject: domain.PublicSubject}, rs.Want.Release)
	require.Empty(t, rs.Want.Status, "a status that is not mentioned is left alone")
	client := tenant.Clients[0]
	require.Equal(t, "shop", client.Want.Name)
	require.Equal(t, domain.SecretBasic, client.Want.AuthMethod)
	require.Equal(t, []string{domain.ClientCredentials}, client.Want.GrantTypes)
	require.Nil(t, client.Secrets, "secrets that are not mentioned are left alone")
}

func TestMistakesInApplyFiles(t *testing.T) {
	inTenant := "tenants:\n  - slug: acme\n"
	server := inTenant + "    resource_servers:\n      - identifiers: [https://a.example]\n"
	client := inTenant + "    clients:\n      - client_id: shop\n"
	user := inTenant + "    users:\n      - username: alice\n"
	strong := someVariables["SHOP_SECRET"]
	for _, test := range []struct{ name, file, want string }{
		{"nothing", "", "the file is empty"},
		{"only a comment", "# tenants\n", "the file is empty"},
		{"no YAML", "tenants: [", "not YAML"},
		{"two documents", "tenants: []\n---\ntenants: []\n", "line 2: the file has more than one document"},
		{"a list at the top", "- slug: acme\n", "line 1: an object with the members tenants"},
		{"an unknown key at the top", "tenants: []\nusers: []\n", `line 2: unknown key "users"`},
		{"an unknown key in a tenant", inTenant + "    sluggish: true\n", `line 3: unknown key "sluggish"`},
		{"an unknown key in a resource server", server + "        audience: x\n", `line 5: unknown key "audience"`},
		{"an unknown key in a client", client + "        jwks_url: x\n", `line 5: unknown key "jwks_url"`},
		{"an unknown key in settings", inTenant + "    settings:\n      tokens: 1\n", `line 4: unknown key "tokens"`},
		{"a key twice", inTenant + "    slug: acme\n", `line 3: the key "slug" is there twice, first on line 2`},
		{"a tenant without slug", "tenants:\n  - name: Acme\n", `line 2: the key "slug" is missing`},
		{"a tenant twice", inTenant + "  - slug: acme\n", `line 3: tenant "acme" is declared twice, first on line 2`},
		{"a slug in upper case", "tenants:\n  - slug: Acme\n", "line 2: tenant \"Acme\": slug: a slug is made of a-z"},
		{"a reserved slug", "tenants:\n  - slug: admin\n", "is reserved"},
		{"a number for a text", "tenants:\n  - slug: 1234\n", "line 2: slug: a text is expected here, not a value of type int"},
		{"an empty name", inTenant + "    name: \"\"\n", "line 3: tenant \"acme\": name: a name has"},
		{"null for a text", inTenant + "    name:\n", "line 3: name: a text is expected here, not nothing"},
		{"an object for a list", inTenant + "    clients: {a: b}\n", "line 3: clients: a list is expected here, not an object"},
		{"a text for a number", inTenant + "    settings: {access_token_seconds: \"60\"}\n", "line 3: access_token_seconds: a whole number"},
		{"an octal number", inTenant + "    settings: {access_token_seconds: 010}\n", "line 3: access_token_seconds: a whole number"},
		{"a fraction", inTenant + "    settings: {access_token_seconds: 1.5}\n", "line 3: access_token_seconds: a whole number"},
		{"a number beyond all numbers", inTenant + "    settings: {access_token_seconds: 99999999999999999999}\n", "line 3: access_token_seconds: a whole number"},
		{"a text for a boolean in settings", inTenant + "    settings: {require_pushed_authorization_requests: \"yes\"}\n", "line 3: require_pushed_authorization_requests: true or false is expected here"},
		{"registration for everybody", inTenant + "    settings: {dynamic_registration: open}\n", "line 3: tenant \"acme\": dynamic_registration: "},
		{"settings that cannot be kept", inTenant + "    settings:\n      signing_key_days: 0\n", "line 4: tenant \"acme\": signing_key_days: "},
		{"an alias", "tenants:\n  - &a {slug: acme}\n  - *a\n", "line 3: an object with the members slug, name, settings, resource_servers, clients, users is expected here, not an alias"},
		{"a merge", "tenants:\n  - <<: {slug: acme}\n    slug: acme\n", `line 2: unknown key "<<"`},
		{"binary", "tenants:\n  - slug: !!binary YWNtZQ==\n", "line 2: slug: a text is expected here"},
		{"a resource server without identifier", inTenant + "    resource_servers:\n      - name: A\n", `line 4: the key "identifiers" is missing`},
		{"an identifier that is no URI", inTenant + "    resource_servers:\n      - identifiers: [orders]\n", "line 4: resource server \"orders\": identifiers:"},
		{"an identifier twice", server + "      - identifiers: [https://b.example, https://a.example]\n", `line 5: identifier "https://a.example" is declared twice, first on line 4`},
		{"a token format of another world", server + "        token_format: paseto\n", "line 5: resource server \"https://a.example\": token_format:"},
		{"a lifetime of nothing", server + "        access_token_seconds: 0\n", "line 5: access_token_seconds: a lifetime is at least 1 second"},
		{"an empty status", server + "        status: \"\"\n", "line 5: status: a status is active or disabled"},
		{"a claim that cannot be released", server + "        release: {claims: [email]}\n", "line 5: resource server \"https://a.example\": release:"},
		{"a scope twice", server + "        scopes: [{name: a}, {name: a}]\n", "line 5: resource server \"https://a.example\": scopes: \"a\" is named twice"},
		{"a credential without secret", server + "        credentials: [{id: a}]\n", `line 5: the key "secret" is missing`},
		{"a credential id twice", server + "        credentials:\n          - {id: a, secret: " + strong + "}\n          - {id: a, secret: " + strong + "}\n", `line 7: credential "a" is declared twice, first on line 6`},
		{"a client twice", client + "      - client_id: shop\n", `line 5: client "shop" is declared twice, first on line 4`},
		{"a client named like a person", inTenant + "    clients: [{client_id: 5a1f7c3e-0000-4000-8000-000000000000}]\n", "kept for people"},
		{"an unknown grant type", client + "        grant_types: [implicit]\n", "line 5: client \"shop\": grant_types:"},
		{"an unknown authentication", client + "        token_endpoint_auth_method: client_secret_jwt\n", "line 5: client \"shop\": token_endpoint_auth_method:"},
		{"an unknown role", client + "        roles: [god]\n", "line 5: client \"shop\": roles: \"god\" is not a role"},
		{"an operator outside system", client + "        roles: [operator]\n", "exists in tenant system only"},
		{"an allowance twice", client + "        allowed:\n          - {resource_server: https://a.example}\n          - {resource_server: https://a.example}\n", "line 7: client \"shop\": allowed: \"https://a.example\" is declared twice"},
		{"two scopes in one", client + "        allowed: [{resource_server: https://a.example, scopes: [\"a b\"]}]\n", "line 5: client \"shop\": allowed: \"a b\" is not a scope value"},
		{"a redirect with a fragment", client + "        redirect_uris: [\"https://a.example/#b\"]\n", "line 5: client \"shop\": redirect_uris: an address has no fragment"},
		{"an application of no kind", client + "        application_type: robot\n", "line 5: client \"shop\": application_type:"},
		{"codes without a redirect", client + "        grant_types: [authorization_code]\n", "client \"shop\": redirect_uris:"},
		{"a text for a boolean", client + "        require_pushed_authorization_requests: \"yes\"\n", "line 5: require_pushed_authorization_requests: true or false is expected here"},
		{"keys that are a list", client + "        jwks: []\n", "line 5: jwks: a JSON Web Key Set is an object"},
		{"a private key", client + "        jwks: {keys: [{kty: EC, crv: P-256, x: a, y: b, d: " + strong + "}]}\n", "line 5: jwks: one of the keys is private"},
		{"a member of a key twice", client + "        jwks: {keys: [{kty: EC, kty: RSA}]}\n", "line 5: jwks: a key is a text, and there once"},
		{"a number in a key", client + "        jwks: {keys: [{kty: 1}]}\n", "line 5: jwks: a member of a key is not text"},
		{"keys nested without end", client + "        jwks: [[[[[[[[[[a]]]]]]]]]]\n", "line 5: jwks: this is nested too deep"},
		{"signing without keys", client + "        token_endpoint_auth_method: private_key_jwt\n", "client \"shop\": jwks:"},
		{"a public client for itself", client + "        token_endpoint_auth_method: none\n", "client \"shop\": grant_types:"},
		{"a public client with a secret", client + "        token_endpoint_auth_method: none\n        grant_types: []\n        secrets: [" + strong + "]\n", "line 7: client \"shop\": secrets: a client with the method none"},
		{"three secrets", client + "        secrets: [a, b, c]\n", "line 5: client \"shop\": secrets: at most 2"},
		{"a secret twice", client + "        secrets:\n          - " + strong + "\n          - " + strong + "\n", "line 7: client \"shop\": secrets: the same secret is declared twice"},
		{"a short secret", client + "        secrets: [letmein1]\n", "line 5: client \"shop\": secrets: a secret needs at least 32 characters"},
		{"a secret without variety", client + "        secrets: [" + strings.Repeat("ab", 20) + "]\n", "line 5: client \"shop\": secrets: a secret needs more variety"},
		{"a weak secret in a variable", client + "        secrets:\n          - ${WEAK}\n", "line 6: client \"shop\": secrets: a secret needs at least 32 characters"},
		{"a variable that is not set", client + "        secrets:\n          - ${GONE}\n", "line 6: secrets: the environment variable GONE is not set"},
		{"a variable that is empty", client + "        secrets:\n          - ${EMPTY}\n", "line 6: secrets: the environment variable EMPTY is not set"},
		{"a variable without braces", client + "        secrets: [$SHOP_SECRET]\n", "line 5: secrets: a variable is written ${NAME}"},
		{"a user without username", user + "      - name: x\n", `line 5: the key "username" is missing`},
		{"a user twice", user + "      - username: ALICE\n", `line 5: user "ALICE" is declared twice, first on line 4`},
		{"an unknown key in a user", user + "        id: x\n", `line 5: unknown key "id"`},
		{"a username with a space", inTenant + "    users: [{username: a b}]\n", "line 3: user \"a b\": username:"},
		{"an email that is none", user + "        email: x\n", "line 5: user \"alice\": email:"},
		{"an email that is not there and verified", user + "        email_verified: true\n", "line 5: user \"alice\": email_verified:"},
		{"verified by another word", user + "        email_verified: yes\n", "line 5: email_verified: true or false is expected here, not a text"},
		{"a role that is none", user + "        roles: [god]\n", "line 5: user \"alice\": roles:"},
		{"attributes that are none", user + "        attributes: [a]\n", "line 5: attributes: an object is expected here, not a list"},
		{"an attribute twice", user + "        attributes: {a: 1, a: 2}\n", "line 5: attributes: a key is a text, and there once"},
		{"an attribute with no name of one", user + "        attributes: {A: 1}\n", "line 5: user \"alice\": attributes: \"A\" is no name"},
		{"an attribute that is a date", user + "        attributes: {a: 2026-11-21}\n", "line 5: attributes: a text, number, boolean, null, list or object"},
		{"an octal attribute", user + "        attributes: {a: 010}\n", "line 5: attributes: a number in plain digits"},
		{"an endless attribute", user + "        attributes: {a: .inf}\n", "line 5: attributes: a number in plain digits"},
		{"a list for a secret", client + "        secrets: [[a]]\n", "line 5: secrets: a text is expected here, not a list"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readApplyFile([]byte(test.file), lookupSome)
			var mistakes apply.Mistakes
			require.True(t, errors.As(err, &mistakes), "accepted")
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "letmein")
			require.NotContains(t, err.Error(), strong)
		})
	}
}

func TestAllMistakesInAnApplyFileAreToldAtOnce(t *testing.T) {
	_, err := readApplyFile([]byte(`tenants:
  - slug: Acme
    colour: red
    resource_servers:
      - identifiers: [orders]
        credentials: [{id: a, secret: "${GONE}"}]
    clients:
      - client_id: shop
        secrets: [short]
`), lookupSome)
	var mistakes apply.Mistakes
	require.True(t, errors.As(err, &mistakes))
	lines := make([]int, len(mistakes))
	for i, m := range mistakes {
		lines[i] = m.Line
	}
	require.Equal(t, []int{2, 3, 5, 6, 9}, lines)
}

func TestVariablesStandForSecretsOnly(t *testing.T) {
	declaration, err := readApplyFile([]byte(`
tenants:
  - slug: acme
    name: "${SHOP_SECRET} $"
    clients:
      - client_id: shop
        secrets: ["${WITH_DOLLAR}", "$$${SHOP_SECRET}$$"]
`), lookupSome)
	require.NoError(t, err)
	require.Equal(t, "${SHOP_SECRET} $", declaration.Tenants[0].Name)
	secrets := declaration.Tenants[0].Clients[0].Secrets
	require.Equal(t, someVariables["WITH_DOLLAR"], secrets[0].Text.Reveal(), "what a variable holds is not expanded again")
	require.Equal(t, "$"+someVariables["SHOP_SECRET"]+"$", secrets[1].Text.Reveal())
}

func TestLargeApplyFilesAreRefused(t *testing.T) {
	_, err := readApplyFile(bytes.Repeat([]byte("#"), maxApplyFile+1), lookupSome)
	require.ErrorContains(t, err, "the file has more than")
}

func TestPlaceholdersAreNamedApart(t *testing.T) {
	name := placeholders()
	for _, test := range []struct{ id, want string }{
		{"shop", "${SHOP_SECRET}"},
		{"orders-api", "${ORDERS_API_SECRET}"},
		{"shop", "${SHOP_SECRET_2}"},
		{"orders.api", "${ORDERS_API_SECRET_2}"},
		{"2fa~x", "${_2FA_X_SECRET}"},
	} {
		require.Equal(t, test.want, name(test.id, domain.Secret{}))
	}
}

// sameDeclaration compares what is declared, wherever it stands in a file.
var sameDeclaration = []cmp.Option{
	cmpopts.IgnoreTypes(apply.Place{}), cmpopts.IgnoreFields(apply.Secret{}, "Line"), cmp.AllowUnexported(domain.Secret{}, domain.PasswordHash{}),
}

// verbatim writes secrets so that reading gives the same ones.
func verbatim(_ string, secret domain.Secret) string {
	return strings.ReplaceAll(secret.Reveal(), "$", "$$")
}

// FuzzApplyFile holds that reading never panics, and that whatever is accepted
// is written in a form that declares the same.
func FuzzApplyFile(f *testing.F) {
	f.Add(readExample(f))
	f.Add(demoFile)
	f.Add([]byte("tenants:\n  - slug: a\n    clients: [{client_id: b, secrets: [], name: \"\\u00e9: #\"}]\n"))
	f.Add([]byte("tenants:\n  - slug: a\n    clients:\n      - client_id: b\n" + everyMember))
	f.Add([]byte("tenants:\n  - {slug: system, settings: {require_pushed_authorization_requests: true}, clients: [{client_id: '1', roles: [operator]}]}\n"))
	f.Add([]byte("tenants:\n- slug: a\n  users: [{username: a, email: a@b, email_verified: false, password: x, attributes: {a: {b: [1e3, -0, 'true', ~]}}}]\n"))
	f.Add([]byte("tenants: [&a {slug: a}, *a]"))
	f.Add([]byte("a: &a [*a]\ntenants: {<<: *a}"))
	f.Add([]byte("tenants:\n- slug: a\n  resource_servers: [{identifiers: [urn:a], sees: ['*'], hides: [b], token_format: jwt, scopes: [{name: 'true'}]}]\n"))
	anything := func(string) (string, bool) { return someVariables["WITH_DOLLAR"], true }
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := readApplyFile(data, anything)
		if err != nil {
			return
		}
		var written bytes.Buffer
		require.NoError(t, writeApplyFile(&written, first, verbatim))
		second, err := readApplyFile(written.Bytes(), anything)
		require.NoError(t, err, "%s", written.String())
		require.Empty(t, cmp.Diff(first, second, sameDeclaration...), "%s", written.String())
	})
}
