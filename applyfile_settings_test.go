package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
)

func TestSettingsAboutPeopleAreReadAndWritten(t *testing.T) {
	declaration, err := readApplyFile([]byte(`
tenants:
  - slug: acme
    settings:
      session_seconds: 3600
      session_idle_seconds: 600
      refresh_seconds: 7200
      refresh_idle_seconds: 1200
      refresh_grace_seconds: 0
      personal_access_token_seconds: 86400
      brand_color: "#1d4ed8"
    resource_servers:
      - {identifiers: [https://a.example], personal_access_tokens: true}
      - {identifiers: [https://b.example]}
  - slug: globex
    settings: {personal_access_token_seconds: 0}
`), lookupSome)
	require.NoError(t, err)
	want := domain.DefaultSettings()
	want.SessionSeconds, want.SessionIdleSeconds, want.RefreshSeconds, want.RefreshIdleSeconds = 3600, 600, 7200, 1200
	want.RefreshGraceSeconds, want.PersonalTokenSeconds, want.BrandColor = -1, 86400, "#1d4ed8"
	require.Equal(t, want, *declaration.Tenants[0].Settings)
	require.True(t, declaration.Tenants[0].ResourceServers[0].Want.Personal)
	require.False(t, declaration.Tenants[0].ResourceServers[1].Want.Personal)
	require.Zero(t, declaration.Tenants[1].Settings.PersonalLifetime())

	var written bytes.Buffer
	require.NoError(t, writeApplyFile(&written, declaration, func(string, domain.Secret) string { return "" }))
	require.Contains(t, written.String(), "refresh_grace_seconds: 0\n")
	require.NotContains(t, written.String(), "-1")
	again, err := readApplyFile(written.Bytes(), lookupSome)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(declaration, again, sameDeclaration...), written.String())
}

func TestDefaultsAreNotWrittenOut(t *testing.T) {
	settings := domain.DefaultSettings()
	var written bytes.Buffer
	require.NoError(t, writeApplyFile(&written, apply.Declaration{Tenants: []apply.Tenant{{Slug: "acme", Name: "acme", Settings: &settings}}}, nil))
	for _, name := range peopleSettings() {
		require.NotContains(t, written.String(), name)
	}
}

func TestMistakesInSettingsAboutPeople(t *testing.T) {
	for setting, want := range map[string]string{
		"session_seconds: 0":                "line 4: session_seconds: nothing lasts for 0 seconds",
		"session_seconds: 59":               "line 4: tenant \"acme\": session_seconds: ",
		"session_idle_seconds: 0":           "line 4: session_idle_seconds: nothing lasts",
		"refresh_seconds: 5":                "line 4: tenant \"acme\": refresh_seconds: ",
		"refresh_idle_seconds: 9999999999":  "line 4: tenant \"acme\": refresh_idle_seconds: ",
		"refresh_grace_seconds: 601":        "line 4: tenant \"acme\": refresh_grace_seconds: ",
		"refresh_grace_seconds: -1":         "line 4: refresh_grace_seconds: a whole number in plain digits",
		"personal_access_token_seconds: 60": "line 4: tenant \"acme\": personal_access_token_seconds: ",
		`brand_color: "blue"`:               "line 4: tenant \"acme\": brand_color: a colour is written #rrggbb",
		`brand_color: "#fff"`:               "brand_color",
	} {
		_, err := readApplyFile([]byte("tenants:\n  - slug: acme\n    settings:\n      "+setting+"\n"), lookupSome)
		require.ErrorContains(t, err, want, setting)
	}
}
