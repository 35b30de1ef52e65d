package login

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// problem is what is wrong with a form: the field, and what to tell the person.
type problem struct{ Field, Message string }

// refusedField gives what is wrong with a field of a form, if that is the error.
func refusedField(err error) (problem, bool) {
	var refused *domain.Error
	if !errors.As(err, &refused) || !domain.KindInvalid.Is(err) || refused.Field == "" {
		return problem{}, false
	}
	return problem{refused.Field, sentence(refused.Message)}, true
}

// done are the things that the account page says have been done. An address can
// only choose among them.
var done = map[string]string{
	"session":     "That session is over.",
	"others":      "Every other session is over.",
	"application": "The application is disconnected.",
	"token":       "The token is revoked.",
	"password":    "Your password is changed, and every other session is over.",
}

// Account serves GET /t/{tenant}/account: the account page of whoever is signed in
// with the browser, and a page to sign in for anybody else.
func (p Pages) Account(c echo.Context) error { return p.accountPage(c, http.StatusOK, problem{}) }

func (p Pages) accountPage(c echo.Context, code int, wrong problem) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	account, err := p.Flow.Account(c.Request().Context(), slug, p.browser(c))
	if domain.KindUnauthenticated.Is(err) {
		return p.ask(c, slug, toTheAccount, http.StatusOK, "")
	}
	if err != nil {
		return err
	}
	v := newView(slug).of(account.Tenant)
	v.Wide, v.Account, v.Problem = true, &account, wrong
	if wrong.Message == "" {
		v.Message = done[c.QueryParam("done")]
	}
	return show(c, code, "account.html", v, "'self'")
}

// askPassword shows a page that asks for the password of the person with the
// username in order to go on, and posts it to a path of the tenant.
func (p Pages) askPassword(c echo.Context, slug domain.Slug, code int, template, to, action, username string) error {
	tenant, err := p.Flow.Tenant(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	v := newView(slug).of(tenant)
	v.Page = signin.Page{Tenant: tenant, Username: username, Wrong: code != http.StatusOK}
	v.To, v.Action = to, v.Base+action
	return show(c, code, template, v, "'self'")
}

// toAccount sends the browser to the account page, or to one beneath it.
func toAccount(c echo.Context, slug domain.Slug, rest string) error {
	return goTo(c, slug, "/account"+rest)
}

// goTo sends the browser to a path of the tenant.
func goTo(c echo.Context, slug domain.Slug, path string) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, "/t/"+string(slug)+path)
}

// own does what a form of the account page asks for whoever is signed in, and goes
// back to the page, which says so. Nobody who is signed out has it done.
func (p Pages) own(c echo.Context, said string, do func(domain.Slug, signin.Browser, url.Values) error) error {
	slug, f, err := readPosted(c)
	if err != nil {
		return err
	}
	err = do(slug, p.browser(c), f)
	if domain.KindUnauthenticated.Is(err) {
		return toAccount(c, slug, "")
	}
	if err != nil {
		return err
	}
	return toAccount(c, slug, "?done="+said)
}

// EndSession serves POST /t/{tenant}/account/sessions/{id}/end.
func (p Pages) EndSession(c echo.Context) error {
	return p.own(c, "session", func(slug domain.Slug, b signin.Browser, _ url.Values) error {
		return p.Flow.EndSession(c.Request().Context(), slug, b, c.Param("id"))
	})
}

// EndOtherSessions serves POST /t/{tenant}/account/end-other-sessions.
func (p Pages) EndOtherSessions(c echo.Context) error {
	return p.own(c, "others", func(slug domain.Slug, b signin.Browser, _ url.Values) error {
		return p.Flow.EndOtherSessions(c.Request().Context(), slug, b)
	})
}

// Disconnect serves POST /t/{tenant}/account/applications/{client_id}/disconnect.
func (p Pages) Disconnect(c echo.Context) error {
	return p.own(c, "application", func(slug domain.Slug, b signin.Browser, _ url.Values) error {
		return p.Flow.Disconnect(c.Request().Context(), slug, b, c.Param("client_id"))
	})
}

// RevokeToken serves POST /t/{tenant}/account/tokens/{id}/revoke.
func (p Pages) RevokeToken(c echo.Context) error {
	return p.own(c, "token", func(slug domain.Slug, b signin.Browser, _ url.Values) error {
		return p.Flow.RevokeToken(c.Request().Context(), slug, b, c.Param("id"))
	})
}

// ChangePassword serves POST /t/{tenant}/account/password.
func (p Pages) ChangePassword(c echo.Context) error {
	err := p.own(c, "password", func(slug domain.Slug, b signin.Browser, f url.Values) error {
		current, chosen := domain.NewSecret(f.Get("current_password")), domain.NewSecret(f.Get("password"))
		cookie, err := p.Flow.ChangePassword(c.Request().Context(), slug, b, current, chosen)
		if err == nil {
			p.keepSession(c, slug, cookie)
		}
		return err
	})
	if wrong, ok := refusedField(err); ok {
		return p.accountPage(c, http.StatusUnprocessableEntity, wrong)
	}
	return err
}
