package domain

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestS30OnlyWholeAddressesAreRegistered covers S29 and S30 at registration: what
// no client may register can never be redirected to.
func TestS30OnlyWholeAddressesAreRegistered(t *testing.T) {
	const everybody, natives = "everybody", "natives"
	// The console checks addresses while they are typed, by the same cases.
	text, err := os.ReadFile("testdata/redirects.json")
	require.NoError(t, err)
	var cases []struct{ Who, URI string }
	require.NoError(t, json.Unmarshal(text, &cases))
	require.Greater(t, len(cases), 100)
	for _, c := range cases {
		web := Registration{RedirectURIs: []string{c.URI}}
		native := Registration{RedirectURIs: []string{c.URI}, ApplicationType: NativeApplication}
		require.Equal(t, c.Who == everybody, web.Check() == nil, "web: %s: %v", c.URI, web.Check())
		require.Equal(t, c.Who == everybody || c.Who == natives, native.Check() == nil, "native: %s: %v", c.URI, native.Check())
		var refusal *Error
		if errors.As(web.Check(), &refusal) {
			require.Equal(t, "redirect_uris", refusal.Field)
			require.True(t, c.URI == "" || len(c.URI) < 12 || !strings.Contains(refusal.Message, c.URI))
		}
		logout := Registration{PostLogoutRedirectURIs: []string{c.URI}}
		require.Equal(t, c.Who == everybody, logout.Check() == nil, "after logout: %s", c.URI)
	}
}

// TestS28AddressesMatchByteForByte covers CVE-2020-15233 and CVE-2020-15234: of an
// address on loopback the port may differ, and nothing else of any.
func TestS28AddressesMatchByteForByte(t *testing.T) {
	r := Registration{RedirectURIs: []string{
		"https://shop.example/Callback?a=1", "http://127.0.0.1/cb?x=1", "http://[::1]:1234/cb", "http://localhost:3000/cb", "http://127.0.0.1", "com.example.app:/cb",
	}}
	r.ApplicationType = NativeApplication
	require.NoError(t, r.Check())
	for _, matching := range append(slices.Clone(r.RedirectURIs),
		"http://127.0.0.1:1/cb?x=1", "http://127.0.0.1:65535/cb?x=1", "http://[::1]/cb", "http://[::1]:4321/cb", "http://127.0.0.1:8080",
	) {
		require.True(t, r.MatchRedirect(matching), matching)
		require.False(t, r.MatchPostLogout(matching), matching)
	}
	for _, other := range []string{
		"", "https://shop.example/callback?a=1", "https://shop.example/Callback", "https://shop.example/Callback?a=1&b=2", "https://shop.example/Callback?a=1#", "https://shop.example:443/Callback?a=1",
		"https://SHOP.example/Callback?a=1", "https://shop.example/Callback/?a=1", "https://shop.example//Callback?a=1", "https://shop.example/x/../Callback?a=1", "https://shop.example/%43allback?a=1",
		"https://shop.example.evil.example/Callback?a=1", "https://shop.example@evil.example/Callback?a=1", "http://shop.example/Callback?a=1",
		"http://127.0.0.1/cb", "http://127.0.0.1:80/cb", "http://127.0.0.1:80/cb?x=2", "http://127.0.0.1:80/CB?x=1", "http://127.0.0.1:0/cb?x=1", "http://127.0.0.1:65536/cb?x=1",
		"http://127.0.0.1:/cb?x=1", "http://127.0.0.1:080/cb?x=1", "http://127.0.0.1:80:81/cb?x=1", "http://127.0.0.1:80@evil.example/cb?x=1", "http://127.0.0.1:a/cb?x=1", "http://127.0.0.1:80#/cb?x=1",
		"http://127.0.0.1.evil.example/cb?x=1", "http://127.0.0.1@evil.example/cb?x=1", "https://127.0.0.1:80/cb?x=1", "http://127.0.0.2:80/cb?x=1", "http://[::1]:80/cb?x=1", "http://[::1]evil.example/cb",
		"http://localhost/cb", "http://localhost:3001/cb", "http://127.0.0.1:3000/cb", "http://127.0.0.1:8080/", "http://127.0.0.1:8080\\evil.example",
		"com.example.app:/cb?x", "com.example.app:1/cb", "COM.example.app:/cb",
	} {
		require.False(t, r.MatchRedirect(other), other)
	}
	require.False(t, Registration{}.MatchRedirect(""))
}

