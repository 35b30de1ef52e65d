package domain

import (
	"regexp"
	"slices"
	"time"
)

// AuthMethod is how a client authenticates at the token endpoint, by its
// registered name (RFC 7591 section 2).
type AuthMethod string

// The authentication methods of clients.
const (
	SecretBasic AuthMethod = "client_secret_basic"
	SecretPost  AuthMethod = "client_secret_post"
	// PrivateKeyJWT is a JWT signed with a key of the client's own (RFC 7523
	// section 2.2).
	PrivateKeyJWT AuthMethod = "private_key_jwt"
	// NoAuth is that of public clients, which prove nothing (RFC 6749 section
	// 2.1).
	NoAuth AuthMethod = "none"
)

// AuthMethods lists every method, for metadata and for checking.
func AuthMethods() []AuthMethod {
	return []AuthMethod{SecretBasic, SecretPost, PrivateKeyJWT, NoAuth}
}

// HasSecret reports whether a client of the method proves itself by a secret.
func (m AuthMethod) HasSecret() bool { return m == SecretBasic || m == SecretPost }

// The grant types, by their registered names.
const (
	// ClientCredentials is that of RFC 6749 section 4.4.
	ClientCredentials = "client_credentials"
	// AuthorizationCode is that of RFC 6749 section 4.1.
	AuthorizationCode = "authorization_code"
	// RefreshGrant is that of RFC 6749 section 6.
	RefreshGrant = "refresh_token"
	// DeviceCode is that of RFC 8628.
	DeviceCode = "urn:ietf:params:oauth:grant-type:device_code"
)

// GrantTypes lists the grant types a client may be registered for. Those that the
// token endpoint serves are in its table.
func GrantTypes() []string {
	return []string{ClientCredentials, AuthorizationCode, RefreshGrant, DeviceCode}
}

// Client is an OAuth client (RFC 6749 section 2); the console says Application.
type Client struct {
	// ID is the client_id, unique in the tenant and immutable.
	ID         string
	Name       string
	Status     Status
	GrantTypes []string
	AuthMethod AuthMethod
	// Registration is what else the client has registered.
	Registration Registration
	// Allowed is what the client may ask for, one entry per resource server.
	Allowed []Allowance
	// ActsFor is the id of the resource server whose questions the client may ask
	// with an access token of its own, empty for none.
	ActsFor string
	// Epoch is raised to take back every token of the client. It goes on from
	// where it was if a client is deleted and its id is registered again.
	Epoch int64
	// Version is raised by every edit.
	Version          int64
	Created, Updated time.Time

	// InitialToken is the id of the initial access token by which the client
	// registered itself (RFC 7591), empty for one that an admin registered. It
	// never changes.
	InitialToken string

	// Secrets are those not yet removed, expired or not, oldest first.
	Secrets []MachineSecret
	// Roles open the management API.
	Roles []Role
	// StandingGrant is the id of the client's own grant, empty before its first
	// token.
	StandingGrant string
}

// Allowance is a client's permission at one resource server.
type Allowance struct {
	// ResourceServer is the resource server's immutable id.
	ResourceServer string `json:"resource_server"`
	Scope          Scope  `json:"scope"`
}

// MachineSecret is one secret of a client or one credential of a resource
// server. Two may be valid at a time, so that they can be rotated with overlap.
type MachineSecret struct {
	// ID is unique within its owner. Of a resource server's credential it is
	// the name used as the user of HTTP Basic.
	ID    string
	Hash  SecretHash
	Last4 string
	// Expires is zero for a secret without an end.
	Created, Expires time.Time
}

// ValidAt reports whether the secret may be used at now.
func (s MachineSecret) ValidAt(now time.Time) bool {
	return s.Expires.IsZero() || now.Before(s.Expires)
}

// Public reports whether the client proves nothing about itself: whoever knows
// its id can pass for it.
func (c Client) Public() bool { return c.AuthMethod == NoAuth }

// AllowedAt gives what the client may ask for at the resource server.
func (c Client) AllowedAt(resourceServer string) (Scope, bool) {
	for _, a := range c.Allowed {
		if a.ResourceServer == resourceServer {
			return a.Scope, true
		}
	}
	return nil, false
}

