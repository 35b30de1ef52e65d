package admin

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/protect"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// Require lets only callers through that hold the permission at the tenant in
// the path. The order is fixed, so that nothing can be learned from it: a tenant
// that does not exist or is suspended is 404 whatever is presented; then who
// calls, 401; then what it may do, 403.
func (a *API) Require(permission domain.Permission) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			// Answers carry secrets, and what is true only now.
			c.Response().Header().Set("Cache-Control", "no-store")
			ctx := c.Request().Context()
			caller, err := a.prove(c, permission)
			if err != nil {
				return err
			}
			event.Add(ctx, "actor", caller.Actor().String())
			c.SetRequest(c.Request().WithContext(context.WithValue(ctx, callerKey{}, caller)))
			return next(c)
		}
	}
}

// prove gives the caller of the request, or tells it how to become one (RFC 6750
// section 3).
func (a *API) prove(c echo.Context, permission domain.Permission) (admin.Caller, error) {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return admin.Caller{}, err
	}
	header := c.Request().Header
	presented := admin.Presented{Bearer: protect.Bearer(header)}
	if len(header.Values("Authorization")) == 0 {
		presented.Session = a.cookies.Get(c.Request(), browser.Session)
	}
	if !presented.Session.IsZero() {
		// A bearer is put into a request by whoever wants something done; a cookie
		// comes with whatever a browser is made to send.
		if err := browser.SameOrigin(c.Request()); err != nil {
			return admin.Caller{}, err
		}
	}
	caller, err := a.management.Authenticate(c.Request().Context(), slug, presented, a.now())
	if err == nil {
		err = caller.Check(permission)
	}
	protect.Challenge(c.Response().Header(), header, err, "")
	return caller, err
}

// onlyProven stops what did not come through Require.
func onlyProven(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		if _, ok := c.Request().Context().Value(callerKey{}).(admin.Caller); !ok {
			return nil, domain.Unauthenticated()
		}
		return next(c, request)
	}
}
