package admin

import (
	"bytes"
	"encoding/json"

	"github.com/jeton-id/jeton/domain"
)

// OptionalSeconds is a lifetime in a request that tells null, which means the
// tenant's, from a member that is absent, which means unchanged.
type OptionalSeconds struct {
	given   bool
	seconds int64
}

// UnmarshalJSON reads null or a number from 1 up. Zero is refused: it could be
// taken for "at once" as well as for "never".
func (o *OptionalSeconds) UnmarshalJSON(text []byte) error {
	o.given = true
	if bytes.Equal(text, []byte("null")) {
		o.seconds = 0
		return nil
	}
	if json.Unmarshal(text, &o.seconds) != nil || o.seconds < 1 {
		return domain.InvalidField("access_token_seconds", "a lifetime is a whole number of seconds from 1 up, or null for the tenant's")
	}
	return nil
}

// edit gives the value for an edit, where nil means unchanged and zero the
// tenant's.
func (o OptionalSeconds) edit() *int64 {
	if !o.given {
		return nil
	}
	return &o.seconds
}

// OptionalID is the id of a resource server in a request that tells null, which
// means none, from a member that is absent, which means unchanged.
type OptionalID struct {
	given bool
	id    string
}

// UnmarshalJSON reads null or an id. An empty text is refused: it is no id.
func (o *OptionalID) UnmarshalJSON(text []byte) error {
	o.given = true
	if bytes.Equal(text, []byte("null")) {
		o.id = ""
		return nil
	}
	if json.Unmarshal(text, &o.id) != nil || o.id == "" {
		return domain.InvalidField("acts_for", "it is the id of a resource server, or null for none")
	}
	return nil
}

// edit gives the value for an edit, where nil means unchanged and empty none.
func (o OptionalID) edit() *string {
	if !o.given {
		return nil
	}
	return &o.id
}
