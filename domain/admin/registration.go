package admin

import "github.com/jeton-id/jeton/domain"

// RegistrationEdit changes what a client has registered. Nil members stay; an
// empty text, list or key set takes the value away.
type RegistrationEdit struct {
	RedirectURIs             []string                `json:"redirect_uris"`
	PostLogoutRedirectURIs   []string                `json:"post_logout_redirect_uris"`
	ApplicationType          *domain.ApplicationType `json:"application_type"`
	JWKS                     *domain.KeySet          `json:"jwks"`
	JWKSURI                  *string                 `json:"jwks_uri"`
	IDTokenAlg               *string                 `json:"id_token_signed_response_alg"`
	SubjectType              *domain.SubjectType     `json:"subject_type"`
	BackchannelLogoutURI     *string                 `json:"backchannel_logout_uri"`
	BackchannelLogoutSession *bool                   `json:"backchannel_logout_session_required"`
	RequirePAR               *bool                   `json:"require_pushed_authorization_requests"`
	ClientURI                *string                 `json:"client_uri"`
	LogoURI                  *string                 `json:"logo_uri"`
	PolicyURI                *string                 `json:"policy_uri"`
	TermsURI                 *string                 `json:"tos_uri"`
	Contacts                 []string                `json:"contacts"`
	PKCE                     *domain.PKCE            `json:"pkce"`
	Consent                  *domain.ConsentPolicy   `json:"consent"`
}

// over lays the edit over a registration.
func (e RegistrationEdit) over(is domain.Registration) domain.Registration {
	setList(&is.RedirectURIs, e.RedirectURIs)
	setList(&is.PostLogoutRedirectURIs, e.PostLogoutRedirectURIs)
	set(&is.ApplicationType, e.ApplicationType)
	set(&is.JWKS, e.JWKS)
	set(&is.JWKSURI, e.JWKSURI)
	set(&is.IDTokenAlg, e.IDTokenAlg)
	set(&is.SubjectType, e.SubjectType)
	set(&is.BackchannelLogoutURI, e.BackchannelLogoutURI)
	set(&is.BackchannelLogoutSession, e.BackchannelLogoutSession)
	set(&is.RequirePAR, e.RequirePAR)
	set(&is.ClientURI, e.ClientURI)
	set(&is.LogoURI, e.LogoURI)
	set(&is.PolicyURI, e.PolicyURI)
	set(&is.TermsURI, e.TermsURI)
	setList(&is.Contacts, e.Contacts)
	set(&is.PKCE, e.PKCE)
	set(&is.Consent, e.Consent)
	return is
}
