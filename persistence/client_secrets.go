package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type clientSecretRow struct {
	TenantID string
	ClientID string
	ID       string
	Hash     []byte
	Last4    string
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (clientSecretRow) TableName() string { return "client_secrets" }

// secretsOf lists the secrets of clients without their hashes, oldest first.
func (v view) secretsOf(ctx context.Context, clients []string) (map[string][]domain.MachineSecret, error) {
	if len(clients) == 0 {
		return nil, nil
	}
	var rows []clientSecretRow
	err := v.own(ctx, "client_secrets").Select("client_id", "id", "last4", "created_at", "expires_at").
		Where("client_id IN ?", clients).Order("client_id, created_at, id").Find(&rows).Error
	secrets := make(map[string][]domain.MachineSecret)
	for _, r := range rows {
		secrets[r.ClientID] = append(secrets[r.ClientID], machineSecret(r.ID, nil, r.Last4, r.Created, r.Expires))
	}
	return secrets, failed("read secrets", err)
}

// AddClientSecret adds a secret.
func (c *change) AddClientSecret(ctx context.Context, client string, secret domain.MachineSecret) error {
	return c.alterParts("add a secret", c.addSecret(ctx, client, secret), domain.Part{Kind: domain.ClientPart, ID: client})
}

func (a *addition) addSecret(ctx context.Context, client string, secret domain.MachineSecret) error {
	err := a.add(ctx, &clientSecretRow{
		TenantID: a.tenant, ClientID: client, ID: secret.ID, Hash: secret.Hash[:], Last4: secret.Last4,
		Created: moment{secret.Created}, Expires: moment{secret.Expires},
	})
	switch {
	case isDuplicate(err):
		return taken("secret_id_taken", "id", "the client has a secret with this id")
	case isOrphan(err):
		return domain.NotFound("client")
	}
	return err
}

// ExpireClientSecret sets when a secret expires.
func (c *change) ExpireClientSecret(ctx context.Context, client string, secret domain.MachineSecret) error {
	rows, err := c.exec(ctx, "UPDATE client_secrets SET expires_at = ? WHERE tenant_id = ? AND client_id = ? AND id = ?",
		moment{secret.Expires}, c.tenant, client, secret.ID)
	return c.alterParts("expire a secret", touched(rows, err, "secret"), domain.Part{Kind: domain.ClientPart, ID: client})
}

// RemoveClientSecret removes a secret.
func (c *change) RemoveClientSecret(ctx context.Context, client, id string) error {
	rows, err := c.exec(ctx, "DELETE FROM client_secrets WHERE tenant_id = ? AND client_id = ? AND id = ?", c.tenant, client, id)
	return c.alterParts("remove a secret", touched(rows, err, "secret"), domain.Part{Kind: domain.ClientPart, ID: client})
}
