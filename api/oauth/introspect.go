package oauth

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/introspect"
	"github.com/jeton-id/jeton/domain/visibility"
)

// inactive is every inactive answer there is, whatever the reason (RFC 7662
// section 2.2).
const inactive = `{"active":false}`

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
	body := []byte(inactive)
	if outcome.Answer != nil {
		if body, err = json.Marshal(newIntrospectionBody(*outcome.Answer)); err != nil {
			return err
		}
	}
	noStore(c.Response().Header())
	return c.JSONBlob(http.StatusOK, body)
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

// introspectionBody is an active answer (RFC 7662 section 2.2).
type introspectionBody struct {
	Active    bool     `json:"active"`
	Issuer    string   `json:"iss"`
	Subject   string   `json:"sub,omitempty"`
	Audience  audience `json:"aud,omitempty"`
	ClientID  string   `json:"client_id,omitempty"`
	Username  string   `json:"username,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	Expires   int64    `json:"exp"`
	Issued    int64    `json:"iat"`
	NotBefore int64    `json:"nbf"`
	ID        string   `json:"jti"`
	TokenType string   `json:"token_type"`
	TokenUse  string   `json:"token_use,omitempty"`
}

// audience is written as one string where there is one (RFC 7519 section 4.1.3).
type audience []string

// MarshalJSON implements json.Marshaler.
func (a audience) MarshalJSON() ([]byte, error) {
	if len(a) == 1 {
		return json.Marshal(a[0])
	}
	return json.Marshal([]string(a))
}

func newIntrospectionBody(a visibility.Answer) introspectionBody {
	return introspectionBody{
		Active: true, Issuer: a.Issuer, Subject: a.Subject, Audience: a.Audience, ClientID: a.ClientID,
		Username: a.Username, Scope: a.Scope.String(), Expires: a.Expires.Unix(), Issued: a.Issued.Unix(),
		NotBefore: a.NotBefore.Unix(), ID: a.ID, TokenType: a.TokenType, TokenUse: a.TokenUse,
	}
}
