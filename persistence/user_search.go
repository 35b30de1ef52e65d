package persistence

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/jeton-id/jeton/domain"
)

// folded gives a name as it is compared: canonical caseless matching of Unicode
// (section 3.13, D145), so that neither case nor the way in which a keyboard
// composes letters makes two names of one. It is at most nine times as long.
func folded(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

// Bounds of what one user is found by.
const (
	// maxSearched is how much of a name is searched, in bytes.
	maxSearched = 200
	// maxNameParts of a name are searched each with what follows it.
	maxNameParts = 8
)

// searchedNames lists what a user is found by: username, email, and the name
// from each of its words on, so that who looks for a surname finds it.
func searchedNames(user domain.User) []string {
	names := []string{searched(user.Username)}
	if user.Email != "" {
		names = append(names, searched(user.Email))
	}
	words := strings.Fields(user.Name)
	for i := range min(len(words), maxNameParts) {
		names = append(names, searched(strings.Join(words[i:], " ")))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// searched gives the beginning of a name as it is compared.
func searched(name string) string {
	name = folded(name)
	for cut := maxSearched; len(name) > maxSearched; cut-- {
		if utf8.RuneStart(name[cut]) {
			name = name[:cut]
		}
	}
	return name
}

// userColumns are of users u, without the password.
const userColumns = "u.id, u.username, u.email, u.email_verified, u.name, u.status, u.attributes, u.roles, u.epoch, u.version, u.created_at, u.updated_at"

// userScan takes a user behind the text by which the list is ordered.
type userScan struct {
	at  string
	row userRow
}

func (s *userScan) into() []any {
	r := &s.row
	return []any{
		&s.at, &r.ID, &r.Username, &r.Email, &r.EmailVerified, &r.Name, &r.Status, &r.Attributes, &r.Roles,
		&r.Epoch, &r.Version, &r.Created, &r.Updated,
	}
}

// Users lists users without their passwords' hashes.
func (v view) Users(ctx context.Context, filter domain.UserFilter, page domain.Page) (domain.List[domain.User], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.User]{}, err
	}
	if filter.Prefix != "" {
		if filter.Managing {
			return domain.List[domain.User]{}, domain.InvalidField("managing", "those who hold a role are not searched by name")
		}
		return v.searchUsers(ctx, searched(filter.Prefix), page)
	}
	which := ""
	if filter.Managing {
		which = " AND u.roles <> '[]'"
	}
	return v.users(ctx, page, func(s userScan) string { return s.at }, "SELECT u.username_key, "+userColumns+
		" FROM users u WHERE u.tenant_id = ? AND u.username_key > ?"+which+" ORDER BY u.username_key LIMIT ?",
		v.tenant, page.After, page.Limit+1)
}

// last sorts behind everything that begins with the same text: no name has this
// character.
const last = "\U0010FFFF"

// searchUsers walks over the names that begin with the prefix. A user who is
// found by several comes with the first of them.
func (v view) searchUsers(ctx context.Context, prefix string, page domain.Page) (domain.List[domain.User], error) {
	after, user := "", ""
	if page.After != "" {
		var found bool
		if user, after, found = strings.Cut(page.After, "/"); !found || !strings.HasPrefix(after, prefix) {
			return domain.List[domain.User]{}, domain.InvalidField("cursor", "the cursor is not one of this list")
		}
	}
	return v.users(ctx, page, func(s userScan) string { return s.row.ID + "/" + s.at }, "SELECT n.name, "+userColumns+
		" FROM user_names n JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.user_id"+
		" WHERE n.tenant_id = ? AND n.name >= ? AND n.name < ? AND (n.name, n.user_id) > (?, ?)"+
		" AND NOT EXISTS (SELECT 1 FROM user_names o WHERE o.tenant_id = n.tenant_id AND o.user_id = n.user_id AND o.name >= ? AND o.name < n.name)"+
		" ORDER BY n.name, n.user_id LIMIT ?",
		v.tenant, prefix, prefix+last, after, user, prefix, page.Limit+1)
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
	return domain.List[domain.User]{Items: each(found.Items, func(s userScan) domain.User { return s.row.domain() }), Next: found.Next}, nil
}
