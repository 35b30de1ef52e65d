package oauth

import (
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/protect"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/register"
)

// registrationBody is a client as it is told about itself (RFC 7591 section 3.2.1,
// RFC 7592 section 3).
type registrationBody struct {
	ClientID string `json:"client_id"`
	// Secret is there when it was made, and SecretExpires with it: 0, for never.
	Secret        string            `json:"client_secret,omitempty"`
	SecretExpires *int64            `json:"client_secret_expires_at,omitempty"`
	Issued        int64             `json:"client_id_issued_at"`
	Token         string            `json:"registration_access_token"`
	Address       string            `json:"registration_client_uri"`
	Name          string            `json:"client_name"`
	GrantTypes    []string          `json:"grant_types"`
	ResponseTypes []string          `json:"response_types"`
	AuthMethod    domain.AuthMethod `json:"token_endpoint_auth_method"`
	Scope         string            `json:"scope,omitempty"`
	domain.Registration
}

// Register serves POST /t/{tenant}/oauth2/register (RFC 7591 section 3).
func (e Endpoints) Register(c echo.Context) error {
	body, err := readJSON(c.Request())
	if err != nil {
		return err
	}
	return e.registered(c, http.StatusCreated, func(slug domain.Slug, caller register.Caller) (register.Registered, error) {
		return e.Registry.Register(c.Request().Context(), slug, caller, body)
	})
}

// ReadRegistration serves GET /t/{tenant}/oauth2/register/{client_id} (RFC 7592
// section 2.1).
func (e Endpoints) ReadRegistration(c echo.Context) error {
	return e.registered(c, http.StatusOK, func(slug domain.Slug, caller register.Caller) (register.Registered, error) {
		return e.Registry.Read(c.Request().Context(), slug, c.Param("client_id"), caller)
	})
}

// UpdateRegistration serves PUT /t/{tenant}/oauth2/register/{client_id} (RFC 7592
// section 2.2).
func (e Endpoints) UpdateRegistration(c echo.Context) error {
	body, err := readJSON(c.Request())
	if err != nil {
		return err
	}
	return e.registered(c, http.StatusOK, func(slug domain.Slug, caller register.Caller) (register.Registered, error) {
		return e.Registry.Update(c.Request().Context(), slug, c.Param("client_id"), caller, body)
	})
}

// RemoveRegistration serves DELETE /t/{tenant}/oauth2/register/{client_id} (RFC 7592
// section 2.3).
func (e Endpoints) RemoveRegistration(c echo.Context) error {
	return e.registering(c, func(slug domain.Slug, caller register.Caller) error {
		if err := e.Registry.Remove(c.Request().Context(), slug, c.Param("client_id"), caller); err != nil {
			return err
		}
		noStore(c.Response().Header())
		return c.NoContent(http.StatusNoContent)
	})
}

// registered answers with a client.
func (e Endpoints) registered(c echo.Context, code int, work func(domain.Slug, register.Caller) (register.Registered, error)) error {
	return e.registering(c, func(slug domain.Slug, caller register.Caller) error {
		told, err := work(slug, caller)
		if err != nil {
			return err
		}
		event.Add(c.Request().Context(), "client", told.Client.ID)
		noStore(c.Response().Header())
		return c.JSON(code, encodeRegistration(told))
	})
}

// registering reads who asks, and tells who is not let in how to be (RFC 6750
// section 3).
func (e Endpoints) registering(c echo.Context, work func(domain.Slug, register.Caller) error) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	// Whether clients register themselves here is found out before what they
	// present: a token that cannot be read is one that opens nothing.
	err = work(slug, register.Caller{Token: protect.Bearer(c.Request().Header), Address: c.RealIP()})
	if domain.KindUnauthenticated.Is(err) {
		return challenged(c, err, "")
	}
	return err
}

func encodeRegistration(told register.Registered) registrationBody {
	client := told.Client
	body := registrationBody{
		ClientID: client.ID, Issued: client.Created.Unix(), Token: told.Token.Reveal(), Address: told.Address,
		Name: client.Name, GrantTypes: client.GrantTypes, ResponseTypes: client.ResponseTypes(), AuthMethod: client.AuthMethod,
		Scope: told.Scope.String(), Registration: client.Registration.Filled(),
	}
	if !told.Secret.IsZero() {
		body.Secret, body.SecretExpires = told.Secret.Reveal(), new(int64)
	}
	return body
}

// readJSON reads a body that is said to be JSON.
func readJSON(r *http.Request) ([]byte, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != echo.MIMEApplicationJSON {
		return nil, failure{http.StatusUnsupportedMediaType, "the body must be " + echo.MIMEApplicationJSON}
	}
	body, err := readBody(r, maxBody)
	switch {
	case err != nil:
		return nil, invalid("the body could not be read")
	case len(body) > maxBody:
		return nil, tooLargeBody(maxBody)
	}
	return []byte(body), nil
}
