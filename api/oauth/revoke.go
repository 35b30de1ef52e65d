package oauth

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
)

// Revoke serves POST /t/{tenant}/oauth2/revoke. Its 200 means that the token is
// dead, or never was (RFC 7009 section 2.2).
func (e Endpoints) Revoke(c echo.Context) error {
	slug, f, credentials, err := readClient(c)
	if err != nil {
		return err
	}
	token, err := f.required("token")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := e.shareWithPages(c, slug, credentials.ID); err != nil {
		return err
	}
	outcome, err := e.Revoker.Revoke(ctx, slug, credentials, domain.NewSecret(token))
	if err != nil {
		return err
	}
	event.Add(ctx, "client", outcome.Client)
	event.Add(ctx, "token_id", outcome.TokenID)
	noStore(c.Response().Header())
	return c.NoContent(http.StatusOK)
}
