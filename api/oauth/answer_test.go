package oauth

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/visibility"
)

// body is an active answer as encoding/json writes it.
type body struct {
	Active    bool   `json:"active"`
	Issuer    string `json:"iss"`
	Subject   string `json:"sub,omitempty"`
	Audience  any    `json:"aud,omitempty"`
	ClientID  string `json:"client_id,omitempty"`
	Username  string `json:"username,omitempty"`
	Scope     string `json:"scope,omitempty"`
	Expires   int64  `json:"exp"`
	Issued    int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	ID        string `json:"jti"`
	TokenType string `json:"token_type"`
	TokenUse  string `json:"token_use,omitempty"`
}

func encoded(t *testing.T, a visibility.Answer) string {
	want := body{
		Active: true, Issuer: a.Issuer, Subject: a.Subject, ClientID: a.ClientID, Username: a.Username, Scope: a.Scope.String(),
		Expires: a.Expires.Unix(), Issued: a.Issued.Unix(), NotBefore: a.NotBefore.Unix(), ID: a.ID, TokenType: a.TokenType, TokenUse: a.TokenUse,
	}
	switch len(a.Audience) {
	case 0:
	case 1:
		want.Audience = a.Audience[0]
	default:
		want.Audience = a.Audience
	}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	return string(text)
}

var answer = visibility.Answer{
	Issuer: "https://id.example/t/acme", Subject: "01a2007f-a8b1-7ec4-9680-9e0d09672f3c", ClientID: "shop",
	Audience: []string{"https://orders.acme.example"}, Scope: domain.Scope{"orders:read", "orders:write"},
	Issued: time.Unix(1_800_000_000, 0), NotBefore: time.Unix(1_800_000_001, 0), Expires: time.Unix(1_800_003_600, 0),
	ID: "00LcZ-921Ssbh91EpQT6O-J8_o8A", TokenType: "Bearer",
}

func TestAnAnswerIsTheJSONThatItShouldBe(t *testing.T) {
	several, bare, refresh := answer, visibility.Answer{Issuer: "i", ID: "j", TokenType: "Bearer"}, answer
	several.Audience = []string{"https://a.example", "https://b.example?x=1&y=<2>", "urn:c"}
	refresh.Audience, refresh.TokenUse, refresh.Username = nil, "refresh_token", "zoë \"z\" \\ \u2028\x00\xff@example.com"
	for _, a := range []visibility.Answer{answer, several, bare, refresh} {
		require.Equal(t, encoded(t, a), string(appendStandard(nil, &a)))
	}
}

func TestAnIssuedTokenIsTheJSONThatItShouldBe(t *testing.T) {
	for _, scope := range []domain.Scope{nil, {"orders:read"}, {"orders:read", "a<b>&'"}} {
		want, err := json.Marshal(struct {
			AccessToken string `json:"access_token"`
			TokenType   string `json:"token_type"`
			ExpiresIn   int64  `json:"expires_in"`
			Scope       string `json:"scope,omitempty"`
		}{"jtn_at_text", "Bearer", 3600, scope.String()})
		require.NoError(t, err)
		issued := issue.Response{AccessToken: domain.NewSecret("jtn_at_text"), ExpiresIn: time.Hour, Scope: scope, Client: "shop"}
		require.Equal(t, string(want), string(appendIssued(nil, issued)))
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("shop", "ann@example.com", "https://a.example", "a b")
	f.Add("\"", "\x7f", "<", "\u2029")
	f.Fuzz(func(t *testing.T, client, username, audience, scope string) {
		a := answer
		a.ClientID, a.Username, a.Audience, a.Scope = client, username, []string{audience, username}, domain.Scope{scope, client}
		require.Equal(t, encoded(t, a), string(appendStandard(nil, &a)))
	})
}

func BenchmarkAnswer(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		appendStandard(make([]byte, 0, 512), &answer)
	}
}

func BenchmarkAnswerByReflection(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, err := json.Marshal(body{Active: true, Issuer: answer.Issuer, Audience: answer.Audience[0], Scope: answer.Scope.String(), ID: answer.ID})
		require.NoError(b, err)
	}
}
