package interop_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

// application is one that signs people in with coreos/go-oidc.
type application struct {
	name string
	who  party
	// back is where answers go, alg what ID tokens are signed with.
	back, alg string
	style     oauth2.AuthStyle
}

func goApplications(w world) []application {
	return []application{
		{"with a secret in HTTP Basic, RS256", w.Site, "https://site.example/back", oidc.RS256, oauth2.AuthStyleInHeader},
		{"with a secret in the form, RS256", w.Kiosk, "https://kiosk.example/back", oidc.RS256, oauth2.AuthStyleInParams},
		{"without a secret, ES256", w.Notebook, "http://127.0.0.1:45678/back", oidc.ES256, oauth2.AuthStyleInParams},
	}
}

// check signs somebody in and does with the tokens what an application does.
func (a application) check(t *testing.T, node string, w world) {
	ctx := t.Context()
	provider, err := oidc.NewProvider(ctx, w.Issuer)
	require.NoError(t, err)
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = a.style
	config := oauth2.Config{
		ClientID: a.who.ID, ClientSecret: a.who.Secret, Endpoint: endpoint, RedirectURL: a.back,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email", "orders:read"},
	}

	state, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	address := config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	answer, err := url.Parse(strings.TrimSpace(runScript(t, node, "goto.mjs", w, address, a.back, w.Carol.ID, w.Carol.Secret)))
	require.NoError(t, err)
	require.Equal(t, state, answer.Query().Get("state"))
	require.Equal(t, w.Issuer, answer.Query().Get("iss"))

	// Another verifier is another client; the code stays good for its own.
	var refused *oauth2.RetrieveError
	_, err = config.Exchange(ctx, answer.Query().Get("code"), oauth2.VerifierOption(oauth2.GenerateVerifier()))
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "invalid_grant", refused.ErrorCode)
	token, err := config.Exchange(ctx, answer.Query().Get("code"), oauth2.VerifierOption(verifier))
	require.NoError(t, err)
	require.True(t, token.Valid())
	require.NotEmpty(t, token.RefreshToken)

	subject := a.verify(ctx, t, provider, token, nonce)
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	require.NoError(t, err)
	require.Equal(t, subject, info.Subject)
	require.Equal(t, "carol@acme.example", info.Email)
	require.True(t, info.EmailVerified)

	// The library renews what it takes to have expired.
	old := *token
	old.Expiry = time.Now().Add(-time.Minute)
	next, err := config.TokenSource(ctx, &old).Token()
	require.NoError(t, err)
	require.NotEqual(t, token.AccessToken, next.AccessToken)
	require.NotEqual(t, token.RefreshToken, next.RefreshToken)
	// The nonce was of the sign-in (OpenID Connect Core section 12.2).
	require.Equal(t, subject, a.verify(ctx, t, provider, next, ""))

	// The code is used up, and whoever brings it again ends what it gave.
	_, err = config.Exchange(ctx, answer.Query().Get("code"), oauth2.VerifierOption(verifier))
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "invalid_grant", refused.ErrorCode)
	_, err = provider.UserInfo(ctx, oauth2.StaticTokenSource(next))
	require.ErrorContains(t, err, "401")
}

// verify has the library check an ID token and what is in it, and gives whom it
// names.
func (a application) verify(ctx context.Context, t *testing.T, provider *oidc.Provider, token *oauth2.Token, nonce string) string {
	t.Helper()
	raw, ok := token.Extra("id_token").(string)
	require.True(t, ok)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: a.who.ID, SupportedSigningAlgs: []string{a.alg}}).Verify(ctx, raw)
	require.NoError(t, err)
	require.Equal(t, nonce, id.Nonce)
	require.NotEmpty(t, id.AccessTokenHash)
	require.NoError(t, id.VerifyAccessToken(token.AccessToken))
	require.Error(t, id.VerifyAccessToken(token.AccessToken+"x"))

	// It is this client's, of this algorithm, and as it was signed.
	for _, other := range []oidc.Config{
		{ClientID: "another", SupportedSigningAlgs: []string{a.alg}},
		{ClientID: a.who.ID, SupportedSigningAlgs: []string{oidc.EdDSA}},
	} {
		_, err = provider.VerifierContext(ctx, &other).Verify(ctx, raw)
		require.Error(t, err)
	}
	parts := strings.Split(raw, ".")
	_, err = provider.Verifier(&oidc.Config{ClientID: a.who.ID}).Verify(ctx, parts[0]+"."+parts[1]+"."+strings.ToLower(parts[2]))
	require.Error(t, err)
	return id.Subject
}
