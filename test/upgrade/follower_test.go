package upgrade_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
)

// follower is an API that listens to what is taken back, and comes back by another
// connection whenever a stream ends.
type follower struct {
	mu      sync.Mutex
	told    map[string]bool
	streams int
	// gaps are what a follower must not meet: a stream that does not begin where the
	// last one ended, a refusal, or an order to forget everything.
	gaps []string
	end  context.CancelFunc
	over sync.WaitGroup
}

// follow begins to follow, and returns once the first stream has begun.
func follow(ctx context.Context, at string, api load.Hand) *follower {
	f := &follower{told: map[string]bool{}}
	ctx, f.end = context.WithCancel(context.WithoutCancel(ctx))
	begun := make(chan struct{})
	f.over.Go(func() {
		revision, once := int64(0), sync.OnceFunc(func() { close(begun) })
		defer once()
		for ctx.Err() == nil {
			last := f.stream(ctx, at, api, revision, once)
			revision = max(revision, last)
			time.Sleep(10 * time.Millisecond)
		}
	})
	<-begun
	return f
}

// stream reads one stream to its end and gives the revision up to which it told.
func (f *follower) stream(ctx context.Context, at string, api load.Hand, revision int64, begun func()) int64 {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/t/"+api.Tenant+"/oauth2/revocations", nil)
	if err != nil {
		return revision
	}
	request.SetBasicAuth(api.Server.ID, api.Server.Secret)
	request.Header.Set("Accept", "text/event-stream")
	if revision != 0 {
		request.Header.Set("Last-Event-ID", fmt.Sprint(revision))
	}
	// Each stream has a connection to itself.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		f.note(ctx, "the feed: "+err.Error())
		return revision
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		f.note(ctx, fmt.Sprintf("the feed answered %d", response.StatusCode))
		return revision
	}
	f.mu.Lock()
	f.streams++
	f.mu.Unlock()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var event struct {
			After, Revision int64
			All             bool
			Tokens          []string `json:"jti"`
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			f.note(ctx, "an event is no JSON")
			return revision
		}
		f.take(ctx, revision, event.After, event.All, event.Tokens)
		revision = event.Revision
		begun()
	}
	return revision
}

func (f *follower) take(ctx context.Context, revision, after int64, all bool, tokens []string) {
	if revision != 0 && after != revision {
		f.note(ctx, fmt.Sprintf("told up to %d, and then from %d on", revision, after))
	}
	if revision != 0 && all {
		f.note(ctx, "told to forget everything")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range tokens {
		f.told[id] = true
	}
}

func (f *follower) note(ctx context.Context, gap string) {
	if ctx.Err() != nil {
		return // it is we who end
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gaps = append(f.gaps, gap)
}

// missing gives those of the tokens that nothing was told about.
func (f *follower) missing(taken []string) (missing []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range taken {
		if !f.told[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

// wait ends the following once everything has been told, or should have been.
func (f *follower) wait(taken []string) {
	for began := time.Now(); len(f.missing(taken)) > 0 && time.Since(began) < 5*time.Second; {
		time.Sleep(20 * time.Millisecond)
	}
	f.end()
	f.over.Wait()
}

// requireAll demands that everything that was taken back was told of, without a gap,
// over more streams than one.
func (f *follower) requireAll(t *testing.T, taken []string) {
	t.Helper()
	require.Empty(t, f.gaps)
	require.Greater(t, len(taken), 10)
	require.Empty(t, f.missing(taken))
	require.Greater(t, f.streams, 1, "no stream was ever ended")
	t.Logf("%d revocations were told of over %d streams", len(taken), f.streams)
}
