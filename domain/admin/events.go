package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// ListEvents searches the tenant's audit events, newest first.
func (m *Management) ListEvents(ctx context.Context, caller Caller, filter domain.EventFilter, ask Ask) (domain.List[domain.Event], error) {
	return paged(caller, "audit-events", filter, ask, func(page domain.Page) (domain.List[domain.Event], error) {
		return caller.store.Events(ctx, filter, page)
	})
}
