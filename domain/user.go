package domain

import (
	"encoding/json"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// User is a person of a tenant: the End-User of OpenID Connect.
type User struct {
	// ID is a UUID, immutable and never drawn twice; it is the sub that others
	// are told. Names change, it does not.
	ID string
	// Username is what the person signs in with, unique in the tenant, however it
	// is written: Store.FindUserByUsername says when two are the same.
	Username string
	// Email may be empty, and several people may share one: nobody signs in with
	// it, and who claims an address that is not theirs keeps nobody out.
	Email         string
	EmailVerified bool
	// Name is what others call the person.
	Name   string
	Status Status
	// Attributes are whatever else is known about the person: a JSON object.
	Attributes map[string]any
	// Roles open the management API to tokens that speak for the person.
	Roles []Role
	// Password is zero for a person who has not set one.
	Password PasswordHash
	// Epoch is raised to take back every token that speaks for the person.
	Epoch int64
	// Version is raised by every edit.
	Version          int64
	Created, Updated time.Time
}

// PasswordHash is what is kept of a password: a PHC string, made and read by
// domain/password. It is printed, logged and marshalled as a redaction, like
// the secret it nearly is.
type PasswordHash struct {
	Secret
	unread bool
}

// NewPasswordHash wraps a PHC string.
func NewPasswordHash(text string) PasswordHash { return PasswordHash{Secret: NewSecret(text)} }

// UnreadPassword stands for the hash of a password that is set where the hash was
// not read: all that is known is that there is one.
func UnreadPassword() PasswordHash { return PasswordHash{unread: true} }

// IsZero reports whether no password is set.
func (h PasswordHash) IsZero() bool { return !h.unread && h.Secret.IsZero() }

// LinkPurpose is what a password link is for.
type LinkPurpose string

// The purposes of password links.
const (
	// Invite lets a new person choose their first password.
	Invite LinkPurpose = "invite"
	// Reset lets a person who cannot sign in choose another.
	Reset LinkPurpose = "reset"
)

// LinkPurposes lists every purpose.
func LinkPurposes() []LinkPurpose { return []LinkPurpose{Invite, Reset} }

// PasswordLink lets whoever holds its secret set one user's password, once. A
// user has one at a time.
type PasswordLink struct {
	User             string
	Purpose          LinkPurpose
	Hash             SecretHash
	Created, Expires time.Time
}

// Bounds of a user's names. That of an email is of RFC 5321 section 4.5.3.1.3.
const (
	maxUsername = 128
	maxEmail    = 254
)

// CheckUsername refuses what cannot be a username: letters, marks and digits of
// any script and "._-+@'~", beginning with a letter or digit, so that it can be
// an address of email and reads the same in a log; and never the form of a
// user's id, for which it could be taken.
func CheckUsername(username string) error {
	if username == "" || utf8.RuneCountInString(username) > maxUsername {
		return InvalidField("username", "a username has 1 to %d characters", maxUsername)
	}
	if !utf8.ValidString(username) || strings.ContainsFunc(username, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("._-+@'~", r)
	}) {
		return InvalidField("username", "a username is made of letters, digits and . _ - + @ ' ~, without spaces")
	}
	if first, _ := utf8.DecodeRuneInString(username); !unicode.In(first, unicode.L, unicode.Nd) {
		return InvalidField("username", "a username begins with a letter or digit")
	}
	if uuidForm.MatchString(username) {
		return InvalidField("username", "a username has not the form of a UUID, for which ids of users are kept")
	}
	return nil
}

// CheckEmail refuses what is not one plain address (addr-spec of RFC 5322
// section 3.4.1, without comments, quotes or folding). Empty is none.
func CheckEmail(email string) error {
	if email == "" {
		return nil
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || parsed.Name != "" || len(email) > maxEmail || checkText("email", email) != nil {
		return InvalidField("email", "an email is one address like name@example.com, of at most %d bytes", maxEmail)
	}
	return nil
}

// Check refuses a user that could not be kept.
func (u User) Check() error {
	if err := CheckUsername(u.Username); err != nil {
		return err
	}
	if err := CheckEmail(u.Email); err != nil {
		return err
	}
	if u.EmailVerified && u.Email == "" {
		return InvalidField("email_verified", "without an email there is none that is verified")
	}
	if err := CheckName("name", u.Name); err != nil {
		return err
	}
	if u.Status != Active && u.Status != Disabled {
		return InvalidField("status", "a status is active or disabled")
	}
	return CheckAttributes(u.Attributes)
}

// Bounds of a user's attributes: they are read with the user, and may go into
// tokens.
const (
	maxAttributes     = 8 << 10
	maxAttributeDepth = 4
)

var attributeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// CheckAttributes refuses attributes of more than 8 KiB as JSON, more than four
// deep, or with names that are not of lower-case letters, digits and "_", as the
// claims of OpenID Connect are.
func CheckAttributes(attributes map[string]any) error {
	text, err := json.Marshal(attributes)
	switch {
	case err != nil:
		return InvalidField("attributes", "attributes are texts, numbers, booleans, null, and lists and objects of them")
	case len(text) > maxAttributes:
		return InvalidField("attributes", "attributes take at most %d bytes as JSON", maxAttributes)
	}
	return checkAttribute(attributes, 1)
}

func checkAttribute(value any, depth int) error {
	if depth > maxAttributeDepth+1 {
		return InvalidField("attributes", "attributes are nested at most %d deep", maxAttributeDepth)
	}
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if !attributeForm.MatchString(name) {
				return InvalidField("attributes", "%q is no name of an attribute: it has 1 to 64 of a-z, 0-9 and _, and begins with a letter", name)
			}
			if err := checkAttribute(member, depth+1); err != nil {
				return err
			}
		}
	case []any:
		for _, item := range v {
			if err := checkAttribute(item, depth+1); err != nil {
				return err
			}
		}
	case string:
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			return InvalidField("attributes", "a text among the attributes is not UTF-8")
		}
	}
	return nil
}
