package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type userRow struct {
	TenantID string
	ID       string
	Username string
	Status   string
	Epoch    int64
	Created  moment `gorm:"column:created_at"`
}

func (userRow) TableName() string { return "users" }

// FindUser reads a user by id.
func (v view) FindUser(ctx context.Context, id string) (domain.User, error) {
	var rows []userRow
	if err := v.own(ctx, "users").Where("id = ?", id).Find(&rows).Error; err != nil {
		return domain.User{}, failed("find a user", err)
	}
	if len(rows) == 0 {
		return domain.User{}, domain.NotFound("user")
	}
	r := rows[0]
	return domain.User{ID: r.ID, Username: r.Username, Status: domain.Status(r.Status), Epoch: r.Epoch, Created: r.Created.Time}, nil
}

// AddUser registers a user.
func (a *addition) AddUser(ctx context.Context, user domain.User) error {
	err := a.add(ctx, &userRow{
		TenantID: a.tenant, ID: user.ID, Username: user.Username, Status: string(user.Status), Epoch: 1, Created: moment{user.Created},
	})
	if isDuplicate(err) {
		err = taken("username_taken", "username", "another user of the tenant has this name")
	}
	return a.alterParts("add a user", err, domain.Part{Kind: domain.UserPart, ID: user.ID})
}

// SetUserStatus enables or disables a user.
func (c *change) SetUserStatus(ctx context.Context, id string, status domain.Status) error {
	rows, err := c.exec(ctx, "UPDATE users SET status = ? WHERE tenant_id = ? AND id = ?", string(status), c.tenant, id)
	return c.alterParts("set a user's status", touched(rows, err, "user"), domain.Part{Kind: domain.UserPart, ID: id})
}

// RaiseUserEpoch takes back every token that speaks for the user.
func (c *change) RaiseUserEpoch(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "UPDATE users SET epoch = epoch + 1 WHERE tenant_id = ? AND id = ?", c.tenant, id)
	return c.alterParts("raise the user's epoch", touched(rows, err, "user"), domain.Part{Kind: domain.UserPart, ID: id})
}
