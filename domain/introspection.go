package domain

// IntrospectionID is the resource server id of every tenant's introspection
// endpoint, as those see it who ask there with an access token. It has the form of
// the others but is never drawn.
const IntrospectionID = "00000000-0000-0000-0000-000000000003"

// IntrospectScope is the scope value that lets a client ask for the resource
// server that it acts for.
const IntrospectScope = "introspect"

// NewIntrospection gives the resource server that the introspection endpoint of
// the issuer is. It is in no table: it has no credentials and cannot be edited, and
// only clients that act for a resource server may ask for it, for themselves and
// for nothing else beside it.
func NewIntrospection(issuer string) ResourceServer {
	return ResourceServer{
		ID: IntrospectionID, Name: "Introspection", Identifiers: []string{issuer + "/oauth2/introspect"},
		Scopes: []ResourceScope{{Name: IntrospectScope, Description: "Ask what tokens mean"}},
		Status: Active, TokenFormat: Reference, SigningAlg: SigningAlgs()[0],
		Release: Release{Claims: ReleasableClaims(), Subject: PublicSubject},
	}
}

// BuiltIn reports whether the id is that of a resource server that every tenant
// has, and that is in no table.
func BuiltIn(server string) bool {
	return server == ManagementID || server == IdentityID || server == IntrospectionID
}
