package apply

import "github.com/jeton-id/jeton/domain"

// Place is where a part of a declaration stands in its file. It is for people
// only; a declaration that comes from no file has none.
type Place struct {
	// Line counts from 1.
	Line int
	// Members gives the lines of the members that are present, by name.
	Members map[string]int
}

// of gives the line of a member, or of the whole if the member is absent.
func (p Place) of(member string) int {
	if line, ok := p.Members[member]; ok {
		return line
	}
	return p.Line
}

// Declaration is the state an installation is to have.
type Declaration struct {
	Tenants []Tenant
}

// Tenant is a tenant as declared.
type Tenant struct {
	Place
	Slug domain.Slug
	Name string
	// Settings are left alone if nil; a new tenant then has the defaults.
	Settings        *domain.Settings
	ResourceServers []ResourceServer
	Clients         []Client
	Users           []User
}

// ResourceServer is a resource server as declared. It is the one that shares an
// identifier with it, or a new one.
type ResourceServer struct {
	Place
	// Want has neither id, version nor times. An empty status is left alone; a
	// new resource server is then active.
	Want domain.ResourceServer
	// Credentials are brought to what is declared one by one; credentials with
	// other ids are left alone.
	Credentials []Credential
}

// Credential is one credential of a resource server as declared.
type Credential struct {
	Place
	ID     string
	Secret domain.Secret
}

// Client is a client as declared.
type Client struct {
	Place
	// Want has neither allowances, a resource server to act for, secrets, version nor times. An empty status
	// is left alone; a new client is then active.
	Want    domain.Client
	Allowed []Allowance
	// ActsFor is an identifier of the resource server that the client acts for,
	// empty for none.
	ActsFor string
	// Secrets is the full list of secrets without an end, at most two; nil
	// leaves them alone.
	Secrets []Secret
}

// Allowance is what a client may ask for at one resource server, which any of
// its identifiers names.
type Allowance struct {
	Place
	ResourceServer string
	Scope          domain.Scope
}

// Secret is one secret of a client as declared.
type Secret struct {
	Line int
	Text domain.Secret
}

// User is a user as declared: the one who has the username, or a new one.
type User struct {
	Place
	// Want has neither id, password, version nor times. An empty status is left
	// alone; a new user is then active.
	Want domain.User
	// EmailVerified is left alone if nil, unless the email changes: another one is
	// not verified.
	EmailVerified *bool
	// Password is left alone if nil.
	Password *domain.Secret
}

// NewTenant gives a tenant as it is if nothing more is said about it.
func NewTenant(slug domain.Slug) Tenant { return Tenant{Slug: slug, Name: string(slug)} }

// NewResourceServer gives a resource server as it is if nothing more is said
// about it. Its name is its first identifier.
func NewResourceServer(identifiers []string) ResourceServer {
	want := domain.ResourceServer{
		Identifiers: identifiers,
		TokenFormat: domain.Reference,
		SigningAlg:  domain.SigningAlgs()[0],
		Release:     domain.Release{Claims: domain.ReleasableClaims(), Subject: domain.PublicSubject},
		Answers:     domain.DefaultAnswers(),
	}
	if len(identifiers) > 0 {
		want.Name = identifiers[0]
	}
	return ResourceServer{Want: want}
}

// NewClient gives a client as it is if nothing more is said about it.
func NewClient(id string) Client {
	return Client{Want: domain.Client{
		ID: id, Name: id, AuthMethod: domain.SecretBasic, GrantTypes: []string{domain.ClientCredentials},
	}}
}

// NewUser gives a user as they are if nothing more is said about them.
func NewUser(username string) User {
	return User{Want: domain.User{Username: username, Name: username}}
}
