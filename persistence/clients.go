package persistence

import (
	"context"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

type clientRow struct {
	TenantID     string
	ClientID     string
	Name         string
	Status       string
	GrantTypes   list[string]
	AuthMethod   string
	Registration document[domain.Registration]
	Allowed      list[domain.Allowance]
	ActsFor      optional
	Epoch        int64
	Version      int64
	InitialToken optional
	Created      moment `gorm:"column:created_at"`
	Updated      moment `gorm:"column:updated_at"`
}

func (clientRow) TableName() string { return "clients" }

type allowanceRow struct {
	TenantID         string
	ResourceServerID string
	ClientID         string
}

func (allowanceRow) TableName() string { return "allowances" }

// AddClient registers a client with its secrets and roles.
func (a *addition) AddClient(ctx context.Context, client domain.Client) error {
	return a.alterParts("add a client", a.addClient(ctx, client), domain.Part{Kind: domain.ClientPart, ID: client.ID})
}

func (a *addition) addClient(ctx context.Context, client domain.Client) error {
	err := a.add(ctx, &clientRow{
		TenantID: a.tenant, ClientID: client.ID, Name: client.Name, Status: string(client.Status),
		GrantTypes: client.GrantTypes, AuthMethod: string(client.AuthMethod),
		Registration: document[domain.Registration]{client.Registration}, Allowed: client.Allowed,
		ActsFor: optional(client.ActsFor), Epoch: 1, Version: 1, InitialToken: optional(client.InitialToken), Created: moment{client.Created}, Updated: moment{client.Updated},
	})
	if isDuplicate(err) {
		return taken("client_id_taken", "client_id", "the tenant has a client with this id")
	}
	if err != nil {
		return err
	}
	// A statement of its own, after the insert: that one may have waited for a
	// removal of the same id, whose tombstone only what begins now can see.
	_, err = a.exec(ctx, "UPDATE clients SET epoch = 1 + (SELECT epoch FROM tombstones WHERE tenant_id = ? AND kind = 'client' AND name = ?)"+
		" WHERE tenant_id = ? AND client_id = ?"+
		" AND EXISTS (SELECT 1 FROM tombstones WHERE tenant_id = ? AND kind = 'client' AND name = ?)",
		a.tenant, client.ID, a.tenant, client.ID, a.tenant, client.ID)
	if err != nil {
		return err
	}
	if err := a.addAllowances(ctx, client); err != nil {
		return err
	}
	if err := a.enter(ctx, namesOfClients, client.ID, searchedNames(client.Name, client.ID)); err != nil {
		return err
	}
	for _, secret := range client.Secrets {
		if err := a.addSecret(ctx, client.ID, secret); err != nil {
			return err
		}
	}
	if len(client.Roles) == 0 {
		return nil
	}
	return a.add(ctx, &memberRow{TenantID: a.tenant, ClientID: client.ID, Roles: client.Roles, Version: 1})
}

func (a *addition) addAllowances(ctx context.Context, client domain.Client) error {
	for _, allowed := range client.Allowed {
		err := a.add(ctx, &allowanceRow{TenantID: a.tenant, ResourceServerID: allowed.ResourceServer, ClientID: client.ID})
		if err != nil {
			return err
		}
	}
	return nil
}

// EditClient writes everything but secrets, roles and epoch.
func (c *change) EditClient(ctx context.Context, client domain.Client) error {
	row := func() *gorm.DB { return c.own(ctx, "clients").Where("client_id = ?", client.ID) }
	touched := row().Where("version = ?", client.Version).Updates(map[string]any{
		"name": client.Name, "status": string(client.Status), "grant_types": list[string](client.GrantTypes),
		"auth_method": string(client.AuthMethod), "registration": document[domain.Registration]{client.Registration}, "allowed": list[domain.Allowance](client.Allowed),
		"acts_for": optional(client.ActsFor),
		"version":  gorm.Expr("version + 1"), "updated_at": moment{c.act.At},
	})
	err := edited(touched, row(), "client")
	if err == nil {
		_, err = c.exec(ctx, "DELETE FROM allowances WHERE tenant_id = ? AND client_id = ?", c.tenant, client.ID)
	}
	if err == nil {
		err = c.addAllowances(ctx, client)
	}
	if err == nil {
		err = c.reenter(ctx, namesOfClients, client.ID, searchedNames(client.Name, client.ID))
	}
	return c.alterParts("edit a client", err, domain.Part{Kind: domain.ClientPart, ID: client.ID})
}

// RemoveClient removes a client, and by their foreign keys its secrets, roles,
// allowances and grants. Its epoch stays behind.
func (c *change) RemoveClient(ctx context.Context, id string) error {
	var epochs []int64
	err := c.ask(ctx, "DELETE FROM clients WHERE tenant_id = ? AND client_id = ? RETURNING epoch", []any{c.tenant, id}, func(row cursor) error {
		epochs = append(epochs, 0)
		return row.Scan(&epochs[len(epochs)-1])
	})
	if err := touched(int64(len(epochs)), err, "client"); err != nil {
		return c.alterParts("remove a client", err, domain.Part{Kind: domain.ClientPart, ID: id})
	}
	_, err = c.exec(ctx, "INSERT INTO tombstones (tenant_id, kind, name, epoch) VALUES (?, 'client', ?, ?)"+
		" ON CONFLICT (tenant_id, kind, name) DO UPDATE SET epoch = excluded.epoch", c.tenant, id, epochs[0])
	return c.alterParts("leave a tombstone", err, domain.Part{Kind: domain.ClientPart, ID: id})
}

// RaiseClientEpoch takes back every token of the client.
func (c *change) RaiseClientEpoch(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "UPDATE clients SET epoch = epoch + 1 WHERE tenant_id = ? AND client_id = ?", c.tenant, id)
	c.ledger.taken[clientLevel] += rows
	return c.alterParts("raise the client's epoch", touched(rows, err, "client"), domain.Part{Kind: domain.ClientPart, ID: id})
}
