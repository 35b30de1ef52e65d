package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// RequestID is the key under which echo's context has the id of the request.
const RequestID = "request_id"

// retryAfter is when to try again what could not be determined, in seconds.
const retryAfter = "1"

// statuses maps every kind of error. Each is answered in the one form of this
// API, problem+json (RFC 9457).
var statuses = map[domain.Kind]int{
	domain.KindInternal:        http.StatusInternalServerError,
	domain.KindInvalid:         http.StatusBadRequest,
	domain.KindUnauthenticated: http.StatusUnauthorized,
	domain.KindForbidden:       http.StatusForbidden,
	domain.KindNotFound:        http.StatusNotFound,
	domain.KindConflict:        http.StatusConflict,
	domain.KindLimited:         http.StatusTooManyRequests,
	domain.KindUnavailable:     http.StatusServiceUnavailable,
}

// details are the words for statuses that come from the router or the binder.
var details = map[int][2]string{
	http.StatusBadRequest:            {"invalid_request", "the request cannot be read"},
	http.StatusNotFound:              {"not_found", "no such page"},
	http.StatusMethodNotAllowed:      {"method_not_allowed", "this page does not know the method"},
	http.StatusRequestEntityTooLarge: {"too_large", "the body is too large"},
	http.StatusUnsupportedMediaType:  {"not_json", "the body must be sent as application/json"},
}

// Problem gives the status and body of an error. Nothing of an internal error is
// in it; RequestId is left to the caller.
func Problem(err error) (int, ProblemDetails) {
	var (
		ours   *domain.Error
		routed *echo.HTTPError
	)
	switch {
	case errors.As(err, &ours):
	case errors.As(err, &routed):
		ours = translated(routed)
		if details[routed.Code] != [2]string{} {
			return routed.Code, problem(routed.Code, ours)
		}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		ours = domain.Unavailable(err)
	default:
		ours = &domain.Error{}
	}
	return statuses[ours.Kind], problem(statuses[ours.Kind], ours)
}

// translated puts an error of the router or the generated code into our words.
func translated(routed *echo.HTTPError) *domain.Error {
	said := details[routed.Code]
	text, _ := routed.Message.(string)
	// What follows is internal text, but the parameter's name is the caller's.
	if rest, ok := strings.CutPrefix(text, "Invalid format for parameter "); ok {
		name, _, _ := strings.Cut(rest, ":")
		return domain.InvalidField(name, "the value has not the form that the parameter needs, or is repeated")
	}
	return &domain.Error{Kind: domain.KindInternal, Code: said[0], Message: said[1]}
}

func problem(status int, e *domain.Error) ProblemDetails {
	if status == http.StatusInternalServerError {
		e = &domain.Error{Code: "internal", Message: "something went wrong on our side; the log knows more under the request id"}
	}
	return ProblemDetails{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Code, Detail: e.Message, Field: e.Field,
	}
}

// WriteError answers with the problem that err is.
func WriteError(c echo.Context, err error) error {
	status, problem := Problem(err)
	problem.RequestId, _ = c.Get(RequestID).(string)
	body, err := json.Marshal(problem)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		header.Set("Retry-After", retryAfter)
	}
	return c.Blob(status, "application/problem+json", body)
}
