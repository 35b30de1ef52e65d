package domain

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzClientMetadata reads what strangers send: it is refused with a code of RFC
// 7591, or gives a client that the one rule accepts or refuses with such a code.
func FuzzClientMetadata(f *testing.F) {
	for _, text := range []string{
		`{"redirect_uris":["https://app.example/back"],"client_name":"App","scope":"openid"}`,
		`{"redirect_uris":["https://app.example/back"],"pkce":"optional","consent":"trusted"}`,
		`{"jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},"token_endpoint_auth_method":"private_key_jwt"}`,
		`{"grant_types":null,"contacts":[1]}`, `{"client_name":"a","client_name":"b"}`, `[]`, `{`, "\xff",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		refused := func(err error) {
			var known *Error
			require.ErrorAs(t, err, &known)
			require.Equal(t, KindInvalid, known.Kind)
			require.Contains(t, []string{"invalid_client_metadata", "invalid_redirect_uri"}, known.Code)
		}
		metadata, others, err := ParseClientMetadata(text)
		if err != nil {
			refused(err)
			return
		}
		require.NotContains(t, others, "redirect_uris")
		client, err := metadata.Over(Client{ID: "self", Status: Active, InitialToken: "initial"})
		if err != nil {
			refused(err)
			return
		}
		require.NoError(t, client.Check())
		require.True(t, client.Registration.NeedsPKCE() && client.Registration.AsksConsent())
		require.Empty(t, client.Roles)
	})
}

func TestPublishedKeys(t *testing.T) {
	const good = `{"kty":"OKP","kid":"1","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	for text, want := range map[string][]string{
		`{"keys":[` + good + `]}`: {"1"},
		`{"keys":[{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"secp256k1"},` + good + `,{"kty":"RSA","use":"enc"}]}`: {"1"},
		`{"keys":[` + good + `,` + good + `]}`: {"1"},
		`{"keys":[{"kty":"OKP","kid":"2","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"AAAA"}]}`: nil,
		`{"keys":[]}`: nil,
	} {
		keys, err := ParsePublishedKeys([]byte(text))
		require.NoError(t, err, text)
		var ids []string
		for _, key := range keys.Keys() {
			ids = append(ids, key.ID)
		}
		require.Equal(t, want, ids, text)
	}
	for _, text := range []string{"", "[]", "{}", `{"keys":1}`, `<html>`} {
		_, err := ParsePublishedKeys([]byte(text))
		require.True(t, KindInvalid.Is(err), text)
	}
}
