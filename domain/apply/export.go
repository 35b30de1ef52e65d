package apply

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// Export declares what a tenant holds. Of its machine secrets it tells only how
// many there are: those without an end, each with an empty text. Once the texts are
// filled in, applying the declaration changes nothing.
func Export(ctx context.Context, store domain.Store, slug domain.Slug) (Declaration, error) {
	tenant, err := store.FindTenant(ctx, slug)
	if err != nil {
		return Declaration{}, err
	}
	rows, err := store.In(tenant.ID).Load(ctx)
	if err != nil {
		return Declaration{}, fmt.Errorf("load tenant %s: %w", slug, err)
	}
	declared := Tenant{Slug: slug, Name: rows.Tenant.Name, Settings: &rows.Tenant.Settings}
	identifiers := map[string]string{}
	for _, rs := range rows.ResourceServers {
		identifiers[rs.ID] = rs.Identifiers[0]
		declared.ResourceServers = append(declared.ResourceServers, declaredServer(rs))
	}
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		clients, err := store.In(tenant.ID).Clients(ctx, domain.ClientFilter{}, page)
		if err != nil {
			return Declaration{}, fmt.Errorf("list clients of %s: %w", slug, err)
		}
		for _, listed := range clients.Items {
			client, _, err := store.In(tenant.ID).FindClient(ctx, listed.ID)
			if err != nil {
				return Declaration{}, fmt.Errorf("find client %s: %w", listed.ID, err)
			}
			declared.Clients = append(declared.Clients, declaredClient(client, identifiers))
		}
		if page.After = clients.Next; page.After == "" {
			break
		}
	}
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		users, err := store.In(tenant.ID).Users(ctx, domain.UserFilter{}, page)
		if err != nil {
			return Declaration{}, fmt.Errorf("list users of %s: %w", slug, err)
		}
		for _, user := range users.Items {
			declared.Users = append(declared.Users, declaredUser(user))
		}
		if page.After = users.Next; page.After == "" {
			return Declaration{Tenants: []Tenant{declared}}, nil
		}
	}
}

// declaredUser declares no password: those who have one keep it.
func declaredUser(user domain.User) User {
	return User{
		Want: domain.User{
			Username: user.Username, Email: user.Email, Name: user.Name, Status: user.Status,
			Attributes: user.Attributes, Roles: sorted(user.Roles),
		},
		EmailVerified: &user.EmailVerified,
	}
}

func declaredServer(rs domain.ResourceServer) ResourceServer {
	declared := ResourceServer{Want: domain.ResourceServer{
		Name: rs.Name, Identifiers: rs.Identifiers, Scopes: rs.Scopes, Status: rs.Status,
		TokenFormat: rs.TokenFormat, SigningAlg: rs.SigningAlg, AccessTokenSeconds: rs.AccessTokenSeconds,
		Release:  domain.Release{Claims: sorted(rs.Release.Claims), Subject: rs.Release.Subject},
		Answers:  rs.Answers,
		Personal: rs.Personal, Sees: sorted(rs.Sees), Hides: sorted(rs.Hides),
	}}
	for _, c := range rs.Credentials {
		if c.Expires.IsZero() {
			declared.Credentials = append(declared.Credentials, Credential{ID: c.ID})
		}
	}
	return declared
}

func declaredClient(client domain.Client, identifiers map[string]string) Client {
	declared := Client{
		Want: domain.Client{
			ID: client.ID, Name: client.Name, Status: client.Status, GrantTypes: sorted(client.GrantTypes),
			AuthMethod: client.AuthMethod, Registration: client.Registration, Roles: sorted(client.Roles),
		},
		ActsFor: identifiers[client.ActsFor],
		Secrets: []Secret{},
	}
	for _, a := range client.Allowed {
		declared.Allowed = append(declared.Allowed, Allowance{ResourceServer: identifiers[a.ResourceServer], Scope: sorted(a.Scope)})
	}
	slices.SortFunc(declared.Allowed, func(a, b Allowance) int {
		return cmp.Compare(a.ResourceServer, b.ResourceServer)
	})
	for _, s := range client.Secrets {
		if s.Expires.IsZero() {
			declared.Secrets = append(declared.Secrets, Secret{})
		}
	}
	return declared
}
