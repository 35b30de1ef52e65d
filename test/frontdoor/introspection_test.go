package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain"
)

type introspectionCase struct {
	Name  string `yaml:"case"`
	Token struct {
		Client    string
		Resources []string
		Scope     string
		Kind      domain.TokenKind
		User      string
		NotBefore time.Duration `yaml:"not_before"`
	}
	After   []string
	Told    map[string]map[string]any
	Refused []string
}

// callers are all that ask in every case.
var callers = []string{
	"acme/orders", "acme/billing", "acme/ledger", "acme/vault", "acme/signed", "acme/signed-rsa", "acme/warehouse", "acme/gateway", "acme/shy",
	"acme/shop", "acme/probe", "acme/auditing", "globex/orders", "globex/gateway", "globex/shop",
}

// TestIntrospectionTellsExactlyThis plays the truth table of
// testdata/introspection.yaml against both engines.
func TestIntrospectionTellsExactlyThis(t *testing.T) {
	text, err := os.ReadFile("testdata/introspection.yaml")
	require.NoError(t, err)
	var cases []introspectionCase
	require.NoError(t, yaml.Unmarshal(text, &cases))
	require.Greater(t, len(cases), 30)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			Each(t, c.play)
		})
	}
}

func (c introspectionCase) play(t *testing.T, databaseURL string) {
	w := Open(t, databaseURL).Build()
	token, issued := c.issue(w)
	for _, caller := range callers {
		// Asked before, so that whatever is remembered is from before.
		_ = w.Introspect(caller, token)
	}
	for _, step := range c.After {
		w.step(step, c.Token.Client, token)
	}
	for _, caller := range callers {
		response := w.Introspect(caller, token)
		if slices.Contains(c.Refused, caller) {
			require.Equal(t, http.StatusUnauthorized, response.Status, caller)
			require.Equal(t, http.StatusUnauthorized, w.askAll(caller, token).Status, caller)
			continue
		}
		w.asAlone(caller, "nonsense", token, token)
		want, active := c.Told[caller]
		if !active {
			require.Equal(t, inactiveAnswer(), withoutDate(response), "%s", caller)
			continue
		}
		var got map[string]any
		require.NoError(t, json.Unmarshal([]byte(response.Body), &got), caller)
		require.Equal(t, w.expect(c, want, caller, token, issued), got, "%s", caller)
	}
}

// issue gets the token: from the token endpoint, or into the store where no
// endpoint can make it.
func (c introspectionCase) issue(w *World) (string, time.Time) {
	issued := w.Clock.Now()
	tenant, _, _ := strings.Cut(c.Token.Client, "/")
	alice := w.AddUser(tenant, "alice")
	if c.Token.User == "" {
		return w.Token(c.Token.Client, c.Token.Scope, c.Token.Resources...), issued
	}
	template := domain.Token{Kind: domain.AccessToken, User: alice}
	if c.Token.Kind != "" {
		template.Kind = c.Token.Kind
	}
	if c.Token.NotBefore != 0 {
		template.NotBefore = issued.Add(c.Token.NotBefore)
	}
	credential := map[string]string{"https://orders.example": "orders", "https://ledger.example": "ledger"}
	for i, resource := range c.Token.Resources {
		template.Scope = strings.Fields(c.Token.Scope)
		template.Audience = append(template.Audience, domain.Target{
			ResourceServer: w.Servers[tenant+"/"+credential[resource]], Identifier: resource, Scope: template.Scope[i : i+1],
		})
	}
	return w.Seed(c.Token.Client, template, 10*time.Minute), issued
}

// expect fills in the members that follow from the token.
func (w *World) expect(c introspectionCase, told map[string]any, caller, token string, issued time.Time) map[string]any {
	w.t.Helper()
	tenant, _, _ := strings.Cut(c.Token.Client, "/")
	lifetime := int64(3600)
	if c.Token.User != "" || tenant == "acme" && slices.ContainsFunc(c.Token.Resources, func(r string) bool { return strings.HasPrefix(r, "https://orders.example") }) {
		lifetime = 600
	}
	want := map[string]any{
		"active": true, "iss": PublicURL + "/t/" + tenant, "token_type": "Bearer", "token_use": "access_token", "jti": w.idOf(tenant, token),
		"iat": float64(issued.Unix()), "nbf": float64(issued.Unix()), "exp": float64(issued.Unix() + lifetime),
	}
	for member, value := range told {
		want[member] = value
	}
	if sub, ok := want["sub"].(string); ok {
		pseudonym, pairwise := strings.CutPrefix(sub, "pairwise ")
		subject, person := strings.CutPrefix(pseudonym, "user ")
		if person {
			subject = w.userID(tenant, subject)
		}
		if pairwise {
			subject = w.HashKey(tenant).Pairwise(w.Servers[caller], subject)
		}
		want["sub"] = subject
	}
	return want
}

// inactiveAnswer is every inactive answer, to the byte, with all its headers but
// the date.
func inactiveAnswer() Response {
	return Response{
		Status: http.StatusOK,
		Header: http.Header{
			"Content-Type": {"application/json"}, "Content-Length": {"16"}, "Cache-Control": {"no-store"}, "Pragma": {"no-cache"},
		},
		Body: `{"active":false}`,
	}
}

// requestID is the one member of a problem that differs every time.
var requestID = regexp.MustCompile(`"request_id": ?"[^"]*"`)

func withoutDate(r Response) Response {
	r.Header = r.Header.Clone()
	r.Header.Del("Date")
	return r
}

// TestEveryInactiveTextLooksTheSame asks about texts that are no token of this
// tenant for reasons of their own.
func TestEveryInactiveTextLooksTheSame(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		jwt := w.Token("acme/shop", "", "https://signed.example")
		require.True(t, w.Active("acme/orders", token))
		require.True(t, w.Active("acme/signed", jwt))
		for name, text := range map[string]string{
			"another tenant's token":  w.Token("globex/shop", "orders:read"),
			"one never issued":        unissued(t),
			"cut short":               token[:len(token)-1],
			"added to":                token + "A",
			"upper case":              strings.ToUpper(token),
			"a space before":          " " + token,
			"a line break after":      token + "\n",
			"a client's secret":       w.Secrets["acme/shop"],
			"an API's credential":     w.Secrets["acme/orders"],
			"its own id":              w.idOf("acme", token),
			"a JWT's id":              w.idOf("acme", jwt),
			"a JWT without signature": jwt[:strings.LastIndex(jwt, ".")+1],
			"not a token":             "not-a-token",
			"dots":                    "..",
			"very long":               strings.Repeat("jtn_at_", 5000),
			"the operator token":      w.Operator,
		} {
			require.Equal(t, inactiveAnswer(), withoutDate(w.Introspect("acme/orders", text)), name)
		}
		// A hint, right or wrong, known or not, changes nothing.
		for _, hint := range []string{"access_token", "refresh_token", "pct", "nonsense", ""} {
			for text, want := range map[string]bool{token: true, unissued(t): false} {
				response := w.Post("introspect", "acme", "acme/orders", url.Values{"token": {text}, "token_type_hint": {hint}})
				require.Equal(t, want, response.Body != `{"active":false}`, "hint %q", hint)
			}
		}
	})
}

func unissued(t *testing.T) string {
	t.Helper()
	text, err := domain.MintToken(randomReader{}, domain.AccessToken, domain.DrawerFor(Noon, Noon.Add(time.Hour)))
	require.NoError(t, err)
	return text.Reveal()
}
