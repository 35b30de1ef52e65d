// Package logout tells clients that sessions have ended (OpenID Connect
// Back-Channel Logout 1.0).
//
// What is to be told is in the store before this package hears of it: a notice for
// each client, filed in the transaction that ended the session. A notice is taken
// for half a minute, delivered, and removed; what is not removed is due again, so
// that a process that is killed, or an answer that is lost, costs nothing but a
// second delivery. Every client is told at least once, or given up after a day with
// an audit event.
//
// The one idea worth knowing is fairness: at any time no host has more than a few
// deliveries under way, and one that does not answer is left alone for a while, so
// that nobody waits for somebody else's dead server.
package logout

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of delivering.
const (
	// maxUnderWay bounds deliveries at a time in this process, maxPerHost those
	// that one host gets at once.
	maxUnderWay, maxPerHost = 32, 4
	// lease is how long a notice is taken for: longer than a delivery takes.
	lease = 30 * time.Second
	// deliveryTimeout bounds one delivery, from the client's look-up to the
	// answer.
	deliveryTimeout = 15 * time.Second
	// lookInterval is how soon notices are found that another process filed, or
	// that are due again.
	lookInterval = time.Second
	// tryAgain is the pause after a look that failed.
	tryAgain = 5 * time.Second
	// maxTenants is how many tenants are looked at in one round.
	maxTenants = 100
	// tenantPause is how long a tenant is left alone of which nothing could be
	// taken, so that others get their turn.
	tenantPause = time.Second
)

// Deliverer delivers logout notices. It must not be copied once it runs.
type Deliverer struct {
	Store domain.Store
	// Tenant finds a tenant, and Client a client of it too, nil if there is none,
	// as of a read that began after the call.
	Tenant func(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
	Client func(ctx context.Context, slug domain.Slug, id string) (*domain.Snapshot, *domain.Client, error)
	// Post sends a form to an address and gives the status of the answer; an error
	// means that there was none.
	Post func(ctx context.Context, address string, form url.Values) (int, error)
	// Noticed is signalled when this process has filed notices.
	Noticed <-chan struct{}
	Now     func() time.Time
	Random  io.Reader
	NewID   func() string
	Log     *slog.Logger

	delivered, postponed, givenUp atomic.Int64

	mu   sync.Mutex
	busy map[string]int
	// resting hosts did not answer, or said that they cannot.
	resting map[string]rest
	// blocked tenants had nothing that could be taken, until a moment or until a
	// delivery of theirs ends.
	blocked  map[domain.Slug]time.Time
	underWay int
}

// Counts gives how many notices were delivered, are to be tried again, and were
// given up since the process started.
func (d *Deliverer) Counts() (delivered, postponed, givenUp int64) {
	return d.delivered.Load(), d.postponed.Load(), d.givenUp.Load()
}

// Run delivers until the context ends, and then finishes what is under way.
func (d *Deliverer) Run(ctx context.Context) {
	look := time.NewTicker(lookInterval)
	defer look.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	ended := make(chan struct{}, 1)
	for {
		next, noticed, over := look.C, d.Noticed, (<-chan struct{})(ended)
		if _, err := d.begin(ctx, &all, ended); err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "logout notices", "error", err.Error())
			next, noticed, over = time.After(tryAgain), nil, nil
		}
		select {
		case <-ctx.Done():
			return
		case <-noticed:
		case <-over:
		case <-next:
		}
	}
}

// Once delivers all that is due and comes back when that is done. It is for those
// who hold the clock.
func (d *Deliverer) Once(ctx context.Context) error {
	for {
		var all sync.WaitGroup
		started, err := d.begin(ctx, &all, make(chan struct{}, 1))
		all.Wait()
		if err != nil || started == 0 {
			return err
		}
	}
}

