package oauth

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

var update = flag.Bool("update", false, "write the golden answers in testdata/profiles anew: -args -update")

var noon = time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)

// asked is a question of the API orders, answered in every profile.
type asked struct {
	is string
	// token is for orders, and speaks for alice or its client.
	token domain.Token
	// server is what is special about orders.
	server func(*domain.ResourceServer)
}

func questions() []asked {
	access := domain.Token{Kind: domain.AccessToken, Client: "shop"}
	alices := domain.Token{Kind: domain.AccessToken, Client: "shop", User: alice}
	return []asked{
		{"a token that speaks for a person", alices, nil},
		{"a token that speaks for its client", access, nil},
		{"a personal access token", domain.Token{Kind: domain.PersonalToken, Client: domain.PersonalClient, User: alice}, nil},
		{"a refresh token, which the API is shown where its profile tells it apart", domain.Token{Kind: domain.RefreshToken, Client: "shop", User: alice}, nil},
		{"a refresh token, which the API is not shown", domain.Token{Kind: domain.RefreshToken, Client: "shop", User: alice}, func(s *domain.ResourceServer) { s.Answers.SeesRefreshTokens = false }},
		{"a token for two audiences", alices, func(s *domain.ResourceServer) { s.Identifiers = append(s.Identifiers, v2) }},
		{"an API that is told nothing it need not know", alices, func(s *domain.ResourceServer) { s.Release.Claims = nil }},
		{"an API that knows people by pseudonyms", alices, func(s *domain.ResourceServer) { s.Release.Subject = domain.PairwiseSubject }},
		{"an API that may remember answers for a minute", alices, func(s *domain.ResourceServer) { s.Answers.CacheSeconds = 60 }},
		{"a token that ends before the API would have to ask again", domain.Token{Kind: domain.AccessToken, Client: "shop", Expires: noon.Add(5 * time.Second)}, func(s *domain.ResourceServer) { s.Answers.CacheSeconds = 300 }},
		{"a token that has expired", domain.Token{Kind: domain.AccessToken, Client: "shop", Expires: noon}, func(s *domain.ResourceServer) { s.Answers.CacheSeconds = 60 }},
	}
}

const (
	alice  = "01a2007f-a8b1-7ec4-9680-9e0d09672f3c"
	orders = "https://orders.acme.example"
	v2     = orders + "/v2"
)

// decide lets visibility decide, for an API with the profile.
func (q asked) decide(t *testing.T, profile domain.AnswerProfile) *visibility.Answer {
	t.Helper()
	key, err := domain.NewHashKey(bytes.NewReader(bytes.Repeat([]byte("k"), 32)))
	require.NoError(t, err)
	scope := domain.Scope{"orders:read", "orders:write"}
	server := domain.ResourceServer{
		ID: "orders", Name: "Orders API", Identifiers: []string{orders}, Status: domain.Active, Personal: true,
		Scopes:      []domain.ResourceScope{{Name: "orders:read"}, {Name: "orders:write"}},
		TokenFormat: domain.Reference, SigningAlg: "ES256",
		Release: domain.Release{Claims: domain.ReleasableClaims(), Subject: domain.PublicSubject}, Answers: domain.DefaultAnswers(),
	}
	server.Answers.Profile = profile
	server.Answers.SeesRefreshTokens = true
	if server.Check() != nil {
		server.Answers.SeesRefreshTokens = false
	}
	if q.server != nil {
		q.server(&server)
	}
	require.NoError(t, server.Check())
	snap := domain.NewSnapshot(domain.Snapshot{
		Tenant: domain.Tenant{Slug: "acme", Name: "Acme Ltd"}, Issuer: "https://id.example/t/acme", HashKey: key,
	}, []domain.ResourceServer{server})
	token := q.token
	token.Key, token.Scope, token.Issued, token.NotBefore = domain.TokenKey{Drawer: 7}, scope, noon, noon
	if token.Expires.IsZero() {
		token.Expires = noon.Add(time.Hour)
	}
	for _, identifier := range server.Identifiers {
		token.Audience = append(token.Audience, domain.Target{ResourceServer: "orders", Identifier: identifier, Scope: scope})
	}
	finding := domain.Finding{
		Token: &token, GrantFound: true,
		Client: &domain.ClientState{Status: domain.Active, Allowed: []domain.Allowance{{ResourceServer: "orders", Scope: scope}}},
	}
	if token.User != "" {
		finding.User = &domain.UserState{Status: domain.Active, Username: "alice@example.com"}
	}
	viewer, _ := snap.ResourceServer("orders")
	return visibility.Decide(snap, finding, visibility.Viewer{Server: viewer}, noon).Answer
}

