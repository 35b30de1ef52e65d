package login

import (
	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// keepSession has the browser keep the cookie of a session, unless it is zero.
func (p Pages) keepSession(c echo.Context, slug domain.Slug, cookie domain.Secret) {
	p.Cookies.Set(c.Response(), slug, browser.Session, cookie)
}

// browser tells which browser a request came from.
func (p Pages) browser(c echo.Context) signin.Browser {
	return signin.Browser{
		Session: p.Cookies.Get(c.Request(), browser.Session), Binding: p.Cookies.Get(c.Request(), browser.Binding),
		UserAgent: c.Request().UserAgent(), Address: c.RealIP(),
	}
}
