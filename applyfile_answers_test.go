package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestHowAResourceServerIsAnsweredIsReadAndWritten(t *testing.T) {
	declaration, err := readApplyFile([]byte(`
tenants:
  - slug: acme
    resource_servers:
      - {identifiers: [https://a.example], answer_profile: asgardeo, user_store: STAFF, sees_refresh_tokens: true, cache_seconds: 30}
      - {identifiers: [https://b.example], cache_seconds: 0, answer_profile: standard, user_store: PRIMARY}
      - {identifiers: [https://c.example]}
`), lookupSome)
	require.NoError(t, err)
	servers := declaration.Tenants[0].ResourceServers
	require.Equal(t, domain.Answers{Profile: domain.AsgardeoAnswers, UserStore: "STAFF", SeesRefreshTokens: true, CacheSeconds: 30}, servers[0].Want.Answers)
	require.Equal(t, domain.DefaultAnswers(), servers[1].Want.Answers)
	require.Equal(t, domain.DefaultAnswers(), servers[2].Want.Answers)

	var written bytes.Buffer
	require.NoError(t, writeApplyFile(&written, declaration, func(string, domain.Secret) string { return "" }))
	for _, member := range []string{"answer_profile", "user_store", "sees_refresh_tokens", "cache_seconds"} {
		require.Equal(t, 1, bytes.Count(written.Bytes(), []byte(member)), "%s: what is usual is not written out", member)
	}
	again, err := readApplyFile(written.Bytes(), lookupSome)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(declaration, again, sameDeclaration...), written.String())
}

func TestMistakesInHowAResourceServerIsAnswered(t *testing.T) {
	for setting, want := range map[string]string{
		"answer_profile: wso2":        "answer_profile: an answer profile is one of standard, asgardeo",
		`answer_profile: ""`:          "answer_profile: ",
		"user_store: A/B":             "user_store: ",
		"cache_seconds: 301":          "cache_seconds: an answer may be remembered for 0 to 300 seconds",
		"sees_refresh_tokens: yes":    "sees_refresh_tokens: ",
		"answer_profiles: [standard]": "answer_profiles",
	} {
		_, err := readApplyFile([]byte("tenants:\n  - slug: acme\n    resource_servers:\n      - identifiers: [https://a.example]\n        "+setting+"\n"), lookupSome)
		require.ErrorContains(t, err, "line 5: ", setting)
		require.ErrorContains(t, err, want, setting)
	}
}
