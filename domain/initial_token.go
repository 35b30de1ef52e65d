package domain

import (
	"slices"
	"time"
)

// The values of Settings.DynamicRegistration.
const (
	// RegistrationOff is the default: there is no registration endpoint.
	RegistrationOff = "off"
	// RegistrationByToken lets in whoever has an initial access token.
	RegistrationByToken = "token"
)

// InitialToken is an initial access token (RFC 7591 section 1.2), as it is kept: it
// lets a program register so many clients until it expires.
type InitialToken struct {
	ID   string
	Name string
	Hash SecretHash
	// Allowed bounds what the clients may ask for: they can choose less, never
	// more.
	Allowed []Allowance
	// UsesLeft is how many more clients it registers.
	UsesLeft         int64
	Created, Expires time.Time
}

// Bounds of an initial access token.
const (
	MaxInitialTokenUses     = 100_000
	MaxInitialTokenLifetime = 366 * 24 * time.Hour
)

// Good reports whether it registers one more client at now. The store asks again,
// in the transaction that registers.
func (t InitialToken) Good(now time.Time) bool { return t.UsesLeft > 0 && now.Before(t.Expires) }

// Actor gives the token as the one who acts: nobody knows who uses it. It proves
// nothing by itself; whoever calls it has found the token good.
func (t InitialToken) Actor() Actor { return Actor{ActorInitialToken, t.ID} }

// Check refuses a token that could not be kept.
func (t InitialToken) Check() error {
	if err := CheckName("name", t.Name); err != nil {
		return err
	}
	if t.UsesLeft < 1 || t.UsesLeft > MaxInitialTokenUses {
		return InvalidField("uses", "a token registers 1 to %d clients", MaxInitialTokenUses)
	}
	if lifetime := t.Expires.Sub(t.Created); lifetime < time.Minute || lifetime > MaxInitialTokenLifetime {
		return InvalidField("lifetime_seconds", "a token is good for 60 to %d seconds", int64(MaxInitialTokenLifetime/time.Second))
	}
	return nil
}

// Within gives what a client may ask for that registers with the token and wants
// the scope, everything if it wants none in particular: of what the token allows,
// what there still is. Scope values that are not in it are left out, as RFC 7591
// section 2 lets a server do; whether there is anything left is for the client to
// see in the answer.
func (t InitialToken) Within(snap *Snapshot, scope Scope) []Allowance {
	var within []Allowance
	for _, allowed := range t.Allowed {
		server, ok := snap.ResourceServer(allowed.ResourceServer)
		if !ok || BuiltIn(server.ID) {
			continue
		}
		have := server.ScopeNames().Both(allowed.Scope)
		if len(scope) > 0 {
			if have = scope.Both(have); len(have) == 0 {
				continue
			}
		}
		within = append(within, Allowance{ResourceServer: server.ID, Scope: have})
	}
	return within
}

// RegistrationTokens are the registration access tokens of a client (RFC 7592
// section 1.2) as they are kept. The previous one is good until the current one has
// been used, so that a client that lost an answer can still manage itself.
type RegistrationTokens struct {
	Current SecretHash
	// Previous is zero if there is none.
	Previous SecretHash
}

// AuthenticatedRegistration is a client that proved itself by its registration
// access token; it can be had only from AuthenticateRegistration.
type AuthenticatedRegistration struct {
	client Client
	tokens RegistrationTokens
	// presented is the hash of the token that proved it.
	presented SecretHash
}

// AuthenticateRegistration checks a registration access token against those of the
// client, nil if there is none. Unknown, disabled, wrong and replaced give the same
// error, for the same work. A client that asked too often is KindLimited.
func (s *Snapshot) AuthenticateRegistration(found *Client, kept RegistrationTokens, presented Secret, now time.Time) (AuthenticatedRegistration, error) {
	hash := s.HashKey.HashSecret(presented)
	current, previous := hash.Equal(kept.Current), hash.Equal(kept.Previous)
	if found == nil || found.Status != Active || kept.Current == (SecretHash{}) || presented.IsZero() || !current && !previous {
		return AuthenticatedRegistration{}, Unauthenticated()
	}
	proven := AuthenticatedRegistration{*found, kept, hash}
	return proven, s.Charge(proven.Actor(), 1, now)
}

// Stands reports whether the tokens are still those that proved the client.
func (a AuthenticatedRegistration) Stands(kept RegistrationTokens) bool {
	return a.tokens.Current.Equal(kept.Current) && a.tokens.Previous.Equal(kept.Previous)
}

// Client gives the client as of its authentication.
func (a AuthenticatedRegistration) Client() Client { return a.client }

// Actor gives the client as the one who acts.
func (a AuthenticatedRegistration) Actor() Actor { return Actor{ActorClient, a.client.ID} }

// Arrived gives the tokens after this use, and whether they are others: once the
// current one is used, its holder has it, and the previous one is good no longer.
func (a AuthenticatedRegistration) Arrived() (RegistrationTokens, bool) {
	if a.tokens.Previous == (SecretHash{}) || !a.presented.Equal(a.tokens.Current) {
		return a.tokens, false
	}
	return RegistrationTokens{Current: a.tokens.Current}, true
}

// Rotated gives the tokens with another current one. The one that was presented is
// good until that has arrived.
func (a AuthenticatedRegistration) Rotated(next SecretHash) RegistrationTokens {
	return RegistrationTokens{Current: next, Previous: a.presented}
}

// WithinOf gives what a client that registered itself may ask for when it changes
// its scope: never more than it has.
func WithinOf(snap *Snapshot, client Client, scope Scope) []Allowance {
	return InitialToken{Allowed: slices.Clone(client.Allowed)}.Within(snap, scope)
}
