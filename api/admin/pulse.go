package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/domain"
)

// Bounds of the pulse as a stream.
const (
	// beat is the pause between two looks, and quiet how long nothing is said if
	// nothing changes.
	beat  = 2 * time.Second
	quiet = 14 * time.Second
	// beatTime is how long one look may take.
	beatTime = 5 * time.Second
	// longest is how long one stream lasts: whoever looks on comes back, perhaps to
	// another server.
	longest = 10 * time.Minute
	// maxStreams is how many a server holds at once.
	maxStreams = 500
)

// GetPulse serves GET /pulse, as JSON.
func (h handlers) GetPulse(ctx context.Context, _ GetPulseRequestObject) (GetPulseResponseObject, error) {
	pulse, err := h.pulse(ctx)
	if err != nil {
		return nil, err
	}
	return GetPulse200JSONResponse(pulse), nil
}

func (h handlers) pulse(ctx context.Context) (Pulse, error) {
	caller := callerOf(ctx)
	found, err := h.use.Pulse(ctx, caller)
	if err != nil {
		return Pulse{}, err
	}
	return Pulse{Revision: found.Revision, LatestEvent: found.Event, Activity: each(found.Counts, encodeCount)}, nil
}

// Pulse serves GET /pulse, as JSON or, to whoever accepts them, as server-sent
// events: an event pulse whenever there is something new, and at last an event end
// with the problem if the caller may look on no longer.
func (a *API) Pulse(c echo.Context) error {
	if !sse.Wanted(c.Request()) {
		return a.GetPulse(c)
	}
	asked := c.Request()
	return a.streams.Serve(c, func(s *sse.Stream) {
		w := watcher{Stream: s, api: a, c: c, asked: asked}
		w.run()
	})
}

// Drain ends every stream, so that the server can stop.
func (a *API) Drain() { a.streams.Drain() }

// Refused tells how many streams there was no room for.
func (a *API) Refused() int64 { return a.streams.Refused() }

// watcher is one reader of the pulse.
type watcher struct {
	*sse.Stream
	api *API
	c   echo.Context
	// asked is the request as it came in; each look has one of its own.
	asked *http.Request
	last  []byte
	said  time.Time
}

// run looks again and again until the reader is gone, may look on no longer, or the
// server stops.
func (s *watcher) run() {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for s.look() {
		select {
		case <-tick.C:
		case <-s.Over():
			return
		}
	}
}

// look proves the caller anew, tells what there is to tell, and reports whether to
// go on. The request's own deadline is past after the first few.
func (s *watcher) look() bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.asked.Context()), beatTime)
	defer cancel()
	s.c.SetRequest(s.asked.WithContext(ctx))
	caller, err := s.api.prove(s.c, domain.ReadSelf)
	var pulse Pulse
	if err == nil {
		pulse, err = handlers{s.api.management}.pulse(context.WithValue(ctx, callerKey{}, caller))
	}
	switch {
	case domain.KindUnavailable.Is(err) || domain.KindLimited.Is(err):
		return s.keep() // Perhaps it can be told the next time.
	case err != nil:
		_, problem := Problem(err)
		s.say("end", problem)
		return false
	}
	return s.say("pulse", pulse)
}

// say sends an event, unless it is what was said last, and reports whether the
// reader is there.
func (s *watcher) say(event string, body any) bool {
	text, err := json.Marshal(body)
	if err != nil {
		return false
	}
	if bytes.Equal(text, s.last) {
		return s.keep()
	}
	s.last = text
	return s.send("event: " + event + "\ndata: " + string(text) + "\n\n")
}

// keep sends a comment if nothing was said for a while.
func (s *watcher) keep() bool {
	return time.Since(s.said) < quiet || s.send(": still here\n\n")
}

func (s *watcher) send(text string) bool {
	s.said = time.Now()
	return s.Send(text)
}
