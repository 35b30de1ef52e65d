package domain

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
)

// Kind says what went wrong in the only way a caller can act on. There are no
// more than eight, so that every protocol can map all of them.
type Kind int

// The kinds of error.
const (
	// KindInternal is a defect of ours; its text is never shown.
	KindInternal Kind = iota
	// KindInvalid is a request that can never succeed as it was sent.
	KindInvalid
	// KindUnauthenticated is a caller that did not prove who it is.
	KindUnauthenticated
	// KindForbidden is a known caller that may not do this.
	KindForbidden
	// KindNotFound is a thing that does not exist, or that the caller must not
	// know to exist.
	KindNotFound
	// KindConflict is a lost race: a duplicate name, an outdated version.
	KindConflict
	// KindLimited is a caller that asked too often.
	KindLimited
	// KindUnavailable means that we could not find out. It is never "no".
	KindUnavailable
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "limited", "unavailable"}

// Kinds lists every kind, so that a test can ask each protocol to map it.
func Kinds() []Kind {
	kinds := make([]Kind, len(kindNames))
	for i := range kinds {
		kinds[i] = Kind(i)
	}
	return kinds
}

// String gives the stable name of the kind.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[KindInternal]
	}
	return kindNames[k]
}

// Error is the one error type of Jeton.
type Error struct {
	// Kind decides the protocol's status.
	Kind Kind
	// Code is stable and machine-readable: an OAuth error code such as
	// "invalid_scope", or a code of the management API such as "name_taken".
	Code string
	// Message is for people, in plain words, and safe to show to the caller.
	Message string
	// Field names the member of the request at fault, if it was one.
	Field string
	// Err is the cause. It is logged and never shown.
	Err error
}

// quoted is somebody else's text in a message: what said writes with %q.
var quoted = regexp.MustCompile(`"(\\.|[^"\\])*"`)

// Error gives the text for logs: code, message and cause. What the message quotes
// is left out: the caller may read it back, and nobody else; it may be a secret that
// was put into the wrong place.
func (e *Error) Error() string {
	text := e.Code
	if e.Message != "" {
		text += ": " + quoted.ReplaceAllString(e.Message, `"…"`)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Invalid reports a request that can never succeed as sent; code is the
// protocol's own error code.
func Invalid(code, format string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Code: code, Message: said(format, args)}
}

// InvalidField reports a member of a request whose value cannot be accepted.
func InvalidField(field, format string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Code: "invalid_value", Field: short(field), Message: said(format, args)}
}

// said writes a message, in which nobody's text is thrown back at whatever length.
func said(format string, args []any) string {
	for i, arg := range args {
		if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
			args[i] = short(v.String())
		}
	}
	return fmt.Sprintf(format, args...)
}

// maxQuoted is how many characters of somebody's text a message has at the most.
const maxQuoted = 200

func short(text string) string {
	runes := []rune(text)
	if len(runes) <= maxQuoted {
		return text
	}
	return string(runes[:maxQuoted]) + "…"
}

// Unauthenticated reports a caller that did not prove who it is. There is one
// text for every cause: which part was wrong is nobody's business.
func Unauthenticated() *Error {
	return &Error{Kind: KindUnauthenticated, Code: "invalid_client", Message: "the caller could not be authenticated"}
}

// Forbidden reports a known caller that may not do what it asked.
func Forbidden(code, format string, args ...any) *Error {
	return &Error{Kind: KindForbidden, Code: code, Message: said(format, args)}
}

// NotFound reports a thing that does not exist for this caller; what is its
// noun.
func NotFound(what string) *Error {
	return &Error{Kind: KindNotFound, Code: "not_found", Message: "no such " + what}
}

// Conflict reports a lost race or a taken name.
func Conflict(code, format string, args ...any) *Error {
	return &Error{Kind: KindConflict, Code: code, Message: said(format, args)}
}

// Limited reports a caller that asked too often. A second later it may ask again.
func Limited() *Error {
	return &Error{Kind: KindLimited, Code: "temporarily_unavailable", Message: "too many requests, try again later"}
}

// Unavailable wraps a failure to find out.
func Unavailable(err error) *Error {
	return &Error{Kind: KindUnavailable, Code: "temporarily_unavailable", Message: "the answer could not be determined, try again", Err: err}
}

// KindOf gives the kind of err; an error that is not ours is internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Is reports whether err is of the kind.
func (k Kind) Is(err error) bool { return err != nil && KindOf(err) == k }
