package persistence

import (
	"context"
	"encoding/json"

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
// gives, the beginning belongs to it and the end does not. What happened to one
// thing is the least, what one actor did mostly less than all that was done of a
// kind: the first of them that the filter has leads the index that is walked. The
// others are decided on the rows it finds, at most maxScan at a time, because the
// database would read past any bound to fill a page.
func (v view) Events(ctx context.Context, filter domain.EventFilter, page domain.Page) (domain.List[domain.Event], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Event]{}, err
	}
	search := v.own(ctx, "audit_events")
	narrowed := 0
	for _, narrow := range []struct{ column, value string }{
		{"object", filter.Object}, {"actor", filter.Actor}, {"action", filter.Action},
	} {
		if narrow.value == "" {
			continue
		}
		if narrowed++; narrowed == 1 {
			search = search.Where(narrow.column+" = ?", narrow.value)
		}
	}
	if !filter.After.IsZero() {
		search = search.Where("at >= ?", moment{filter.After})
	}
	if !filter.Before.IsZero() {
		search = search.Where("at < ?", moment{filter.Before})
	}
	if page.After != "" {
		at, id, err := parsePosition(page.After)
		if err != nil {
			return domain.List[domain.Event]{}, err
		}
		search = search.Where("(at, id) < (?, ?)", at, id)
	}
	scan := page.Limit + 1
	if narrowed > 1 {
		scan = maxScan
	}
	var rows []eventRow
	err := search.Order("at DESC, id DESC").Limit(scan).Find(&rows).Error
	return sift(rows, scan, filter, page.Limit), failed("search audit events", err)
}

// sift makes a page of the rows of one scan that a filter selects. Where the page is
// full before the rows are, or the rows ended with the scan alone, there is more.
func sift(rows []eventRow, scan int, filter domain.EventFilter, limit int) (list domain.List[domain.Event]) {
	for i, row := range rows {
		if selects(filter, row) {
			list.Items = append(list.Items, row.domain())
		}
		if i+1 < len(rows) && len(list.Items) == limit || i+1 == scan {
			list.Next = position(row.At.Time, row.ID)
			break
		}
	}
	return list
}

func selects(f domain.EventFilter, r eventRow) bool {
	return (f.Object == "" || f.Object == r.Object) && (f.Actor == "" || f.Actor == r.Actor) && (f.Action == "" || f.Action == r.Action)
}
