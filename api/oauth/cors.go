package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// Pages of other origins may read what is everybody's (metadata and keys), and,
// at the endpoints a browser-based application calls itself, what its own client
// is answered (RFC 9700 section 2.6). Credentials of the browser are never part
// of it: there is no Access-Control-Allow-Credentials anywhere, so a page gets
// nothing for the cookies of whoever looks at it.

// shareWithAll lets every page read the answer: it is the same for everybody.
func shareWithAll(c echo.Context) {
	c.Response().Header().Set(echo.HeaderAccessControlAllowOrigin, "*")
}

// shareWithPages lets the page that sent the request read the answer, an error
// too, if it is one of the client's own; see domain.Client.HasPagesOf. It is for
// endpoints whose answer is about a client, and comes before the answer is
// decided. A request that no page sent costs nothing.
func (e Endpoints) shareWithPages(c echo.Context, slug domain.Slug, clientID string) error {
	origins := c.Request().Header.Values(echo.HeaderOrigin)
	if len(origins) != 1 || clientID == "" {
		return nil
	}
	_, client, err := e.Directory.CurrentClient(c.Request().Context(), slug, clientID)
	if err != nil {
		return err
	}
	if client != nil && client.HasPagesOf(origins[0]) {
		header := c.Response().Header()
		header.Set(echo.HeaderAccessControlAllowOrigin, origins[0])
		header.Set(echo.HeaderAccessControlExposeHeaders, "Retry-After, WWW-Authenticate")
		header.Add(echo.HeaderVary, echo.HeaderOrigin)
	}
	return nil
}

// Preflight serves OPTIONS where pages of other origins may ask (Fetch Standard
// section 4.8). It says that asking is allowed, which by other means than a page
// it is anyway; who may read the answer cannot be said yet, since a preflight
// names no client, and is decided with the answer.
func (Endpoints) Preflight(c echo.Context) error {
	if _, err := domain.SlugInPath(c.Param("tenant")); err != nil {
		return err
	}
	shareWithAll(c)
	header := c.Response().Header()
	header.Set(echo.HeaderAccessControlAllowMethods, "GET, POST")
	// The wildcard does not stand for Authorization.
	header.Set(echo.HeaderAccessControlAllowHeaders, "Authorization, *")
	header.Set(echo.HeaderAccessControlMaxAge, "7200")
	return c.NoContent(http.StatusNoContent)
}
