package domain

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnswersThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		are   string
		edit  func(*Answers)
		field string
	}{
		{"as by default", func(*Answers) {}, ""},
		{"in no profile", func(a *Answers) { a.Profile = "" }, "answer_profile"},
		{"in a profile that is not there", func(a *Answers) { a.Profile = "Standard" }, "answer_profile"},
		{"of users in no store", func(a *Answers) { a.UserStore = "" }, "user_store"},
		{"of users in a store with the longest label", func(a *Answers) { a.UserStore = strings.Repeat("a", 64) }, ""},
		{"of users in a store with a longer one", func(a *Answers) { a.UserStore = strings.Repeat("a", 65) }, "user_store"},
		{"of users in a store that looks like two", func(a *Answers) { a.UserStore = "A/B" }, "user_store"},
		{"of users in a store that looks like a tenant", func(a *Answers) { a.UserStore = "A@B" }, "user_store"},
		{"of users in a store that is not ASCII", func(a *Answers) { a.UserStore = "PRIMÄR" }, "user_store"},
		{"kept for five minutes", func(a *Answers) { a.CacheSeconds = 300 }, ""},
		{"kept for longer", func(a *Answers) { a.CacheSeconds = 301 }, "cache_seconds"},
		{"kept for less than no time", func(a *Answers) { a.CacheSeconds = -1 }, "cache_seconds"},
		{"about refresh tokens, which standard tells apart", func(a *Answers) { a.SeesRefreshTokens = true }, ""},
		{"about refresh tokens, as Asgardeo's are", func(a *Answers) { a.Profile, a.SeesRefreshTokens = AsgardeoAnswers, true }, ""},
		{"about refresh tokens that look like access tokens to an STS's API", func(a *Answers) { a.Profile, a.SeesRefreshTokens = STSAnswers, true }, "sees_refresh_tokens"},
		{"about refresh tokens that look like access tokens to BankID's API", func(a *Answers) { a.Profile, a.SeesRefreshTokens = BankIDAnswers, true }, "sees_refresh_tokens"},
		{"about refresh tokens that look like access tokens to IdentityServer's API", func(a *Answers) { a.Profile, a.SeesRefreshTokens = IdentityServerAnswers, true }, "sees_refresh_tokens"},
	} {
		answers := DefaultAnswers()
		c.edit(&answers)
		err := answers.check()
		if c.field == "" {
			require.NoError(t, err, c.are)
			continue
		}
		var refused *Error
		require.True(t, errors.As(err, &refused), c.are)
		require.Equal(t, []any{KindInvalid, c.field}, []any{refused.Kind, refused.Field}, c.are)
	}
}

func TestEveryProfileSaysWhatItHas(t *testing.T) {
	for _, profile := range AnswerProfiles() {
		require.Equal(t, profile == StandardAnswers, profileMembers[profile] == nil, profile)
		require.True(t, profile.Has("active"), profile)
	}
	require.Len(t, profileMembers, len(AnswerProfiles())-1)
}

func TestAPairwiseUUIDIsOneAPIsOwn(t *testing.T) {
	key, err := HashKeyFrom([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	other, err := HashKeyFrom([]byte(strings.Repeat("o", 32)))
	require.NoError(t, err)
	id := key.PairwiseUUID("orders", "alice")
	require.Regexp(t, regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`), id)
	require.Equal(t, id, key.PairwiseUUID("orders", "alice"))
	for _, another := range []string{key.PairwiseUUID("billing", "alice"), key.PairwiseUUID("orders", "bob"), other.PairwiseUUID("orders", "alice")} {
		require.NotEqual(t, id, another)
	}
}
