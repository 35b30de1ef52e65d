package oauth

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain/signin"
)

// pushedBody is the answer of RFC 9126 section 2.2.
type pushedBody struct {
	RequestURI string `json:"request_uri"`
	ExpiresIn  int64  `json:"expires_in"`
}

// Push serves POST /t/{tenant}/oauth2/par (RFC 9126).
func (e Endpoints) Push(c echo.Context) error {
	slug, f, credentials, err := readClient(c, "resource")
	if err != nil {
		return err
	}
	if err := e.shareWithPages(c, slug, credentials.ID); err != nil {
		return err
	}
	ctx := c.Request().Context()
	pushed, err := e.Flow.Push(ctx, slug, credentials, signin.ReadParameters(f.get, f.all("resource")), c.RealIP())
	if err != nil {
		return err
	}
	event.Add(ctx, "client", pushed.Client)
	noStore(c.Response().Header())
	return c.JSON(http.StatusCreated, pushedBody{pushed.RequestURI.Reveal(), int64(pushed.ExpiresIn / time.Second)})
}
