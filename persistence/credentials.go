package persistence

import (
	"context"
	"fmt"

	"github.com/jeton-id/jeton/domain"
)

type credentialRow struct {
	TenantID         string
	ResourceServerID string
	ID               string
	Hash             []byte
	Last4            string
	Created          moment `gorm:"column:created_at"`
	Expires          moment `gorm:"column:expires_at"`
}

func (credentialRow) TableName() string { return "resource_credentials" }

func (r credentialRow) domain() domain.MachineSecret {
	return machineSecret(r.ID, r.Hash, r.Last4, r.Created, r.Expires)
}

func machineSecret(id string, hash []byte, last4 string, created, expires moment) domain.MachineSecret {
	secret := domain.MachineSecret{ID: id, Last4: last4, Created: created.Time, Expires: expires.Time}
	// A hash of another length matches nothing, and neither does a zero one.
	copy(secret.Hash[:], hash)
	return secret
}

// AddCredential adds a credential.
func (c *change) AddCredential(ctx context.Context, rs string, credential domain.MachineSecret) error {
	return c.alter("add a credential", c.addCredential(ctx, rs, credential))
}

func (c *change) addCredential(ctx context.Context, rs string, credential domain.MachineSecret) error {
	err := c.add(ctx, &credentialRow{
		TenantID: c.tenant, ResourceServerID: rs, ID: credential.ID, Hash: credential.Hash[:], Last4: credential.Last4,
		Created: moment{credential.Created}, Expires: moment{credential.Expires},
	})
	switch {
	case isDuplicate(err):
		return taken("credential_id_taken", "id", fmt.Sprintf("the tenant has a credential %q already", credential.ID))
	case isOrphan(err):
		return domain.NotFound("resource server")
	}
	return err
}

// ExpireCredential sets when a credential expires.
func (c *change) ExpireCredential(ctx context.Context, rs string, credential domain.MachineSecret) error {
	rows, err := c.exec(ctx, "UPDATE resource_credentials SET expires_at = ? WHERE tenant_id = ? AND resource_server_id = ? AND id = ?",
		moment{credential.Expires}, c.tenant, rs, credential.ID)
	return c.alter("expire a credential", touched(rows, err, "credential"))
}

// RemoveCredential removes a credential.
func (c *change) RemoveCredential(ctx context.Context, rs, id string) error {
	rows, err := c.exec(ctx, "DELETE FROM resource_credentials WHERE tenant_id = ? AND resource_server_id = ? AND id = ?", c.tenant, rs, id)
	return c.alter("remove a credential", touched(rows, err, "credential"))
}
