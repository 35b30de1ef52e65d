package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// pulseSpan is how far back a pulse gives figures: the minute that is under way, and
// the one before, of which the last may have come late.
const pulseSpan = 2 * time.Minute

// Pulse is what changes while somebody looks on.
type Pulse struct {
	// Revision is the tenant's: while it stands still, nothing was changed or taken
	// back.
	Revision int64
	// Counts are those of the last minutes, none for a caller that may not see them.
	Counts []domain.Count
	// Event is the id of the newest audit event, empty if there is none or the
	// caller may not see it.
	Event string
}

// Pulse tells what changes while somebody looks on, as far as the caller may see it.
func (m *Management) Pulse(ctx context.Context, caller Caller) (Pulse, error) {
	// That of the snapshot may be from before changes that it bears.
	revision, err := caller.store.Revision(ctx)
	if err != nil {
		return Pulse{}, err
	}
	pulse := Pulse{Revision: revision}
	if caller.may[domain.ReadTokens] {
		to := caller.at.Add(time.Second)
		span := domain.CountSpan{Granularity: domain.ByMinute, From: to.Add(-pulseSpan), To: to}
		if pulse.Counts, err = caller.store.Counts(ctx, span, maxCounts); err != nil {
			return Pulse{}, err
		}
	}
	if caller.may[domain.ReadAuditEvents] {
		newest, err := caller.store.Events(ctx, domain.EventFilter{}, domain.Page{Limit: 1})
		if err != nil {
			return Pulse{}, err
		}
		if len(newest.Items) > 0 {
			pulse.Event = newest.Items[0].ID
		}
	}
	return pulse, nil
}
