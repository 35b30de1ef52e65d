package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/feed"
)

// Revocations serves GET /t/{tenant}/oauth2/revocations: as JSON what was taken back
// after a revision, or, to whoever accepts them, server-sent events of that and of all
// that comes after.
func (e Endpoints) Revocations(c echo.Context) error {
	arrived := e.Now()
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	after, err := readAfter(c.Request())
	if err != nil {
		return err
	}
	credentials, err := readCredentials(c.Request(), nil)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	// Until it has proved who it is, a caller's name may be anything.
	known := func() { event.Add(ctx, "caller", "credential:"+credentials.ID) }
	if !sse.Wanted(c.Request()) {
		found, err := e.Feed.Since(ctx, slug, credentials, after)
		if err != nil {
			return err
		}
		known()
		c.Response().Header()["Cache-Control"] = dontStore
		return c.JSON(http.StatusOK, told(found, arrived))
	}
	listener, leave, err := e.Feed.Listen(ctx, slug, credentials, after)
	if err != nil {
		return err
	}
	defer leave()
	known()
	return e.Followers.Serve(c, func(s *sse.Stream) { follow(s, listener, arrived) })
}

// follow sends what the listener is told until one of the two has gone.
func follow(s *sse.Stream, listener *feed.Listener, arrived time.Time) {
	for {
		select {
		case e, ok := <-listener.Events:
			if !ok || !s.Send(eventText(told(e, arrived))) {
				return
			}
		case <-s.Over():
			return
		}
	}
}

// readAfter reads the revision after which to tell, zero if none is given. A stream
// that is resumed says it in a header, which counts before the address that it was
// first asked for with.
func readAfter(r *http.Request) (int64, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return 0, invalid("the query cannot be read")
	}
	for name, values := range query {
		if name != "after" || len(values) > 1 {
			return 0, invalid("the one parameter there is, once, is after")
		}
	}
	text := query.Get("after")
	switch ids := r.Header.Values("Last-Event-ID"); {
	case len(ids) > 1:
		return 0, invalid("the Last-Event-ID header is repeated")
	case len(ids) == 1:
		text = ids[0]
	}
	if text == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(text, 10, 64)
	if err != nil || after < 1 {
		return 0, invalid("after is a revision, as an event or an answer had it")
	}
	return after, nil
}

// toldEvent is an event as JSON.
type toldEvent struct {
	After    int64 `json:"after"`
	Revision int64 `json:"revision"`
	// At is how many milliseconds after the request came in the read began that found
	// all this.
	At       int64       `json:"at"`
	All      bool        `json:"all,omitempty"`
	Tokens   []string    `json:"jti,omitempty"`
	Clients  []string    `json:"client_id,omitempty"`
	Subjects []string    `json:"sub,omitempty"`
	Grants   []toldGrant `json:"grants,omitempty"`
}

type toldGrant struct {
	Client  string `json:"client_id"`
	Subject string `json:"sub"`
}

// told writes an event for whoever asked at a time. A read that began before the
// request came would make it look newer than it is, but none does.
func told(e feed.Event, arrived time.Time) toldEvent {
	t := toldEvent{
		After: e.After, Revision: e.Revision, At: max(e.Read.Sub(arrived).Milliseconds(), 0),
		All: e.All, Tokens: e.Tokens, Clients: e.Clients, Subjects: e.Subjects,
	}
	for _, grant := range e.Grants {
		t.Grants = append(t.Grants, toldGrant(grant))
	}
	return t
}

// eventText writes an event of the stream: revoked, or heartbeat if it names nothing.
func eventText(t toldEvent) string {
	// Numbers and strings can always be encoded.
	data, _ := json.Marshal(t)
	kind := "heartbeat"
	if t.All || len(t.Tokens)+len(t.Clients)+len(t.Subjects)+len(t.Grants) > 0 {
		kind = "revoked"
	}
	return fmt.Sprintf("event: %s\nid: %d\ndata: %s\n\n", kind, t.Revision, data)
}
