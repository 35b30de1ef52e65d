package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/protect"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/introspect"
)

// Introspect serves POST /t/{tenant}/oauth2/introspect.
func (e Endpoints) Introspect(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	question, err := readQuestion(c.Request())
	if err != nil {
		return refusedCaller(c, err)
	}
	outcome, err := e.Introspector.Introspect(ctx, slug, question)
	if err != nil {
		return refusedCaller(c, err)
	}
	event.Add(ctx, "caller", outcome.Caller)
	event.Add(ctx, "token_id", outcome.TokenID)
	event.Add(ctx, "reason", string(outcome.Reason))
	room := enter()
	defer room.leave()
	profile := profileNamed(outcome.Profile)
	profile.head(c.Response().Header(), outcome.Answer)
	return room.send(c, profile.appendAnswer(room.AvailableBuffer(), outcome.Answer))
}

func readQuestion(r *http.Request) (introspect.Question, error) {
	f, err := readForm(r)
	if err != nil {
		return introspect.Question{}, err
	}
	token, err := f.required("token")
	if err != nil {
		return introspect.Question{}, err
	}
	credentials, bearer, err := readCaller(r, f)
	return introspect.Question{Credentials: credentials, Bearer: bearer, Token: domain.NewSecret(token)}, err
}

// readCaller reads what a caller of introspection proves itself by: an access token
// in the header (RFC 7662 section 2.1, RFC 6750 section 2.1), or credentials, and
// never both.
func readCaller(r *http.Request, f form) (credentials domain.Credentials, bearer domain.Secret, err error) {
	if len(r.Header.Values("Authorization")) != 1 || !protect.Presents(r.Header) {
		credentials, err = readCredentials(r, f)
		return credentials, bearer, err
	}
	if f.get("client_id") != "" || f.get("client_secret") != "" || f.get("client_assertion") != "" {
		return credentials, bearer, invalid("credentials are presented in two ways at once")
	}
	if bearer = protect.Bearer(r.Header); bearer.IsZero() {
		err = domain.Unauthenticated()
	}
	return credentials, bearer, err
}

// refusedCaller answers a caller whose access token was refused in the words of RFC
// 6750 section 3, and leaves other errors as they are (RFC 7662 section 2.3).
func refusedCaller(c echo.Context, err error) error {
	if !protect.Presents(c.Request().Header) {
		return err
	}
	return challenged(c, err, domain.IntrospectScope)
}
