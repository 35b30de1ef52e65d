package login

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// place is something of Jeton's own that people sign in to, without an application
// that asks: its name for the page, and its path. The page to sign in posts to the
// path beneath.
type place struct{ name, path string }

var (
	toTheAccount = place{"your account", "/account"}
	toTheConsole = place{"the console", "/console"}
)

// ask shows the page to sign in to a place; of a name that did not belong to its
// password it says so.
func (p Pages) ask(c echo.Context, slug domain.Slug, at place, code int, username string) error {
	return p.askPassword(c, slug, code, "password.html", at.name, at.path+"/signin", username)
}

// enter signs somebody in to a place.
func (p Pages) enter(c echo.Context, at place) error {
	slug, f, err := readPosted(c)
	if err != nil {
		return err
	}
	cookie, err := p.Flow.SignInHere(c.Request().Context(), slug, p.browser(c), f.Get("username"), domain.NewSecret(f.Get("password")))
	if err != nil {
		return err
	}
	if cookie.IsZero() {
		return p.ask(c, slug, at, http.StatusUnprocessableEntity, f.Get("username"))
	}
	p.keepSession(c, slug, cookie)
	return goTo(c, slug, at.path)
}

// AccountSignIn serves POST /t/{tenant}/account/signin.
func (p Pages) AccountSignIn(c echo.Context) error { return p.enter(c, toTheAccount) }

// ConsoleSignInPage serves GET /t/{tenant}/console/signin, where the console sends
// a browser in which nobody is signed in. Whoever signs in goes to the console's
// own page: where in it they were, their browser knows.
func (p Pages) ConsoleSignInPage(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	return p.ask(c, slug, toTheConsole, http.StatusOK, "")
}

// ConsoleSignIn serves POST /t/{tenant}/console/signin.
func (p Pages) ConsoleSignIn(c echo.Context) error { return p.enter(c, toTheConsole) }
