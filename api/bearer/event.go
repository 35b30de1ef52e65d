package bearer

import (
	"encoding/json"
	"errors"
)

// event is one message of the revocation feed: all that may have been taken back by
// the revisions after After up to Revision, as the API knows it from introspection.
// One that names nothing says that nothing was.
type event struct {
	After    int64 `json:"after"`
	Revision int64 `json:"revision"`
	// At is how many milliseconds after the feed was asked for, on Jeton's clock, the
	// read began that found all this.
	At int64 `json:"at"`
	// All is everything there is.
	All      bool     `json:"all"`
	Tokens   []string `json:"jti"`
	Clients  []string `json:"client_id"`
	Subjects []string `json:"sub"`
	Grants   []grant  `json:"grants"`
}

// grant is named by whom it is between.
type grant struct {
	Client  string `json:"client_id"`
	Subject string `json:"sub"`
}

func readEvent(text []byte) (event, error) {
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		return e, err
	}
	if e.Revision < e.After || e.Revision == 0 || e.At < 0 {
		return e, errors.New("the feed said what cannot be")
	}
	return e, nil
}

// quiet reports whether the event names nothing.
func (e event) quiet() bool {
	return !e.All && len(e.Tokens)+len(e.Clients)+len(e.Subjects)+len(e.Grants) == 0
}

// index is an event to look claims up in: all that is remembered is held against it.
type index struct {
	tokens, clients, subjects map[string]bool
	grants                    map[grant]bool
}

func (e event) index() index {
	return index{setOf(e.Tokens), setOf(e.Clients), setOf(e.Subjects), setOf(e.Grants)}
}

// name reports whether the claims are of what the event names.
func (i index) name(c *Claims) bool {
	return i.tokens[c.ID] || i.clients[c.ClientID] || i.subjects[c.Subject] || i.grants[grant{c.ClientID, c.Subject}]
}

func setOf[T comparable](items []T) map[T]bool {
	set := make(map[T]bool, len(items))
	for _, item := range items {
		set[item] = true
	}
	return set
}
