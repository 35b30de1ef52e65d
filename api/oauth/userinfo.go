package oauth

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// UserInfo serves GET and POST /t/{tenant}/oauth2/userinfo (OpenID Connect Core
// section 5.3). The token comes in the header and nowhere else.
func (e Endpoints) UserInfo(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	token, err := bearerOf(c.Request())
	if err != nil {
		return challenged(c, err)
	}
	told, err := e.Person.Tell(c.Request().Context(), slug, token)
	if unread := e.shareWithPages(c, slug, told.Client); unread != nil {
		return unread
	}
	if err != nil {
		return challenged(c, err)
	}
	noStore(c.Response().Header())
	return c.JSON(http.StatusOK, told.Claims)
}

// bearerOf reads the token of a request (RFC 6750 section 2.1).
func bearerOf(r *http.Request) (domain.Secret, error) {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 {
		return domain.Secret{}, domain.Unauthenticated()
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return domain.Secret{}, domain.Unauthenticated()
	}
	return domain.NewSecret(token), nil
}

// challenged answers a bearer that was not accepted (RFC 6750 section 3), and
// leaves other errors as they are. Without a token nothing is said about one.
func challenged(c echo.Context, err error) error {
	header := c.Response().Header()
	challenge := `Bearer realm="jeton"`
	switch domain.KindOf(err) {
	case domain.KindUnauthenticated:
		if c.Request().Header.Get("Authorization") != "" {
			challenge += `, error="invalid_token"`
		}
		noStore(header)
		header.Set("WWW-Authenticate", challenge)
		return c.JSON(http.StatusUnauthorized, errorBody{"invalid_token", "the access token is not good here"})
	case domain.KindForbidden:
		noStore(header)
		header.Set("WWW-Authenticate", challenge+`, error="insufficient_scope", scope="`+domain.OpenIDScope+`"`)
		return c.JSON(http.StatusForbidden, errorBody{"insufficient_scope", "the access token was issued without the scope openid"})
	}
	return err
}
