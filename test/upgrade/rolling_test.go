package upgrade_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/balancer"
	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/process"
)

const (
	// noticing is how often the balancer asks, and lingering how long a server that
	// was asked to end goes on: time for the balancer to have asked, and for every
	// client to have had its last answer there.
	noticing  = 100 * time.Millisecond
	lingering = 2 * time.Second
)

// TestRollingRestart restarts two replicas one by one behind a balancer, as an upgrade
// does that needs no migration.
func TestRollingRestart(t *testing.T) {
	r := newRolling(t, lingering)
	r.during(t, func() {
		for _, replica := range r.replicas {
			r.restart(t, replica)
		}
	})
	require.Empty(t, r.Failed())
	require.Empty(t, r.wrong)
	require.NotZero(t, r.verified)
	r.follower.requireAll(t, r.taken)
	r.Audit(t)
}

// TestARestartThatNobodyCouldNoticeIsFoundOut shows that the test above can fail: the
// same replicas end at once, as they do unless they are told to linger.
func TestARestartThatNobodyCouldNoticeIsFoundOut(t *testing.T) {
	r := newRolling(t, 0)
	r.during(t, func() {
		for n := 0; len(r.Failed()) == 0 && n < 20; n++ {
			r.restart(t, r.replicas[n%2])
		}
	})
	require.NotEmpty(t, r.Failed(), "nobody noticed")
	t.Log("found out:", r.Failed()[0])
}

// rolling is a load on two replicas behind a balancer, with an API that follows what
// is taken back and a gateway that has requests verified.
type rolling struct {
	*load.Load
	hand     load.Hand
	balancer *balancer.Balancer
	replicas []*process.Process
	follower *follower

	mu sync.Mutex
	// taken are the ids of tokens whose revocation was acknowledged, wrong what the
	// gateway was told that was wrong, and verified how often it was right.
	taken    []string
	wrong    []string
	verified int
}

func newRolling(t *testing.T, lingering time.Duration) *rolling {
	t.Helper()
	s := load.NewStage(t, seed(t), 20)
	config := s.OnPostgres(t, postgres.ForTest(t))
	config.Env = append(config.Env, "JETON_DRAIN_DELAY="+lingering.String())
	r := &rolling{hand: s.Hands[0], replicas: []*process.Process{process.Launch(t, config), process.Launch(t, config)}}
	for _, replica := range r.replicas {
		replica.AwaitReady()
	}
	r.balancer = balancer.Start(t, noticing, r.replicas[0].URL, r.replicas[1].URL)
	r.balancer.AwaitReady(t, 2)
	r.Load = s.LoadOn(config, process.Remote(r.balancer.URL))
	r.Behind, r.Mortal = true, lingering == 0
	return r
}

// during has all of it go on while something is done.
func (r *rolling) during(t *testing.T, do func()) {
	t.Helper()
	r.Begin(t)
	defer r.End()
	r.Recovers(t, "before any restart")
	ctx, stop := context.WithCancel(t.Context())
	r.follower = follow(ctx, r.balancer.URL, r.hand)
	var busy sync.WaitGroup
	for range 2 {
		busy.Go(func() { r.verify(ctx, t) })
	}
	r.Mark()
	do()
	stop()
	busy.Wait()
	r.follower.wait(r.taken)
	r.End()
}

// restart replaces a replica as an orchestrator does, and goes on once the balancer
// knows of the new one.
func (r *rolling) restart(t *testing.T, replica *process.Process) {
	t.Helper()
	replica.Terminate()
	require.Zero(t, replica.Wait())
	replica.Restart()
	r.balancer.AwaitReady(t, 2)
}

// verify has a gateway ask about a token that is good, takes it back, and has the
// gateway ask again.
func (r *rolling) verify(ctx context.Context, t *testing.T) {
	// Connections that are kept, as gateways keep theirs.
	client := &http.Client{Timeout: load.Slowest, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	defer client.CloseIdleConnections()
	door := process.Remote(r.balancer.URL)
	path := "/t/" + r.hand.Tenant + "/oauth2/"
	for ctx.Err() == nil {
		issued, err := door.Post(path+"token", r.hand.Keeper, url.Values{"grant_type": {"client_credentials"}})
		token, ok := issued.Member("access_token").(string)
		if err != nil || !ok {
			r.note(fmt.Sprintf("no token: %v %d", err, issued.Status))
			continue
		}
		told, err := door.Post(path+"introspect", r.hand.Server, url.Values{"token": {token}})
		id, ok := told.Member("jti").(string)
		if err != nil || !ok {
			r.note(fmt.Sprintf("a token that is good: %v %d %s", err, told.Status, told.Body))
			continue
		}
		r.pass(ctx, t, client, token, http.StatusOK)
		back, err := door.Post(path+"revoke", r.hand.Keeper, url.Values{"token": {token}})
		if err != nil || back.Status != http.StatusOK {
			r.note(fmt.Sprintf("taking a token back: %v %d", err, back.Status))
			continue
		}
		r.mu.Lock()
		r.taken = append(r.taken, id)
		r.mu.Unlock()
		r.pass(ctx, t, client, token, http.StatusUnauthorized)
		time.Sleep(20 * time.Millisecond)
	}
}

// pass has the gateway ask whether to let a request through.
func (r *rolling) pass(ctx context.Context, t *testing.T, client *http.Client, token string, want int) {
	request, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, r.balancer.URL+"/t/"+r.hand.Tenant+"/gateway/verify", nil)
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Jeton-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(r.hand.Server.ID+":"+r.hand.Server.Secret)))
	response, err := client.Do(request)
	if err != nil {
		r.note("the gateway: " + err.Error())
		return
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.StatusCode != want {
		r.note(fmt.Sprintf("the gateway was told %d, not %d", response.StatusCode, want))
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.verified++
}

func (r *rolling) note(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong = append(r.wrong, what)
}
