package admin

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"

	"github.com/jeton-id/jeton/domain"
)

// defaultLimit is how many items a page has where the caller does not say.
const defaultLimit = 50

// sealSize is the length of the tag that HashKey.Seal makes, in bytes.
const sealSize = 16

// Ask is which page of a list is asked for, as it came from outside.
type Ask struct {
	// Limit is from 1 to domain.MaxPage; nil means a default.
	Limit *int
	// Cursor is the Next of the page before.
	Cursor *string
}

// paged reads one page of a list. A cursor is a position of the store, sealed
// with the tenant's key for this list and these filters: one of another tenant,
// list or filter, or one made up, is refused before the store sees it.
func paged[T any](caller Caller, list string, filter any, ask Ask, read func(domain.Page) (domain.List[T], error)) (domain.List[T], error) {
	purpose, err := cursorPurpose(list, filter)
	if err != nil {
		return domain.List[T]{}, err
	}
	page := domain.Page{Limit: defaultLimit}
	if ask.Limit != nil {
		page.Limit = *ask.Limit
	}
	if page.Limit < 1 || page.Limit > domain.MaxPage {
		return domain.List[T]{}, domain.InvalidField("limit", "a page has 1 to %d items", domain.MaxPage)
	}
	if ask.Cursor != nil {
		if page.After, err = openCursor(caller.tenant.HashKey, purpose, *ask.Cursor); err != nil {
			return domain.List[T]{}, err
		}
	}
	found, err := read(page)
	if err != nil {
		return domain.List[T]{}, err
	}
	if found.Next != "" {
		found.Next = sealCursor(caller.tenant.HashKey, purpose, found.Next)
	}
	return found, nil
}

func cursorPurpose(list string, filter any) (string, error) {
	digest, err := json.Marshal(filter)
	return "cursor\x00" + list + "\x00" + string(digest), err
}

func sealCursor(key domain.HashKey, purpose, position string) string {
	return base64.RawURLEncoding.EncodeToString(append(key.Seal(purpose, position), position...))
}

func openCursor(key domain.HashKey, purpose, cursor string) (string, error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) <= sealSize {
		return "", errCursor()
	}
	position := string(sealed[sealSize:])
	if subtle.ConstantTimeCompare(sealed[:sealSize], key.Seal(purpose, position)) != 1 {
		return "", errCursor()
	}
	return position, nil
}

func errCursor() error {
	return domain.InvalidField("cursor", "the cursor is not one of this list with these filters")
}
