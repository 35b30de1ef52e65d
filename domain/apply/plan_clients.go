package apply

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

func (p *planner) client(declared Client) {
	have, known := p.have.clients[declared.Want.ID]
	client := declared.Want
	client.Allowed = p.allowed(declared, have)
	client.ActsFor = p.actsFor(declared)
	if !known {
		p.newClient(declared, client)
		return
	}
	client.Epoch, client.Version, client.Created, client.Updated = have.Epoch, have.Version, have.Created, p.at
	client.Status = cmp.Or(client.Status, have.Status)
	client.Secrets, client.StandingGrant, client.InitialToken = have.Secrets, have.StandingGrant, have.InitialToken
	if client.InitialToken != "" && (len(client.Roles) > 0 || client.ActsFor != "") {
		p.refused(declared.Place, clientObject(client.ID), client.Check())
		return
	}
	if client.Public() && declared.Secrets == nil && len(have.Secrets) > 0 {
		p.Add(declared.of("token_endpoint_auth_method"), "%s: token_endpoint_auth_method: a client with the method none has no secrets: add secrets: [] to remove them", clientObject(client.ID))
		return
	}
	p.editClient(declared, have, client)
}

func (p *planner) newClient(declared Client, client domain.Client) {
	client.Version, client.Created, client.Updated = 1, p.at, p.at
	client.Status = cmp.Or(client.Status, domain.Active)
	add, _ := p.secrets(nil, declared.Secrets)
	client.Secrets = add
	members := append(differing(nil, p.clientNoun(client)), differing(nil, rolesNoun(client))...)
	p.steps = append(p.steps, step{
		change: p.clientChange(client, true, append(members, secretMembers(add, nil)...)),
		write:  func(ctx context.Context, tx domain.Changer) error { return tx.AddClient(ctx, client) },
	})
}

func (p *planner) editClient(declared Client, have, client domain.Client) {
	edited := differing(p.clientNoun(have), p.clientNoun(client))
	roles := differing(rolesNoun(have), rolesNoun(client))
	var add, remove []domain.MachineSecret
	if declared.Secrets != nil {
		add, remove = p.secrets(have.Secrets, declared.Secrets)
	}
	members := slices.Concat(edited, roles, secretMembers(add, remove))
	if len(members) == 0 {
		return
	}
	p.steps = append(p.steps, step{
		change: p.clientChange(client, false, members),
		write: func(ctx context.Context, tx domain.Changer) error {
			if len(edited) > 0 {
				if err := tx.EditClient(ctx, client); err != nil {
					return err
				}
			}
			if len(roles) > 0 {
				if err := setRoles(ctx, tx, client); err != nil {
					return err
				}
			}
			return replace(ctx, tx, client.ID, add, remove)
		},
	})
}

// replace removes secrets before it adds any, so that there are never more than
// may be.
func replace(ctx context.Context, tx domain.Changer, client string, add, remove []domain.MachineSecret) error {
	for _, secret := range remove {
		if err := tx.RemoveClientSecret(ctx, client, secret.ID); err != nil {
			return err
		}
	}
	for _, secret := range add {
		if err := tx.AddClientSecret(ctx, client, secret); err != nil {
			return err
		}
	}
	return nil
}

func setRoles(ctx context.Context, tx domain.Changer, client domain.Client) error {
	member, err := tx.FindMember(ctx, client.ID)
	if err != nil && !domain.KindNotFound.Is(err) {
		return fmt.Errorf("find member %s: %w", client.ID, err)
	}
	return tx.SetMember(ctx, domain.Member{Client: client.ID, Roles: client.Roles, Version: member.Version})
}

// allowed finds the resource servers that a declared client may ask, among those
// the tenant will have. A scope that its resource server does not own is a slip
// of the pen, unless the client holds it already from a time when it was owned:
// that opens nothing, and an export that tells it must be fit to be applied.
func (p *planner) allowed(declared Client, have domain.Client) []domain.Allowance {
	var allowed []domain.Allowance
	object := clientObject(declared.Want.ID)
	for _, a := range declared.Allowed {
		i := slices.IndexFunc(p.servers, func(rs domain.ResourceServer) bool { return slices.Contains(rs.Identifiers, a.ResourceServer) })
		if i < 0 {
			p.Add(a.of("resource_server"), "%s: allowed: no resource server of tenant %s has the identifier %q", object, p.declared.Slug, a.ResourceServer)
			continue
		}
		rs := p.servers[i]
		if slices.ContainsFunc(allowed, func(earlier domain.Allowance) bool { return earlier.ResourceServer == rs.ID }) {
			p.Add(a.of("resource_server"), "%s: allowed: %q is another identifier of a resource server that is named already", object, a.ResourceServer)
			continue
		}
		held, _ := have.AllowedAt(rs.ID)
		for _, value := range a.Scope {
			if !rs.Owns(value) && !held.Has(value) {
				p.Add(a.of("scopes"), "%s: allowed: %s has no scope %q", object, serverObject(rs), value)
			}
		}
		allowed = append(allowed, domain.Allowance{ResourceServer: rs.ID, Scope: a.Scope})
	}
	return allowed
}

