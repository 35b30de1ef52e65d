package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

func encodeCount(c domain.Count) Count {
	return Count{At: c.At, ResourceServer: c.By, Active: c.Active, Inactive: c.Inactive, Refused: c.Refused}
}

func encodeSighting(s domain.Sighting) Sighting {
	return Sighting{ResourceServer: s.ResourceServer, First: s.First, Last: s.Last, Times: s.Times}
}

// GetActivity serves GET /activity.
func (h handlers) GetActivity(ctx context.Context, r GetActivityRequestObject) (GetActivityResponseObject, error) {
	span := domain.CountSpan{Granularity: r.Params.Granularity, From: r.Params.From, To: r.Params.To}
	counts, err := h.use.Activity(ctx, callerOf(ctx), span)
	if err != nil {
		return nil, err
	}
	return GetActivity200JSONResponse(encodeActivity(span, counts)), nil
}

func encodeActivity(span domain.CountSpan, counts []domain.Count) Activity {
	return Activity{From: span.From, To: span.To, Granularity: span.Granularity, Items: each(counts, encodeCount)}
}
