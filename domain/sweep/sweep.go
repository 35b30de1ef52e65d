// Package sweep is the background work that keeps an installation flat: it opens
// drawers before they are needed, drops those whose tokens are long gone, rotates
// signing keys, forgets old figures and grants that have ended, and removes what
// deleted tenants left behind.
//
// It is on by default and needs no settings. One process of the installation
// does it at a time; all of it can be done twice without harm.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Retention is how long a token's row stays after its drawer's last expiry, so
// that admins can still have it explained.
const Retention = 7 * 24 * time.Hour

// purgeBatch bounds how many rows of deleted tenants go in one transaction.
const purgeBatch = 1000

// rotateEvery is the pause between two looks at every tenant, at its keys, its
// figures and its grants. A successor is published a day before it signs, so there is time.
const rotateEvery = 6 * time.Hour

// tryAgain is the pause after a sweep that failed.
const tryAgain = 10 * time.Second

// Sweeper does the background work.
type Sweeper struct {
	Store domain.Store
	Keys  keys.Maker
	Now   func() time.Time
	// StoreNow is the time by the clock of the store.
	StoreNow func(context.Context) (time.Time, error)
	NewID    func() string
	Log      *slog.Logger
	// Progress, if set, is told how far it has come.
	Progress *Progress
}

// Report says what one sweep did.
type Report struct {
	Led     bool
	Opened  int
	Dropped []domain.Drawer
	Rotated int
	// Forgotten is how many counts were too old, Grants how many grants had nothing left.
	Forgotten, Grants int
	Purged            int
	// Lag is how long ago the oldest drawer that is still there was due to go.
	Lag time.Duration
}

// Open makes every drawer ready that a token issued now or soon may need. The
// server calls it before it takes its first request.
func (s Sweeper) Open(ctx context.Context) (int, error) {
	now := s.Now()
	drawers := domain.OpenDrawers(now)
	if err := s.Store.OpenDrawers(ctx, drawers); err != nil {
		return 0, fmt.Errorf("open drawers: %w", err)
	}
	s.Progress.opened(now)
	return len(drawers), nil
}

// Once does all that is due, if no other process is at it. Rotating and forgetting
// look at every tenant and are done only when asked for. A part that fails does not keep
// the others from their work.
func (s Sweeper) Once(ctx context.Context, rotate bool) (Report, error) {
	return s.sweep(ctx, rotate, true)
}

func (s Sweeper) sweep(ctx context.Context, rotate, drop bool) (Report, error) {
	var report Report
	began := s.Now()
	led, err := s.Store.Lead(ctx, func(ctx context.Context) error {
		var opened, dropped, rotated, forgotten, ended, purged error
		report.Opened, opened = s.Open(ctx)
		now, unknown := s.agreed(ctx)
		if unknown == nil && drop {
			dropped = s.drop(ctx, now, &report)
		}
		if unknown == nil && rotate {
			report.Rotated, rotated = s.rotate(ctx, now)
			report.Forgotten, forgotten = s.forgetCounts(ctx, now)
			report.Grants, ended = s.forgetGrants(ctx, now)
		}
		report.Purged, purged = s.purge(ctx)
		return errors.Join(opened, unknown, dropped, rotated, forgotten, ended, purged)
	})
	report.Led = led
	if led {
		s.Progress.swept(began, report.Lag, err)
	}
	return report, err
}

// Run sweeps at once and then every interval, until the context ends, and as
// soon as the clock has jumped ahead. What cannot be undone is left out the first
// time and after a jump: where store and process are on one machine they have one
// clock, and one that is wrong is usually set right within minutes.
func (s Sweeper) Run(ctx context.Context, interval time.Duration) {
	var rotated time.Time
	var pause time.Duration
	for settled := false; ; settled = s.rest(ctx, pause) {
		now := s.Now()
		rotate := settled && now.Sub(rotated) >= rotateEvery
		report, err := s.sweep(ctx, rotate, settled)
		pause = interval
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.Log.ErrorContext(ctx, "sweep", "error", err.Error())
			pause = min(interval, tryAgain)
		case report.Led:
			if rotate {
				rotated = now
			}
			s.Log.InfoContext(ctx, "sweep", "dropped", len(report.Dropped), "rotated", report.Rotated, "forgotten", report.Forgotten, "grants", report.Grants, "purged", report.Purged, "lag_seconds", int64(report.Lag.Seconds()))
		}
	}
}

// rest waits for the interval, or until the clock is a minute further ahead than
// the time that has passed: it was set, or the machine slept, and drawers may be
// due that were days away. It reports whether the clock went its usual way.
func (s Sweeper) rest(ctx context.Context, interval time.Duration) bool {
	began, over := s.Now(), time.After(interval)
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-over:
			return true
		case <-look.C:
			now := s.Now()
			// Rounding takes the monotonic reading off, which no clock moves.
			if ahead := now.Round(0).Sub(began.Round(0)) - now.Sub(began); ahead > time.Minute {
				return false
			}
		}
	}
}

// agreed gives the time that has come by both clocks, ours and the store's: what
// is dropped or retired cannot be had back when a clock that ran ahead is set
// right.
func (s Sweeper) agreed(ctx context.Context) (time.Time, error) {
	theirs, err := s.StoreNow(ctx)
	if err != nil {
		return theirs, fmt.Errorf("read the store's clock: %w", err)
	}
	if ours := s.Now(); ours.Before(theirs) {
		return ours, nil
	}
	return theirs, nil
}

func (s Sweeper) drop(ctx context.Context, now time.Time, report *Report) error {
	drawers, err := s.Store.Drawers(ctx)
	if err != nil {
		return fmt.Errorf("list drawers: %w", err)
	}
	var failed []error
	for _, drawer := range drawers {
		overdue := now.Sub(drawer.Ends().Add(Retention))
		if overdue < 0 {
			continue
		}
		if err := s.Store.DropDrawer(ctx, drawer); err != nil {
			report.Lag = max(report.Lag, overdue)
			failed = append(failed, fmt.Errorf("drop drawer %d: %w", drawer, err))
			continue
		}
		report.Dropped = append(report.Dropped, drawer)
	}
	return errors.Join(failed...)
}

func (s Sweeper) purge(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.Store.PurgeDeleted(ctx, purgeBatch)
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}
