package login

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// The cookies of a tenant: the session, and the one that ties sign-ins under way
// to the browser. Their path is the tenant's, so that no other tenant is ever
// sent them.
const (
	sessionCookie = "jeton_session"
	bindingCookie = "jeton_browser"
)

// name gives a cookie's name. Over TLS its prefix has browsers refuse one that
// was set without (RFC 6265bis section 4.1.3.1).
func (p Pages) name(cookie string) string {
	if p.Secure {
		return "__Secure-" + cookie
	}
	return cookie
}

// setCookie sets a cookie for as long as the browser is open; how long a session
// lasts is for the server to know. A zero value leaves it as it is.
func (p Pages) setCookie(c echo.Context, slug domain.Slug, cookie string, value domain.Secret) {
	if value.IsZero() {
		return
	}
	c.SetCookie(&http.Cookie{
		Name: p.name(cookie), Value: value.Reveal(), Path: "/t/" + string(slug),
		Secure: p.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// dropCookie has the browser forget a cookie.
func (p Pages) dropCookie(c echo.Context, slug domain.Slug, cookie string) {
	c.SetCookie(&http.Cookie{
		Name: p.name(cookie), Path: "/t/" + string(slug), MaxAge: -1,
		Secure: p.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// browser tells which browser a request came from.
func (p Pages) browser(c echo.Context) signin.Browser {
	get := func(cookie string) domain.Secret {
		// Of two with one name, which only somebody else can have set, neither
		// counts.
		if found := c.Request().CookiesNamed(p.name(cookie)); len(found) == 1 {
			return domain.NewSecret(found[0].Value)
		}
		return domain.Secret{}
	}
	return signin.Browser{
		Session: get(sessionCookie), Binding: get(bindingCookie),
		UserAgent: c.Request().UserAgent(), Address: c.RealIP(),
	}
}
