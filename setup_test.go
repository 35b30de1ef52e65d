package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

var setupLine = regexp.MustCompile(`^To become the first operator, open within the hour:\nhttps://id\.example/t/system/console#setup=(jtn_setup_\w+)\n$`)

// TestSetupLinkIsRenewedUntilSomebodyIsIn makes links as somebody does who lost the
// one that the first start printed.
func TestSetupLinkIsRenewedUntilSomebodyIsIn(t *testing.T) {
	onEachEngine(t, func(s shell) {
		first := s.setupSecret()
		second := s.setupSecret()
		require.NotEqual(t, first, second)
		in := s.installation()
		require.False(t, in.opensSetup(t, first), "the second is in place of the first")
		require.True(t, in.opensSetup(t, second))
		offer, err := in.offerSetup(t.Context())
		require.NoError(t, err)
		require.Empty(t, offer, "a start leaves the link alone that somebody was given")
		require.True(t, in.opensSetup(t, second))

		s.with("SECRET=jtn_cs_0123456789abcdefghijABCDEFGHIJ0123456789").succeeds(`
tenants:
  - slug: system
    clients: [{client_id: robot, grant_types: [client_credentials], roles: [operator], secrets: ["${SECRET}"]}]
`, "apply", "-f", "-")
		stdout, stderr, code := s.run("", "setup-link")
		require.Equal(t, exitFailure, code)
		require.Empty(t, stdout)
		require.Contains(t, stderr, "somebody manages tenant system already")
		require.True(t, in.opensSetup(t, second), "what fails changes nothing")
	})
}

// setupSecret runs setup-link and gives the secret of its link.
func (s shell) setupSecret() domain.Secret {
	s.t.Helper()
	told := s.succeeds("", "setup-link")
	found := setupLine.FindStringSubmatch(told)
	require.NotNil(s.t, found, "%s", strings.ReplaceAll(told, "jtn_", ""))
	return domain.NewSecret(found[1])
}

// installation opens the shell's installation until the test is over.
func (s shell) installation() *installation {
	s.t.Helper()
	config, err := readConfig(s.environ)
	require.NoError(s.t, err)
	in, err := openInstallation(s.t.Context(), config)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { require.NoError(s.t, in.Close()) })
	return in
}

// opensSetup reports whether the set-up link that is kept has this secret.
func (in *installation) opensSetup(t *testing.T, secret domain.Secret) bool {
	t.Helper()
	tenant, err := in.store.FindTenant(t.Context(), domain.SystemSlug)
	require.NoError(t, err)
	rows, err := in.store.In(tenant.ID).Load(t.Context())
	require.NoError(t, err)
	key, err := in.wrapper.HashKey(rows)
	require.NoError(t, err)
	link, err := in.store.In(tenant.ID).FindSetupLink(t.Context())
	require.NoError(t, err)
	return link.Hash.Equal(key.HashSecret(secret))
}
