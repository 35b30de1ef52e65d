package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/status"
	"github.com/jeton-id/jeton/domain"
)

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
	return status.Of(ours.Kind), problem(status.Of(ours.Kind), ours)
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

func problem(code int, e *domain.Error) ProblemDetails {
	if code == http.StatusInternalServerError {
		e = &domain.Error{Code: "internal", Message: "something went wrong on our side; the log knows more under the request id"}
	}
	return ProblemDetails{
		Type: "about:blank", Title: http.StatusText(code), Status: code, Code: e.Code, Detail: e.Message, Field: e.Field,
	}
}

// WriteError answers with the problem that err is.
func WriteError(c echo.Context, err error) error {
	code, problem := Problem(err)
	if wide := event.From(c.Request().Context()); wide != nil {
		problem.RequestId = wide.RequestID
	}
	body, err := json.Marshal(problem)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	if code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests {
		header.Set("Retry-After", status.RetryAfterSeconds)
	}
	return c.Blob(code, "application/problem+json", body)
}
