// Package sse answers with server-sent events (WHATWG HTML, section 9.2).
//
// A stream outlasts the deadline that every request has, so what it needs is here
// once: a bound on how many there are, a deadline for each thing that is sent, and an
// end when the server stops.
package sse

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// mediaType is that of a stream.
const mediaType = "text/event-stream"

// writeTime is how long a reader may take for what is sent.
const writeTime = 5 * time.Second

// Streams are those of one kind that a server holds.
type Streams struct {
	max     int64
	longest time.Duration
	open    atomic.Int64
	refused atomic.Int64
	// serving ends when the server stops.
	serving context.Context
	drain   context.CancelFunc
}

// NewStreams makes room for a number of streams at once, each of which lasts for so
// long: whoever reads on comes back, perhaps to another server.
func NewStreams(most int64, longest time.Duration) *Streams {
	s := &Streams{max: most, longest: longest}
	s.serving, s.drain = context.WithCancel(context.Background())
	return s
}

// Drain ends every stream, so that the server can stop.
func (s *Streams) Drain() { s.drain() }

// Refused tells how many there was no room for.
func (s *Streams) Refused() int64 { return s.refused.Load() }

// Wanted reports whether who asks accepts a stream.
func Wanted(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), mediaType)
}

// Stream is one that has begun.
type Stream struct {
	response *echo.Response
	control  *http.ResponseController
	lasting  context.Context
}

// Serve begins a stream and lets work fill it until that returns. It is
// KindUnavailable if there are too many already.
func (s *Streams) Serve(c echo.Context, work func(*Stream)) error {
	defer s.open.Add(-1)
	if s.open.Add(1) > s.max {
		s.refused.Add(1)
		return domain.Unavailable(nil)
	}
	header := c.Response().Header()
	header.Set("Content-Type", mediaType)
	header.Set("Cache-Control", "no-store")
	// Proxies that gather what they pass on would hold it back.
	header.Set("X-Accel-Buffering", "no")
	control := http.NewResponseController(c.Response())
	// The request has been read; its end is that of the connection from now on, and
	// no longer that of the time a client has to send it.
	if control.SetReadDeadline(time.Time{}) != nil {
		return nil
	}
	lasting, end := context.WithTimeout(s.serving, s.longest)
	defer end()
	asked := c.Request().Context()
	defer context.AfterFunc(asked, func() {
		// The request's own deadline is for answers; after it only sending finds out
		// that nobody reads.
		if !errors.Is(asked.Err(), context.DeadlineExceeded) {
			end()
		}
	})()
	work(&Stream{response: c.Response(), control: control, lasting: lasting})
	return nil
}

// Over is closed when the stream has to end: the reader has gone, it has lasted for
// long enough, or the server stops.
func (s *Stream) Over() <-chan struct{} { return s.lasting.Done() }

// Send sends an event, or a comment, as it is written; false means that nobody reads.
func (s *Stream) Send(text string) bool {
	if s.control.SetWriteDeadline(time.Now().Add(writeTime)) != nil {
		return false
	}
	if _, err := s.response.Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
