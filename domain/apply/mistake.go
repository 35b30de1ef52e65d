package apply

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Mistake is one thing wrong with a declaration, in words for whoever wrote it.
type Mistake struct {
	// Line is where it stands in the file, zero if that is not known.
	Line int
	// Text never has a secret in it.
	Text string
}

// String gives the mistake with its line.
func (m Mistake) String() string {
	if m.Line == 0 {
		return m.Text
	}
	return fmt.Sprintf("line %d: %s", m.Line, m.Text)
}

// Mistakes are all that is wrong with a declaration: whoever mends a file wants
// to mend it once.
type Mistakes []Mistake

// Error gives the mistakes, one a line.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, mistake := range m {
		lines[i] = mistake.String()
	}
	return strings.Join(lines, "\n")
}

// Err gives the mistakes in the order of their lines as one invalid error, or
// nil if there are none.
func (m Mistakes) Err() error {
	if len(m) == 0 {
		return nil
	}
	slices.SortStableFunc(m, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
	return &domain.Error{
		Kind: domain.KindInvalid, Code: "invalid_declaration",
		Message: "the declaration has mistakes", Err: m,
	}
}

// Add notes a mistake.
func (m *Mistakes) Add(line int, format string, args ...any) {
	*m = append(*m, Mistake{line, fmt.Sprintf(format, args...)})
}

// refused notes what a noun's check says, if it says anything, at the line of
// the member that it names.
func (m *Mistakes) refused(at Place, object string, err error) {
	var refusal *domain.Error
	switch {
	case err == nil:
	case errors.As(err, &refusal) && refusal.Field != "":
		m.Add(at.of(refusal.Field), "%s: %s: %s", object, refusal.Field, refusal.Message)
	case errors.As(err, &refusal):
		m.Add(at.Line, "%s: %s", object, refusal.Message)
	default:
		m.Add(at.Line, "%s: %s", object, err)
	}
}
