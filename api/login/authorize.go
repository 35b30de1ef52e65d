package login

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// maxAuthorization bounds the parameters of an authorization request, in bytes.
const maxAuthorization = 16 << 10

// Authorize serves GET and POST /t/{tenant}/oauth2/authorize (OpenID Connect Core
// section 3.1.2.1 wants both).
func (p Pages) Authorize(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	values, repeated, err := readValues(c.Request(), "resource")
	if err != nil {
		return err
	}
	if slices.Contains(repeated, "client_id") || slices.Contains(repeated, "redirect_uri") {
		return domain.Invalid("invalid_request", "the request says twice who asks, or where the answer goes")
	}
	asked := signin.ReadParameters(values.Get, values["resource"])
	asked.Repeated = len(repeated) > 0
	step, err := p.Flow.Begin(c.Request().Context(), slug, asked, p.browser(c))
	if err != nil {
		return err
	}
	return p.goOn(c, slug, domain.Secret{}, step)
}

// readValues reads the parameters of a request that an application has a browser
// send, and names those that are repeated (RFC 6749 section 3.1), but for those
// that may: their values, of which none counts, are left out.
func readValues(r *http.Request, mayRepeat ...string) (values url.Values, repeated []string, err error) {
	values = r.URL.Query()
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(nil, r.Body, maxAuthorization)
		if err := r.ParseForm(); err != nil || r.URL.RawQuery != "" {
			return nil, nil, domain.Invalid("invalid_request", "the request could not be read")
		}
		values = r.PostForm
	}
	for name, given := range values {
		if len(given) > 1 && !slices.Contains(mayRepeat, name) {
			repeated = append(repeated, name)
			delete(values, name)
		}
	}
	return values, repeated, nil
}
