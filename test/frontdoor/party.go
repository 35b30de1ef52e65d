package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
)

// Party is a relying party on this machine that is told of logouts.
type Party struct {
	*httptest.Server
	// Answer decides the status of an answer; nil is 200 for everything.
	Answer func(session string) int

	w        *World
	mu       sync.Mutex
	received []Notification
	atOnce   map[string]int
	most     int
}

// Notification is what a party was sent, its token verified by nobody yet.
type Notification struct {
	Header http.Header
	Form   map[string][]string
	Token  string
	Claims map[string]any
	At     time.Time
}

// NewParty opens a relying party, which is gone after the test.
func (w *World) NewParty() *Party {
	w.t.Helper()
	p := &Party{w: w, atOnce: map[string]int{}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	w.t.Cleanup(p.Close)
	return p
}

func (p *Party) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	got := Notification{Header: r.Header, Form: r.PostForm, Token: r.PostForm.Get("logout_token"), At: p.w.Clock.Now()}
	if parsed, err := jose.ParseSignedCompact(got.Token, []jose.SignatureAlgorithm{jose.RS256, jose.ES256}); err == nil {
		_ = json.Unmarshal(parsed.UnsafePayloadWithoutVerification(), &got.Claims)
	}
	session, _ := got.Claims["sid"].(string)
	p.mu.Lock()
	p.received = append(p.received, got)
	p.atOnce[session]++
	p.most = max(p.most, p.atOnce[session])
	answer := p.Answer
	p.mu.Unlock()
	status := http.StatusOK
	if answer != nil {
		status = answer(session)
	}
	w.WriteHeader(status)
	p.mu.Lock()
	p.atOnce[session]--
	p.mu.Unlock()
}

// Answers sets what the party answers from here on.
func (p *Party) Answers(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Answer = func(string) int { return status }
}

// Received gives what the party was sent so far, and forgets it.
func (p *Party) Received() []Notification {
	p.mu.Lock()
	defer p.mu.Unlock()
	received := p.received
	p.received = nil
	return received
}

// Told delivers what is due and gives what the party was sent.
func (p *Party) Told() []Notification {
	p.w.t.Helper()
	require.NoError(p.w.t, p.w.Deliverer.Once(p.w.t.Context()))
	return p.Received()
}

// Verified gives the claims of a logout token as a relying party reads it (OpenID
// Connect Back-Channel Logout 1.0 section 2.6), by the keys of the tenant.
func (w *World) Verified(tenant, alg, token string) map[string]any {
	w.t.Helper()
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
	require.NoError(w.t, err)
	require.Equal(w.t, "logout+jwt", parsed.Signatures[0].Protected.ExtraHeaders[jose.HeaderType])
	var keys jose.JSONWebKeySet
	response := w.Send(http.MethodGet, "/t/"+tenant+"/oauth2/jwks", nil, "")
	require.NoError(w.t, json.NewDecoder(strings.NewReader(response.Body)).Decode(&keys))
	found := keys.Key(parsed.Signatures[0].Protected.KeyID)
	require.Len(w.t, found, 1)
	payload, err := parsed.Verify(found[0])
	require.NoError(w.t, err)
	var claims map[string]any
	require.NoError(w.t, json.Unmarshal(payload, &claims))
	return claims
}
