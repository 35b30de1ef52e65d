package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

func encodeEvent(e domain.Event) AuditEvent {
	return AuditEvent{Id: e.ID, At: e.At, Actor: e.Actor, Action: e.Action, Object: e.Object, Before: e.Before, After: e.After}
}

// ListAuditEvents serves GET /audit-events.
func (h handlers) ListAuditEvents(ctx context.Context, r ListAuditEventsRequestObject) (ListAuditEventsResponseObject, error) {
	filter := domain.EventFilter{
		Actor: value(r.Params.Actor), Action: value(r.Params.Action), Object: value(r.Params.Object),
		After: value(r.Params.After), Before: value(r.Params.Before),
	}
	found, err := h.use.ListEvents(ctx, callerOf(ctx), filter, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListAuditEvents200JSONResponse{Items: each(found.Items, encodeEvent), NextCursor: next(found.Next)}, nil
}
