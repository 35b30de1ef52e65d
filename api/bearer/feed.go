package bearer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Bounds of following a feed.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 5 * time.Second
)

// feed follows a tenant's revocation feed and keeps the lease alive.
//
// The lease counts from a moment at which Jeton is known to have held that nothing
// else was taken back than the memory knows of. Jeton says of each event how long
// after our request came in it began to read; our request came in after we had sent
// it; so that moment is no earlier than the sending and that time together, on our
// own clock. However long the event was under way, it only makes the lease shorter.
type feed struct {
	tenant *tenant
	// known is that moment, in nanoseconds after base, zero before the first event.
	known atomic.Int64
	// revision is the last one the feed told of, zero before the first event. It is
	// follow's own.
	revision int64
}

// base is what moments are counted from, on the monotonic clock: setting the time
// must not make a lease longer.
var base = time.Now()

// alive reports whether the lease lives at now.
func (f *feed) alive(now time.Time) bool {
	known := f.known.Load()
	return known != 0 && now.Sub(base)-time.Duration(known) < f.tenant.options.Lease
}

// follow follows the feed until the tenant is closed.
func (f *feed) follow() {
	t := f.tenant
	for wait := firstPause; ; {
		began := time.Now()
		err := f.stream(t.ctx)
		if t.ctx.Err() != nil {
			return
		}
		// A stream that was long is over by intention or by a fault that has passed; one
		// that was short is likely to be short again.
		if time.Since(began) > lastPause {
			wait = firstPause
		}
		var wrong *statusError
		if errors.As(err, &wrong) {
			wait = lastPause
		}
		if err != nil {
			t.options.Log.WarnContext(t.ctx, "bearer: the revocation feed broke, and is asked for again", "issuer", t.api.Issuer, "error", err)
		}
		select {
		case <-t.ctx.Done():
			return
		case <-time.After(wait/2 + rand.N(wait)):
		}
		wait = min(2*wait, lastPause)
	}
}

// stream reads one stream to its end.
func (f *feed) stream(ctx context.Context) error {
	t := f.tenant
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	// A stream that says nothing for so long that the lease is over is not worth
	// waiting for: perhaps another connection gets through.
	patience := time.AfterFunc(t.options.Timeout, func() { stop(errors.New("nothing came")) })
	defer patience.Stop()

	request, err := t.request(ctx, http.MethodGet, "/oauth2/revocations", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/event-stream")
	if f.revision != 0 {
		request.Header.Set("Last-Event-ID", strconv.FormatInt(f.revision, 10))
	}
	sent := time.Since(base)
	response, err := t.options.HTTP.Do(request)
	if err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	defer response.Body.Close()
	if err := check(response, nil); err != nil {
		return err
	}
	if media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); media != "text/event-stream" {
		return fmt.Errorf("the feed is of type %q", media)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		// Of server-sent events only the data matter: each says all of itself.
		text, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:"))
		if !ok {
			continue
		}
		e, err := readEvent(text)
		if err != nil {
			return err
		}
		if err := f.take(e, sent); err != nil {
			return err
		}
		patience.Reset(t.options.Lease)
	}
	return errors.Join(lines.Err(), context.Cause(ctx))
}

// take does what an event says, and only then lets the lease count from it.
func (f *feed) take(e event, sent time.Duration) error {
	switch {
	case f.revision == 0:
		// What was remembered before is of before the feed.
		e.All = true
	case e.After != f.revision:
		last := f.revision
		f.known.Store(0)
		f.revision = 0
		return fmt.Errorf("the feed left something out: it came to revision %d and went on after %d", last, e.After)
	}
	if !e.quiet() {
		f.tenant.memory.forget(e)
	}
	f.revision = e.Revision
	// Clocks that are being set right run up to a two-thousandth fast or slow.
	at := time.Duration(e.At) * time.Millisecond
	f.known.Store(int64(sent + at - at/2000))
	return nil
}
