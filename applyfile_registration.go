package main

import (
	"encoding/json"
	"errors"

	"github.com/jeton-id/jeton/domain"
)

// registrationMembers are the members of a client that RFC 7591 and the logout
// specifications name, with the two of our own.
var registrationMembers = []string{
	"redirect_uris", "post_logout_redirect_uris", "application_type", "jwks", "jwks_uri", "id_token_signed_response_alg", "subject_type",
	"backchannel_logout_uri", "backchannel_logout_session_required", "require_pushed_authorization_requests",
	"client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts", "pkce", "consent",
}

func (r *fileReader) registration(o object, to *domain.Registration) {
	texts(r, o, "redirect_uris", &to.RedirectURIs)
	texts(r, o, "post_logout_redirect_uris", &to.PostLogoutRedirectURIs)
	text(r, o, "application_type", &to.ApplicationType)
	r.keySet(o, &to.JWKS)
	text(r, o, "jwks_uri", &to.JWKSURI)
	text(r, o, "id_token_signed_response_alg", &to.IDTokenAlg)
	text(r, o, "subject_type", &to.SubjectType)
	text(r, o, "backchannel_logout_uri", &to.BackchannelLogoutURI)
	r.yesOrNo(o, "backchannel_logout_session_required", &to.BackchannelLogoutSession)
	r.yesOrNo(o, "require_pushed_authorization_requests", &to.RequirePAR)
	text(r, o, "client_uri", &to.ClientURI)
	text(r, o, "logo_uri", &to.LogoURI)
	text(r, o, "policy_uri", &to.PolicyURI)
	text(r, o, "tos_uri", &to.TermsURI)
	texts(r, o, "contacts", &to.Contacts)
	text(r, o, "pkce", &to.PKCE)
	text(r, o, "consent", &to.Consent)
}

// keySet reads a JSON Web Key Set, which JSON pasted into the file is as well.
func (r *fileReader) keySet(o object, to *domain.KeySet) {
	node, ok := o.members["jwks"]
	if !ok {
		return
	}
	before := len(r.Mistakes)
	value := r.value("jwks", node, 0)
	if len(r.Mistakes) > before {
		return
	}
	// It is made of texts, and lists and maps of them, which always encode.
	encoded, _ := json.Marshal(value)
	keys, err := domain.ParseKeySet(encoded)
	var refusal *domain.Error
	if errors.As(err, &refusal) {
		r.Add(node.Line, "jwks: %s", refusal.Message)
	}
	*to = keys
}

// yesOrNo reads true or false into to; an absent member leaves it as it is.
func (r *fileReader) yesOrNo(o object, name string, to *bool) {
	node, ok := o.members[name]
	if !ok {
		return
	}
	if value := r.boolean(name, node); value != nil {
		*to = *value
	}
}

// keySetInFile gives a key set as it is written, nil if it has no keys.
func keySetInFile(keys domain.KeySet) any {
	if keys.IsZero() {
		return nil
	}
	var written any
	// What a key set encodes to is JSON.
	encoded, _ := keys.MarshalJSON()
	_ = json.Unmarshal(encoded, &written)
	return written
}
