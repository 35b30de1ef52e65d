package oauth

import (
	"bytes"
	"io"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

// room is where a body is read, or an answer written: the same memory for one
// request after another. Tokens and secrets in it are gone when it is left.
type room struct {
	bytes.Buffer
	limit io.LimitedReader
}

var rooms = sync.Pool{New: func() any { return new(room) }}

func enter() *room { return rooms.Get().(*room) }

// maxRoom bounds the rooms that are kept, in bytes. A few large requests must not
// leave every room as large as they were.
const maxRoom = 128 << 10

func (r *room) leave() {
	clear(r.Bytes())
	if r.Cap() > maxRoom {
		return
	}
	r.Reset()
	r.limit.R = nil
	rooms.Put(r)
}

// readBody reads a body, but of one that is too large only enough to tell.
func readBody(request *http.Request, most int) (string, error) {
	r := enter()
	defer r.leave()
	r.limit = io.LimitedReader{R: request.Body, N: int64(most) + 1}
	_, err := r.ReadFrom(&r.limit)
	return r.String(), err
}

// answer sends a body of JSON that nobody may keep; see send.
func (r *room) answer(c echo.Context, body []byte) error {
	header := c.Response().Header()
	noStore(header)
	header[echo.HeaderContentType] = jsonType
	return r.send(c, body)
}

// send sends a body of JSON, which was appended to the room's AvailableBuffer, under
// the headers that are set.
func (r *room) send(c echo.Context, body []byte) error {
	_, _ = r.Write(body) // stays where it is, but is the room's to clear
	return c.JSONBlob(http.StatusOK, body)
}
