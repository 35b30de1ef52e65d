package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// maxSteps bounds how many steps one answer covers, and maxCounts how many counts
// are in it.
const (
	maxSteps  = 1_500
	maxCounts = 50_000
)

// Activity tells how often was asked about tokens in the steps that begin within a
// span, by time and then by who asked. What the last seconds brought may be
// missing.
func (m *Management) Activity(ctx context.Context, caller Caller, span domain.CountSpan) ([]domain.Count, error) {
	return activity(ctx, caller.store, span)
}

func activity(ctx context.Context, store domain.Reader, span domain.CountSpan) ([]domain.Count, error) {
	step := span.Granularity.Step()
	switch {
	case span.Granularity != domain.ByMinute && span.Granularity != domain.ByHour:
		return nil, domain.InvalidField("granularity", "%q is not a granularity: it is minute or hour", string(span.Granularity))
	case !span.From.Before(span.To):
		return nil, domain.InvalidField("to", "a span ends after it begins")
	case span.To.Sub(span.From) > maxSteps*step:
		return nil, domain.InvalidField("to", "a span covers at most %d steps", maxSteps)
	}
	counts, err := store.Counts(ctx, span, maxCounts+1)
	if err == nil && len(counts) > maxCounts {
		return nil, domain.InvalidField("to", "there are more than %d figures in the span: ask for a shorter one", maxCounts)
	}
	return counts, err
}