var (
	clientIDForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$`)
	uuidForm     = regexp.MustCompile(`(?i)^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$`)
)

// CheckClientID refuses what cannot be a client_id: URL-safe letters, digits
// and "._~-" only, so that it reads the same in a path, a form and HTTP Basic,
// and never the form of a user's id (RFC 9068 section 5: a client must not be
// mistaken for a person), nor the id under which people's own tokens go.
func CheckClientID(id string) error {
	if id == PersonalClient {
		return InvalidField("client_id", "the id %q is kept for personal access tokens", id)
	}
	return checkHandle("client_id", id)
}

// CheckCredentialID refuses what cannot name a resource server's credential.
func CheckCredentialID(id string) error { return checkHandle("id", id) }

func checkHandle(field, id string) error {
	if !clientIDForm.MatchString(id) {
		return InvalidField(field, "an id has 1 to 128 letters, digits, '.', '_', '~' or '-', and begins with a letter or digit")
	}
	if uuidForm.MatchString(id) {
		return InvalidField(field, "an id in the form of a UUID is kept for people")
	}
	return nil
}

// Check refuses a client that could not be used as registered.
func (c Client) Check() error {
	if err := CheckClientID(c.ID); err != nil {
		return err
	}
	if err := CheckName("name", c.Name); err != nil {
		return err
	}
	if c.Status != Active && c.Status != Disabled {
		return InvalidField("status", "a status is active or disabled")
	}
	if !slices.Contains(AuthMethods(), c.AuthMethod) {
		return InvalidField("token_endpoint_auth_method", "%q is not an authentication method of this server", string(c.AuthMethod))
	}
	seen := map[string]bool{}
	for _, g := range c.GrantTypes {
		if !slices.Contains(GrantTypes(), g) {
			return InvalidField("grant_types", "%q is not a grant type of this server", g)
		}
		if seen[g] {
			return InvalidField("grant_types", "%q is named twice", g)
		}
		seen[g] = true
	}
	for _, a := range c.Allowed {
		if seen[a.ResourceServer] {
			return InvalidField("allowed", "a resource server is named twice")
		}
		seen[a.ResourceServer] = true
	}
	if err := c.Registration.Check(); err != nil {
		return err
	}
	return c.checkTogether()
}

// CheckRoles refuses to let the client hold roles in the management API: a client
// that proves nothing, and one that nobody but itself registered.
func (c Client) CheckRoles() error {
	switch {
	case c.Public():
		return Conflict("public_client", "a client with the authentication method none holds no role: anybody could pass for it")
	case c.InitialToken != "":
		return Conflict("registered_itself", "a client that registered itself holds no role")
	}
	return nil
}

// checkTogether refuses members that do not go together.
func (c Client) checkTogether() error {
	switch {
	case slices.Contains(c.GrantTypes, AuthorizationCode) && len(c.Registration.RedirectURIs) == 0:
		return InvalidField("redirect_uris", "the grant type authorization_code needs an address to send the answer to")
	case c.AuthMethod == PrivateKeyJWT && c.Registration.JWKS.IsZero() && c.Registration.JWKSURI == "":
		return InvalidField("jwks", "private_key_jwt needs the public keys that verify what the client signs")
	case len(c.Roles) > 0 && c.InitialToken != "":
		return InvalidField("roles", "a client that registered itself holds no role")
	case c.ActsFor != "" && c.InitialToken != "":
		return InvalidField("acts_for", "a client that registered itself acts for no resource server")
	case !c.Public():
		return nil
	case slices.Contains(c.GrantTypes, ClientCredentials):
		return InvalidField("grant_types", "client_credentials is for clients that authenticate: anybody could pass for one with the method none")
	case len(c.Secrets) > 0:
		return InvalidField("token_endpoint_auth_method", "a client with the method none has no secrets: remove them first")
	case c.ActsFor != "":
		return InvalidField("acts_for", "a client with the method none acts for no resource server: anybody could pass for it")
	case len(c.Roles) > 0:
		return InvalidField("roles", "a client with the method none holds no role: anybody could pass for it")
	case !c.Registration.NeedsPKCE():
		return InvalidField("pkce", "a client with the method none always needs PKCE")
	}
	return nil
}
