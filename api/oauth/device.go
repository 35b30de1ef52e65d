package oauth

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain/signin"
)

// deviceBody is the answer of RFC 8628 section 3.2.
type deviceBody struct {
	DeviceCode              string `json:"device_code"`
	UserCode                string `json:"user_code"`
	VerificationURI         string `json:"verification_uri"`
	VerificationURIComplete string `json:"verification_uri_complete"`
	ExpiresIn               int64  `json:"expires_in"`
	Interval                int64  `json:"interval"`
}

// AuthorizeDevice serves POST /t/{tenant}/oauth2/device_authorization (RFC 8628
// section 3.1).
func (e Endpoints) AuthorizeDevice(c echo.Context) error {
	slug, f, credentials, err := readClient(c, "resource")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	told, err := e.Flow.BeginDevice(ctx, slug, credentials, signin.DeviceParameters{Scope: f.get("scope"), Resources: f.all("resource")}, c.RealIP())
	if err != nil {
		return err
	}
	event.Add(ctx, "client", told.Client)
	noStore(c.Response().Header())
	return c.JSON(http.StatusOK, deviceBody{
		DeviceCode: told.DeviceCode.Reveal(), UserCode: told.UserCode.Reveal(), VerificationURI: told.Page,
		VerificationURIComplete: told.Page + "?" + url.Values{"user_code": {told.UserCode.Reveal()}}.Encode(),
		ExpiresIn:               int64(told.ExpiresIn / time.Second), Interval: int64(told.Interval / time.Second),
	})
}
