package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/login"
	"github.com/jeton-id/jeton/api/oauth"
	"github.com/jeton-id/jeton/domain"
)

// observe gives every request its deadline, its one log event and its span, turns
// a panic into an error, and has errors answered before the event is written, so
// that the event knows the status that left.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := s.Now()
		ctx, cancel := context.WithTimeout(c.Request().Context(), requestTimeout)
		defer cancel()
		ctx, span := s.trace(ctx, c.Request())
		defer span.End()
		method, route := methodOf(c.Request()), c.Path()
		wide := event.New(ctx, uuid.Must(uuid.NewV7()).String(),
			slog.String("method", method),
			slog.String("route", route),
			slog.String("tenant", tenantOf(c)),
			slog.String("from", c.RealIP()),
		)
		recorded := span.IsRecording()
		if recorded {
			wide.Attr(slog.String(event.TraceID, span.SpanContext().TraceID().String()))
		}
		c.SetRequest(c.Request().WithContext(wide))

		err := safely(next, c)
		// What went wrong once the answer had begun shows in no status.
		broken := err != nil && c.Response().Committed
		if err != nil {
			c.Error(err)
			wide.Attr(slog.String("error", textOf(err)))
		}
		ended := s.Now()
		took := ended.Sub(began)
		status, level := c.Response().Status, slog.LevelInfo
		if broken || err != nil && status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		if s.Metrics != nil {
			s.Metrics.requests.observe(method, route, c.Param("tenant"), status, broken, took)
		}
		wide.Attr(slog.Int("status", status))
		wide.Attr(slog.Float64(event.Milliseconds, float64(took.Microseconds())/1000))
		if recorded {
			show(span, wide, method, route, status, broken || status >= http.StatusInternalServerError)
		}
		// A log that cannot be written has nowhere to say so.
		_ = wide.Write(s.Log.Handler(), ended, level)
		return nil
	}
}

// tenantOf gives the slug in the path of a request. What cannot be one may be
// anything, a token in its place among them, and is nobody's business.
func tenantOf(c echo.Context) string {
	slug, err := domain.ParseSlug(c.Param("tenant"))
	if err != nil {
		return ""
	}
	return string(slug)
}

// textOf gives what the log says of an error. One of HTTP itself has its first words
// alone: generated code goes on, after the name of a parameter, with what was sent.
func textOf(err error) string {
	var routed *echo.HTTPError
	if !errors.As(err, &routed) {
		return err.Error()
	}
	text, _, _ := strings.Cut(fmt.Sprint(routed.Message), ":")
	return text
}

// safely calls a handler and gives its panic as an error.
func safely(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return next(c)
}

// writeError answers with an error in the form of the protocol that the path
// speaks: problem+json for the management API, a page for people, RFC 6749 for
// everything else.
func (s *Server) writeError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	write := oauth.WriteError
	path := c.Request().URL.Path
	switch {
	case strings.Contains(path, domain.ManagementPath+"/"):
		write = admin.WriteError
	case s.people.see(path):
		write = login.WriteError
	}
	if failed := write(c, err); failed != nil {
		s.Log.ErrorContext(c.Request().Context(), "write error", "error", failed.Error())
	}
}

// admit gives the middleware that lets only those through whom the route names.
func (s *Server) admit(route Route) []echo.MiddlewareFunc {
	if route.Who.permission == "" {
		return nil
	}
	return []echo.MiddlewareFunc{s.Admin.Require(route.Who.permission)}
}

// Health serves GET /healthz: the process is alive.
func (s *Server) Health(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
}

// Ready serves GET /readyz: the process can serve requests. It is not ready
// while it drains, or while its store cannot be reached.
func (s *Server) Ready(c echo.Context) error {
	if s.draining.Load() {
		return domain.Unavailable(nil)
	}
	if err := s.Ping(c.Request().Context()); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "ready"})
}
