package domain

import (
	"context"
	"slices"
	"time"
)

// Credentials are what a caller presents to prove who it is.
type Credentials struct {
	// ID is a client_id or the id of a resource server's credential.
	ID     string
	Secret Secret
	// Verbatim is the secret as it was sent where that differs from Secret, zero
	// otherwise: many clients skip the form-encoding that RFC 6749 section 2.3.1
	// puts inside HTTP Basic, and mean what they sent.
	Verbatim Secret
	// Assertion is what was presented with PrivateKeyJWT, nil otherwise.
	Assertion *Assertion
	// Method is how they were presented.
	Method AuthMethod
}

// AuthenticatedClient is a client that proved itself; it can be had only from
// AuthenticateClient.
type AuthenticatedClient struct{ client Client }

// Client gives the client as of its authentication.
func (a AuthenticatedClient) Client() Client { return a.client }

// Actor gives the client as the one who acts.
func (a AuthenticatedClient) Actor() Actor { return Actor{ActorClient, a.client.ID} }

// AuthenticatedServer is a resource server that proved itself; it can be had
// only from AuthenticateServer.
type AuthenticatedServer struct{ server *ResourceServer }

// ResourceServer gives the resource server as of its authentication.
func (a AuthenticatedServer) ResourceServer() *ResourceServer { return a.server }

// Actor gives the resource server as the one who acts.
func (a AuthenticatedServer) Actor() Actor { return Actor{ActorServer, a.server.ID} }

// AuthenticateClient checks credentials against the client found by their id,
// nil if there is none. Unknown, disabled, wrong and expired give the same error,
// and where it is about secrets they take the same work. An assertion is used up
// by it. A client that asked too often is KindLimited; where it could not be found
// out by which keys a client signs, or whether an assertion was used before, it is
// KindUnavailable.
//
// HTTP Basic works for every client with a secret, as RFC 6749 section 2.3.1
// demands; every other method only where the client is registered for it.
func (s *Snapshot) AuthenticateClient(ctx context.Context, found *Client, c Credentials, now time.Time) (AuthenticatedClient, error) {
	return s.authenticateClient(ctx, found, c, 1, now)
}

func (s *Snapshot) authenticateClient(ctx context.Context, found *Client, c Credentials, requests int, now time.Time) (AuthenticatedClient, error) {
	client := Client{}
	if found != nil {
		client = *found
	}
	proves, err := s.proves(ctx, client, c, now)
	if err != nil {
		return AuthenticatedClient{}, err
	}
	if !proves || client.Status != Active {
		return AuthenticatedClient{}, Unauthenticated()
	}
	proven := AuthenticatedClient{client}
	if c.Method == PrivateKeyJWT {
		if err := s.useUp(ctx, proven, c.Assertion, now); err != nil {
			return AuthenticatedClient{}, err
		}
	}
	return proven, s.Charge(proven.Actor(), requests, now)
}

// AuthenticateConfidential is AuthenticateClient for what a client that proves
// nothing must not do. It is charged for as many requests as it makes at once.
func (s *Snapshot) AuthenticateConfidential(ctx context.Context, found *Client, c Credentials, requests int, now time.Time) (AuthenticatedClient, error) {
	if c.Method == NoAuth {
		return AuthenticatedClient{}, Unauthenticated()
	}
	return s.authenticateClient(ctx, found, c, requests, now)
}

// proves reports whether the credentials are the client's, presented in a way it
// is registered for.
func (s *Snapshot) proves(ctx context.Context, client Client, c Credentials, now time.Time) (bool, error) {
	switch c.Method {
	case PrivateKeyJWT:
		// One that is disabled has nothing fetched.
		if client.AuthMethod != PrivateKeyJWT || client.Status != Active {
			return false, nil
		}
		return s.asserts(ctx, client, c.Assertion, now)
	case NoAuth:
		return client.Public(), nil
	}
	matches := s.matches(client.Secrets, c, now)
	return matches && client.AuthMethod.HasSecret() && (c.Method != SecretPost || client.AuthMethod == SecretPost), nil
}

// AuthenticateServer checks credentials of a resource server, which is charged for
// as many requests as it makes at once. One that asked too often is KindLimited.
func (s *Snapshot) AuthenticateServer(c Credentials, requests int, now time.Time) (AuthenticatedServer, error) {
	var own []MachineSecret
	server := s.byCredential[c.ID]
	if server != nil {
		at := slices.IndexFunc(server.Credentials, func(m MachineSecret) bool { return m.ID == c.ID })
		own = server.Credentials[at : at+1]
	}
	if !s.matches(own, c, now) || server.Status != Active {
		return AuthenticatedServer{}, Unauthenticated()
	}
	proven := AuthenticatedServer{server}
	return proven, s.Charge(proven.Actor(), requests, now)
}

// ServerWith gives the resource server that proved itself by one of its credentials
// before, if it still could.
func (s *Snapshot) ServerWith(proven AuthenticatedServer, credential string, now time.Time) (*ResourceServer, bool) {
	server := s.byCredential[credential]
	if server == nil || server.ID != proven.server.ID || server.Status != Active {
		return nil, false
	}
	valid := slices.ContainsFunc(server.Credentials, func(m MachineSecret) bool { return m.ID == credential && m.ValidAt(now) })
	return server, valid
}

// matches compares with every secret, in constant time each, and does the same
// work when there is none: an unknown id costs what a wrong secret does.
func (s *Snapshot) matches(secrets []MachineSecret, c Credentials, now time.Time) bool {
	hash := s.HashKey.HashSecret(c.Secret)
	verbatim := hash
	if !c.Verbatim.IsZero() {
		verbatim = s.HashKey.HashSecret(c.Verbatim)
	}
	match := false
	for _, secret := range secrets {
		same := hash.Equal(secret.Hash) || verbatim.Equal(secret.Hash)
		if same && secret.ValidAt(now) {
			match = true
		}
	}
	return match && !c.Secret.IsZero()
}

// HoldsSecret reports whether the text is a secret of the client's that is valid at
// now.
func (s *Snapshot) HoldsSecret(client Client, text Secret, now time.Time) bool {
	return s.matches(client.Secrets, Credentials{Secret: text}, now)
}

// ChargeBearer charges the client of an access token that was found good for what
// the caller asks, for as many requests as it makes at once. It is KindLimited for
// one that asked too often.
func (s *Snapshot) ChargeBearer(token Token, requests int, now time.Time) error {
	return s.Charge(Actor{ActorClient, token.Client}, requests, now)
}

// OperatorToken is the setting that lets automation act as the operator.
type OperatorToken struct{ secret Secret }

// MinOperatorToken is the least number of characters of an operator token.
const MinOperatorToken = 32

// NewOperatorToken takes the setting; an empty secret lets nobody in.
func NewOperatorToken(secret Secret) OperatorToken { return OperatorToken{secret} }

// AuthenticatedOperator is a caller that presented the operator token.
type AuthenticatedOperator struct{ name string }

// Actor gives the operator as the one who acts.
func (a AuthenticatedOperator) Actor() Actor { return Actor{ActorOperator, a.name} }

// Authenticate checks a presented bearer.
func (o OperatorToken) Authenticate(presented Secret) (AuthenticatedOperator, error) {
	if equal := o.secret.Equal(presented); !equal || o.secret.IsZero() {
		return AuthenticatedOperator{}, Unauthenticated()
	}
	return AuthenticatedOperator{name: "token"}, nil
}
