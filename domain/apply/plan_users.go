package apply

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jeton-id/jeton/domain"
)

// presentUser is what there is of a declared user.
type presentUser struct {
	domain.User
	// differs is whether the declared password is not the one they have.
	differs bool
}

// lookAtUsers finds the declared users and compares their passwords.
func lookAtUsers(ctx context.Context, reader domain.Reader, secrets *passwords, declared []User) (map[string]presentUser, error) {
	have := map[string]presentUser{}
	for _, user := range declared {
		found, err := reader.FindUserByUsername(ctx, user.Want.Username)
		if domain.KindNotFound.Is(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find user %s: %w", user.Want.Username, err)
		}
		present := presentUser{User: found}
		if user.Password != nil {
			if present.differs, err = secrets.differs(ctx, found.Password, *user.Password); err != nil {
				return nil, fmt.Errorf("compare the password of %s: %w", user.Want.Username, err)
			}
		}
		have[user.Want.Username] = present
	}
	return have, nil
}

func (p *planner) users() {
	lines := map[string]int{}
	for _, declared := range p.declared.Users {
		have, known := p.have.users[declared.Want.Username]
		if line, twice := lines[have.ID]; known && twice {
			p.Add(declared.of("username"), "%s is the user who is declared on line %d already", userObject(declared.Want.Username), line)
			continue
		}
		lines[have.ID] = declared.of("username")
		p.user(declared, have, known)
	}
}

func (p *planner) user(declared User, have presentUser, known bool) {
	user := declared.Want
	user.EmailVerified = known && have.EmailVerified && have.Email == user.Email
	if declared.EmailVerified != nil {
		user.EmailVerified = *declared.EmailVerified
	}
	writes := declared.Password != nil && (!known || have.differs)
	if writes {
		p.refused(declared.Place, userObject(user.Username), p.passwords.rules.Check("password", *declared.Password, user))
		p.passwords.wanted[p.whose(user)] = *declared.Password
	}
	if !known {
		p.newUser(declared, user)
		return
	}
	user.ID, user.Epoch, user.Version, user.Created, user.Updated = have.ID, have.Epoch, have.Version, have.Created, p.at
	user.Status = cmp.Or(user.Status, have.Status)
	p.editUser(declared, have.User, user, writes)
}

func (p *planner) whose(user domain.User) whose { return whose{p.declared.Slug, user.Username} }

func (p *planner) newUser(declared User, user domain.User) {
	user.ID, user.Version, user.Created, user.Updated = p.newID(), 1, p.at, p.at
	user.Status = cmp.Or(user.Status, domain.Active)
	members := differing(nil, userNoun(user))
	if declared.Password != nil {
		members = append(members, Member{Name: "password", After: value("a new one")})
	}
	p.steps = append(p.steps, step{
		change: p.userChange(user, true, members),
		write: func(ctx context.Context, tx domain.Changer) error {
			if declared.Password != nil {
				hash, err := p.passwords.hash(ctx, p.whose(user), *declared.Password)
				if err != nil {
					return err
				}
				user.Password = hash
			}
			return tx.AddUser(ctx, user)
		},
	})
}

func (p *planner) editUser(declared User, have, user domain.User, writes bool) {
	edited := differing(userNoun(have), userNoun(user))
	members := edited
	if writes {
		changed := Member{Name: "password", After: value("a new one")}
		if !have.Password.IsZero() {
			changed.Before = value("the old one")
		}
		members = append(members, changed)
	}
	if len(members) == 0 {
		return
	}
	p.steps = append(p.steps, step{
		change: p.userChange(user, false, members),
		write: func(ctx context.Context, tx domain.Changer) error {
			if len(edited) > 0 {
				if err := tx.EditUser(ctx, user); err != nil {
					return err
				}
			}
			if !writes {
				return nil
			}
			hash, err := p.passwords.hash(ctx, p.whose(user), *declared.Password)
			if err != nil {
				return err
			}
			return tx.SetPassword(ctx, user.ID, hash)
		},
	})
}

func (p *planner) userChange(user domain.User, isNew bool, members []Member) Change {
	return Change{
		Tenant: p.declared.Slug, Kind: userKind, ID: user.ID, Name: user.Username, Created: isNew, Members: members,
	}
}

func userNoun(user domain.User) noun {
	return noun{
		{"username", user.Username},
		{"email", user.Email},
		{"email_verified", verified(user)},
		{"name", user.Name},
		{"status", user.Status},
		{"attributes", user.Attributes},
		{"roles", sorted(user.Roles)},
	}
}

// verified is nothing to tell for a user whose email is not.
func verified(user domain.User) any {
	if user.EmailVerified {
		return true
	}
	return nil
}
