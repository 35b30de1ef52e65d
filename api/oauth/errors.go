package oauth

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/status"
	"github.com/jeton-id/jeton/domain"
)

// failure is an error of HTTP itself that no kind stands for.
type failure struct {
	status  int
	message string
}

// Error gives the text for logs.
func (f failure) Error() string { return f.message }

func unsupportedMedia() error {
	return failure{http.StatusUnsupportedMediaType, "the body must be " + formType}
}

func tooLargeBody(most int) error {
	return failure{http.StatusRequestEntityTooLarge, "the body is larger than " + strconv.Itoa(most) + " bytes"}
}

// errorBody is the error answer of RFC 6749 section 5.2.
type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// WriteError answers with an error in the form of RFC 6749 section 5.2. Internal
// text stays inside.
func WriteError(c echo.Context, err error) error {
	header := c.Response().Header()
	noStore(header)
	code, body := http.StatusInternalServerError, errorBody{Error: "server_error", Description: "the server failed; the failure is logged"}
	var known *domain.Error
	var plain failure
	var routing *echo.HTTPError
	switch {
	case errors.As(err, &known):
		code = status.Of(known.Kind)
		if known.Kind != domain.KindInternal {
			body = errorBody{known.Code, status.Description(known.Message)}
		}
	case errors.As(err, &plain):
		code, body = plain.status, errorBody{"invalid_request", status.Description(plain.message)}
	case errors.As(err, &routing) && routing.Code < http.StatusInternalServerError:
		code, body = routing.Code, errorBody{"invalid_request", http.StatusText(routing.Code)}
	}
	switch code {
	case http.StatusUnauthorized:
		header.Set("WWW-Authenticate", `Basic realm="jeton", charset="UTF-8"`)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		header.Set("Retry-After", status.RetryAfterSeconds)
	}
	return c.JSON(code, body)
}

// noStore keeps answers about tokens out of every cache (RFC 6749 section 5.1).
func noStore(header http.Header) {
	header["Cache-Control"], header["Pragma"] = dontStore, dontCache
}

// Every answer shares these, which net/http reads and nobody writes.
var (
	dontStore, dontCache = []string{"no-store"}, []string{"no-cache"}
	jsonType             = []string{echo.MIMEApplicationJSON}
)
