package login

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// maxTokenForm bounds the form of a personal access token, in bytes: it has a
// field for each scope that is chosen.
const maxTokenForm = 64 << 10

// tokenForm is the form of a personal access token as it is shown, with what was
// put into it before.
type tokenForm struct {
	signin.TokenForm
	Lifetimes []lifetime
	Sent      url.Values
}

// lifetime is one of those there are to choose from.
type lifetime struct {
	Seconds int64
	Words   string
	Chosen  bool
}

// Name gives the name that was put into the form.
func (f tokenForm) Name() string { return f.Sent.Get("name") }

// Field gives the name of the field by which a scope of an API is chosen, or with
// an empty scope the API itself.
func (tokenForm) Field(api, scope string) string { return "allow " + api + " " + scope }

// Has reports whether a scope of an API was chosen.
func (f tokenForm) Has(api, scope string) bool { return f.Sent.Has(f.Field(api, scope)) }

const day = 24 * time.Hour

// lifetimesUpTo lists lifetimes to choose from, the longest last.
func lifetimesUpTo(longest time.Duration, sent string) []lifetime {
	offered := []time.Duration{7 * day, 30 * day, 90 * day, 180 * day, 365 * day}
	offered = slices.DeleteFunc(offered, func(d time.Duration) bool { return d >= longest })
	offered = append(offered, longest)
	chosen := offered[min(len(offered)-1, 1)]
	if seconds, err := strconv.ParseInt(sent, 10, 64); err == nil && slices.Contains(offered, time.Duration(seconds)*time.Second) {
		chosen = time.Duration(seconds) * time.Second
	}
	var all []lifetime
	for _, d := range offered {
		all = append(all, lifetime{int64(d / time.Second), lasting(d), d == chosen})
	}
	return all
}

// lasting says a time in words.
func lasting(d time.Duration) string {
	switch {
	case d%(365*day) == 0:
		return counted(int(d/(365*day)), "year")
	case d >= 2*day:
		return counted(int(d/day), "day")
	case d >= time.Hour:
		return counted(int(d/time.Hour), "hour")
	}
	return counted(int(d/time.Minute), "minute")
}

func counted(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}

// TokenForm serves GET /t/{tenant}/account/tokens: the form of a personal access
// token, and before it the password of whoever has not given it lately.
func (p Pages) TokenForm(c echo.Context) error {
	return p.tokenPage(c, http.StatusOK, url.Values{}, problem{})
}

func (p Pages) tokenPage(c echo.Context, code int, sent url.Values, wrong problem) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	form, err := p.Flow.TokenForm(c.Request().Context(), slug, p.browser(c))
	if domain.KindUnauthenticated.Is(err) {
		return toAccount(c, slug, "")
	}
	if err != nil {
		return err
	}
	if !form.Confirmed {
		return p.confirmPage(c, slug, http.StatusOK, form.User)
	}
	v := newView(slug).of(form.Tenant)
	v.Wide, v.Problem, v.Action = true, wrong, v.Base+"/account/tokens"
	v.Token = &tokenForm{form, lifetimesUpTo(form.Longest, sent.Get("lifetime")), sent}
	return show(c, code, "token.html", v, "'self'")
}

// confirmPage asks for the password once more.
func (p Pages) confirmPage(c echo.Context, slug domain.Slug, code int, user domain.User) error {
	return p.askPassword(c, slug, code, "confirm.html", "", "/account/confirm", user.Username)
}

// Confirm serves POST /t/{tenant}/account/confirm.
func (p Pages) Confirm(c echo.Context) error {
	slug, f, err := readPosted(c)
	if err != nil {
		return err
	}
	user, cookie, err := p.Flow.Confirm(c.Request().Context(), slug, p.browser(c), domain.NewSecret(f.Get("password")))
	switch {
	case domain.KindUnauthenticated.Is(err):
		return toAccount(c, slug, "")
	case err != nil:
		return err
	case cookie.IsZero():
		return p.confirmPage(c, slug, http.StatusUnprocessableEntity, user)
	}
	p.keepSession(c, slug, cookie)
	return toAccount(c, slug, "/tokens")
}

// MakeToken serves POST /t/{tenant}/account/tokens. The token's text leaves Jeton
// here, and is in no address: so this is the one form that is not answered by a
// redirect when it succeeds. Sent once more, it is refused for its name.
func (p Pages) MakeToken(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	f, err := readFormUpTo(c.Request(), maxTokenForm)
	if err != nil {
		return err
	}
	made, err := p.Flow.MakeToken(c.Request().Context(), slug, p.browser(c), tokenDraft(f))
	wrong, refused := refusedField(err)
	switch {
	case refused:
		return p.tokenPage(c, http.StatusUnprocessableEntity, f, wrong)
	case domain.KindUnauthenticated.Is(err):
		return toAccount(c, slug, "")
	case domain.KindForbidden.Is(err):
		return toAccount(c, slug, "/tokens")
	case err != nil:
		return err
	}
	return showMade(c, slug, made)
}

func showMade(c echo.Context, slug domain.Slug, made signin.MadeToken) error {
	v := newView(slug).of(made.Tenant)
	v.Wide, v.Made = true, &made
	return show(c, http.StatusOK, "made.html", v, "'none'")
}

// tokenDraft reads the form. What it names that does not exist is refused where
// the draft is checked.
func tokenDraft(f url.Values) signin.TokenDraft {
	draft := signin.TokenDraft{Name: strings.TrimSpace(f.Get("name")), Scopes: map[string]domain.Scope{}}
	if seconds, err := strconv.ParseInt(f.Get("lifetime"), 10, 64); err == nil && seconds > 0 && seconds <= int64(domain.MaxTokenLifetime/time.Second) {
		draft.Lifetime = time.Duration(seconds) * time.Second
	}
	for name := range f {
		chosen, ok := strings.CutPrefix(name, "allow ")
		if !ok {
			continue
		}
		api, scope, _ := strings.Cut(chosen, " ")
		if scope == "" {
			draft.Scopes[api] = draft.Scopes[api].With(nil)
		} else {
			draft.Scopes[api] = draft.Scopes[api].With(domain.Scope{scope})
		}
	}
	for _, scope := range draft.Scopes {
		slices.Sort(scope)
	}
	return draft
}
