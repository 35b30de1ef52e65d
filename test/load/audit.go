package load

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// Audit looks through everything when all is over: every token that was
// acknowledged, at every server; the books, which must tell the same; and the
// installation as the doctor sees it.
func (l *Load) Audit(t *testing.T) {
	t.Helper()
	active := l.AskAgain(t)
	l.compareBooks(t, active)
	doctor := process.Run(t, l.Config, "doctor")
	require.Zero(t, doctor.Code, doctor.Stdout)
}

// AskAgain asks every server about every token that was acknowledged, fails the test
// for each answer of all that breaks the promise, and tells which tokens are active,
// by their names.
func (l *Load) AskAgain(t *testing.T) map[string]bool {
	t.Helper()
	active := l.askAboutEverything(t)
	l.judge(t)
	return active
}

// judge fails the test for each answer that breaks the promise.
func (l *Load) judge(t *testing.T) {
	t.Helper()
	l.lapse()
	seen := l.History()
	inDoubt := 0
	for _, r := range seen.Revocations {
		if r.Acknowledged == history.Never {
			inDoubt++
		}
	}
	t.Logf("%d tokens, %d revocations (%d left in doubt), %s", len(l.everyone()), len(seen.Revocations), inDoubt, seen.Coverage())
	violations := seen.Violations()
	const enough = 10
	for _, violation := range violations[:min(len(violations), enough)] {
		t.Error(violation)
	}
	if len(violations) > enough {
		t.Errorf("and %d more", len(violations)-enough)
	}
	require.Empty(t, seen.Coverage().Gaps(Levels, Names[:len(l.Servers)]))
	for _, wrong := range l.wrong() {
		t.Error(wrong)
	}
}

// askAboutEverything asks every server about every token until it knows, and
// tells which are active, by their names. What was told goes into the history.
func (l *Load) askAboutEverything(t *testing.T) map[string]bool {
	t.Helper()
	const atOnce = 8
	active := map[string]bool{}
	var mu sync.Mutex
	var all sync.WaitGroup
	work := make(chan token)
	for range atOnce {
		all.Go(func() {
			for about := range work {
				for at := range l.Servers {
					answer, known := l.insist(at, about)
					mu.Lock()
					active[about.Name] = active[about.Name] || answer.Active()
					mu.Unlock()
					if !known {
						t.Errorf("when all was over, server %s could not tell about token %s: %d %s", Names[at], about.Name, answer.Status, answer.Body)
					}
				}
			}
		})
	}
	for _, about := range l.everyone() {
		work <- about
	}
	close(work)
	all.Wait()
	return active
}

// insist asks a few times if it has to.
func (l *Load) insist(at int, about token) (outcome, bool) {
	for attempt := 1; ; attempt++ {
		answer := l.ask(at, about, about.hand.Server)
		if answer.done || attempt == 5 {
			return answer, answer.done
		}
		time.Sleep(putOff)
	}
}

// compareBooks holds the records of tokens, and of what was done to them, to
// what was answered. A change that was made by half shows here: a token that is
// filed and not found under its API, or taken back without an audit event.
func (l *Load) compareBooks(t *testing.T, active map[string]bool) {
	t.Helper()
	records, taken := map[string]bool{}, map[string]bool{}
	for _, h := range l.stage.Hands {
		for _, item := range l.list(t, h.Tenant, "/tokens?resource_server="+url.QueryEscape(h.API)) {
			id := item["id"].(string)
			records[h.Tenant+id] = item["state"] == "active"
			if item["revoked"] != nil {
				taken[h.Tenant+id] = true
			}
		}
	}
	for _, about := range l.everyone() {
		inspected := l.Servers[0].At(about.Tenant).Manage(t, http.MethodPost, "/tokens/inspect", l.Config.OperatorToken, map[string]any{"token": about.Text})
		require.Equal(t, http.StatusOK, inspected.Status, string(inspected.Body))
		record, _ := inspected.Member("record").(map[string]any)
		require.NotNil(t, record, "token %s was acknowledged and is not there: %s", about.Name, inspected.Body)
		state, found := records[about.Tenant+record["id"].(string)]
		require.True(t, found, "token %s is not found under its API", about.Name)
		require.Equal(t, active[about.Name], state, "token %s is answered otherwise than it is recorded", about.Name)
	}
	events := map[string]bool{}
	for _, tenant := range []string{"acme", "globex"} {
		for _, item := range l.list(t, tenant, "/audit-events?action=token.revoked") {
			events[tenant+strings.TrimPrefix(item["object"].(string), "token:")] = true
		}
	}
	require.Equal(t, taken, events, "tokens that were taken back, and events that say so")
}

// list gives all items of a list of the management API.
func (l *Load) list(t *testing.T, tenant, path string) (items []map[string]any) {
	t.Helper()
	for cursor := ""; ; {
		page := l.Servers[0].At(tenant).Manage(t, http.MethodGet, path+"&limit=100"+cursor, l.Config.OperatorToken, nil)
		require.Equal(t, http.StatusOK, page.Status, string(page.Body))
		for _, item := range page.Member("items").([]any) {
			items = append(items, item.(map[string]any))
		}
		next, more := page.Member("next_cursor").(string)
		if !more || next == "" {
			return items
		}
		cursor = "&cursor=" + url.QueryEscape(next)
	}
}