// FuzzMatchRedirect holds that whatever matches is an address that could have been
// registered itself, and leads to where a registered one does.
func FuzzMatchRedirect(f *testing.F) {
	r := Registration{ApplicationType: NativeApplication, RedirectURIs: []string{
		"https://shop.example/cb?a=1", "http://127.0.0.1/cb", "http://[::1]:80/cb?b", "http://127.0.0.1:9", "http://localhost/cb", "com.example.app:/cb",
	}}
	require.NoError(f, r.Check())
	for _, uri := range append(slices.Clone(r.RedirectURIs), "http://127.0.0.1:80@evil.example/cb", "http://127.0.0.1:1/cb", "http://[::1]:2/cb?b") {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		if !r.MatchRedirect(uri) || slices.Contains(r.RedirectURIs, uri) {
			return
		}
		require.NoError(t, Registration{RedirectURIs: []string{uri}}.Check())
		asked, err := url.Parse(uri)
		require.NoError(t, err)
		require.True(t, slices.ContainsFunc(r.RedirectURIs, func(registered string) bool {
			known, err := url.Parse(registered)
			require.NoError(t, err)
			known.Host = strings.TrimSuffix(known.Host, ":"+known.Port())
			without := *asked
			without.Host = strings.TrimSuffix(asked.Host, ":"+asked.Port())
			return without == *known && (known.Hostname() == "127.0.0.1" || known.Hostname() == "::1")
		}), uri)
	})
}

