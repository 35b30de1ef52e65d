package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of the pulse as a stream.
const (
	// beat is the pause between two looks, and quiet how long nothing is said if
	// nothing changes.
	beat  = 2 * time.Second
	quiet = 14 * time.Second
	// beatTime is how long one look may take, and the reader to take what it brought.
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
	if !strings.Contains(c.Request().Header.Get("Accept"), "text/event-stream") {
		return a.GetPulse(c)
	}
	if a.streams.Add(1) > maxStreams {
		a.streams.Add(-1)
		return domain.Unavailable(nil)
	}
	defer a.streams.Add(-1)
	header := c.Response().Header()
	header.Set("Content-Type", "text/event-stream")
	// Proxies that gather what they pass on would hold it back.
	header.Set("X-Accel-Buffering", "no")
	s := stream{api: a, c: c, asked: c.Request(), control: http.NewResponseController(c.Response())}
	s.run()
	return nil
}

// Drain ends every stream, so that the server can stop.
func (a *API) Drain() { a.drain() }

// stream is one reader of the pulse.
type stream struct {
	api *API
	c   echo.Context
	// asked is the request as it came in; each look has one of its own.
	asked   *http.Request
	control *http.ResponseController
	last    []byte
	said    time.Time
}

// run looks again and again until the reader is gone, may look on no longer, or the
// server stops.
func (s *stream) run() {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	over := time.NewTimer(longest)
	defer over.Stop()
	// The request has been read; its end is that of the connection from now on, and
	// no longer that of the time a client has to send it.
	if s.control.SetReadDeadline(time.Time{}) != nil {
		return
	}
	asked := s.asked.Context()
	gone := asked.Done()
	for s.look() {
		select {
		case <-tick.C:
		case <-gone:
			if !errors.Is(asked.Err(), context.DeadlineExceeded) {
				return
			}
			gone = nil // It was the request's deadline, which is for answers.
		case <-over.C:
			return
		case <-s.api.drained:
			return
		}
	}
}

// look proves the caller anew, tells what there is to tell, and reports whether to
// go on. The request's own deadline is past after the first few.
func (s *stream) look() bool {
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
func (s *stream) say(event string, body any) bool {
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
func (s *stream) keep() bool {
	return time.Since(s.said) < quiet || s.send(": still here\n\n")
}

func (s *stream) send(text string) bool {
	s.said = time.Now()
	if s.control.SetWriteDeadline(s.said.Add(beatTime)) != nil {
		return false
	}
	if _, err := s.c.Response().Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
