package persistence

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// clientColumns and clientJoins read a client with its roles and its standing
// grant; the client is called c.
const (
	clientColumns = "c.client_id, c.name, c.status, c.grant_types, c.auth_method, c.registration, c.allowed, c.acts_for, c.epoch, c.version, c.created_at, c.updated_at, c.initial_token, m.roles, g.id"
	clientJoins   = " LEFT JOIN members m ON m.tenant_id = c.tenant_id AND m.client_id = c.client_id" +
		" LEFT JOIN grants g ON g.tenant_id = c.tenant_id AND g.client_id = c.client_id" +
		" AND g.type = 'client_credentials' AND g.user_id IS NULL AND g.revoked_at IS NULL"
)

// clientScan takes clientColumns, which are all NULL if there is no client.
type clientScan struct {
	id, name, status, authMethod, standing optional
	initialToken, actsFor                  optional
	grantTypes                             list[string]
	registration                           document[domain.Registration]
	allowed                                list[domain.Allowance]
	epoch, version                         *int64
	created, updated                       moment
	roles                                  list[domain.Role]
}

func (s *clientScan) into() []any {
	return []any{
		&s.id, &s.name, &s.status, &s.grantTypes, &s.authMethod, &s.registration, &s.allowed, &s.actsFor, &s.epoch, &s.version,
		&s.created, &s.updated, &s.initialToken, &s.roles, &s.standing,
	}
}

func (s *clientScan) domain() domain.Client {
	return domain.Client{
		ID: string(s.id), Name: string(s.name), Status: domain.Status(s.status), GrantTypes: s.grantTypes,
		AuthMethod: domain.AuthMethod(s.authMethod), Registration: s.registration.of, Allowed: s.allowed, ActsFor: string(s.actsFor), Epoch: *s.epoch, Version: *s.version,
		Created: s.created.Time, Updated: s.updated.Time, InitialToken: string(s.initialToken), Roles: s.roles, StandingGrant: string(s.standing),
	}
}

// clientStatement reads clients by one statement, and so as of one moment: a row
// for each of their secrets, the tenant's revision in all of them, and one row
// if there is no client. Which says which clients are meant.
func clientStatement(which string) string {
	return "SELECT t.revision, " + clientColumns + ", s.id, s.hash, s.last4, s.created_at, s.expires_at" +
		" FROM tenants t LEFT JOIN clients c ON c.tenant_id = t.id AND c.client_id " + which + clientJoins +
		" LEFT JOIN client_secrets s ON s.tenant_id = c.tenant_id AND s.client_id = c.client_id" +
		" WHERE t.id = ? AND t.status <> 'deleted' ORDER BY s.created_at, s.id"
}

var oneClient = clientStatement("= ?")

// clientRows collects the rows of a clientStatement.
type clientRows struct {
	revision int64
	clients  map[string]*domain.Client
}

func (r *clientRows) add(row cursor) error {
	var columns clientScan
	var secret, last4 optional
	var hash []byte
	var created, expires moment
	into := slices.Concat([]any{&r.revision}, columns.into(), []any{&secret, &hash, &last4, &created, &expires})
	if err := row.Scan(into...); err != nil || columns.id == "" {
		return err
	}
	client := r.clients[string(columns.id)]
	if client == nil {
		found := columns.domain()
		client = &found
		if r.clients == nil {
			r.clients = map[string]*domain.Client{}
		}
		r.clients[found.ID] = client
	}
	if secret != "" {
		client.Secrets = append(client.Secrets, machineSecret(string(secret), hash, string(last4), created, expires))
	}
	return nil
}

// clientInquiry asks for a client of a tenant.
type clientInquiry struct{ tenant, id string }

// clientFinding is what there is: revision zero if no tenant, an empty client if
// no client.
type clientFinding struct {
	revision int64
	client   domain.Client
}

func (r *clientRows) finding(id string) clientFinding {
	found := clientFinding{revision: r.revision}
	if client := r.clients[id]; client != nil {
		found.client = *client
	}
	return found
}

// FindClient reads a client with its secrets and roles. It shares its round trip:
// whoever makes up client ids, a different one each time, must not be able to
// keep the database from others.
func (t *tenancy) FindClient(ctx context.Context, id string) (domain.Client, int64, error) {
	found, err := t.store.clients.ask(ctx, clientInquiry{t.tenant, id})
	return found.result(err)
}

// FindClient reads a client with its secrets and roles.
func (v view) FindClient(ctx context.Context, id string) (domain.Client, int64, error) {
	var rows clientRows
	err := v.ask(ctx, oneClient, []any{id, v.tenant}, rows.add)
	return rows.finding(id).result(err)
}

func (f clientFinding) result(err error) (domain.Client, int64, error) {
	switch {
	case err != nil:
		return domain.Client{}, 0, failed("find a client", err)
	case f.revision == 0:
		return domain.Client{}, 0, domain.NotFound("tenant")
	case f.client.ID == "":
		return domain.Client{}, f.revision, domain.NotFound("client")
	}
	return f.client, f.revision, nil
}
