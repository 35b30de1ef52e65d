package domain

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// ClientMetadata is what a client says about itself when it registers (RFC 7591
// section 2), by the names given there. What a server may decide for itself is not
// in it: pkce and consent are the tenant's to relax.
type ClientMetadata struct {
	Name          string     `json:"client_name"`
	GrantTypes    []string   `json:"grant_types"`
	ResponseTypes []string   `json:"response_types"`
	AuthMethod    AuthMethod `json:"token_endpoint_auth_method"`
	// Scope is the scope values that the client wants to ask for, empty for all
	// that it may.
	Scope string `json:"scope"`
	Registration
}

// metadataMembers are the members that mean something here. Others are ignored, as
// RFC 7591 section 2 has it, and missing in the answer.
var metadataMembers = []string{
	"client_name", "grant_types", "response_types", "token_endpoint_auth_method", "scope",
	"redirect_uris", "post_logout_redirect_uris", "application_type", "jwks", "jwks_uri", "id_token_signed_response_alg", "subject_type",
	"backchannel_logout_uri", "backchannel_logout_session_required", "require_pushed_authorization_requests",
	"client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts",
}

// ParseClientMetadata reads the metadata in the JSON object of a registration
// request, and gives the members that are not metadata beside it. An object with a
// member twice, and a member of a wrong type, are KindInvalid with the codes of RFC
// 7591 section 3.2.2.
func ParseClientMetadata(text []byte) (ClientMetadata, map[string]json.RawMessage, error) {
	members, ok := exactMembers(text)
	if !ok {
		return ClientMetadata{}, nil, badMetadata("the body is not one JSON object whose members are there once")
	}
	known := map[string]json.RawMessage{}
	for _, name := range metadataMembers {
		// null is as good as absent.
		if value, there := members[name]; there && string(value) != "null" {
			known[name] = value
		}
		delete(members, name)
	}
	// Raw members always encode.
	kept, _ := json.Marshal(known)
	var metadata ClientMetadata
	err := json.Unmarshal(kept, &metadata)
	var ours *Error
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &ours):
		return metadata, nil, MetadataError(ours)
	case errors.As(err, &wrongType):
		// Members of the registration are named with what they are embedded in.
		return metadata, nil, MetadataError(InvalidField(wrongType.Field[strings.LastIndexByte(wrongType.Field, '.')+1:], "a value of another type is expected here"))
	case err != nil:
		return metadata, nil, badMetadata("the body cannot be read")
	}
	return metadata, members, nil
}

// MetadataError gives a refusal of a noun the code that RFC 7591 section 3.2.2 has
// for it, and names the member. Other errors stay as they are.
func MetadataError(err error) error {
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Kind != KindInvalid {
		return err
	}
	code := "invalid_client_metadata"
	if refusal.Field == "redirect_uris" {
		code = "invalid_redirect_uri"
	}
	message := refusal.Message
	if refusal.Field != "" {
		message = refusal.Field + ": " + message
	}
	return Invalid(code, "%s", message)
}

func badMetadata(message string) error { return Invalid("invalid_client_metadata", "%s", message) }

// Over gives a client as it is with this metadata: everything that the metadata
// speaks about is replaced, with its default where it is left out (RFC 7592 section
// 2.2), and everything else stays. Only the one rule for clients decides whether the
// result may be kept.
func (m ClientMetadata) Over(client Client) (Client, error) {
	if slices.ContainsFunc(m.ResponseTypes, func(t string) bool { return t != "code" }) {
		return client, badMetadata("response_types: the only response type is code")
	}
	m.PKCE, m.Consent = client.Registration.PKCE, client.Registration.Consent
	client.Registration, client.Name = m.Registration, m.Name
	if client.Name == "" {
		client.Name = client.ID
	}
	if client.GrantTypes = m.GrantTypes; len(m.GrantTypes) == 0 {
		// RFC 7591 has one default for all; without an address it could not be
		// used, which is then what the client is told.
		client.GrantTypes = []string{AuthorizationCode}
	}
	if client.AuthMethod = m.AuthMethod; m.AuthMethod == "" {
		client.AuthMethod = SecretBasic
	}
	if client.Public() {
		client.Secrets = nil
	}
	return client, MetadataError(client.Check())
}

// ResponseTypes follow from the grant types (RFC 7591 section 2.1).
func (c Client) ResponseTypes() []string {
	if slices.Contains(c.GrantTypes, AuthorizationCode) {
		return []string{"code"}
	}
	return []string{}
}

// ScopeWithin gives the scope values that the client may ask for, those that say
// who people are among them (RFC 7591 section 2, scope).
func (s *Snapshot) ScopeWithin(client Client) Scope {
	var all Scope
	if client.ForPeople() {
		all = s.Identity.ScopeNames()
		if !slices.Contains(client.GrantTypes, RefreshGrant) {
			all = slices.DeleteFunc(all, func(value string) bool { return value == OfflineScope })
		}
	}
	for _, allowed := range client.Allowed {
		if server, ok := s.ResourceServer(allowed.ResourceServer); ok {
			all = all.With(server.ScopeNames().Both(allowed.Scope))
		}
	}
	return all
}
