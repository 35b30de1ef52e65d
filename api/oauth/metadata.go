package oauth

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
)

// metadataMaxAge is how long metadata and JWKS may be kept, in seconds as text:
// far less than a signing key is published before it signs.
const metadataMaxAge = "public, max-age=300"

// metadataBody is authorization server metadata (RFC 8414 section 2). It lists
// what works and nothing else.
type metadataBody struct {
	Issuer                string              `json:"issuer"`
	TokenEndpoint         string              `json:"token_endpoint"`
	JWKSURI               string              `json:"jwks_uri"`
	GrantTypes            []string            `json:"grant_types_supported"`
	ResponseTypes         []string            `json:"response_types_supported"`
	TokenAuthMethods      []domain.AuthMethod `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgs         []string            `json:"token_endpoint_auth_signing_alg_values_supported"`
	IntrospectionEndpoint string              `json:"introspection_endpoint"`
	IntrospectionMethods  []domain.AuthMethod `json:"introspection_endpoint_auth_methods_supported"`
	IntrospectionAlgs     []string            `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	RevocationEndpoint    string              `json:"revocation_endpoint"`
	RevocationAuthMethods []domain.AuthMethod `json:"revocation_endpoint_auth_methods_supported"`
	RevocationAuthAlgs    []string            `json:"revocation_endpoint_auth_signing_alg_values_supported"`
}

// Metadata serves the tenant's metadata at both of its well-known addresses
// (RFC 8414 section 3 and OpenID Connect Discovery section 4).
func (e Endpoints) Metadata(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	snap, err := e.Directory.Current(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	methods, algs := domain.AuthMethods(), domain.AssertionAlgs()
	// Who proves nothing is told nothing about tokens.
	proving := slices.DeleteFunc(domain.AuthMethods(), func(m domain.AuthMethod) bool { return m == domain.NoAuth })
	c.Response().Header().Set("Cache-Control", metadataMaxAge)
	return c.JSON(http.StatusOK, metadataBody{
		Issuer:                snap.Issuer,
		TokenEndpoint:         snap.Issuer + "/oauth2/token",
		JWKSURI:               snap.Issuer + "/oauth2/jwks",
		GrantTypes:            issue.GrantTypes(),
		ResponseTypes:         []string{},
		TokenAuthMethods:      methods,
		TokenAuthAlgs:         algs,
		IntrospectionEndpoint: snap.Issuer + "/oauth2/introspect",
		IntrospectionMethods:  proving,
		IntrospectionAlgs:     algs,
		RevocationEndpoint:    snap.Issuer + "/oauth2/revoke",
		RevocationAuthMethods: methods,
		RevocationAuthAlgs:    algs,
	})
}

// JWKS serves GET /t/{tenant}/oauth2/jwks (RFC 7517).
func (e Endpoints) JWKS(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	snap, err := e.Directory.Current(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	set, err := snap.Keyring.JWKS(e.Now())
	if err != nil {
		return domain.Unavailable(err)
	}
	c.Response().Header().Set("Cache-Control", metadataMaxAge)
	return c.Blob(http.StatusOK, "application/jwk-set+json", set)
}
