package persistence

import (
	"context"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

type resourceServerRow struct {
	TenantID           string
	ID                 string
	Name               string
	Status             string
	TokenFormat        string
	SigningAlg         string
	AccessTokenSeconds int64
	Scopes             list[domain.ResourceScope]
	Release            document[domain.Release]
	Answers            document[domain.Answers]
	Personal           bool
	Sees               list[string]
	Hides              list[string]
	Version            int64
	Created            moment `gorm:"column:created_at"`
	Updated            moment `gorm:"column:updated_at"`
}

func (resourceServerRow) TableName() string { return "resource_servers" }

func (r resourceServerRow) domain() domain.ResourceServer {
	return domain.ResourceServer{
		ID: r.ID, Name: r.Name, Status: domain.Status(r.Status), TokenFormat: domain.TokenFormat(r.TokenFormat),
		SigningAlg: r.SigningAlg, AccessTokenSeconds: r.AccessTokenSeconds, Scopes: r.Scopes, Release: r.Release.of,
		Answers: r.Answers.of, Personal: r.Personal, Sees: r.Sees, Hides: r.Hides, Version: r.Version, Created: r.Created.Time, Updated: r.Updated.Time,
	}
}

type identifierRow struct {
	TenantID         string
	Identifier       string
	ResourceServerID string
	Position         int
}

func (identifierRow) TableName() string { return "resource_identifiers" }

// resourceServers reads those a statement finds, oldest first, with what belongs
// to them: three statements, however many there are.
func (v view) resourceServers(ctx context.Context, statement *gorm.DB) ([]domain.ResourceServer, error) {
	var rows []resourceServerRow
	if err := statement.Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, failed("read resource servers", err)
	}
	ids := each(rows, func(r resourceServerRow) string { return r.ID })
	// One was asked for, or else all of the tenant's.
	of := func(table string) *gorm.DB {
		if len(ids) > 1 {
			return v.own(ctx, table)
		}
		return v.own(ctx, table).Where("resource_server_id IN ?", ids)
	}
	var identifiers []identifierRow
	var credentials []credentialRow
	if len(ids) > 0 {
		if err := of("resource_identifiers").Order("resource_server_id, position").Find(&identifiers).Error; err != nil {
			return nil, failed("read identifiers", err)
		}
		if err := of("resource_credentials").Order("resource_server_id, created_at, id").Find(&credentials).Error; err != nil {
			return nil, failed("read credentials", err)
		}
	}
	servers := each(rows, resourceServerRow.domain)
	at := make(map[string]*domain.ResourceServer, len(servers))
	for i := range servers {
		at[servers[i].ID] = &servers[i]
	}
	for _, row := range identifiers {
		if rs := at[row.ResourceServerID]; rs != nil {
			rs.Identifiers = append(rs.Identifiers, row.Identifier)
		}
	}
	for _, row := range credentials {
		if rs := at[row.ResourceServerID]; rs != nil {
			rs.Credentials = append(rs.Credentials, row.domain())
		}
	}
	return servers, nil
}

// FindResourceServer reads one by id.
func (v view) FindResourceServer(ctx context.Context, id string) (domain.ResourceServer, error) {
	servers, err := v.resourceServers(ctx, v.own(ctx, "resource_servers").Where("id = ?", id))
	if err != nil {
		return domain.ResourceServer{}, err
	}
	if len(servers) == 0 {
		return domain.ResourceServer{}, domain.NotFound("resource server")
	}
	return servers[0], nil
}

// AddResourceServer registers a resource server with its credentials.
func (c *change) AddResourceServer(ctx context.Context, rs domain.ResourceServer) error {
	err := c.add(ctx, &resourceServerRow{
		TenantID: c.tenant, ID: rs.ID, Name: rs.Name, Status: string(rs.Status), TokenFormat: string(rs.TokenFormat),
		SigningAlg: rs.SigningAlg, AccessTokenSeconds: rs.AccessTokenSeconds, Scopes: rs.Scopes,
		Release: document[domain.Release]{rs.Release}, Answers: document[domain.Answers]{rs.Answers}, Personal: rs.Personal,
		Sees: rs.Sees, Hides: rs.Hides, Version: 1, Created: moment{rs.Created}, Updated: moment{rs.Updated},
	})
	if isDuplicate(err) {
		err = taken("resource_server_id_taken", "id", "there is a resource server with this id")
	}
	if err == nil {
		err = c.addIdentifiers(ctx, rs)
	}
	for _, credential := range rs.Credentials {
		if err != nil {
			break
		}
		err = c.addCredential(ctx, rs.ID, credential)
	}
	return c.alter("add a resource server", err)
}

func (c *change) addIdentifiers(ctx context.Context, rs domain.ResourceServer) error {
	for i, identifier := range rs.Identifiers {
		err := c.add(ctx, &identifierRow{TenantID: c.tenant, Identifier: identifier, ResourceServerID: rs.ID, Position: i})
		if isDuplicate(err) {
			return taken("identifier_taken", "identifiers", "another resource server of the tenant has this identifier")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// EditResourceServer writes everything but the credentials.
func (c *change) EditResourceServer(ctx context.Context, rs domain.ResourceServer) error {
	row := func() *gorm.DB { return c.own(ctx, "resource_servers").Where("id = ?", rs.ID) }
	touched := row().Where("version = ?", rs.Version).Updates(map[string]any{
		"name": rs.Name, "status": string(rs.Status), "token_format": string(rs.TokenFormat),
		"signing_alg": rs.SigningAlg, "access_token_seconds": rs.AccessTokenSeconds,
		"scopes": list[domain.ResourceScope](rs.Scopes), "release": document[domain.Release]{rs.Release},
		"answers": document[domain.Answers]{rs.Answers}, "personal": rs.Personal, "sees": list[string](rs.Sees), "hides": list[string](rs.Hides),
		"version": gorm.Expr("version + 1"), "updated_at": moment{c.act.At},
	})
	err := edited(touched, row(), "resource server")
	if err == nil {
		_, err = c.exec(ctx, "DELETE FROM resource_identifiers WHERE tenant_id = ? AND resource_server_id = ?", c.tenant, rs.ID)
	}
	if err == nil {
		err = c.addIdentifiers(ctx, rs)
	}
	return c.alter("edit a resource server", err)
}

// RemoveResourceServer removes it with its identifiers and credentials, which
// go by their foreign keys, and every client's allowance at it; nobody acts for it
// any more.
func (c *change) RemoveResourceServer(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "DELETE FROM resource_servers WHERE tenant_id = ? AND id = ?", c.tenant, id)
	if err := touched(rows, err, "resource server"); err != nil {
		return c.alter("remove a resource server", err)
	}
	// The client's version is raised with it: an edit made from what it was allowed
	// before must not bring that back.
	_, err = c.exec(ctx, "UPDATE clients SET allowed = "+c.engine.withoutServer()+
		", acts_for = nullif(acts_for, ?), version = version + 1, updated_at = ? WHERE tenant_id = ? AND client_id IN"+
		" (SELECT client_id FROM allowances WHERE tenant_id = ? AND resource_server_id = ?"+
		" UNION ALL SELECT client_id FROM clients WHERE tenant_id = ? AND acts_for = ?)",
		id, id, moment{c.act.At}, c.tenant, c.tenant, id, c.tenant, id)
	if err == nil {
		_, err = c.exec(ctx, "DELETE FROM allowances WHERE tenant_id = ? AND resource_server_id = ?", c.tenant, id)
	}
	return c.alter("remove a client's allowances", err)
}