// begin starts as many deliveries as are due and have room.
func (d *Deliverer) begin(ctx context.Context, all *sync.WaitGroup, ended chan<- struct{}) (started int, err error) {
	now := d.Now()
	slugs, err := d.Store.NoticesDue(ctx, now, maxTenants+d.waiting(now))
	if err != nil {
		return 0, err
	}
	for _, slug := range slugs {
		if d.waits(slug) {
			continue
		}
		notices, err := d.claim(ctx, slug)
		if domain.KindNotFound.Is(err) {
			continue // suspended or deleted meanwhile
		}
		if err != nil {
			return started, err
		}
		for _, notice := range notices {
			started++
			all.Go(func() {
				d.deliver(context.WithoutCancel(ctx), slug, notice)
				select {
				case ended <- struct{}{}:
				default:
				}
			})
		}
	}
	return started, nil
}

// claim takes notices of a tenant, and the room to deliver them.
func (d *Deliverer) claim(ctx context.Context, slug domain.Slug) ([]domain.LogoutNotice, error) {
	now := d.Now()
	free, except := d.room(now)
	if free == 0 {
		return nil, nil
	}
	snap, err := d.Tenant(ctx, slug)
	if err != nil {
		return nil, err
	}
	var taken []domain.LogoutNotice
	err = d.Store.In(snap.Tenant.ID).Add(ctx, act(now), func(tx domain.Adder) (err error) {
		taken, err = tx.ClaimLogoutNotices(ctx, domain.NoticeClaim{Until: now.Add(lease), Limit: free, PerHost: maxPerHost, Except: except})
		return err
	})
	if err != nil {
		return nil, err
	}
	d.enter(slug, taken, now)
	return taken, nil
}

func act(now time.Time) domain.Act { return domain.Act{By: domain.SystemActor("logout"), At: now} }

// deliver tells one client, and settles what becomes of the notice. If even that
// fails, the notice is due again when its time is over.
func (d *Deliverer) deliver(ctx context.Context, slug domain.Slug, notice domain.LogoutNotice) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	answer, err := d.tell(ctx, slug, notice)
	d.leave(slug, notice.Host, answer, d.Now())
	outcome, failed := d.settle(ctx, slug, notice, answer)
	attributes := []any{
		"tenant", string(slug), "client", notice.Client, "host", notice.Host, "attempt", notice.Attempts, "status", answer.status, "outcome", string(outcome),
	}
	level := slog.LevelInfo
	for _, problem := range []error{err, failed} {
		if problem != nil {
			level = slog.LevelWarn
			attributes = append(attributes, "error", problem.Error())
		}
	}
	d.Log.Log(ctx, level, "logout notice", attributes...)
}

// answer is what came of an attempt.
type answer struct {
	// status is that of the client's answer, zero if there was none.
	status int
	// unwanted is set where the client is not to be told any more.
	unwanted bool
	// ours is set where the attempt failed before the client's host was asked.
	ours bool
}

// tell sends the logout token (section 2.5).
func (d *Deliverer) tell(ctx context.Context, slug domain.Slug, notice domain.LogoutNotice) (answer, error) {
	snap, client, err := d.Client(ctx, slug, notice.Client)
	switch {
	case err != nil:
		return answer{ours: true}, err
	case client == nil, client.Registration.BackchannelLogoutURI == "":
		return answer{unwanted: true}, nil
	}
	token, err := d.token(snap, *client, notice, d.Now())
	if err != nil {
		return answer{ours: true}, err
	}
	status, err := d.Post(ctx, client.Registration.BackchannelLogoutURI, url.Values{"logout_token": {token.Reveal()}})
	return answer{status: status}, err
}

// taken reports whether the client has taken the token (section 2.8; frameworks
// may make a 204 of its 200).
func (a answer) taken() bool {
	return a.status >= http.StatusOK && a.status < http.StatusMultipleChoices
}

// refused reports whether the client has understood and said no: it will not say
// anything else.
func (a answer) refused() bool { return a.status == http.StatusBadRequest }
