package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/protect"
	"github.com/jeton-id/jeton/domain"
)

// UserInfo serves GET and POST /t/{tenant}/oauth2/userinfo (OpenID Connect Core
// section 5.3). The token comes in the header and nowhere else.
func (e Endpoints) UserInfo(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	told, err := e.Person.Tell(c.Request().Context(), slug, protect.Bearer(c.Request().Header))
	if unread := e.shareWithPages(c, slug, told.Client); unread != nil {
		return unread
	}
	if err != nil {
		return challenged(c, err, domain.OpenIDScope)
	}
	noStore(c.Response().Header())
	return c.JSON(http.StatusOK, told.Claims)
}

// challenged answers a bearer that was not accepted where a scope is needed, and
// leaves other errors as they are.
func challenged(c echo.Context, err error, needed string) error {
	header := c.Response().Header()
	protect.Challenge(header, c.Request().Header, err, needed)
	switch domain.KindOf(err) {
	case domain.KindUnauthenticated:
		noStore(header)
		return c.JSON(http.StatusUnauthorized, errorBody{"invalid_token", "the access token is not good here"})
	case domain.KindForbidden:
		noStore(header)
		return c.JSON(http.StatusForbidden, errorBody{"insufficient_scope", "the access token was issued without the scope " + needed})
	}
	return err
}
