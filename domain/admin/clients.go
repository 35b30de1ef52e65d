package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// Allowed is what a client may ask for at one resource server, which is named by
// an identifier of it.
type Allowed struct {
	Identifier string       `json:"resource_server"`
	Scopes     domain.Scope `json:"scopes"`
}

// ClientDraft is a client to be registered. Empty members take defaults: a drawn
// id, the id as name, the grant types of Registration.DefaultGrantTypes, HTTP Basic.
type ClientDraft struct {
	ID         string
	Name       string
	GrantTypes []string
	AuthMethod domain.AuthMethod
	// Registration is what else it registers.
	Registration domain.Registration
	Allowed      []Allowed
	// ActsFor is the id of a resource server, empty for none. To say one needs
	// resource-servers:write: it is worth a credential of that one.
	ActsFor string
	// Roles open the management API. Giving them needs members:write.
	Roles []domain.Role
}

// ClientEdit changes a client. Nil members stay.
type ClientEdit struct {
	Version    int64
	Name       *string
	Status     *domain.Status
	GrantTypes []string
	AuthMethod *domain.AuthMethod
	// Registration changes what else it has registered.
	Registration RegistrationEdit
	Allowed      []Allowed
	// ActsFor is as in ClientDraft.
	ActsFor *string
}

// clientRecord is a client in audit events.
type clientRecord struct {
	ID         string            `json:"client_id"`
	Name       string            `json:"name"`
	Status     domain.Status     `json:"status"`
	GrantTypes []string          `json:"grant_types"`
	AuthMethod domain.AuthMethod `json:"token_endpoint_auth_method"`
	domain.Registration
	Allowed []Allowed     `json:"allowed"`
	ActsFor string        `json:"acts_for,omitempty"`
	Roles   []domain.Role `json:"roles,omitempty"`
}

func recordOfClient(caller Caller, c domain.Client) clientRecord {
	return clientRecord{c.ID, c.Name, c.Status, c.GrantTypes, c.AuthMethod, c.Registration.Filled(), caller.Allowed(c), c.ActsFor, c.Roles}
}

// ListClients lists clients: by id, or as the filter's prefix finds them.
func (m *Management) ListClients(ctx context.Context, caller Caller, filter domain.ClientFilter, ask Ask) (domain.List[domain.Client], error) {
	if err := domain.CheckDescription("q", filter.Prefix); err != nil {
		return domain.List[domain.Client]{}, err
	}
	return paged(caller, "clients", filter, ask, func(page domain.Page) (domain.List[domain.Client], error) {
		return caller.store.Clients(ctx, filter, page)
	})
}

// FindClient gives a client.
func (m *Management) FindClient(ctx context.Context, caller Caller, id string) (domain.Client, error) {
	client, _, err := caller.store.FindClient(ctx, id)
	return client, err
}

// RegisterClient registers a client and makes its first secret, none if it proves
// itself without.
func (m *Management) RegisterClient(ctx context.Context, caller Caller, draft ClientDraft) (domain.Client, domain.Secret, error) {
	client, err := m.clientOf(caller, draft)
	if err != nil {
		return domain.Client{}, domain.Secret{}, err
	}
	var text domain.Secret
	if client.AuthMethod.HasSecret() {
		var secret domain.MachineSecret
		if text, secret, err = m.drawSecret(caller, "", domain.MintClientSecret); err != nil {
			return domain.Client{}, domain.Secret{}, err
		}
		client.Secrets = []domain.MachineSecret{secret}
	}
	err = caller.store.Add(ctx, caller.act(), func(tx domain.Adder) error {
		if err := tx.AddClient(ctx, client); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "client.created", clientObject(client.ID), nil, recordOfClient(caller, client))
	})
	return client, text, err
}

// clientOf makes a valid client of a draft the caller may register.
func (m *Management) clientOf(caller Caller, draft ClientDraft) (domain.Client, error) {
	client := domain.Client{
		ID: draft.ID, Name: draft.Name, Status: domain.Active, GrantTypes: draft.GrantTypes, AuthMethod: draft.AuthMethod,
		Registration: draft.Registration, Roles: draft.Roles, Version: 1, Created: caller.at, Updated: caller.at,
	}
	if client.ID == "" {
		var err error
		if client.ID, err = domain.DrawHandle(m.Random); err != nil {
			return client, err
		}
	}
	if client.Name == "" {
		client.Name = client.ID
	}
	if client.GrantTypes == nil {
		client.GrantTypes = client.Registration.DefaultGrantTypes()
	}
	if client.AuthMethod == "" {
		client.AuthMethod = domain.SecretBasic
	}
	if err := m.mayAppoint(caller, draft.Roles); err != nil {
		return client, err
	}
	var err error
	if client.Allowed, err = resolve(caller, draft.Allowed, nil); err != nil {
		return client, err
	}
	if err := mayAct(caller, draft.ActsFor); err != nil {
		return client, err
	}
	client.ActsFor = draft.ActsFor
	return client, client.Check()
}

// mayAppoint refuses roles at registration from a caller that could not give
// them afterwards.
func (m *Management) mayAppoint(caller Caller, roles []domain.Role) error {
	if len(roles) == 0 {
		return nil
	}
	if err := domain.CheckRoles(caller.tenant.Tenant.Slug, roles); err != nil {
		return err
	}
	if err := caller.Check(domain.WriteMembers); err != nil {
		return err
	}
	return m.outranks(caller, roles)
}

