package login

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/domain"
)

// maxForm bounds a form, in bytes: a name and a password.
const maxForm = 8 << 10

// readForm reads a form that one of our own pages sent.
func readForm(r *http.Request) (url.Values, error) { return readFormUpTo(r, maxForm) }

// readPosted reads the tenant, and the form that one of its pages sent.
func readPosted(c echo.Context) (domain.Slug, url.Values, error) {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return "", nil, err
	}
	f, err := readForm(c.Request())
	return slug, f, err
}

func readFormUpTo(r *http.Request, limit int64) (url.Values, error) {
	if err := browser.SameOrigin(r); err != nil {
		return nil, err
	}
	if r.URL.RawQuery != "" {
		return nil, domain.Invalid("invalid_request", "what a form says goes in its body")
	}
	r.Body = http.MaxBytesReader(nil, r.Body, limit)
	if err := r.ParseForm(); err != nil {
		return nil, domain.Invalid("invalid_request", "the form could not be read")
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return nil, domain.Invalid("invalid_request", "the form has %q twice", name)
		}
	}
	return r.PostForm, nil
}

// explain gives an error's code, and what to tell a person about it.
func explain(err error) (code, message string) {
	var known *domain.Error
	if !errors.As(err, &known) || known.Kind == domain.KindInternal {
		return "server_error", "Something broke on our side. It has been noted. Go back to the application and try again."
	}
	switch known.Kind {
	case domain.KindNotFound:
		return "not_found", "There is nothing at this address."
	case domain.KindLimited:
		return known.Code, "That was tried too often. Wait a minute, then try again."
	case domain.KindUnavailable:
		return known.Code, "We cannot find out at the moment. Nothing was changed. Try again in a moment."
	}
	return known.Code, sentence(known.Message)
}

// sentence makes an error's message one that stands alone.
func sentence(message string) string {
	if message == "" {
		return ""
	}
	first := message[0]
	if 'a' <= first && first <= 'z' {
		first -= 'a' - 'A'
	}
	return string(first) + strings.TrimSuffix(message[1:], ".") + "."
}
