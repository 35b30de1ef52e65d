package domain

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// Registration is what a client that works with people registers beside its
// grant types and authentication: RFC 7591 section 2 and OpenID Connect Dynamic
// Client Registration section 2, by the names they give, and two members of our
// own. A member without a value has its default; Filled names the defaults.
type Registration struct {
	// RedirectURIs and PostLogoutRedirectURIs are matched exactly; see
	// MatchRedirect and MatchPostLogout.
	RedirectURIs           []string        `json:"redirect_uris,omitempty"`
	PostLogoutRedirectURIs []string        `json:"post_logout_redirect_uris,omitempty"`
	ApplicationType        ApplicationType `json:"application_type,omitempty"`
	// JWKS verifies what the client signs; JWKSURI is where the client publishes its
	// keys instead.
	JWKS    KeySet `json:"jwks,omitzero"`
	JWKSURI string `json:"jwks_uri,omitempty"`
	// IDTokenAlg signs ID tokens, RS256 by default.
	IDTokenAlg string `json:"id_token_signed_response_alg,omitempty"`
	// SubjectType is public by default.
	SubjectType SubjectType `json:"subject_type,omitempty"`
	// BackchannelLogoutURI is told when a session ends, with the session's id if
	// BackchannelLogoutSession is set.
	BackchannelLogoutURI     string `json:"backchannel_logout_uri,omitempty"`
	BackchannelLogoutSession bool   `json:"backchannel_logout_session_required,omitempty"`
	// RequirePAR demands pushed authorization requests (RFC 9126 section 6).
	RequirePAR bool `json:"require_pushed_authorization_requests,omitempty"`
	// ClientURI, LogoURI, PolicyURI and TermsURI are shown to people.
	ClientURI string   `json:"client_uri,omitempty"`
	LogoURI   string   `json:"logo_uri,omitempty"`
	PolicyURI string   `json:"policy_uri,omitempty"`
	TermsURI  string   `json:"tos_uri,omitempty"`
	Contacts  []string `json:"contacts,omitempty"`
	// PKCE is required by default; see NeedsPKCE.
	PKCE PKCE `json:"pkce,omitempty"`
	// Consent is asked by default; see AsksConsent.
	Consent ConsentPolicy `json:"consent,omitempty"`
}

// ApplicationType says where a client runs.
type ApplicationType string

// The application types.
const (
	// WebApplication is the default.
	WebApplication ApplicationType = "web"
	// NativeApplication runs on a person's machine and may have a scheme of its
	// own (RFC 8252).
	NativeApplication ApplicationType = "native"
)

// PKCE says whether a client has to prove possession of a code (RFC 7636).
type PKCE string

// What may be asked of PKCE.
const (
	PKCERequired PKCE = "required"
	PKCEOptional PKCE = "optional"
)

// ConsentPolicy says whether people are asked what a client may do.
type ConsentPolicy string

// What may be asked of consent.
const (
	AskConsent ConsentPolicy = "ask"
	// TrustedClient is one of the tenant's own: nobody is asked.
	TrustedClient ConsentPolicy = "trusted"
)

// IDTokenAlgs lists the algorithms ID tokens may be signed with, first the
// default.
func IDTokenAlgs() []string { return []string{"RS256", "ES256", "EdDSA"} }

// Bounds of a registration.
const (
	maxContacts = 10
	maxContact  = 200
	// maxRegistration is for the whole of it as JSON, in bytes: clients are
	// remembered by the thousand.
	maxRegistration = 16 << 10
)

// DefaultGrantTypes are those of a client that names none: the one that RFC 7591
// section 2 gives where there is an address to send people back to, and otherwise
// the one that needs no people.
func (r Registration) DefaultGrantTypes() []string {
	if len(r.RedirectURIs) > 0 {
		return []string{AuthorizationCode}
	}
	return []string{ClientCredentials}
}

// NeedsPKCE reports whether an authorization request without PKCE is refused.
func (r Registration) NeedsPKCE() bool { return r.PKCE != PKCEOptional }

