package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// userColumns are of users u: whether they have a password, not its hash.
const userColumns = "u.password IS NOT NULL, u.id, u.username, u.email, u.email_verified, u.name, u.status, u.attributes, u.roles, u.epoch, u.version, u.created_at, u.updated_at"

// userScan takes a user behind the text by which the list is ordered.
type userScan struct {
	at          string
	hasPassword bool
	row         userRow
}

func (s *userScan) into() []any {
	r := &s.row
	return []any{
		&s.at, &s.hasPassword, &r.ID, &r.Username, &r.Email, &r.EmailVerified, &r.Name, &r.Status, &r.Attributes, &r.Roles,
		&r.Epoch, &r.Version, &r.Created, &r.Updated,
	}
}

func (s userScan) domain() domain.User {
	user := s.row.domain()
	if s.hasPassword {
		user.Password = domain.UnreadPassword()
	}
	return user
}

// Users lists users, and whether they have a password, without its hash.
func (v view) Users(ctx context.Context, filter domain.UserFilter, page domain.Page) (domain.List[domain.User], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.User]{}, err
	}
	if filter.Prefix != "" {
		if filter.Managing {
			return domain.List[domain.User]{}, domain.InvalidField("managing", "those who hold a role are not searched by name")
		}
		return v.searchUsers(ctx, filter.Prefix, page)
	}
	which := ""
	if filter.Managing {
		which = " AND u.roles <> '[]'"
	}
	return v.users(ctx, page, func(s userScan) string { return s.at }, "SELECT u.username_key, "+userColumns+
		" FROM users u WHERE u.tenant_id = ? AND u.username_key > ?"+which+" ORDER BY u.username_key LIMIT ?",
		v.tenant, page.After, page.Limit+1)
}

// searchUsers walks over the names that begin with the prefix.
func (v view) searchUsers(ctx context.Context, prefix string, page domain.Page) (domain.List[domain.User], error) {
	walk, args, err := namesOfUsers.walk(v.tenant, prefix, "JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.user_id", page)
	if err != nil {
		return domain.List[domain.User]{}, err
	}
	return v.users(ctx, page, func(s userScan) string { return s.row.ID + "/" + s.at }, "SELECT n.name, "+userColumns+" FROM "+walk, args...)
}

func (v view) users(ctx context.Context, page domain.Page, position func(userScan) string, statement string, args ...any) (domain.List[domain.User], error) {
	var rows []userScan
	err := v.ask(ctx, statement, args, func(row cursor) error {
		var columns userScan
		err := row.Scan(columns.into()...)
		rows = append(rows, columns)
		return err
	})
	if err != nil {
		return domain.List[domain.User]{}, failed("list users", err)
	}
	found := cut(rows, page, position)
	return domain.List[domain.User]{Items: each(found.Items, userScan.domain), Next: found.Next}, nil
}
