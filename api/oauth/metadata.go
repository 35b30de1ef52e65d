package oauth

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/signin"
	"github.com/jeton-id/jeton/domain/userinfo"
)

// metadataMaxAge is how long metadata and JWKS may be kept, in seconds as text:
// far less than a signing key is published before it signs.
const metadataMaxAge = "public, max-age=300"

// metadataBody is authorization server metadata (RFC 8414 section 2). It lists
// what works and nothing else.
type metadataBody struct {
	Issuer                string               `json:"issuer"`
	AuthorizationEndpoint string               `json:"authorization_endpoint"`
	PushedEndpoint        string               `json:"pushed_authorization_request_endpoint"`
	PushedRequired        bool                 `json:"require_pushed_authorization_requests"`
	DeviceEndpoint        string               `json:"device_authorization_endpoint"`
	TokenEndpoint         string               `json:"token_endpoint"`
	UserInfoEndpoint      string               `json:"userinfo_endpoint"`
	LogoutEndpoint        string               `json:"end_session_endpoint"`
	JWKSURI               string               `json:"jwks_uri"`
	RegistrationEndpoint  string               `json:"registration_endpoint,omitempty"`
	BackchannelLogout     bool                 `json:"backchannel_logout_supported"`
	BackchannelSession    bool                 `json:"backchannel_logout_session_supported"`
	GrantTypes            []string             `json:"grant_types_supported"`
	ResponseTypes         []string             `json:"response_types_supported"`
	ResponseModes         []string             `json:"response_modes_supported"`
	ChallengeMethods      []string             `json:"code_challenge_methods_supported"`
	Prompts               []string             `json:"prompt_values_supported"`
	Scopes                domain.Scope         `json:"scopes_supported"`
	SubjectTypes          []domain.SubjectType `json:"subject_types_supported"`
	IDTokenAlgs           []string             `json:"id_token_signing_alg_values_supported"`
	Claims                []string             `json:"claims_supported"`
	IssuerInAnswers       bool                 `json:"authorization_response_iss_parameter_supported"`
	ClaimsParameter       bool                 `json:"claims_parameter_supported"`
	RequestParameter      bool                 `json:"request_parameter_supported"`
	RequestURIParameter   bool                 `json:"request_uri_parameter_supported"`
	TokenAuthMethods      []domain.AuthMethod  `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgs         []string             `json:"token_endpoint_auth_signing_alg_values_supported"`
	IntrospectionEndpoint string               `json:"introspection_endpoint"`
	IntrospectionMethods  []domain.AuthMethod  `json:"introspection_endpoint_auth_methods_supported"`
	IntrospectionAlgs     []string             `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	RevocationEndpoint    string               `json:"revocation_endpoint"`
	RevocationAuthMethods []domain.AuthMethod  `json:"revocation_endpoint_auth_methods_supported"`
	RevocationAuthAlgs    []string             `json:"revocation_endpoint_auth_signing_alg_values_supported"`
}

// bearerType is the type of access tokens as their registry has it, which stands
// among the ways to authenticate at the introspection endpoint (RFC 8414 section 2).
const bearerType domain.AuthMethod = "Bearer"

// Metadata serves the tenant's metadata at both of its well-known addresses
// (RFC 8414 section 3 and OpenID Connect Discovery section 4).
func (e Endpoints) Metadata(c echo.Context) error {
	shareWithAll(c)
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
	registration := ""
	if snap.Tenant.Settings.RegistersClients() {
		registration = snap.Issuer + "/oauth2/register"
	}
	c.Response().Header().Set("Cache-Control", metadataMaxAge)
	return c.JSON(http.StatusOK, metadataBody{
		Issuer:                snap.Issuer,
		AuthorizationEndpoint: snap.Issuer + "/oauth2/authorize",
		PushedEndpoint:        snap.Issuer + "/oauth2/par",
		PushedRequired:        snap.Tenant.Settings.RequirePAR,
		DeviceEndpoint:        snap.Issuer + "/oauth2/device_authorization",
		TokenEndpoint:         snap.Issuer + "/oauth2/token",
		UserInfoEndpoint:      snap.Issuer + "/oauth2/userinfo",
		LogoutEndpoint:        snap.Issuer + "/oauth2/logout",
		JWKSURI:               snap.Issuer + "/oauth2/jwks",
		RegistrationEndpoint:  registration,
		BackchannelLogout:     true,
		BackchannelSession:    true,
		GrantTypes:            issue.GrantTypes(),
		ResponseTypes:         []string{"code"},
		ResponseModes:         signin.ResponseModes(),
		ChallengeMethods:      []string{"S256"},
		Prompts:               signin.PromptValues(),
		Scopes:                snap.Identity.ScopeNames(),
		SubjectTypes:          []domain.SubjectType{domain.PublicSubject, domain.PairwiseSubject},
		IDTokenAlgs:           domain.IDTokenAlgs(),
		Claims:                userinfo.ClaimNames(),
		IssuerInAnswers:       true,
		TokenAuthMethods:      methods,
		TokenAuthAlgs:         algs,
		IntrospectionEndpoint: snap.Issuer + "/oauth2/introspect",
		IntrospectionMethods:  append(proving, bearerType),
		IntrospectionAlgs:     algs,
		RevocationEndpoint:    snap.Issuer + "/oauth2/revoke",
		RevocationAuthMethods: methods,
		RevocationAuthAlgs:    algs,
	})
}

// JWKS serves GET /t/{tenant}/oauth2/jwks (RFC 7517).
func (e Endpoints) JWKS(c echo.Context) error {
	shareWithAll(c)
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
