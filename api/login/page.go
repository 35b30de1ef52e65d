package login

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/status"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// view is what the templates show.
type view struct {
	Tenant string
	// Base is the tenant's path, Style the style sheet's, Brand that of the sheet
	// with the tenant's colour, Action where the form goes.
	Base, Style, Brand, Action string
	// Wide is set for pages with more on them than one form.
	Wide bool
	Page signin.Page
	// To is where somebody goes on to who signs in for no application.
	To string
	// Title and Message are of a page that only tells something.
	Title, Message, Code string
	// Link is where such a page leads on to, empty for nowhere.
	Link string
	// Account, Token and Made are of the account page and those beneath it. Problem
	// is what is wrong with a form.
	Account *signin.Account
	Token   *tokenForm
	Made    *signin.MadeToken
	Problem problem
	// Answer is one that a form carries to the application, and Script the path of
	// what sends the form.
	Answer signin.Answer
	Script string
}

func (p Pages) page(c echo.Context, slug domain.Slug, handle domain.Secret, page signin.Page) error {
	v := newView(slug).of(page.Tenant)
	v.Page = page
	base := v.Base + "/signin/" + handle.Reveal()
	name, code := "password.html", http.StatusOK
	v.Action = base + "/password"
	if page.Consent != nil {
		name, v.Action = "consent.html", base+"/consent"
	}
	if page.Wrong {
		code = http.StatusUnprocessableEntity
	}
	event.Add(c.Request().Context(), "step", strings.TrimSuffix(name, ".html"))
	return show(c, code, name, v, "'self' "+originOf(page.Client.Registration.RedirectURIs))
}

func newView(slug domain.Slug) view {
	base := "/t/" + string(slug)
	return view{Base: base, Style: base + "/signin/style.css?" + styleTag, Brand: base + "/signin/brand.css"}
}

// of gives the page the tenant's name and colour.
func (v view) of(tenant domain.Tenant) view {
	v.Tenant, v.Brand = tenant.Name, ""
	if tag := brandTag(tenant.Settings.BrandColor); tag != "" {
		v.Brand = v.Base + "/signin/brand.css?" + tag
	}
	return v
}

// answer sends the browser back to the application with what it asked for.
func (p Pages) answer(c echo.Context, slug domain.Slug, a signin.Answer) error {
	event.Add(c.Request().Context(), "step", "answered")
	if a.Mode == "form_post" {
		v := newView(slug)
		v.Answer, v.Title, v.Script = a, "Going back to the application", v.Base+"/signin/form_post.js"
		return show(c, http.StatusOK, "form_post.html", v, originOf([]string{a.RedirectURI}))
	}
	target, err := url.Parse(a.RedirectURI)
	if err != nil {
		return err
	}
	query := target.Query()
	for name, value := range members(a) {
		query.Set(name, value)
	}
	target.RawQuery = query.Encode()
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	return c.Redirect(http.StatusSeeOther, target.String())
}

// members are the parameters of an answer.
func members(a signin.Answer) map[string]string {
	all := map[string]string{"iss": a.Issuer}
	for name, value := range map[string]string{
		"code": a.Code.Reveal(), "state": a.State, "error": a.Error, "error_description": status.Description(a.Description),
	} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}

// Members gives the parameters of an answer to a template.
func (v view) Members() map[string]string { return members(v.Answer) }

// originOf gives what a form of the page may lead to, for form-action, which
// browsers hold redirects after a form to as well.
func originOf(addresses []string) string {
	var origins []string
	for _, address := range addresses {
		u, err := url.Parse(address)
		switch {
		case err != nil:
		case u.Scheme == "https" || u.Scheme == "http":
			origins = append(origins, u.Scheme+"://"+u.Host)
			if host := u.Hostname(); u.Scheme == "http" && host != "" {
				// On loopback the port may be another (RFC 8252 section 7.3).
				origins = append(origins, "http://"+hostOf(u)+":*")
			}
		default:
			origins = append(origins, u.Scheme+":")
		}
	}
	return strings.Join(origins, " ")
}

func hostOf(u *url.URL) string {
	if strings.Contains(u.Hostname(), ":") {
		return "[" + u.Hostname() + "]"
	}
	return u.Hostname()
}

// show writes a page. Forms may lead only to the places given.
func show(c echo.Context, code int, name string, v view, formAction string) error {
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, name, v); err != nil {
		return err
	}
	scripts := ""
	if v.Script != "" {
		scripts = "script-src 'self'; "
	}
	header := c.Response().Header()
	header.Set("Content-Security-Policy", "default-src 'none'; "+scripts+"style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	return c.Blob(code, "text/html; charset=utf-8", body.Bytes())
}

// WriteError shows an error to the person, who may have done nothing wrong.
func WriteError(c echo.Context, err error) error {
	v := view{Title: "That did not work"}
	if slug, bad := domain.SlugInPath(c.Param("tenant")); bad == nil {
		base := newView(slug)
		v.Base, v.Style, v.Brand = base.Base, base.Style, base.Brand
	}
	code := status.Of(domain.KindOf(err))
	v.Code, v.Message = explain(err)
	var routed *echo.HTTPError
	if errors.As(err, &routed) && routed.Code < http.StatusInternalServerError {
		code = routed.Code
		v.Code, v.Message = "not_found", "There is nothing at this address."
		if code == http.StatusMethodNotAllowed {
			v.Code, v.Message = "method_not_allowed", "This address is where a form is sent to. Go back to the page with the form."
		}
	}
	switch code {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		c.Response().Header().Set("Retry-After", status.RetryAfterSeconds)
	}
	return show(c, code, "message.html", v, "'none'")
}
