package login

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// ShowPasswordLink serves GET /t/{tenant}/password/{secret}: the page on which
// somebody who was invited, or forgot theirs, chooses a password.
func (p Pages) ShowPasswordLink(c echo.Context) error {
	return p.passwordPage(c, http.StatusOK, "")
}

// UsePasswordLink serves POST /t/{tenant}/password/{secret}.
func (p Pages) UsePasswordLink(c echo.Context) error {
	slug, f, err := readPosted(c)
	if err != nil {
		return err
	}
	tenant, err := p.Flow.Choose(c.Request().Context(), slug, domain.NewSecret(c.Param("secret")), domain.NewSecret(f.Get("password")))
	if refused, ok := refusedField(err); ok {
		return p.passwordPage(c, http.StatusUnprocessableEntity, refused.Message)
	}
	if err != nil {
		return err
	}
	v := newView(slug).of(tenant)
	v.Title, v.Message, v.Link = "Your password is set", "Go to the application you want to use, and sign in there.", v.Base+"/account"
	return show(c, http.StatusOK, "message.html", v, "'none'")
}

func (p Pages) passwordPage(c echo.Context, code int, refused string) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	tenant, user, err := p.Flow.Invited(c.Request().Context(), slug, domain.NewSecret(c.Param("secret")))
	if err != nil {
		return err
	}
	v := newView(slug).of(tenant)
	v.Message, v.Page.Username = refused, user.Username
	v.Action = v.Base + "/password/" + c.Param("secret")
	return show(c, code, "choose.html", v, "'self'")
}
