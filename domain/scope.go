package domain

import (
	"slices"
	"strings"
)

// Scope is a set of scope values (RFC 6749 section 3.3), kept in the order they
// were first named.
type Scope []string

// maxScopeLength bounds the text of a scope; real ones are far below it.
const maxScopeLength = 4096

// ParseScope reads a space-separated scope. An empty text is an empty scope; a
// doubled space, a character outside RFC 6749's scope-token or a repeated value
// is refused.
func ParseScope(text string) (Scope, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > maxScopeLength {
		return nil, Invalid("invalid_scope", "a scope has at most %d characters", maxScopeLength)
	}
	var scope Scope
	seen := map[string]bool{}
	for value := range strings.SplitSeq(text, " ") {
		if err := checkScopeValue(value); err != nil {
			return nil, err
		}
		if seen[value] {
			return nil, Invalid("invalid_scope", "the scope %q is named twice", value)
		}
		seen[value] = true
		scope = append(scope, value)
	}
	return scope, nil
}

func checkScopeValue(value string) error {
	if value == "" {
		return Invalid("invalid_scope", "scope values are separated by exactly one space")
	}
	for i := range len(value) {
		if c := value[i]; c < 0x21 || c > 0x7e || c == '"' || c == '\\' {
			return Invalid("invalid_scope", "a scope value has a character that RFC 6749 section 3.3 does not allow")
		}
	}
	return nil
}

// String joins the values with single spaces.
func (s Scope) String() string { return strings.Join(s, " ") }

// Has reports whether value is in the scope.
func (s Scope) Has(value string) bool { return slices.Contains(s, value) }

// Both keeps, in its own order, the values that other has too.
func (s Scope) Both(other Scope) Scope {
	var both Scope
	for _, value := range s {
		if other.Has(value) {
			both = append(both, value)
		}
	}
	return both
}

// With adds the values of other that are not in the scope yet.
func (s Scope) With(other Scope) Scope {
	with := slices.Clone(s)
	for _, value := range other {
		if !with.Has(value) {
			with = append(with, value)
		}
	}
	return with
}
