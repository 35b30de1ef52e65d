package login

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/signin"
)

// ShowDevice serves GET /t/{tenant}/device: the page on which a person types the
// code that a device shows (RFC 8628 section 3.3), or finds it filled in (section
// 3.3.1) to be compared with the device's.
func (p Pages) ShowDevice(c echo.Context) error {
	code, _ := domain.ParseUserCode(c.QueryParam("user_code"))
	return p.devicePage(c, http.StatusOK, code, "")
}

// EnterCode serves POST /t/{tenant}/device.
func (p Pages) EnterCode(c echo.Context) error {
	slug, f, err := readPosted(c)
	if err != nil {
		return err
	}
	step, err := p.Flow.EnterCode(c.Request().Context(), slug, f.Get("user_code"), p.browser(c))
	if refused, ok := refusedField(err); ok {
		return p.devicePage(c, http.StatusUnprocessableEntity, domain.NewSecret(f.Get("user_code")), refused.Message)
	}
	if err != nil {
		return err
	}
	return p.goOn(c, slug, domain.Secret{}, step)
}

func (p Pages) devicePage(c echo.Context, code int, typed domain.Secret, refused string) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	tenant, err := p.Flow.Tenant(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	v := newView(slug).of(tenant)
	v.Message, v.Page.UserCode = refused, typed
	v.Action = v.Base + "/device"
	return show(c, code, "device.html", v, "'self'")
}

// decided tells a person that the device was told.
func (p Pages) decided(c echo.Context, slug domain.Slug, d signin.Decided) error {
	v := newView(slug).of(d.Tenant)
	v.Title, v.Message = "Nothing was allowed", "The device is told so. You can close this window."
	step := "refused"
	if d.Allowed {
		v.Title, v.Message = "Go back to your device", d.Client.Name+" goes on there in a moment. You can close this window."
		step = "answered"
	}
	event.Add(c.Request().Context(), "step", step)
	return show(c, http.StatusOK, "message.html", v, "'none'")
}
