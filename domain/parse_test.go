package domain

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSlugs(t *testing.T) {
	for _, good := range []string{"a", "0", "acme", "acme-2", "a-b-c", strings.Repeat("a", 63), "system"} {
		slug, err := ParseSlug(good)
		require.NoError(t, err, good)
		require.Equal(t, good, string(slug))
	}
	for _, bad := range []string{
		"", "-a", "a-", "A", "Acme", "a_b", "a.b", "a b", "ä", "a/b", "..", ".", "%61", "a%2fb", "a;b", "acme.", "аcme",
		strings.Repeat("a", 64), "api", "oauth2", "admin", "www", "t", "a\x00",
	} {
		_, err := ParseSlug(bad)
		require.True(t, KindInvalid.Is(err), "%q", bad)
	}
}

func FuzzParseSlug(f *testing.F) {
	for _, seed := range []string{"acme", "-a", "a-", "A", "", "a--b", "xn--a"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	f.Fuzz(func(t *testing.T, text string) {
		slug, err := ParseSlug(text)
		if err == nil {
			require.Equal(t, text, string(slug))
			require.Regexp(t, form, text)
		}
	})
}

func TestScopes(t *testing.T) {
	scope, err := ParseScope("orders:read orders:write")
	require.NoError(t, err)
	require.Equal(t, Scope{"orders:read", "orders:write"}, scope)
	require.Equal(t, "orders:read orders:write", scope.String())
	none, err := ParseScope("")
	require.NoError(t, err)
	require.Empty(t, none)
	for _, bad := range []string{" ", "a ", " a", "a  b", "a\tb", "a\"b", `a\b`, "ä", "a a", strings.Repeat("x", maxScopeLength+1)} {
		_, err := ParseScope(bad)
		require.Error(t, err, "%q", bad)
	}
	require.Equal(t, Scope{"b"}, Scope{"a", "b"}.Both(Scope{"b", "c"}))
	require.Equal(t, Scope{"a", "b", "c"}, Scope{"a", "b"}.With(Scope{"b", "c"}))
}

func FuzzParseScope(f *testing.F) {
	f.Add("orders:read orders:write")
	f.Fuzz(func(t *testing.T, text string) {
		if scope, err := ParseScope(text); err == nil {
			require.Equal(t, text, scope.String())
		}
	})
}

func TestIdentifiers(t *testing.T) {
	for _, good := range []string{"https://orders.acme.example", "https://a/b?c=d", "urn:acme:orders", "api://orders", "http://localhost:8080/x"} {
		require.NoError(t, CheckIdentifier(good), good)
	}
	for _, bad := range []string{"", "orders", "/orders", "https://", "https://a#b", "https://a#", "https://u:p@a", "https://a b", "https://ä", "https://a\"", "https://" + strings.Repeat("a", 512)} {
		require.Error(t, CheckIdentifier(bad), "%q", bad)
	}
}

func TestClientIDsAreNeverMistakenForPeople(t *testing.T) {
	for _, good := range []string{"shop", "shop-2", "a", "A.b_c~d"} {
		require.NoError(t, CheckClientID(good), good)
	}
	for _, bad := range []string{"", "-a", ".a", "a b", "a/b", "a:b", "a%2f", "ä", "01912d68-783e-7a03-8467-5661c1243ad4", "01912D68783E7A0384675661C1243AD4", strings.Repeat("a", 129)} {
		require.Error(t, CheckClientID(bad), "%q", bad)
	}
}

func TestSecretsBroughtFromOutsideMustBeStrong(t *testing.T) {
	for range 200 {
		raw := make([]byte, 32)
		_, _ = rand.Read(raw)
		require.NoError(t, NewSecret(fmt.Sprintf("%x", raw)).CheckBrought("secret"))
		require.NoError(t, NewSecret(rand.Text()+rand.Text()).CheckBrought("secret"))
	}
	for _, weak := range []string{
		"", "short", strings.Repeat("a", 64), strings.Repeat("ab12", 16), strings.Repeat("0123456789", 5),
		"correct horse battery staple and more words", "passwordpasswordpasswordpassword",
		"abcdefghijabcdefghijabcdefghijabcdefghij", strings.Repeat("Xy9!", 200),
	} {
		require.Error(t, NewSecret(weak).CheckBrought("secret"), "%q", weak)
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	const text = "jtn_cs_thisisthetextthatmustnotbeseen"
	secret := NewSecret(text)
	key, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	asJSON, err := json.Marshal(struct{ S Secret }{secret})
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v %s %q", secret, secret, secret, secret, secret), string(asJSON),
		fmt.Sprintf("%+v", Credentials{ID: "shop", Secret: secret}), secret.LogValue().String(),
	} {
		require.NotContains(t, shown, "mustnotbeseen")
	}
	require.Equal(t, "[redacted]", fmt.Sprintf("%v", key))
	require.Equal(t, "[redacted]", fmt.Sprintf("%#v", key))
}

func TestCredentialsAreCheckedAgainstEverySecret(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	key, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	charged := 0
	snap := NewSnapshot(Snapshot{HashKey: key, Charge: func(caller Actor, _ int, _ time.Time) error {
		require.Equal(t, ActorClient, caller.Kind())
		charged++
		return nil
	}}, nil)
	older, newer, gone := NewSecret("older"), NewSecret("newer"), NewSecret("gone")
	client := &Client{ID: "shop", Status: Active, AuthMethod: SecretBasic, Secrets: []MachineSecret{
		{Hash: key.HashSecret(gone), Expires: now},
		{Hash: key.HashSecret(older), Expires: now.Add(time.Minute)},
		{Hash: key.HashSecret(newer)},
	}}
	disabled := *client
	disabled.Status = Disabled
	post := *client
	post.AuthMethod = SecretPost

	for _, c := range []struct {
		name        string
		client      *Client
		credentials Credentials
		ok          bool
	}{
		{"the newer secret", client, Credentials{Secret: newer, Method: SecretBasic}, true},
		{"the older secret until it expires", client, Credentials{Secret: older, Method: SecretBasic}, true},
		{"an expired secret", client, Credentials{Secret: gone, Method: SecretBasic}, false},
		{"a wrong secret", client, Credentials{Secret: NewSecret("wrong"), Method: SecretBasic}, false},
		{"no secret", client, Credentials{Method: SecretBasic}, false},
		{"a secret as it was sent, not form-encoded", client, Credentials{Secret: NewSecret("n"), Verbatim: newer, Method: SecretBasic}, true},
		{"a disabled client", &disabled, Credentials{Secret: newer, Method: SecretBasic}, false},
		{"no such client", nil, Credentials{Secret: newer, Method: SecretBasic}, false},
		{"no such client and no secret", nil, Credentials{Method: SecretBasic}, false},
		{"a client without secrets", &Client{Status: Active}, Credentials{Method: SecretBasic}, false},
		{"the form, though registered for Basic", client, Credentials{Secret: newer, Method: SecretPost}, false},
		{"the form, as registered", &post, Credentials{Secret: newer, Method: SecretPost}, true},
		{"Basic, which always works", &post, Credentials{Secret: newer, Method: SecretBasic}, true},
	} {
		charged = 0
		_, err := snap.AuthenticateClient(t.Context(), c.client, c.credentials, now)
		require.Equal(t, c.ok, err == nil, c.name)
		require.Equal(t, c.ok, charged == 1, "who proved itself is charged, nobody else: %s", c.name)
		if err != nil {
			require.Equal(t, Unauthenticated(), err, "every refusal is the same: %s", c.name)
		}
	}
}

func TestTheOperatorTokenLetsNobodyInWhenUnset(t *testing.T) {
	_, err := OperatorToken{}.Authenticate(Secret{})
	require.Error(t, err)
	_, err = NewOperatorToken(NewSecret("x")).Authenticate(NewSecret("y"))
	require.Error(t, err)
	operator, err := NewOperatorToken(NewSecret("x")).Authenticate(NewSecret("x"))
	require.NoError(t, err)
	require.Equal(t, ActorOperator, operator.Actor().Kind())
}