// actsFor finds the resource server that a declared client acts for, among those
// the tenant will have.
func (p *planner) actsFor(declared Client) string {
	if declared.ActsFor == "" {
		return ""
	}
	object := clientObject(declared.Want.ID)
	i := slices.IndexFunc(p.servers, func(rs domain.ResourceServer) bool { return slices.Contains(rs.Identifiers, declared.ActsFor) })
	if i < 0 {
		p.Add(declared.of("acts_for"), "%s: acts_for: no resource server of tenant %s has the identifier %q", object, p.declared.Slug, declared.ActsFor)
		return ""
	}
	if declared.Want.Public() {
		p.Add(declared.of("acts_for"), "%s: acts_for: a client with the method none acts for no resource server: anybody could pass for it", object)
	}
	return p.servers[i].ID
}

// known gives the identifier that the tenant will know a resource server by; its id
// would mean nothing to the reader.
func (p *planner) known(server string) string {
	for _, rs := range p.servers {
		if rs.ID == server {
			return rs.Identifiers[0]
		}
	}
	return server
}

// secrets gives the secrets to add and to remove so that those without an end
// are the declared ones. One that is on its way out already is left to it as
// long as there is room, so that a rotation under way is not cut short.
func (p *planner) secrets(have []domain.MachineSecret, declared []Secret) (add, remove []domain.MachineSecret) {
	kept := map[string]bool{}
	for _, d := range declared {
		wanted := p.secret(p.newID(), d.Text)
		i := slices.IndexFunc(have, func(s domain.MachineSecret) bool { return stays(s, wanted) })
		if i >= 0 {
			kept[have[i].ID] = true
			continue
		}
		add = append(add, wanted)
	}
	room := maxSecrets - len(declared)
	for _, s := range slices.Backward(have) {
		again := slices.ContainsFunc(add, func(a domain.MachineSecret) bool { return a.Hash.Equal(s.Hash) })
		leaving := !s.Expires.IsZero() && !again
		switch {
		case kept[s.ID], leaving && !s.ValidAt(p.at):
		case leaving && room > 0:
			room--
		default:
			remove = append(remove, s)
		}
	}
	return add, remove
}

func secretMembers(add, remove []domain.MachineSecret) []Member {
	var members []Member
	if len(add) > 0 {
		members = append(members, Member{Name: "secrets", After: value(fmt.Sprintf("%d new", len(add)))})
	}
	if len(remove) > 0 {
		members = append(members, Member{Name: "secrets", Before: value(fmt.Sprintf("%d removed", len(remove)))})
	}
	return members
}

func (p *planner) clientChange(client domain.Client, isNew bool, members []Member) Change {
	return Change{
		Tenant: p.declared.Slug, Kind: clientKind, ID: client.ID, Name: client.ID,
		Created: isNew, Members: members,
	}
}

func (p *planner) clientNoun(client domain.Client) noun {
	type allowance struct {
		ResourceServer string   `json:"resource_server"`
		Scopes         []string `json:"scopes,omitempty"`
	}
	var allowed []allowance
	for _, a := range client.Allowed {
		allowed = append(allowed, allowance{p.known(a.ResourceServer), sorted(a.Scope)})
	}
	slices.SortFunc(allowed, func(a, b allowance) int { return cmp.Compare(a.ResourceServer, b.ResourceServer) })
	return slices.Concat(noun{
		{"name", client.Name},
		{"status", client.Status},
		{"grant_types", sorted(client.GrantTypes)},
		{"token_endpoint_auth_method", client.AuthMethod},
		{"allowed", allowed},
		{"acts_for", p.known(client.ActsFor)},
	}, registrationNoun(client.Registration.Filled()))
}

func registrationNoun(r domain.Registration) noun {
	return noun{
		{"redirect_uris", r.RedirectURIs},
		{"post_logout_redirect_uris", r.PostLogoutRedirectURIs},
		{"application_type", r.ApplicationType},
		{"jwks", r.JWKS},
		{"jwks_uri", r.JWKSURI},
		{"id_token_signed_response_alg", r.IDTokenAlg},
		{"subject_type", r.SubjectType},
		{"backchannel_logout_uri", r.BackchannelLogoutURI},
		{"backchannel_logout_session_required", r.BackchannelLogoutSession},
		{"require_pushed_authorization_requests", r.RequirePAR},
		{"client_uri", r.ClientURI},
		{"logo_uri", r.LogoURI},
		{"policy_uri", r.PolicyURI},
		{"tos_uri", r.TermsURI},
		{"contacts", r.Contacts},
		{"pkce", r.PKCE},
		{"consent", r.Consent},
	}
}

func rolesNoun(client domain.Client) noun {
	return noun{{"roles", sorted(client.Roles)}}
}
