package admin

import "github.com/jeton-id/jeton/domain"

// sameVersion refuses an edit that was not made from the version that is stored.
// It is asked before members are merged: the store compares versions too, but
// could not tell that the members left alone were read from another one.
func sameVersion(stored, madeFrom int64) error {
	if madeFrom < 1 {
		return domain.InvalidField("version", "an edit names the version it was made from")
	}
	if stored != madeFrom {
		return domain.Conflict("version_conflict", "this has been changed since version %d was read: read it again", madeFrom)
	}
	return nil
}

// set writes the new value, if one was given.
func set[T any](member *T, given *T) {
	if given != nil {
		*member = *given
	}
}

// setList writes the new list, if one was given; an empty one is not nil.
func setList[T any](member *[]T, given []T) {
	if given != nil {
		*member = given
	}
}
