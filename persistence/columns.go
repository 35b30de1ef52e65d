package persistence

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// moment is a time as a column: milliseconds since 1970, NULL for the zero
// time. Integers mean the same to both engines and have no time zone to lose.
type moment struct{ time.Time }

// Value implements driver.Valuer.
func (m moment) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (m *moment) Scan(column any) error {
	switch millis := column.(type) {
	case nil:
		m.Time = time.Time{}
	case int64:
		m.Time = time.UnixMilli(millis).UTC()
	default:
		return fmt.Errorf("a time is kept as an integer, not as %T", column)
	}
	return nil
}

// optional is a text as a column, NULL if empty.
type optional string

// Value implements driver.Valuer.
func (o optional) Value() (driver.Value, error) {
	if o == "" {
		return nil, nil
	}
	return string(o), nil
}

// Scan implements sql.Scanner.
func (o *optional) Scan(column any) error {
	text, err := textOf(column)
	*o = optional(text)
	return err
}

// list is a list as a column of JSON: "[]" if empty, and nil again from that.
type list[T any] []T

// Value implements driver.Valuer.
func (l list[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]T(l))
	return string(text), err
}

// Scan implements sql.Scanner.
func (l *list[T]) Scan(column any) error {
	*l = nil
	text, err := textOf(column)
	if err != nil || text == "" || text == "[]" {
		return err
	}
	return json.Unmarshal([]byte(text), (*[]T)(l))
}

// document is a struct as a column of JSON; NULL, as of a row that is not there,
// leaves it as it is.
type document[T any] struct{ of T }

// Value implements driver.Valuer.
func (d document[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(d.of)
	return string(text), err
}

// Scan implements sql.Scanner.
func (d *document[T]) Scan(column any) error {
	text, err := textOf(column)
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), &d.of)
}

func textOf(column any) (string, error) {
	switch text := column.(type) {
	case nil:
		return "", nil
	case string:
		return text, nil
	case []byte:
		return string(text), nil
	}
	return "", fmt.Errorf("a text is kept as text, not as %T", column)
}

// revocation is a Revocation as three columns, NULL while there is none.
type revocation struct {
	RevokedAt     moment
	RevokedBy     optional
	RevokedReason optional
}

func revocationOf(r *domain.Revocation) revocation {
	if r == nil {
		return revocation{}
	}
	return revocation{moment{r.At}, optional(r.By), optional(r.Reason)}
}

func (r revocation) domain() *domain.Revocation {
	if r.RevokedAt.IsZero() {
		return nil
	}
	return &domain.Revocation{At: r.RevokedAt.Time, By: string(r.RevokedBy), Reason: string(r.RevokedReason)}
}

// precise gives a time as it will be read back.
func precise(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
