package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// clientColumns and clientJoins read a client with its roles and its standing
// grant; the client is called c.
const (
	clientColumns = "c.client_id, c.name, c.status, c.grant_types, c.auth_method, c.allowed, c.epoch, c.version, c.created_at, c.updated_at, m.roles, g.id"
	clientJoins   = " LEFT JOIN members m ON m.tenant_id = c.tenant_id AND m.client_id = c.client_id" +
		" LEFT JOIN grants g ON g.tenant_id = c.tenant_id AND g.client_id = c.client_id" +
		" AND g.type = 'client_credentials' AND g.user_id IS NULL AND g.revoked_at IS NULL"
)

// clientScan takes clientColumns, which are all NULL if there is no client.
type clientScan struct {
	id, name, status, authMethod, standing optional
	grantTypes                             list[string]
	allowed                                list[domain.Allowance]
	epoch, version                         *int64
	created, updated                       moment
	roles                                  list[domain.Role]
}

func (s *clientScan) into() []any {
	return []any{
		&s.id, &s.name, &s.status, &s.grantTypes, &s.authMethod, &s.allowed, &s.epoch, &s.version,
		&s.created, &s.updated, &s.roles, &s.standing,
	}
}

func (s *clientScan) domain() domain.Client {
	return domain.Client{
		ID: string(s.id), Name: string(s.name), Status: domain.Status(s.status), GrantTypes: s.grantTypes,
		AuthMethod: domain.AuthMethod(s.authMethod), Allowed: s.allowed, Epoch: *s.epoch, Version: *s.version,
		Created: s.created.Time, Updated: s.updated.Time, Roles: s.roles, StandingGrant: string(s.standing),
	}
}

// asker runs one statement that reads: in a transaction or alone.
type asker func(ctx context.Context, statement string, args []any, each func(cursor) error) error

// findClient reads a client by one statement, and so as of one moment: a row
// for each of its secrets, the tenant's revision in all of them.
func findClient(ctx context.Context, ask asker, tenant, id string) (domain.Client, int64, error) {
	const statement = "SELECT t.revision, " + clientColumns + ", s.id, s.hash, s.last4, s.created_at, s.expires_at" +
		" FROM tenants t LEFT JOIN clients c ON c.tenant_id = t.id AND c.client_id = ?" + clientJoins +
		" LEFT JOIN client_secrets s ON s.tenant_id = c.tenant_id AND s.client_id = c.client_id" +
		" WHERE t.id = ? AND t.status <> 'deleted' ORDER BY s.created_at, s.id"
	var columns clientScan
	var client domain.Client
	var revision int64
	err := ask(ctx, statement, []any{id, tenant}, func(row cursor) error {
		var secret, last4 optional
		var hash []byte
		var created, expires moment
		into := append([]any{&revision}, columns.into()...)
		if err := row.Scan(append(into, &secret, &hash, &last4, &created, &expires)...); err != nil {
			return err
		}
		if columns.id != "" && client.ID == "" {
			client = columns.domain()
		}
		if secret != "" {
			client.Secrets = append(client.Secrets, machineSecret(string(secret), hash, string(last4), created, expires))
		}
		return nil
	})
	switch {
	case err != nil:
		return domain.Client{}, 0, failed("find a client", err)
	case revision == 0:
		return domain.Client{}, 0, domain.NotFound("tenant")
	case client.ID == "":
		return domain.Client{}, revision, domain.NotFound("client")
	}
	return client, revision, nil
}

// FindClient reads a client with its secrets and roles.
func (v view) FindClient(ctx context.Context, id string) (domain.Client, int64, error) {
	return findClient(ctx, v.ask, v.tenant, id)
}
