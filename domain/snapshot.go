package domain

import (
	"context"
	"time"
)

// TenantRows is everything about a tenant that is read to serve it, in one
// consistent read.
type TenantRows struct {
	Tenant          Tenant
	HashKey         Wrapped
	SigningKeys     []SigningKey
	ResourceServers []ResourceServer
}

// Snapshot is an immutable copy of what is needed to serve a tenant, as of
// Tenant.Revision. It is true for as long as the revision stands still.
//
// Tokens, grants, clients and users are not in it (a tenant may have a hundred
// thousand): they are found one by one and remembered beside it, each with the
// revision it was read under. The snapshot knows which of them have changed
// lately, so that a change of one leaves the others remembered.
type Snapshot struct {
	Tenant  Tenant
	Issuer  string
	HashKey HashKey
	Keyring Keyring
	// Management is the resource server that the tenant's management API is.
	Management ResourceServer
	// Identity is the resource server that the userinfo endpoint is.
	Identity ResourceServer
	// Introspection is the resource server that the introspection endpoint is.
	Introspection ResourceServer
	// Charge takes a number of requests of a caller that proved itself, and is
	// KindLimited if the caller or the tenant asked too often. It is part of every
	// authentication, so that nothing is answered for which nobody was charged.
	Charge func(caller Actor, requests int, now time.Time) error
	// UseUp files that an assertion was used; see Issuing.UseAssertion.
	UseUp func(ctx context.Context, act Act, used UsedAssertion) error
	// PublishedKeys gives the keys that a client publishes at its jwks_uri, as they
	// are remembered, or fetched newly unless that was done just now. It is
	// KindUnavailable if they could not be had.
	PublishedKeys func(ctx context.Context, uri string, newly bool, now time.Time) (KeySet, error)
	// Sight says, by resource server id, what policy lets each one see.
	Sight map[string]Sight

	servers      map[string]*ResourceServer
	byIdentifier map[string]*ResourceServer
	byCredential map[string]*ResourceServer
	ordered      []*ResourceServer

	// changed has every part that changed after the revision since, with the
	// last revision that did it.
	since   int64
	changed map[Part]int64
}

// Sight is what policy lets a resource server see beyond, or keeps it from
// seeing among, the tokens issued for its own identifiers.
type Sight struct {
	// Servers lists, by id, the resource servers whose audiences it sees, its
	// own among them.
	Servers map[string]bool
	// Hidden lists the clients whose tokens it must not see.
	Hidden map[string]bool
}

// ManagementID is the resource server id of every tenant's management API. It
// has the form of the others but is never drawn.
const ManagementID = "00000000-0000-0000-0000-000000000001"

// ManagementPath is what follows the issuer in the management API's identifier.
const ManagementPath = "/api/v1"

// NewManagement gives the resource server that the management API of the issuer
// is. It is in no table: it has no credentials and cannot be edited.
func NewManagement(issuer string) ResourceServer {
	return ResourceServer{
		ID: ManagementID, Name: "Management API", Identifiers: []string{issuer + ManagementPath},
		Status: Active, TokenFormat: Reference, SigningAlg: SigningAlgs()[0],
		Release: Release{Claims: ReleasableClaims(), Subject: PublicSubject}, Answers: DefaultAnswers(),
	}
}

// NewSnapshot indexes servers, in their order, into snap.
func NewSnapshot(snap Snapshot, servers []ResourceServer) *Snapshot {
	snap.servers = make(map[string]*ResourceServer, len(servers)+1)
	snap.byIdentifier = make(map[string]*ResourceServer, len(servers)+1)
	snap.byCredential = make(map[string]*ResourceServer, len(servers))
	for i := range servers {
		rs := &servers[i]
		snap.index(rs)
		snap.ordered = append(snap.ordered, rs)
		for _, c := range rs.Credentials {
			snap.byCredential[c.ID] = rs
		}
	}
	snap.index(&snap.Management)
	snap.index(&snap.Identity)
	snap.index(&snap.Introspection)
	snap.since = snap.Tenant.Revision
	return &snap
}

func (s *Snapshot) index(rs *ResourceServer) {
	s.servers[rs.ID] = rs
	for _, identifier := range rs.Identifiers {
		s.byIdentifier[identifier] = rs
	}
}

// With gives the snapshot with other resource servers, and what policy lets each of
// them see.
func (s *Snapshot) With(servers []ResourceServer, sight map[string]Sight) *Snapshot {
	other := *s
	other.Sight, other.ordered = sight, nil
	return NewSnapshot(other, servers)
}

// ResourceServer finds a resource server by its immutable id.
func (s *Snapshot) ResourceServer(id string) (*ResourceServer, bool) {
	rs, ok := s.servers[id]
	return rs, ok
}

// ResourceServerAt finds the resource server that owns an audience URI.
func (s *Snapshot) ResourceServerAt(identifier string) (*ResourceServer, bool) {
	rs, ok := s.byIdentifier[identifier]
	return rs, ok
}

// ResourceServers lists the tenant's own resource servers, oldest first.
func (s *Snapshot) ResourceServers() []*ResourceServer { return s.ordered }
