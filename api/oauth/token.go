package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
)

// Token serves POST /t/{tenant}/oauth2/token.
func (e Endpoints) Token(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	request, err := readTokenRequest(c.Request())
	if err != nil {
		return err
	}
	if err := e.shareWithPages(c, slug, request.Credentials.ID); err != nil {
		return err
	}
	response, err := e.Issuer.Issue(c.Request().Context(), slug, request)
	if err != nil {
		return err
	}
	event.Add(c.Request().Context(), "client", response.Client)
	event.Add(c.Request().Context(), "token_id", response.TokenID)
	room := enter()
	defer room.leave()
	return room.answer(c, appendIssued(room.AvailableBuffer(), response))
}

func readTokenRequest(r *http.Request) (issue.Request, error) {
	f, err := readForm(r, "resource")
	if err != nil {
		return issue.Request{}, err
	}
	credentials, err := readCredentials(r, f)
	if err != nil {
		return issue.Request{}, err
	}
	grantType, err := f.required("grant_type")
	if err != nil {
		return issue.Request{}, err
	}
	scope, err := domain.ParseScope(f.get("scope"))
	if err != nil {
		return issue.Request{}, err
	}
	return issue.Request{
		Credentials: credentials, GrantType: grantType, Scope: scope, Resources: f.all("resource"),
		Code: domain.NewSecret(f.get("code")), RedirectURI: f.get("redirect_uri"), Verifier: domain.NewSecret(f.get("code_verifier")),
		RefreshToken: domain.NewSecret(f.get("refresh_token")), DeviceCode: domain.NewSecret(f.get("device_code")),
	}, nil
}
