package domain

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// ResourceServer is an API that accepts tokens. It is not a client: it has
// identifiers, scopes it owns, credentials of its own and a release policy.
type ResourceServer struct {
	// ID is immutable and never reused.
	ID   string
	Name string
	// Identifiers are its audience URIs (RFC 8707), each owned by one resource
	// server of the tenant. The first is the one used where one must be chosen.
	Identifiers []string
	Scopes      []ResourceScope
	Status      Status
	TokenFormat TokenFormat
	// SigningAlg is the JWS algorithm of its JWT access tokens.
	SigningAlg string
	// AccessTokenSeconds is the lifetime of its access tokens, in seconds; zero
	// means the tenant's.
	AccessTokenSeconds int64
	Release            Release
	Answers            Answers
	// Personal is whether it accepts personal access tokens.
	Personal bool
	// Sees lists audiences of others whose tokens it may see as well, or "*"
	// for a gateway that sees all.
	Sees []string
	// Hides lists clients whose tokens it must not see.
	Hides []string
	// Version is raised by every edit.
	Version          int64
	Created, Updated time.Time

	// Credentials are those not yet removed, expired or not, oldest first.
	Credentials []MachineSecret
}

// ResourceScope is a scope value owned by a resource server.
type ResourceScope struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Release says what a resource server is told about a token it may see.
type Release struct {
	// Claims lists the members released, of ReleasableClaims.
	Claims []string `json:"claims"`
	// Subject is public or pairwise.
	Subject SubjectType `json:"subject"`
}

// SubjectType says which sub a resource server is told.
type SubjectType string

// The subject types (OpenID Connect Core section 8).
const (
	// PublicSubject is the same sub for every resource server.
	PublicSubject SubjectType = "public"
	// PairwiseSubject is another sub at every resource server, so that two of
	// them cannot compare notes.
	PairwiseSubject SubjectType = "pairwise"
)

// ReleasableClaims lists the members a release policy decides about. The others
// (active, iss, aud, scope, exp, iat, nbf, jti, token_type) always go with an
// active answer.
func ReleasableClaims() []string { return []string{"sub", "username", "client_id"} }

// SeesAll stands in Sees for every audience.
const SeesAll = "*"

// SigningAlgs lists the JWS algorithms that signing keys exist for.
func SigningAlgs() []string { return []string{"ES256", "RS256", "EdDSA"} }

// ScopeNames gives the scope values it owns.
func (r ResourceServer) ScopeNames() Scope {
	names := make(Scope, len(r.Scopes))
	for i, s := range r.Scopes {
		names[i] = s.Name
	}
	return names
}

// Owns reports whether it owns the scope value.
func (r ResourceServer) Owns(value string) bool {
	for i := range r.Scopes {
		if r.Scopes[i].Name == value {
			return true
		}
	}
	return false
}

// Releases reports whether the claim is released.
func (r Release) Releases(claim string) bool { return slices.Contains(r.Claims, claim) }

// CheckIdentifier refuses what cannot be an audience URI: RFC 8707 section 2
// wants an absolute URI without a fragment.
func CheckIdentifier(text string) error {
	if wrong := wrongIdentifier(text); wrong != "" {
		return Invalid("invalid_target", "a resource is %s", wrong)
	}
	return nil
}

// wrongIdentifier says what an identifier is that a text is not, empty for one that
// it can be.
func wrongIdentifier(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs() || strings.ContainsAny(text, "#\" <>\\^`{|}") || len(text) > 512 || !isASCII(text):
		return "an absolute URI of at most 512 characters without a fragment"
	case u.Opaque == "" && u.Host == "":
		return "an absolute URI with a host"
	case slices.Contains(dangerousSchemes, u.Scheme):
		return "no address that a browser would run or open on its own machine"
	case u.User != nil:
		return "a URI without user information"
	}
	return ""
}

