package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
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
		return err
	}
	outcome, err := e.Introspector.Introspect(ctx, slug, question)
	if err != nil {
		return err
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
	credentials, err := readCredentials(r, f)
	return introspect.Question{Credentials: credentials, Token: domain.NewSecret(token)}, err
}
