package admin

import (
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// each encodes a list; an empty one is [] in JSON, never null.
func each[T, U any](items []T, encode func(T) U) []U {
	encoded := make([]U, len(items))
	for i, item := range items {
		encoded[i] = encode(item)
	}
	return encoded
}

func same[T any](item T) T { return item }

// next is null on the last page.
func next(cursor string) *NextCursor {
	if cursor == "" {
		return nil
	}
	return &cursor
}

// moment is null for a time that is not set.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// value gives what an optional member holds, or the zero value.
func value[T any](member *T) T {
	if member == nil {
		var zero T
		return zero
	}
	return *member
}

// given gives an optional answer member, absent if it is zero.
func given[T comparable](member T) *T {
	var zero T
	if member == zero {
		return nil
	}
	return &member
}

func ask(limit *Limit, cursor *Cursor) admin.Ask { return admin.Ask{Limit: limit, Cursor: cursor} }

func encodeTaken(r *domain.Revocation) *Taken {
	if r == nil {
		return nil
	}
	return &Taken{At: r.At, By: r.By, Reason: r.Reason}
}