func TestMembersOfAClientGoTogether(t *testing.T) {
	keys, err := ParseKeySet([]byte(`{"keys":[` + with("Ed25519", nil) + `]}`))
	require.NoError(t, err)
	web := Registration{RedirectURIs: []string{"https://shop.example/cb"}}
	for _, c := range []struct {
		name   string
		change func(*Client)
		field  string
	}{
		{"nothing more", func(*Client) {}, ""},
		{"codes with an address", func(c *Client) { c.GrantTypes, c.Registration = []string{AuthorizationCode, RefreshGrant}, web }, ""},
		{"codes without", func(c *Client) { c.GrantTypes = []string{AuthorizationCode} }, "redirect_uris"},
		{"devices", func(c *Client) { c.GrantTypes = []string{DeviceCode, RefreshGrant} }, ""},
		{"a grant type of no server", func(c *Client) { c.GrantTypes = []string{"implicit"} }, "grant_types"},
		{"signing with keys", func(c *Client) { c.AuthMethod, c.Registration.JWKS = PrivateKeyJWT, keys }, ""},
		{"signing with published keys", func(c *Client) { c.AuthMethod, c.Registration.JWKSURI = PrivateKeyJWT, "https://shop.example/jwks" }, ""},
		{"keys both given and published", func(c *Client) { c.Registration.JWKS, c.Registration.JWKSURI = keys, "https://shop.example/jwks" }, "jwks_uri"},
		{"keys published over http", func(c *Client) { c.Registration.JWKSURI = "http://shop.example/jwks" }, "jwks_uri"},
		{"a role for a client that registered itself", func(c *Client) { c.InitialToken, c.Roles = "initial", []Role{Auditor} }, "roles"},
		{"signing without", func(c *Client) { c.AuthMethod = PrivateKeyJWT }, "jwks"},
		{"a public client", func(c *Client) { c.AuthMethod, c.GrantTypes, c.Registration = NoAuth, []string{AuthorizationCode}, web }, ""},
		{"a public client for itself", func(c *Client) { c.AuthMethod = NoAuth }, "grant_types"},
		{"a public client with a secret", func(c *Client) {
			c.AuthMethod, c.GrantTypes, c.Secrets = NoAuth, nil, []MachineSecret{{}}
		}, "token_endpoint_auth_method"},
		{"a public client with a role", func(c *Client) { c.AuthMethod, c.GrantTypes, c.Roles = NoAuth, nil, []Role{Owner} }, "roles"},
		{"a public client excused from PKCE", func(c *Client) { c.AuthMethod, c.GrantTypes, c.Registration.PKCE = NoAuth, nil, PKCEOptional }, "pkce"},
		{"a confidential one", func(c *Client) { c.Registration.PKCE = PKCEOptional }, ""},
		{"a method of no server", func(c *Client) { c.AuthMethod = "client_secret_jwt" }, "token_endpoint_auth_method"},
		{"another application", func(c *Client) { c.Registration.ApplicationType = "robot" }, "application_type"},
		{"unsigned ID tokens", func(c *Client) { c.Registration.IDTokenAlg = "none" }, "id_token_signed_response_alg"},
		{"another subject", func(c *Client) { c.Registration.SubjectType = "private" }, "subject_type"},
		{"another consent", func(c *Client) { c.Registration.Consent = "never" }, "consent"},
		{"a logo over http", func(c *Client) { c.Registration.LogoURI = "http://shop.example/logo.png" }, "logo_uri"},
		{"a policy that runs", func(c *Client) { c.Registration.PolicyURI = "javascript:alert(1)" }, "policy_uri"},
		{"logout over http to another machine", func(c *Client) { c.Registration.BackchannelLogoutURI = "http://10.0.0.1/" }, "backchannel_logout_uri"},
		{"logout on this machine", func(c *Client) { c.Registration.BackchannelLogoutURI = "http://127.0.0.1:9/" }, ""},
		{"a contact twice", func(c *Client) { c.Registration.Contacts = []string{"a", "a"} }, "contacts"},
		{"a contact on two lines", func(c *Client) { c.Registration.Contacts = []string{"a\nb"} }, "contacts"},
		{"an address twice", func(c *Client) { c.Registration.RedirectURIs = append(web.RedirectURIs, web.RedirectURIs...) }, "redirect_uris"},
	} {
		client := Client{ID: "shop", Name: "Shop", Status: Active, GrantTypes: []string{ClientCredentials}, AuthMethod: SecretBasic}
		c.change(&client)
		err := client.Check()
		if c.field == "" {
			require.NoError(t, err, c.name)
			continue
		}
		var refusal *Error
		require.ErrorAs(t, err, &refusal, c.name)
		require.Equal(t, c.field, refusal.Field, c.name)
	}
	many := Registration{}
	for i := range 51 {
		many.RedirectURIs = append(many.RedirectURIs, "https://shop.example/"+strings.Repeat("a", i))
	}
	require.ErrorContains(t, many.Check(), "at most 50")
	large := Registration{}
	for i := range 20 {
		large.RedirectURIs = append(large.RedirectURIs, "https://shop.example/"+strings.Repeat("a", 900+i))
	}
	require.ErrorContains(t, large.Check(), "bytes")
}

func TestDefaultsAreTheSafeOnes(t *testing.T) {
	var r Registration
	require.True(t, r.NeedsPKCE())
	require.True(t, r.AsksConsent())
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, "{}", string(text))
	filled := r.Filled()
	require.NoError(t, filled.Check())
	require.Equal(t, filled, filled.Filled())
	require.Equal(t, Registration{ApplicationType: "web", IDTokenAlg: "RS256", SubjectType: "public", PKCE: "required", Consent: "ask"}, filled)
}
