package frontdoor

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// pulse is one event of a stream.
type pulse struct {
	name string
	data map[string]any
}

// lookOn opens the stream with the cookie of the browser, and gives its events until
// it ends.
func (b *Browser) lookOn(tenant string) <-chan pulse {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
	b.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.Address+"/t/"+tenant+domain.ManagementPath+"/pulse", nil)
	require.NoError(b.t, err)
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set("Cookie", "__Secure-jeton_session="+b.Cookie("jeton_session"))
	response, err := http.DefaultClient.Do(request)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = response.Body.Close() })
	require.Equal(b.t, http.StatusOK, response.StatusCode)
	require.Equal(b.t, "text/event-stream", response.Header.Get("Content-Type"))
	require.Equal(b.t, "no-store", response.Header.Get("Cache-Control"))
	events := make(chan pulse, 100)
	go func() {
		defer close(events)
		var next pulse
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				next = pulse{name: name}
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(data), &next.data) == nil {
				events <- next
			}
		}
	}()
	return events
}

func nextOf(t *testing.T, events <-chan pulse) pulse {
	t.Helper()
	select {
	case event, ok := <-events:
		require.True(t, ok, "the stream has ended")
		return event
	case <-time.After(20 * time.Second):
		require.Fail(t, "nothing was told")
		return pulse{}
	}
}

// TestThePulseTellsWhatChanges looks on while an API asks, something is changed, and
// the person is signed out everywhere.
func TestThePulseTellsWhatChanges(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		user := w.AddUser("acme", "olga", "owner")
		w.SetPassword("acme", user, secret+"olga")
		b := w.NewBrowser()
		b.enterConsole("acme", "olga")
		once := b.manage(http.MethodGet, "acme", "/pulse", nil)
		require.Equal(t, http.StatusOK, once.Status, once.Body)
		events := b.lookOn("acme")
		first := nextOf(t, events)
		require.Equal(t, "pulse", first.name)
		require.Empty(t, first.data["activity"])

		require.True(t, w.Active("acme/orders", w.Token("acme/shop", "", "https://orders.example")))
		w.Flush()
		seen := nextOf(t, events)
		for seen.data["activity"] == nil {
			seen = nextOf(t, events)
		}
		asked := seen.data["activity"].([]any)[0].(map[string]any)
		require.Equal(t, w.Servers["acme/orders"], asked["resource_server"])
		require.Equal(t, 1.0, asked["active"])

		w.edit("acme", "/clients/shop", "name", "Renamed")
		changed := nextOf(t, events)
		require.Greater(t, changed.data["revision"], seen.data["revision"])
		require.NotEqual(t, seen.data["latest_event"], changed.data["latest_event"])

		w.Must(http.MethodPost, "acme", "/users/"+user+"/sign-out", nil)
		var last pulse
		for event := range events {
			last = event
		}
		require.Equal(t, "end", last.name)
		require.Equal(t, 401.0, last.data["status"])
	})
}

// TestThePulseTellsNobodyMoreThanTheyMayKnow asks as somebody who sees neither tokens
// nor the audit log, and as nobody.
func TestThePulseTellsNobodyMoreThanTheyMayKnow(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.SetPassword("acme", w.AddUser("acme", "dora", "developer"), secret+"dora")
		b := w.NewBrowser()
		for _, accept := range []string{"application/json", "text/event-stream"} {
			nobody := b.manageFrom(http.Header{"Accept": {accept}}, http.MethodGet, "acme", "/pulse", nil)
			require.Equal(t, http.StatusUnauthorized, nobody.Status)
		}
		b.enterConsole("acme", "dora")
		got := b.manage(http.MethodGet, "acme", "/pulse", nil)
		require.Equal(t, http.StatusOK, got.Status)
		require.NotContains(t, got.Body, "activity")
		require.NotContains(t, got.Body, "latest_event")
		first := nextOf(t, b.lookOn("acme"))
		require.NotContains(t, first.data, "activity")
	})
}
