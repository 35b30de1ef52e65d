package process_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// party is a relying party that is told of logouts, and counts by session.
type party struct {
	*httptest.Server
	mu     sync.Mutex
	told   map[string]int
	status int
	// hold, if set, is waited for before the answer.
	hold chan struct{}
}

func newParty(t *testing.T) *party {
	t.Helper()
	p := &party{told: map[string]int{}, status: http.StatusOK}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims := claimsOf(t, r.PostFormValue("logout_token"))
		if claims["iss"] != publicURL+"/t/acme" {
			t.Errorf("another issuer: %v", claims["iss"])
		}
		p.mu.Lock()
		p.told[claims["sid"].(string)]++
		status, hold := p.status, p.hold
		p.mu.Unlock()
		if hold != nil {
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *party) set(status int, hold chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status, p.hold = status, hold
}

func (p *party) times(session string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.told[session]
}

func claimsOf(t *testing.T, jws string) map[string]any {
	t.Helper()
	var claims map[string]any
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(jws+"..", ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil {
		t.Errorf("no JWT: %v", err)
		return map[string]any{"sid": ""}
	}
	return claims
}

// logouts are people whose application is told of logouts.
type logouts struct {
	people
	party *party
}

func newLogouts(t *testing.T, config process.Config) logouts {
	t.Helper()
	party := newParty(t)
	w := logouts{newPeople(t, config, "    backchannel_logout_uri: "+party.URL+"/out"), party}
	w.Env = append(w.Env, "JETON_OUTBOUND_ALLOW=127.0.0.1")
	return w
}

// session signs Alice in at a server and gives the session's id, and the browser.
func (w logouts) session(t *testing.T, server *process.Process) (string, *http.Client) {
	t.Helper()
	code, browser := w.signIn(t, server)
	got := w.redeem(t, server, code)
	require.Equal(t, http.StatusOK, got.Status)
	return claimsOf(t, got.Member("id_token").(string))["sid"].(string), browser
}

func signOut(t *testing.T, server *process.Process, browser *http.Client) {
	t.Helper()
	require.Contains(t, send(t, browser, server.URL+"/t/acme/signin/out", url.Values{"out": {"1"}}), "You are signed out")
}

// TestLogoutsAreDeliveredByTwoProcesses ends sessions at one server while another
// runs beside it: every one is told, and none twice.
func TestLogoutsAreDeliveredByTwoProcesses(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newLogouts(t, config)
		one, two := process.Start(t, w.Config), process.Start(t, w.Config)
		var sessions []string
		var browsers []*http.Client
		for range 8 {
			session, browser := w.session(t, one)
			sessions, browsers = append(sessions, session), append(browsers, browser)
		}
		for _, browser := range browsers {
			signOut(t, one, browser)
		}
		for _, session := range sessions {
			require.Eventually(t, func() bool { return w.party.times(session) > 0 }, 20*time.Second, 20*time.Millisecond)
		}
		time.Sleep(3 * time.Second)
		for _, session := range sessions {
			require.Equal(t, 1, w.party.times(session))
		}
		two.Stop()
	})
}

// TestLogoutsSurviveTheirProcess kills the server while the party has the token and
// has not answered: another one delivers it again, when the time for which it was
// taken is over.
func TestLogoutsSurviveTheirProcess(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newLogouts(t, config)
		hold := make(chan struct{})
		w.party.set(http.StatusOK, hold)
		server := process.Start(t, w.Config)
		session, browser := w.session(t, server)
		waiting, held := w.session(t, server)
		signOut(t, server, browser)
		require.Eventually(t, func() bool { return w.party.times(session) == 1 }, 20*time.Second, 10*time.Millisecond)
		signOut(t, server, held)
		server.Kill()
		close(hold)
		w.party.set(http.StatusOK, nil)
		process.Start(t, w.Config)
		require.Eventually(t, func() bool { return w.party.times(session) == 2 && w.party.times(waiting) > 0 }, 90*time.Second, 50*time.Millisecond)
	})
}

// TestALogoutAwayFromTheInternetIsRefused runs a server without the setting: the
// party is on this machine, and nothing reaches it.
func TestALogoutAwayFromTheInternetIsRefused(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newLogouts(t, config)
		w.Env = append(w.Env, "JETON_OUTBOUND_ALLOW=")
		server := process.Start(t, w.Config)
		session, browser := w.session(t, server)
		signOut(t, server, browser)
		require.Eventually(t, func() bool { return strings.Contains(server.Stderr(), "the address is not on the public internet") }, 20*time.Second, 20*time.Millisecond)
		require.Zero(t, w.party.times(session))
	})
}
