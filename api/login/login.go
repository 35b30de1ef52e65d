// Package login is what people see of a tenant: the pages on which they sign in
// and say what an application may do, their account page, and the way into the
// console.
//
// The pages are plain HTML forms that work without JavaScript; there is none on
// them but on the one that carries an answer of form_post on. They load nothing
// else but style sheets, go into nobody's frame, and send forms nowhere but here
// and to the application that asked. What happens next is decided by
// domain/signin from what is kept; a form carries a name, a password or a
// decision, and nothing else.
package login

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// Pages are the handlers of the authorization endpoint and of the pages of
// sign-in.
type Pages struct {
	Flow    *signin.Flow
	Cookies browser.Cookies
}

//go:embed *.html
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"device": browser.Device}).ParseFS(files, "*.html"))

//go:embed login.css
var style []byte

// styleTag names the style sheet's content, so that it may be kept for long and a
// new one is fetched at once.
var styleTag = func() string { sum := sha256.Sum256(style); return base64.RawURLEncoding.EncodeToString(sum[:9]) }()

// Style serves GET /t/{tenant}/signin/style.css.
func (Pages) Style(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=86400")
	header.Set("X-Content-Type-Options", "nosniff")
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", style)
}

//go:embed form_post.js
var script []byte

// Script serves GET /t/{tenant}/signin/form_post.js: the one script there is. It
// presses the button of the page that carries an answer to the application.
func (Pages) Script(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=86400")
	header.Set("X-Content-Type-Options", "nosniff")
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", script)
}

// Show serves GET /t/{tenant}/signin/{handle}: what is to be done next.
func (p Pages) Show(c echo.Context) error {
	return p.step(c, func(slug domain.Slug, handle domain.Secret, b signin.Browser) (signin.Step, error) {
		return p.Flow.Resume(c.Request().Context(), slug, handle, b)
	})
}

// SignIn serves POST /t/{tenant}/signin/{handle}/password.
func (p Pages) SignIn(c echo.Context) error {
	return p.step(c, func(slug domain.Slug, handle domain.Secret, b signin.Browser) (signin.Step, error) {
		f, err := readForm(c.Request())
		if err != nil {
			return signin.Step{}, err
		}
		return p.Flow.Authenticate(c.Request().Context(), slug, handle, b, f.Get("username"), domain.NewSecret(f.Get("password")))
	})
}

// Decide serves POST /t/{tenant}/signin/{handle}/consent.
func (p Pages) Decide(c echo.Context) error {
	return p.step(c, func(slug domain.Slug, handle domain.Secret, b signin.Browser) (signin.Step, error) {
		f, err := readForm(c.Request())
		if err != nil {
			return signin.Step{}, err
		}
		decision := f.Get("decision")
		if decision != "allow" && decision != "deny" {
			return signin.Step{}, domain.Invalid("invalid_request", "the form says neither allow nor deny")
		}
		return p.Flow.Decide(c.Request().Context(), slug, handle, b, decision == "allow")
	})
}

// step takes one step of a sign-in and sends the browser on.
func (p Pages) step(c echo.Context, take func(domain.Slug, domain.Secret, signin.Browser) (signin.Step, error)) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	handle := domain.NewSecret(c.Param("handle"))
	step, err := take(slug, handle, p.browser(c))
	if err != nil {
		return err
	}
	return p.goOn(c, slug, handle, step)
}

// goOn sends the browser to what is next.
func (p Pages) goOn(c echo.Context, slug domain.Slug, handle domain.Secret, step signin.Step) error {
	p.keepSession(c, slug, step.Session)
	p.Cookies.Set(c.Response(), slug, browser.Binding, step.Binding)
	switch {
	case step.Answer != nil:
		return p.answer(c, slug, *step.Answer)
	case step.Decided != nil:
		return p.decided(c, slug, *step.Decided)
	case step.Page != nil:
		return p.page(c, slug, handle, *step.Page)
	}
	event.Add(c.Request().Context(), "step", "asked")
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, "/t/"+string(slug)+"/signin/"+step.Handle.Reveal())
}
