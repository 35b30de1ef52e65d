package interop_test

import (
	"context"
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

func TestGoClientGetsTokens(t *testing.T) {
	worlds(t, func(t *testing.T, server *process.Process, w world) {
		for _, way := range []struct {
			name  string
			who   party
			style oauth2.AuthStyle
		}{
			{"with the secret in HTTP Basic", w.Shop, oauth2.AuthStyleInHeader},
			{"with the secret in the form", w.Postman, oauth2.AuthStyleInParams},
			{"finding out by itself that HTTP Basic works", w.Shop, oauth2.AuthStyleAutoDetect},
		} {
			t.Run(way.name, func(t *testing.T) {
				config := credentials(w, way.who, way.style)
				config.Scopes = []string{"orders:read"}
				config.EndpointParams = url.Values{"resource": {w.Orders.Identifier}}
				token, err := config.Token(t.Context())
				require.NoError(t, err)
				require.True(t, token.Valid())
				require.Equal(t, "Bearer", token.Type())
				require.Equal(t, "orders:read", token.Extra("scope"))
				require.Empty(t, token.RefreshToken)

				acme := server.At("acme")
				require.True(t, acme.Introspect(t, w.Orders.caller(), token.AccessToken).Active())
				require.True(t, acme.Introspect(t, w.Billing.caller(), token.AccessToken).Inactive())
			})
		}
	})
}

func TestGoClientUnderstandsRefusals(t *testing.T) {
	worlds(t, func(t *testing.T, _ *process.Process, w world) {
		stranger := w.Shop
		stranger.Secret = process.NewSecret()
		for _, refusal := range []struct {
			name  string
			who   party
			style oauth2.AuthStyle
			scope string
			error string
		}{
			{"a wrong secret in HTTP Basic", stranger, oauth2.AuthStyleInHeader, "", "invalid_client"},
			{"a wrong secret in the form", stranger, oauth2.AuthStyleInParams, "", "invalid_client"},
			{"the form by a client registered for HTTP Basic", w.Shop, oauth2.AuthStyleInParams, "", "invalid_client"},
			{"a scope the client is not allowed", w.Postman, oauth2.AuthStyleInParams, "orders:write", "invalid_scope"},
		} {
			t.Run(refusal.name, func(t *testing.T) {
				config := credentials(w, refusal.who, refusal.style)
				if refusal.scope != "" {
					config.Scopes = []string{refusal.scope}
				}
				_, err := config.Token(context.Background())
				var refused *oauth2.RetrieveError
				require.ErrorAs(t, err, &refused)
				require.Equal(t, refusal.error, refused.ErrorCode)
			})
		}
	})
}