// TestEveryProfileAnswersLikeThis holds what is answered in each profile, headers
// included, to testdata/profiles.
func TestEveryProfileAnswersLikeThis(t *testing.T) {
	for i, name := range domain.AnswerProfiles() {
		require.Equal(t, name, profiles[i].name, "a profile has its line in the table, in order")
		profile := profileNamed(name)
		var golden strings.Builder
		seen := map[string]bool{}
		for _, q := range questions() {
			answer, header := q.decide(t, name), http.Header{}
			profile.head(header, answer)
			body := profile.appendAnswer(nil, answer)
			fmt.Fprintf(&golden, "# %s\n", q.is)
			for _, field := range slices.Sorted(maps.Keys(header)) {
				fmt.Fprintf(&golden, "%s: %s\n", field, strings.Join(header[field], ", "))
			}
			fmt.Fprintf(&golden, "\n%s\n\n", body)
			var members map[string]any
			require.NoError(t, json.Unmarshal(body, &members), "%s: %s", name, q.is)
			for member := range members {
				seen[member] = true
			}
		}
		for _, member := range []string{"active", "aud", "aut", "client_id", "exp", "extended_claims", "iat", "iss", "jti", "nbf", "scope", "sub", "token_type", "token_use", "username"} {
			if name != domain.StandardAnswers {
				require.Equal(t, name.Has(member), seen[member], "%s: %s", name, member)
			}
		}
		file := filepath.Join("testdata/profiles", string(name)+".txt")
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(golden.String()), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), golden.String(), "if it is meant: go test ./api/oauth -run EveryProfile -args -update")
	}
	require.Len(t, profiles, len(domain.AnswerProfiles()))
	require.Equal(t, domain.StandardAnswers, profileNamed("").name)
}

// TestAnswersAreThoseOfTheirSeeds writes what the servers answer that the profiles are
// taken from, in the examples of their documentation.
func TestAnswersAreThoseOfTheirSeeds(t *testing.T) {
	at := func(seconds int64) time.Time { return time.Unix(seconds, 0) }
	bifrost, example := &domain.Tenant{Slug: "bifrost"}, &domain.Tenant{Slug: "example", Name: "Example"}
	for _, c := range []struct {
		seed    string
		profile domain.AnswerProfile
		answer  visibility.Answer
		// leaves and adds are where we answer otherwise.
		leaves []string
		adds   map[string]any
	}{
		{"asgardeo", domain.AsgardeoAnswers, visibility.Answer{
			Issued: at(1629961093), NotBefore: at(1629961093), Expires: at(1629968693), Scope: domain.Scope{"openid", "profile"}, TokenType: "Bearer",
			ClientID: "Wsoq8t4nHW80gSnPfyDvRbiC__Eb", Username: "DEFAULT/alice@example.com@bifrost", Person: true, Tenant: bifrost,
		}, nil, nil},
		{"asgardeo-refresh", domain.AsgardeoAnswers, visibility.Answer{
			Issued: at(1629961093), NotBefore: at(1629961093), Expires: at(1630047493), Scope: domain.Scope{"openid", "profile"}, TokenType: "Bearer",
			ClientID: "Wsoq8t4nHW80gSnPfyDvRbiC__Ea", Username: "DEFAULT/alice@example.com@bifrost", Person: true, Tenant: bifrost, TokenUse: "refresh_token",
		}, nil, nil},
		{"sts", domain.STSAnswers, visibility.Answer{
			Issuer: "https://server.example.com/", Subject: "Z5O3upPC88QrAjx00dis", ClientID: "l238j323ds-23ij4", Username: "jdoe", TokenType: "Bearer",
			Scope: domain.Scope{"read", "write", "dolphin"}, Audience: []string{"https://protected.example.net/resource"},
			Issued: at(1419350238), Expires: at(1419356238), Tenant: example,
		}, []string{"extension_field"}, map[string]any{"extended_claims": map[string]any{"tenant": "example", "tenant_name": "Example"}}},
		{"bankid", domain.BankIDAnswers, visibility.Answer{
			Issuer: "https://id.example/t/acme", ClientID: "Postman", Username: "2b29ac70-800b-4eb5-bf3d-f0bd61a9e520", TokenType: "Bearer",
			Scope: domain.Scope{"openid"}, Issued: at(1495710736), Expires: at(1495714336), Tenant: example,
		}, nil, nil},
	} {
		text, err := os.ReadFile(filepath.Join("testdata/seeds", c.seed+".json"))
		require.NoError(t, err)
		var want, got map[string]any
		require.NoError(t, json.Unmarshal(text, &want))
		for _, member := range c.leaves {
			delete(want, member)
		}
		maps.Copy(want, c.adds)
		require.NoError(t, json.Unmarshal(profileNamed(c.profile).appendAnswer(nil, &c.answer), &got))
		require.Equal(t, want, got, c.seed)
	}
}

func TestNoProfileAllocates(t *testing.T) {
	room := make([]byte, 0, 1024)
	for _, name := range domain.AnswerProfiles() {
		answer := questions()[0].decide(t, name)
		require.Zero(t, testing.AllocsPerRun(100, func() { profileNamed(name).appendAnswer(room, answer) }), name)
	}
}
