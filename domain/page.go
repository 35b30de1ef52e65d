package domain

import (
	"strconv"
	"strings"
	"time"
)

// MaxPage bounds how many items one page may have.
const MaxPage = 200

// Page asks for the items after a position, in the order of the list.
type Page struct {
	// Limit is the most items to return, from 1 to MaxPage.
	Limit int
	// After is the Next of the page before, empty for the first page.
	After string
}

// List is one page of items. Next is empty on the last page. A page may be
// short, even empty, and still have a Next: a search reads a bounded number of
// rows and says where it stopped.
type List[T any] struct {
	Items []T
	Next  string
}

// TokenState is what has become of a token.
type TokenState string

// The states of tokens.
const (
	TokenActive  TokenState = "active"
	TokenExpired TokenState = "expired"
	TokenRevoked TokenState = "revoked"
	// TokenPending is not valid yet.
	TokenPending TokenState = "pending"
	// TokenSuspended has a client or user that is disabled for now.
	TokenSuspended TokenState = "suspended"
)

// TokenStates lists every state.
func TokenStates() []TokenState {
	return []TokenState{TokenActive, TokenExpired, TokenRevoked, TokenPending, TokenSuspended}
}

// TokenFilter narrows a token search. Zero members do not narrow. The beginning
// of a span of time belongs to it, the end does not.
type TokenFilter struct {
	Client, User, Grant string
	// ResourceServer is the immutable id.
	ResourceServer            string
	Kind                      TokenKind
	State                     TokenState
	IssuedAfter, IssuedBefore time.Time
}

// TokenPosition is a place in a token search, newest first.
type TokenPosition struct {
	Issued time.Time
	Key    TokenKey
}

// String gives the position in the form ParseTokenPosition reads.
func (p TokenPosition) String() string {
	return strconv.FormatInt(p.Issued.UnixMilli(), 10) + "." + p.Key.String()
}

// ParseTokenPosition reads a position.
func ParseTokenPosition(text string) (TokenPosition, error) {
	millis, key, _ := strings.Cut(text, ".")
	issued, err := strconv.ParseInt(millis, 10, 64)
	if err != nil {
		return TokenPosition{}, InvalidField("cursor", "the cursor is not one of this list")
	}
	parsed, err := ParseTokenKey(key)
	if err != nil {
		return TokenPosition{}, InvalidField("cursor", "the cursor is not one of this list")
	}
	return TokenPosition{Issued: time.UnixMilli(issued).UTC(), Key: parsed}, nil
}

// EventFilter narrows a search of audit events. Zero members do not narrow. The
// beginning of a span of time belongs to it, the end does not.
type EventFilter struct {
	Actor, Action, Object string
	After, Before         time.Time
}

// GrantFilter narrows a list of grants. Zero members do not narrow.
type GrantFilter struct {
	Client, User string
}

// ClientFilter narrows a list of clients. Zero members do not narrow.
type ClientFilter struct {
	// Prefix finds those whose id, name or a later part of the name begins with
	// it, however it is written.
	Prefix string
}

// UserFilter narrows a list of users. Zero members do not narrow; it has one at
// the most.
type UserFilter struct {
	// Prefix finds those whose username, email, name or a later part of the name
	// begins with it, however it is written.
	Prefix string
	// Managing finds those who hold a role.
	Managing bool
}
