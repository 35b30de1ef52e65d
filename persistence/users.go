package persistence

import (
	"context"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

type userRow struct {
	TenantID      string
	ID            string
	Username      string
	UsernameKey   string
	Email         string
	EmailVerified bool
	Name          string
	Status        string
	Attributes    document[map[string]any]
	Roles         list[domain.Role]
	Password      optional
	Epoch         int64
	Version       int64
	Created       moment `gorm:"column:created_at"`
	Updated       moment `gorm:"column:updated_at"`
}

func (userRow) TableName() string { return "users" }

func (r userRow) domain() domain.User {
	user := domain.User{
		ID: r.ID, Username: r.Username, Email: r.Email, EmailVerified: r.EmailVerified, Name: r.Name, Status: domain.Status(r.Status),
		Attributes: r.Attributes.of, Roles: r.Roles, Epoch: r.Epoch, Version: r.Version, Created: r.Created.Time, Updated: r.Updated.Time,
	}
	if len(user.Attributes) == 0 {
		user.Attributes = nil
	}
	if r.Password != "" {
		user.Password = domain.NewPasswordHash(string(r.Password))
	}
	return user
}

// attributesOf never gives null: a user without attributes has {}, and nil again
// from that.
func attributesOf(user domain.User) document[map[string]any] {
	if len(user.Attributes) == 0 {
		return document[map[string]any]{map[string]any{}}
	}
	return document[map[string]any]{user.Attributes}
}

// FindUser reads a user by id.
func (v view) FindUser(ctx context.Context, id string) (domain.User, error) {
	return v.findUser(v.own(ctx, "users").Where("id = ?", id))
}

// FindUserByUsername reads a user by username. It is asked with whatever people
// type, some of which Postgres does not take for text.
func (v view) FindUserByUsername(ctx context.Context, username string) (domain.User, error) {
	if domain.CheckUsername(username) != nil {
		return domain.User{}, domain.NotFound("user")
	}
	return v.findUser(v.own(ctx, "users").Where("username_key = ?", folded(username)))
}

func (v view) findUser(statement *gorm.DB) (domain.User, error) {
	var rows []userRow
	if err := statement.Find(&rows).Error; err != nil {
		return domain.User{}, failed("find a user", err)
	}
	if len(rows) == 0 {
		return domain.User{}, domain.NotFound("user")
	}
	return rows[0].domain(), nil
}

// AddUser registers a user.
func (a *addition) AddUser(ctx context.Context, user domain.User) error {
	err := a.add(ctx, &userRow{
		TenantID: a.tenant, ID: user.ID, Username: user.Username, UsernameKey: folded(user.Username), Email: user.Email,
		EmailVerified: user.EmailVerified, Name: user.Name, Status: string(user.Status), Attributes: attributesOf(user),
		Roles: user.Roles, Password: optional(user.Password.Reveal()), Epoch: 1, Version: 1,
		Created: moment{user.Created}, Updated: moment{user.Updated},
	})
	if isDuplicate(err) {
		err = errUsernameTaken()
	}
	if err == nil {
		err = a.enter(ctx, namesOfUsers, user.ID, namesOfUser(user))
	}
	return a.alterParts("add a user", err, domain.Part{Kind: domain.UserPart, ID: user.ID})
}

func errUsernameTaken() error {
	return taken("username_taken", "username", "another user of the tenant has this name")
}

func namesOfUser(user domain.User) []string {
	return searchedNames(user.Name, user.Username, user.Email)
}

// EditUser writes everything but password and epoch.
func (c *change) EditUser(ctx context.Context, user domain.User) error {
	roles := list[domain.Role](user.Roles)
	_, err := c.exec(ctx, "DELETE FROM password_links WHERE tenant_id = ? AND user_id IN"+
		" (SELECT id FROM users WHERE tenant_id = ? AND id = ? AND roles <> ?)", c.tenant, c.tenant, user.ID, roles)
	if err != nil {
		return c.alterParts("edit a user", err)
	}
	row := func() *gorm.DB { return c.own(ctx, "users").Where("id = ?", user.ID) }
	touched := row().Where("version = ?", user.Version).Updates(map[string]any{
		"username": user.Username, "username_key": folded(user.Username), "email": user.Email, "email_verified": user.EmailVerified,
		"name": user.Name, "status": string(user.Status), "attributes": attributesOf(user), "roles": roles,
		"version": gorm.Expr("version + 1"), "updated_at": moment{c.act.At},
	})
	err = edited(touched, row(), "user")
	if isDuplicate(err) {
		err = errUsernameTaken()
	}
	if err == nil {
		err = c.reenter(ctx, namesOfUsers, user.ID, namesOfUser(user))
	}
	if err == nil && user.Status != domain.Active {
		_, err = c.endSessions(ctx, "user_id = ?", user.ID)
	}
	return c.alterParts("edit a user", err, domain.Part{Kind: domain.UserPart, ID: user.ID})
}

// RemoveUser removes a user, and by their foreign keys names, password link and
// grants. There is no tombstone: the id is never drawn again.
func (c *change) RemoveUser(ctx context.Context, id string) error {
	// First, while it is known what was given in them.
	if _, err := c.endSessions(ctx, "user_id = ?", id); err != nil {
		return c.alterParts("remove a user", err)
	}
	rows, err := c.exec(ctx, "DELETE FROM users WHERE tenant_id = ? AND id = ?", c.tenant, id)
	return c.alterParts("remove a user", touched(rows, err, "user"), domain.Part{Kind: domain.UserPart, ID: id})
}

// SetPassword writes the hash of a user's password.
func (c *change) SetPassword(ctx context.Context, id string, hash domain.PasswordHash) error {
	rows, err := c.exec(ctx, "UPDATE users SET password = ? WHERE tenant_id = ? AND id = ?", optional(hash.Reveal()), c.tenant, id)
	if err = touched(rows, err, "user"); err == nil {
		_, err = c.exec(ctx, "DELETE FROM password_links WHERE tenant_id = ? AND user_id = ?", c.tenant, id)
	}
	return c.alterParts("set a password", err, domain.Part{Kind: domain.UserPart, ID: id})
}

// RaiseUserEpoch takes back every token that speaks for the user.
func (c *change) RaiseUserEpoch(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "UPDATE users SET epoch = epoch + 1 WHERE tenant_id = ? AND id = ?", c.tenant, id)
	if err = touched(rows, err, "user"); err == nil {
		_, err = c.endSessions(ctx, "user_id = ?", id)
	}
	c.ledger.taken[userLevel] += rows
	return c.alterParts("raise the user's epoch", err, domain.Part{Kind: domain.UserPart, ID: id})
}
