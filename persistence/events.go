package persistence

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jeton-id/jeton/domain"
)

type eventRow struct {
	TenantID string
	ID       string
	At       moment
	Actor    string
	Action   string
	Object   string
	Before   optional
	After    optional
}

func (eventRow) TableName() string { return "audit_events" }

func (r eventRow) domain() domain.Event {
	return domain.Event{
		ID: r.ID, At: r.At.Time, Actor: r.Actor, Action: r.Action, Object: r.Object,
		Before: rawOf(r.Before), After: rawOf(r.After),
	}
}

func rawOf(text optional) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// Record writes an audit event.
func (a *addition) Record(ctx context.Context, event domain.Event) error {
	err := a.add(ctx, &eventRow{
		TenantID: a.tenant, ID: event.ID, At: moment{event.At}, Actor: event.Actor, Action: event.Action,
		Object: event.Object, Before: optional(event.Before), After: optional(event.After),
	})
	if err == nil {
		a.ledger.recorded = true
	}
	return a.issue("record an audit event", err)
}

// Events searches audit events, newest first. Of the span of time that a filter
// gives, the beginning belongs to it and the end does not.
func (v view) Events(ctx context.Context, filter domain.EventFilter, page domain.Page) (domain.List[domain.Event], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Event]{}, err
	}
	search, rest := v.own(ctx, "audit_events"), filter
	switch {
	case filter.Object != "":
		search, rest.Object = search.Where("object = ?", filter.Object), ""
	case filter.Actor != "":
		search, rest.Actor = search.Where("actor = ?", filter.Actor), ""
	case filter.Action != "":
		search, rest.Action = search.Where("action = ?", filter.Action), ""
	}
	if !filter.After.IsZero() {
		search = search.Where("at >= ?", moment{filter.After})
	}
	before := filter.Before
	if page.After != "" {
		at, id, err := parsePosition(page.After)
		if err != nil {
			return domain.List[domain.Event]{}, err
		}
		search = search.Where("(at, id) < (?, ?)", at, id)
		// A position within the span bounds it by itself, as in a search of tokens.
		if at.Before(before) {
			before = time.Time{}
		}
	}
	if !before.IsZero() {
		search = search.Where("at < ?", moment{before})
	}
	sifting := rest.Actor != "" || rest.Action != ""
	var rows []eventRow
	err := search.Order("at DESC, id DESC").Limit(toRead(page, sifting)).Find(&rows).Error
	return sift(each(rows, eventRow.domain), page, func(e domain.Event) bool {
		return (rest.Actor == "" || rest.Actor == e.Actor) && (rest.Action == "" || rest.Action == e.Action)
	}, func(e domain.Event) string { return position(e.At, e.ID) }), failed("search audit events", err)
}
