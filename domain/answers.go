package domain

import (
	"slices"
	"strings"
)

// AnswerProfile is the form in which introspection answers a resource server. All
// but StandardAnswers are other servers', so that an API that was written against
// one of them moves here as it is.
type AnswerProfile string

// The answer profiles.
const (
	// StandardAnswers has every member (RFC 7662 section 2.2).
	StandardAnswers AnswerProfile = "standard"
	// AsgardeoAnswers is Asgardeo's, and WSO2's: people are named with their user
	// store and tenant, and refresh tokens may be asked about.
	AsgardeoAnswers AnswerProfile = "asgardeo"
	// STSAnswers is that of a security token service: aud is always a list, and what
	// is told beyond RFC 7662 is in extended_claims.
	STSAnswers AnswerProfile = "sts"
	// BankIDAnswers is that of the OpenID Connect provider from BankID: people are
	// UUIDs that mean something to one API alone, and iss is empty.
	BankIDAnswers AnswerProfile = "bankid"
	// IdentityServerAnswers is what Duende's handlers for ASP.NET make claims of.
	IdentityServerAnswers AnswerProfile = "identityserver"
)

// AnswerProfiles lists every profile.
func AnswerProfiles() []AnswerProfile {
	return []AnswerProfile{StandardAnswers, AsgardeoAnswers, STSAnswers, BankIDAnswers, IdentityServerAnswers}
}

// profileMembers lists what an active answer can have where that is not all.
var profileMembers = map[AnswerProfile][]string{
	AsgardeoAnswers:       {"aut", "nbf", "scope", "active", "token_type", "exp", "iat", "client_id", "username"},
	STSAnswers:            {"active", "client_id", "username", "scope", "sub", "aud", "iss", "exp", "iat", "token_type", "extended_claims"},
	BankIDAnswers:         {"active", "client_id", "exp", "iat", "iss", "scope", "token_type", "username"},
	IdentityServerAnswers: {"active", "iss", "nbf", "iat", "exp", "aud", "client_id", "sub", "username", "scope"},
}

// Has reports whether an active answer in the profile can have the member. What is
// not in it is not told, whatever the release policy says.
func (p AnswerProfile) Has(member string) bool {
	if p == StandardAnswers {
		return true
	}
	members, fewer := profileMembers[p]
	return !fewer || slices.Contains(members, member)
}

// tellsKinds reports whether whoever is answered in the profile can tell a refresh
// token from an access token. Where not, one could be taken for the other.
func (p AnswerProfile) tellsKinds() bool { return p == StandardAnswers || p == AsgardeoAnswers }

// Answers say how introspection answers a resource server.
type Answers struct {
	Profile AnswerProfile `json:"answer_profile"`
	// UserStore is the label that AsgardeoAnswers put before a username.
	UserStore string `json:"user_store"`
	// SeesRefreshTokens is whether it is told of refresh tokens too, of grants that
	// include it.
	SeesRefreshTokens bool `json:"sees_refresh_tokens"`
	// CacheSeconds is for how long it may remember an answer without asking again,
	// and so how long after a revocation it may still take a token; zero for not at
	// all.
	CacheSeconds int64 `json:"cache_seconds"`
}

// DefaultAnswers are those of a resource server that wants nothing special.
func DefaultAnswers() Answers { return Answers{Profile: StandardAnswers, UserStore: "PRIMARY"} }

// The bounds of Answers.
const (
	maxUserStore    = 64
	maxCacheSeconds = 300
)

func (a Answers) check() error {
	if !slices.Contains(AnswerProfiles(), a.Profile) {
		return InvalidField("answer_profile", "an answer profile is one of %s", joinedProfiles())
	}
	if a.UserStore == "" || len(a.UserStore) > maxUserStore || strings.ContainsFunc(a.UserStore, notInUserStore) {
		return InvalidField("user_store", "a user store's label is made of 1 to %d letters and digits of ASCII, hyphens, underscores and dots", maxUserStore)
	}
	if a.SeesRefreshTokens && !a.Profile.tellsKinds() {
		return InvalidField("sees_refresh_tokens", "answers in the profile %s do not tell refresh tokens from access tokens, so an API could take one for the other", a.Profile)
	}
	if a.CacheSeconds < 0 || a.CacheSeconds > maxCacheSeconds {
		return InvalidField("cache_seconds", "an answer may be remembered for 0 to %d seconds", maxCacheSeconds)
	}
	return nil
}

// notInUserStore keeps out the slash and the at sign above all, between which the
// username stands.
func notInUserStore(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	return !letter && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

func joinedProfiles() string {
	var names []string
	for _, profile := range AnswerProfiles() {
		names = append(names, string(profile))
	}
	return strings.Join(names, ", ")
}
