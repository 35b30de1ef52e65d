// Package echobearer puts a guard of package bearer before routes of echo:
//
//	e.GET("/orders", orders, echobearer.Require(guard, "orders:read"))
//
// A handler behind it finds the claims with bearer.ClaimsOf(c.Request().Context()), as
// any other does. It is a package of its own so that bearer needs nothing but the
// standard library.
package echobearer

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/bearer"
)

// Require is the guard's Require as middleware of echo.
func Require(guard *bearer.Guard, scopes ...string) echo.MiddlewareFunc {
	return echo.WrapMiddleware(func(next http.Handler) http.Handler { return guard.Require(next, scopes...) })
}