// CheckForeign refuses identifiers in the installation's own name space: an API
// registered under an issuer could pass for a tenant's management API.
// Issuers is what every issuer begins with.
func (r ResourceServer) CheckForeign(issuers string) error {
	own := strings.ToLower(issuers)
	for _, identifier := range r.Identifiers {
		if strings.HasPrefix(strings.ToLower(identifier)+"/", own) {
			return InvalidField("identifiers", "%q is in this installation's own name space", identifier)
		}
	}
	return nil
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < 0x21 || r > 0x7e })
}

// Check refuses a resource server that could not be used as registered.
func (r ResourceServer) Check() error {
	if err := CheckName("name", r.Name); err != nil {
		return err
	}
	if r.Status != Active && r.Status != Disabled {
		return InvalidField("status", "a status is active or disabled")
	}
	if len(r.Identifiers) == 0 {
		return InvalidField("identifiers", "a resource server needs at least one identifier")
	}
	if err := checkIdentifiers("identifiers", r.Identifiers); err != nil {
		return err
	}
	if err := r.checkScopes(); err != nil {
		return err
	}
	if r.TokenFormat != Reference && r.TokenFormat != JWT {
		return InvalidField("token_format", "a token format is reference or jwt")
	}
	if !slices.Contains(SigningAlgs(), r.SigningAlg) {
		return InvalidField("token_signing_alg", "a signing algorithm is one of %s", strings.Join(SigningAlgs(), ", "))
	}
	if r.AccessTokenSeconds != 0 {
		if err := CheckLifetime("access_token_seconds", r.AccessTokenSeconds); err != nil {
			return err
		}
	}
	if err := r.checkRelease(); err != nil {
		return err
	}
	if err := r.Answers.check(); err != nil {
		return err
	}
	sees := slices.DeleteFunc(slices.Clone(r.Sees), func(s string) bool { return s == SeesAll })
	if err := checkIdentifiers("sees", sees); err != nil {
		return err
	}
	for _, client := range r.Hides {
		if err := checkHandle("hides", client); err != nil {
			return err
		}
	}
	return nil
}

func checkIdentifiers(field string, identifiers []string) error {
	for i, identifier := range identifiers {
		if wrong := wrongIdentifier(identifier); wrong != "" {
			return InvalidField(field, "%q cannot be an identifier, which is %s", identifier, wrong)
		}
		if slices.Contains(identifiers[:i], identifier) {
			return InvalidField(field, "%q is named twice", identifier)
		}
	}
	return nil
}

func (r ResourceServer) checkScopes() error {
	seen := map[string]bool{}
	for _, s := range r.Scopes {
		if checkScopeValue(s.Name) != nil || len(s.Name) > 128 {
			return InvalidField("scopes", "%q is not a scope value of RFC 6749 section 3.3", s.Name)
		}
		if seen[s.Name] {
			return InvalidField("scopes", "%q is named twice", s.Name)
		}
		seen[s.Name] = true
		if err := CheckDescription("scopes", s.Description); err != nil {
			return err
		}
	}
	return nil
}

func (r ResourceServer) checkRelease() error {
	for i, claim := range r.Release.Claims {
		if !slices.Contains(ReleasableClaims(), claim) {
			return InvalidField("release", "%q is not a claim that can be released; they are %s", claim, strings.Join(ReleasableClaims(), ", "))
		}
		if slices.Contains(r.Release.Claims[:i], claim) {
			return InvalidField("release", "%q is named twice", claim)
		}
	}
	if r.Release.Subject != PublicSubject && r.Release.Subject != PairwiseSubject {
		return InvalidField("release", "a subject is public or pairwise")
	}
	if r.TokenFormat == JWT && (!r.Release.Releases("sub") || !r.Release.Releases("client_id")) {
		return InvalidField("release", "a JWT access token always carries sub and client_id (RFC 9068 section 2.2): release both or use reference tokens")
	}
	return nil
}
