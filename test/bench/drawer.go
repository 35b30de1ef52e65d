package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
)

// The drawer run: a drawer full of expired tokens is dropped while introspection
// is under full load, the way the sweeper drops it.

const (
	expiredTokens = 1_000_000
	drawerRounds  = 3
)

func (b *bench) measureDrawer(ctx context.Context, world *stage, r *report) error {
	tokens, _, err := issue(ctx, world.server, world.tenants, 1)
	if err != nil {
		return err
	}
	load, err := b.newBulk(ctx, world.in, world.tenants, tokens)
	if err != nil {
		return err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: world.in.databaseURL})
	if err != nil {
		return err
	}
	var slower, took []float64
	t := table{head: []string{"round", "quiet: p50 ms", "p99 ms", "during the drop: p50 ms", "p99 ms", "answers", "drop ms"}}
	for i := range drawerRounds {
		d, err := b.dropUnderLoad(ctx, world, load, store)
		if err != nil {
			return errors.Join(err, store.Close())
		}
		slower, took = append(slower, float64(d.during.percentile(.99))/float64(d.quiet.percentile(.99))), append(took, float64(d.took.Milliseconds()))
		t.rows = append(t.rows, []string{
			fmt.Sprint(i + 1), millis(d.quiet.percentile(.5)), millis(d.quiet.percentile(.99)),
			millis(d.during.percentile(.5)), millis(d.during.percentile(.99)), fmt.Sprint(d.during.n), fmt.Sprint(d.took.Milliseconds()),
		})
	}
	fmt.Println("\n" + t.text())
	r.verdicts = append(r.verdicts,
		newVerdict("introspection p99 while a drawer of a million rows is dropped / quiet, 64 connections", 2, true, "", slower),
		newVerdict("dropping a drawer of a million rows", 1000, true, " ms", took))
	fmt.Fprintf(&r.text, "\n### Dropping a drawer\n\nA drawer of %d expired tokens is dropped under the load of 64 connections. During the drop means every answer that was under way between its beginning and its end.\n\n%s",
		b.large(expiredTokens), t.markdown())
	return store.Close()
}

// drop is what was seen while a drawer was dropped.
type drop struct {
	took          time.Duration
	quiet, during histogram
}

func (b *bench) dropUnderLoad(ctx context.Context, world *stage, load *bulk, store *persistence.Store) (*drop, error) {
	from, drawer := overdue(time.Now())
	if err := store.OpenDrawers(ctx, []domain.Drawer{drawer}); err != nil {
		return nil, err
	}
	if err := load.load(ctx, max(1, b.large(expiredTokens)/len(world.tenants)), from, ""); err != nil {
		return nil, err
	}
	const before, after = 2 * time.Second, 3 * time.Second
	j := job{
		Connections: harder, Unmeasured: time.Second, Lasts: before + after,
		Questions: world.questions, Samples: b.group.path("samples"),
	}
	measured := make(chan error, 1)
	var f figures
	go func() {
		var err error
		f, err = b.measure(ctx, world.subject(), j)
		measured <- err
	}()
	// The generator needs a moment to begin.
	time.Sleep(j.Unmeasured + before)
	began := time.Now()
	err := store.DropDrawer(ctx, drawer)
	ended := time.Now()
	if err := errors.Join(err, <-measured); err != nil {
		return nil, err
	}
	d := &drop{took: ended.Sub(began)}
	last := slices.MaxFunc(f.samples, func(a, b sample) int { return int(min(max(a.At-b.At, math.MinInt32), math.MaxInt32)) })
	if last.At < ended.UnixNano() {
		return nil, fmt.Errorf("the drop took %s, longer than was looked at", d.took)
	}
	for _, s := range f.samples {
		switch asked := s.At - int64(s.Took); {
		case s.At < began.UnixNano():
			d.quiet.record(s.Took)
		case asked < ended.UnixNano():
			d.during.record(s.Took)
		}
	}
	return d, nil
}

// overdue gives a moment two days ago and the drawer of the tokens issued in the
// minute from it: all expired, but not for so long that the sweeper takes them.
func overdue(now time.Time) (from time.Time, drawer domain.Drawer) {
	drawerOf := func(t time.Time) domain.Drawer { return domain.DrawerFor(t, t.Add(tokenSeconds*time.Second)) }
	from = now.Add(-48 * time.Hour).Truncate(time.Minute)
	for drawerOf(from) != drawerOf(from.Add(time.Minute)) {
		from = from.Add(-time.Minute)
	}
	return from, drawerOf(from)
}
