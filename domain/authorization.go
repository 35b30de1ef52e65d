package domain

import "time"

// Asked is what a client asked for at the authorization endpoint, checked against
// its registration. It is kept while the person decides, and decides in turn:
// nothing of it travels through the browser again.
type Asked struct {
	Client      string `json:"client"`
	RedirectURI string `json:"redirect_uri"`
	// RedirectNamed is whether the request named the redirect URI, which the
	// token request then has to name too (RFC 6749 section 4.1.3).
	RedirectNamed bool   `json:"redirect_named,omitempty"`
	ResponseMode  string `json:"response_mode"`
	State         string `json:"state,omitempty"`
	Nonce         string `json:"nonce,omitempty"`
	// Challenge is the S256 code_challenge (RFC 7636), empty only for a client
	// that is excused from it.
	Challenge string `json:"challenge,omitempty"`
	// Worth is what the code will be good for: the scope asked for, at each
	// resource server it was asked for.
	Worth []Target `json:"worth"`
	// Prompt has the values of prompt, MaxAge the seconds of max_age, -1 for
	// none (OpenID Connect Core section 3.1.2.1).
	Prompt    []string `json:"prompt,omitempty"`
	MaxAge    int64    `json:"max_age"`
	LoginHint string   `json:"login_hint,omitempty"`
	// Subject is whom the id_token_hint names, empty for anybody.
	Subject string `json:"subject,omitempty"`
	// Device is nil for what a browser came with.
	Device *AskedByDevice `json:"device,omitempty"`
	// Epochs are those under which a code was given, zero before.
	Epochs Epochs `json:"epochs,omitzero"`
}

// AuthorizationRequest is one sign-in under way.
type AuthorizationRequest struct {
	// Hash is that of the handle in the address.
	Hash SecretHash
	// Browser is the hash of the cookie of the browser it began in.
	Browser          SecretHash
	Asked            Asked
	Created, Expires time.Time
}

// Code is an authorization code as it is kept.
type Code struct {
	Hash  SecretHash
	Grant string
	Asked Asked
	// Used is when it was redeemed, zero before.
	Expires, Used time.Time
}

// Consent is what a person lets a client do.
type Consent struct {
	User, Client     string
	Worth            []Target
	Created, Updated time.Time
}

// Covers reports whether the consent has all of what is asked for.
func (c Consent) Covers(worth []Target) bool {
	for _, asked := range worth {
		covered := false
		for _, given := range c.Worth {
			if given.ResourceServer == asked.ResourceServer && len(asked.Scope.Both(given.Scope)) == len(asked.Scope) {
				covered = true
			}
		}
		if !covered {
			return false
		}
	}
	return true
}

// With gives the consent with more: what it has stays.
func (c Consent) With(worth []Target) Consent {
	merged := append([]Target(nil), c.Worth...)
	for _, more := range worth {
		at := -1
		for i := range merged {
			if merged[i].ResourceServer == more.ResourceServer {
				at = i
			}
		}
		if at < 0 {
			merged = append(merged, more)
			continue
		}
		merged[at].Scope = merged[at].Scope.With(more.Scope)
	}
	c.Worth = merged
	return c
}
