package interop_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/jeton-id/jeton/test/process"
)

// credentials is how golang.org/x/oauth2 is told about a client.
func credentials(w world, who party, style oauth2.AuthStyle) clientcredentials.Config {
	return clientcredentials.Config{
		ClientID: who.ID, ClientSecret: who.Secret, TokenURL: w.Issuer + "/oauth2/token", AuthStyle: style,
	}
}

// way is one way of the library to get a token.
type way struct {
	name  string
	who   party
	style oauth2.AuthStyle
}

func goClientGetsToken(w world) []way {
	return []way{
		{"a token with the secret in HTTP Basic", w.Shop, oauth2.AuthStyleInHeader},
		{"a token with the secret in the form", w.Postman, oauth2.AuthStyleInParams},
		{"a token finding out by itself that HTTP Basic works", w.Shop, oauth2.AuthStyleAutoDetect},
	}
}

func (w way) check(t *testing.T, server *process.Process, everybody world) {
	config := credentials(everybody, w.who, w.style)
	config.Scopes = []string{"orders:read"}
	config.EndpointParams = url.Values{"resource": {everybody.Orders.Identifier}}
	token, err := config.Token(t.Context())
	require.NoError(t, err)
	require.True(t, token.Valid())
	require.Equal(t, "Bearer", token.Type())
	require.Equal(t, "orders:read", token.Extra("scope"))
	require.Empty(t, token.RefreshToken)

	acme := server.At("acme")
	require.True(t, acme.Introspect(t, everybody.Orders.caller(), token.AccessToken).Active())
	require.True(t, acme.Introspect(t, everybody.Billing.caller(), token.AccessToken).Inactive())
}

// refusal is something the library must understand to be refused.
type refusal struct {
	name  string
	who   party
	style oauth2.AuthStyle
	scope []string
	code  string
}

func goClientIsRefused(w world) []refusal {
	stranger := w.Shop
	stranger.Secret = process.NewSecret()
	return []refusal{
		{"refused with a wrong secret in HTTP Basic", stranger, oauth2.AuthStyleInHeader, nil, "invalid_client"},
		{"refused with a wrong secret in the form", stranger, oauth2.AuthStyleInParams, nil, "invalid_client"},
		{"refused with the form, registered for HTTP Basic", w.Shop, oauth2.AuthStyleInParams, nil, "invalid_client"},
		{"refused a scope it is not allowed", w.Postman, oauth2.AuthStyleInParams, []string{"orders:write"}, "invalid_scope"},
	}
}

func (r refusal) check(t *testing.T, everybody world) {
	config := credentials(everybody, r.who, r.style)
	config.Scopes = r.scope
	token, err := config.Token(t.Context())
	require.Nil(t, token)
	var refused *oauth2.RetrieveError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, r.code, refused.ErrorCode)
}
