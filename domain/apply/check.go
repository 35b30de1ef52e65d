package apply

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// maxSecrets is how many secrets of a client may be valid at a time.
const maxSecrets = 2

// Check refuses what could be applied nowhere, with every mistake at once.
func (d Declaration) Check() error {
	c := checker{slugs: map[domain.Slug]int{}}
	for _, t := range d.Tenants {
		c.tenant(t)
	}
	return c.Err()
}

// checker collects mistakes, and remembers the lines at which names were taken.
type checker struct {
	Mistakes
	slugs       map[domain.Slug]int
	identifiers map[string]int
	credentials map[string]int
	clients     map[string]int
	usernames   map[string]int
}

func (c *checker) tenant(t Tenant) {
	object := fmt.Sprintf("tenant %q", string(t.Slug))
	_, err := domain.ParseSlug(string(t.Slug))
	c.refused(t.Place, object, err)
	c.refused(t.Place, object, domain.CheckName("name", t.Name))
	if t.Settings != nil {
		c.refused(t.Place, object, t.Settings.Check())
	}
	taken(c, c.slugs, t.Slug, t.of("slug"), object)
	c.identifiers, c.credentials, c.clients, c.usernames = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, rs := range t.ResourceServers {
		c.server(rs)
	}
	for _, client := range t.Clients {
		c.client(t.Slug, client)
	}
	for _, user := range t.Users {
		c.user(t.Slug, user)
	}
}

// user leaves to planning whether a password that would be new is strong enough:
// one that is kept already is not refused.
func (c *checker) user(slug domain.Slug, user User) {
	want := user.Want
	want.Status = cmp.Or(want.Status, domain.Active)
	want.EmailVerified = user.EmailVerified != nil && *user.EmailVerified
	object := userObject(want.Username)
	c.refused(user.Place, object, want.Check())
	c.refused(user.Place, object, domain.CheckRoles(slug, want.Roles))
	taken(c, c.usernames, strings.ToLower(want.Username), user.of("username"), object)
}

func (c *checker) server(rs ResourceServer) {
	want := rs.Want
	want.Status = cmp.Or(want.Status, domain.Active)
	object := serverObject(want)
	c.refused(rs.Place, object, want.Check())
	for _, identifier := range slices.Compact(sorted(want.Identifiers)) {
		taken(c, c.identifiers, identifier, rs.of("identifiers"), fmt.Sprintf("identifier %q", identifier))
	}
	for _, credential := range rs.Credentials {
		object := fmt.Sprintf("credential %q", credential.ID)
		c.refused(credential.Place, object, domain.CheckCredentialID(credential.ID))
		c.refused(credential.Place, object, credential.Secret.CheckBrought("secret"))
		taken(c, c.credentials, credential.ID, credential.of("id"), object)
	}
}

func (c *checker) client(slug domain.Slug, client Client) {
	want := client.Want
	want.Status = cmp.Or(want.Status, domain.Active)
	object := clientObject(want.ID)
	c.refused(client.Place, object, want.Check())
	c.refused(client.Place, object, domain.CheckRoles(slug, want.Roles))
	taken(c, c.clients, want.ID, client.of("client_id"), object)
	c.allowances(object, client.Allowed)
	if len(client.Secrets) > maxSecrets {
		c.Add(client.of("secrets"), "%s: secrets: at most %d may be valid at a time", object, maxSecrets)
	}
	if want.Public() && len(client.Secrets) > 0 {
		c.Add(client.of("secrets"), "%s: secrets: a client with the method none has no secrets", object)
	}
	for i, secret := range client.Secrets {
		c.refused(Place{Line: secret.Line}, object, secret.Text.CheckBrought("secrets"))
		for _, earlier := range client.Secrets[:i] {
			if earlier.Text.Equal(secret.Text) {
				c.Add(secret.Line, "%s: secrets: the same secret is declared twice", object)
			}
		}
	}
}

func (c *checker) allowances(object string, allowed []Allowance) {
	named := map[string]int{}
	for _, a := range allowed {
		taken(c, named, a.ResourceServer, a.of("resource_server"), fmt.Sprintf("%s: allowed: %q", object, a.ResourceServer))
		for i, value := range a.Scope {
			if scope, err := domain.ParseScope(value); err != nil || len(scope) != 1 {
				c.Add(a.of("scopes"), "%s: allowed: %q is not a scope value of RFC 6749 section 3.3", object, value)
			}
			if slices.Contains(a.Scope[:i], value) {
				c.Add(a.of("scopes"), "%s: allowed: the scope %q is named twice", object, value)
			}
		}
	}
}

// taken notes a mistake if the name was taken before, and takes it.
func taken[K comparable](c *checker, names map[K]int, name K, line int, object string) {
	if first, ok := names[name]; ok {
		c.Add(line, "%s is declared twice, first on line %d", object, first)
		return
	}
	names[name] = line
}

func userObject(username string) string { return fmt.Sprintf("user %q", username) }

func clientObject(id string) string { return fmt.Sprintf("client %q", id) }

func serverObject(rs domain.ResourceServer) string {
	if len(rs.Identifiers) == 0 {
		return "resource server"
	}
	return fmt.Sprintf("resource server %q", rs.Identifiers[0])
}
