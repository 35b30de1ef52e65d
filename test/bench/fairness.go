package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"
)

// The fairness run: one tenant sends ten times its share, and another, which
// keeps well within its own, must hardly notice.

const (
	// fairShare is how many requests a second each tenant and caller may send.
	fairShare = 500
	// greedy is what the one sends, quietly what the other does, per second.
	greedy, quietly = 10 * fairShare, 200
	fairnessRounds  = 5
)

func (b *bench) measureFairness(ctx context.Context, world *stage, r *report) (err error) {
	b.say("fairness: a server that lets each tenant send %d requests a second", fairShare)
	share := strconv.Itoa(fairShare)
	s, err := b.serve(ctx, world.in, "JETON_TENANT_RATE="+share, "JETON_CALLER_RATE="+share)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	greed, err := b.oneTenantsJob(world, s, 0)
	if err != nil {
		return err
	}
	quiet, err := b.oneTenantsJob(world, s, 1)
	if err != nil {
		return err
	}
	greed.Connections, greed.Rate, greed.Limited = 64, greedy, true
	quiet.Connections, quiet.Rate = 16, quietly
	var slower, admitted []float64
	t := table{head: []string{"round", "alone: p50 ms", "p99 ms", "beside the other: p50 ms", "p99 ms", "the other: admitted/s", "refused/s"}}
	for i := range fairnessRounds {
		alone, _, err := b.generate(ctx, quiet)
		if err != nil {
			return err
		}
		both, err := b.together(ctx, quiet, greed)
		if err != nil {
			return err
		}
		beside, other := both[0], both[1]
		let := float64(other.Counted-other.Limited) / other.Elapsed.Seconds()
		slower, admitted = append(slower, float64(beside.P99)/float64(alone.P99)), append(admitted, let/fairShare)
		t.rows = append(t.rows, []string{
			strconv.Itoa(i + 1), millis(alone.P50), millis(alone.P99), millis(beside.P50), millis(beside.P99),
			fmt.Sprintf("%.0f", let), fmt.Sprintf("%.0f", float64(other.Limited)/other.Elapsed.Seconds()),
		})
		if err := s.emptyLog(); err != nil {
			return err
		}
	}
	fmt.Println("\n" + t.text())
	r.verdicts = append(r.verdicts,
		newVerdict("p99 of a tenant beside another that sends ten times its share / alone", 2, true, "", slower),
		newVerdict("what such a tenant gets through / its share", 1.2, true, "", admitted))
	fmt.Fprintf(&r.text, "\n### Fairness\n\nEach tenant may send %d requests a second (`JETON_TENANT_RATE`). One sends %d; another sends %d, each at its appointed moment, from which its latency counts. What is over is answered 429 with `Retry-After`, and nothing else is wrong with any answer.\n\n%s",
		fairShare, greedy, quietly, t.markdown())
	return nil
}

// oneTenantsJob asks about the tokens of one tenant at a server of the same
// world.
func (b *bench) oneTenantsJob(world *stage, s *server, tenant int) (job, error) {
	var all, own []question
	if err := readGob(world.questions, &all); err != nil {
		return job{}, err
	}
	for i := tenant; i < len(all); i += len(world.tenants) {
		own = append(own, question{readdressed(all[i].Request, world.address, s.address), all[i].Want})
	}
	j := job{Address: s.address, Unmeasured: time.Second, Lasts: b.seconds(4), Questions: b.group.path(fmt.Sprintf("tenant-%d.questions", tenant))}
	return j, writeGob(j.Questions, own)
}

// together does two jobs at the same time, each in a generator of its own, so
// that one's answers do not wait while the other's are checked.
func (b *bench) together(ctx context.Context, one, other job) (of [2]result, err error) {
	group, ctx := errgroup.WithContext(ctx)
	for i, j := range []job{one, other} {
		group.Go(func() (err error) {
			of[i], _, err = b.generate(ctx, j)
			return err
		})
	}
	return of, group.Wait()
}