// AsksConsent reports whether people are asked what the client may do.
func (r Registration) AsksConsent() bool { return r.Consent != TrustedClient }

// Filled gives the registration with its defaults named.
func (r Registration) Filled() Registration {
	fill := func(member *string, byDefault string) {
		if *member == "" {
			*member = byDefault
		}
	}
	fill((*string)(&r.ApplicationType), string(WebApplication))
	fill(&r.IDTokenAlg, IDTokenAlgs()[0])
	fill((*string)(&r.SubjectType), string(PublicSubject))
	fill((*string)(&r.PKCE), string(PKCERequired))
	fill((*string)(&r.Consent), string(AskConsent))
	return r
}

// Check refuses a registration that could not be used as it is.
func (r Registration) Check() error {
	filled := r.Filled()
	switch {
	case filled.ApplicationType != WebApplication && filled.ApplicationType != NativeApplication:
		return InvalidField("application_type", "an application is web or native")
	case !slices.Contains(IDTokenAlgs(), filled.IDTokenAlg):
		return InvalidField("id_token_signed_response_alg", "ID tokens are signed with %s", strings.Join(IDTokenAlgs(), ", "))
	case filled.SubjectType != PublicSubject && filled.SubjectType != PairwiseSubject:
		return InvalidField("subject_type", "a subject is public or pairwise")
	case filled.PKCE != PKCERequired && filled.PKCE != PKCEOptional:
		return InvalidField("pkce", "PKCE is required or optional")
	case filled.Consent != AskConsent && filled.Consent != TrustedClient:
		return InvalidField("consent", "consent is ask or trusted")
	case !r.JWKS.IsZero() && r.JWKSURI != "":
		return InvalidField("jwks_uri", "keys are given or published, not both (RFC 7591 section 2)")
	}
	if err := r.checkAddresses(); err != nil {
		return err
	}
	if err := r.checkContacts(); err != nil {
		return err
	}
	// It is made of texts, lists of them and keys, which always encode.
	if text, _ := json.Marshal(r); len(text) > maxRegistration {
		return Invalid("invalid_value", "the registration has more than %d bytes", maxRegistration)
	}
	return nil
}

func (r Registration) checkAddresses() error {
	native := r.ApplicationType == NativeApplication
	for _, list := range []struct {
		field string
		uris  []string
	}{{"redirect_uris", r.RedirectURIs}, {"post_logout_redirect_uris", r.PostLogoutRedirectURIs}} {
		if len(list.uris) > maxURIs {
			return InvalidField(list.field, "there are at most %d addresses", maxURIs)
		}
		for i, uri := range list.uris {
			if slices.Contains(list.uris[:i], uri) {
				return InvalidField(list.field, "an address is there twice")
			}
			if err := checkRedirect(list.field, uri, native); err != nil {
				return err
			}
		}
	}
	for _, page := range []struct{ field, uri string }{
		{"backchannel_logout_uri", r.BackchannelLogoutURI},
		{"jwks_uri", r.JWKSURI},
		{"client_uri", r.ClientURI},
		{"logo_uri", r.LogoURI},
		{"policy_uri", r.PolicyURI},
		{"tos_uri", r.TermsURI},
	} {
		if page.uri == "" {
			continue
		}
		if err := checkWeb(page.field, page.uri); err != nil {
			return err
		}
	}
	return nil
}

func (r Registration) checkContacts() error {
	if len(r.Contacts) > maxContacts {
		return InvalidField("contacts", "there are at most %d contacts", maxContacts)
	}
	for i, contact := range r.Contacts {
		if contact == "" || len(contact) > maxContact || strings.ContainsFunc(contact, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return InvalidField("contacts", "a contact is an address to write to, of at most %d characters", maxContact)
		}
		if slices.Contains(r.Contacts[:i], contact) {
			return InvalidField("contacts", "a contact is there twice")
		}
	}
	return nil
}
