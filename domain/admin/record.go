package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Objects of audit events: the kind of a thing and its id.
func clientObject(id string) string          { return "client:" + id }
func serverObject(id string) string          { return "resource-server:" + id }
func tenantObject(slug domain.Slug) string   { return "tenant:" + string(slug) }
func tokenObject(key domain.TokenKey) string { return "token:" + key.String() }
func grantObject(id string) string           { return "grant:" + id }
func userObject(id string) string            { return "user:" + id }
func keyObject(id string) string             { return "key:" + id }

// cutObject splits an object into its kind and id.
func cutObject(object string) (kind, id string, ok bool) { return strings.Cut(object, ":") }

// record writes the audit event of a change into its transaction. Before and
// after are what the thing was and is, either of them nil; what is equal in both
// is left out. They are made of the types in this package, which have no place
// for a secret.
func (m *Management) record(ctx context.Context, tx domain.Adder, caller Caller, action, object string, before, after any) error {
	event, err := m.event(caller, action, object, before, after)
	if err != nil {
		return err
	}
	return tx.Record(ctx, event)
}

func (m *Management) event(caller Caller, action, object string, before, after any) (domain.Event, error) {
	event := domain.Event{ID: m.NewID(), At: caller.at, Actor: caller.name, Action: action, Object: object}
	var err error
	if event.Before, event.After, err = difference(before, after); err != nil {
		return event, fmt.Errorf("describe %s: %w", action, err)
	}
	return event, nil
}

// difference gives both as JSON objects, without the members they share.
func difference(before, after any) (json.RawMessage, json.RawMessage, error) {
	was, err := members(before)
	if err != nil {
		return nil, nil, err
	}
	is, err := members(after)
	if err != nil {
		return nil, nil, err
	}
	for name, value := range was {
		if bytes.Equal(value, is[name]) {
			delete(was, name)
			delete(is, name)
		}
	}
	first, err := object(was)
	if err != nil {
		return nil, nil, err
	}
	second, err := object(is)
	return first, second, err
}

func members(of any) (map[string]json.RawMessage, error) {
	if of == nil {
		return nil, nil
	}
	text, err := json.Marshal(of)
	if err != nil {
		return nil, err
	}
	var named map[string]json.RawMessage
	err = json.Unmarshal(text, &named)
	return named, err
}

func object(named map[string]json.RawMessage) (json.RawMessage, error) {
	if named == nil {
		return nil, nil
	}
	return json.Marshal(named)
}
