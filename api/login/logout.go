package login

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// Logout serves GET and POST /t/{tenant}/oauth2/logout (OpenID Connect
// RP-Initiated Logout section 2).
func (p Pages) Logout(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	values, repeated, err := readValues(c.Request())
	if err != nil {
		return err
	}
	if len(repeated) > 0 {
		return domain.Invalid("invalid_request", "a parameter is repeated")
	}
	out, err := p.Flow.Logout(c.Request().Context(), slug, signin.LogoutParameters{
		IDTokenHint: domain.NewSecret(values.Get("id_token_hint")), ClientID: values.Get("client_id"),
		RedirectURI: values.Get("post_logout_redirect_uri"), State: values.Get("state"),
	}, p.browser(c))
	if err != nil {
		return err
	}
	return p.loggedOut(c, slug, out)
}

// SignOut serves POST /t/{tenant}/signin/out.
func (p Pages) SignOut(c echo.Context) error {
	slug, _, err := readPosted(c)
	if err != nil {
		return err
	}
	out, err := p.Flow.SignOut(c.Request().Context(), slug, p.browser(c))
	if err != nil {
		return err
	}
	return p.loggedOut(c, slug, out)
}

func (p Pages) loggedOut(c echo.Context, slug domain.Slug, out signin.LoggedOut) error {
	v := newView(slug).of(out.Tenant)
	if out.Ask {
		v.Page.Username, v.Action = out.Username, v.Base+"/signin/out"
		return show(c, http.StatusOK, "signout.html", v, "'self'")
	}
	p.Cookies.Drop(c.Response(), slug, browser.Session)
	if out.RedirectURI == "" {
		v.Title, v.Message = "You are signed out", "You can close this window."
		return show(c, http.StatusOK, "message.html", v, "'none'")
	}
	target, err := url.Parse(out.RedirectURI)
	if err != nil {
		return err
	}
	if out.State != "" {
		query := target.Query()
		query.Set("state", out.State)
		target.RawQuery = query.Encode()
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, target.String())
}