// mayAct refuses to let a client act for what is no resource server of the tenant,
// and to a caller that could not make a credential of it.
func mayAct(caller Caller, server string) error {
	if server == "" {
		return nil
	}
	if _, ok := caller.tenant.ResourceServer(server); !ok || domain.BuiltIn(server) {
		return domain.InvalidField("acts_for", "no resource server has the id %q", server)
	}
	return caller.Check(domain.WriteServers)
}

// EditClient changes a client.
func (m *Management) EditClient(ctx context.Context, caller Caller, id string, edit ClientEdit) (domain.Client, error) {
	var is domain.Client
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		was, _, err := tx.FindClient(ctx, id)
		if err != nil {
			return err
		}
		if is, err = m.edited(ctx, tx, caller, was, edit); err != nil {
			return err
		}
		if err := tx.EditClient(ctx, is); err != nil {
			return err
		}
		is.Version++
		return m.record(ctx, tx, caller, "client.edited", clientObject(id), recordOfClient(caller, was), recordOfClient(caller, is))
	})
	return is, err
}

// edited lays an edit over a client, if the caller may make it.
func (m *Management) edited(ctx context.Context, tx domain.Reader, caller Caller, was domain.Client, edit ClientEdit) (domain.Client, error) {
	is := was
	if err := m.outranks(caller, was.Roles); err != nil {
		return is, err
	}
	if err := sameVersion(was.Version, edit.Version); err != nil {
		return is, err
	}
	set(&is.Name, edit.Name)
	set(&is.Status, edit.Status)
	setList(&is.GrantTypes, edit.GrantTypes)
	set(&is.AuthMethod, edit.AuthMethod)
	is.Registration = edit.Registration.over(was.Registration)
	if edit.Allowed != nil {
		var err error
		if is.Allowed, err = resolve(caller, edit.Allowed, was.Allowed); err != nil {
			return is, err
		}
	}
	if set(&is.ActsFor, edit.ActsFor); is.ActsFor != was.ActsFor {
		if err := mayAct(caller, is.ActsFor); err != nil {
			return is, err
		}
	}
	is.Updated = caller.at
	if err := is.Check(); err != nil {
		return is, err
	}
	if is.Status != domain.Active {
		return is, keepsOwner(ctx, tx, caller, clientObject(was.ID), was.Roles)
	}
	return is, nil
}

// RemoveClient removes a client with its secrets, roles and grants. Its tokens
// are dead from then on, also if the id is registered again.
func (m *Management) RemoveClient(ctx context.Context, caller Caller, id string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		client, _, err := tx.FindClient(ctx, id)
		if err != nil {
			return err
		}
		if err := m.outranks(caller, client.Roles); err != nil {
			return err
		}
		if err := keepsOwner(ctx, tx, caller, clientObject(id), client.Roles); err != nil {
			return err
		}
		if err := tx.RemoveClient(ctx, id); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "client.removed", clientObject(id), recordOfClient(caller, client), nil)
	})
}

// resolve turns identifiers into the immutable ids that are kept. A scope must be
// one the resource server owns, or one that the client had before: answers are
// cut to what is owned at the time of asking anyway, and an edit made from what
// was read must not fail for it.
func resolve(caller Caller, allowed []Allowed, before []domain.Allowance) ([]domain.Allowance, error) {
	allowances := make([]domain.Allowance, 0, len(allowed))
	for _, a := range allowed {
		server, ok := caller.tenant.ResourceServerAt(a.Identifier)
		if !ok {
			return nil, domain.InvalidField("allowed", "no resource server has the identifier %q", a.Identifier)
		}
		switch server.ID {
		case domain.ManagementID:
			return nil, domain.InvalidField("allowed", "the management API is opened by roles, not by scopes")
		case domain.IntrospectionID:
			return nil, domain.InvalidField("allowed", "introspection is opened by acts_for, not by scopes")
		}
		had, _ := domain.Client{Allowed: before}.AllowedAt(server.ID)
		for i, value := range a.Scopes {
			if !server.Owns(value) && !had.Has(value) {
				return nil, domain.InvalidField("allowed", "%q is not a scope of %s", value, a.Identifier)
			}
			if slices.Contains(a.Scopes[:i], value) {
				return nil, domain.InvalidField("allowed", "the scope %q is named twice", value)
			}
		}
		allowances = append(allowances, domain.Allowance{ResourceServer: server.ID, Scope: a.Scopes})
	}
	return allowances, nil
}

// Allowed names what a client is allowed by the first identifier of each
// resource server. One that was registered after the caller was authenticated
// goes by its id.
func (c Caller) Allowed(client domain.Client) []Allowed {
	allowed := make([]Allowed, 0, len(client.Allowed))
	for _, a := range client.Allowed {
		allowed = append(allowed, Allowed{c.identifier(a.ResourceServer), append(domain.Scope{}, a.Scope...)})
	}
	return allowed
}

func (c Caller) identifier(server string) string {
	if rs, ok := c.tenant.ResourceServer(server); ok && len(rs.Identifiers) > 0 {
		return rs.Identifiers[0]
	}
	return server
}
