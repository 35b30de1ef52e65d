package main

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// everyMember gives a client of an apply file every member of a registration. Its
// keys are JSON, as other tools write it.
const everyMember = `        token_endpoint_auth_method: private_key_jwt
        redirect_uris: [https://app.example/cb, "com.example.app:/cb"]
        post_logout_redirect_uris: [https://app.example/bye]
        application_type: native
        jwks: {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
        id_token_signed_response_alg: ES256
        subject_type: pairwise
        backchannel_logout_uri: https://app.example/out
        backchannel_logout_session_required: true
        require_pushed_authorization_requests: true
        client_uri: https://app.example/
        logo_uri: https://app.example/logo.png
        policy_uri: https://app.example/policy
        tos_uri: https://app.example/terms
        contacts: [ops@app.example]
        pkce: optional
        consent: trusted
`

// TestEveryMemberOfARegistrationIsRead reads each member, and writes it so that it
// is read again: one that is added to a registration cannot be forgotten in either.
func TestEveryMemberOfARegistrationIsRead(t *testing.T) {
	file := "tenants:\n  - slug: acme\n    clients:\n      - client_id: app\n" + everyMember
	declaration, err := readApplyFile([]byte(file), lookupSome)
	require.NoError(t, err)
	client := declaration.Tenants[0].Clients[0].Want
	require.Equal(t, []string{domain.AuthorizationCode}, client.GrantTypes, "where there are addresses to send people to")
	// Keys are given or published, not both.
	published, err := readApplyFile([]byte(strings.Replace(file, `jwks: {`, `jwks_uri: https://app.example/jwks # {`, 1)), lookupSome)
	require.NoError(t, err)
	client.Registration.JWKSURI = published.Tenants[0].Clients[0].Want.Registration.JWKSURI
	registration := reflect.ValueOf(client.Registration)
	var names []string
	for i := range registration.NumField() {
		name, _, _ := strings.Cut(registration.Type().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
		require.False(t, registration.Field(i).IsZero(), "%s is not read", name)
	}
	require.ElementsMatch(t, names, registrationMembers)

	var written bytes.Buffer
	require.NoError(t, writeApplyFile(&written, declaration, verbatim))
	again, err := readApplyFile(written.Bytes(), lookupSome)
	require.NoError(t, err, written.String())
	require.Empty(t, cmp.Diff(declaration, again, sameDeclaration...), written.String())
}
