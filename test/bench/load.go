package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// The generator shares the processors with what it measures, so it does as
// little as it can: requests are made before the clock runs, an answer is cut out
// of the buffer it came into, and what is right is a comparison of bytes.

// asker puts the questions of one connection and judges the answers.
type asker interface {
	// next gives the next request, nil if there is none left.
	next() ([]byte, error)
	// check says what is wrong with the answer to the last request.
	check(answer) error
}

// work is what all connections of a job do.
type work interface {
	asker() asker
	// finish looks at everything together when the job is done.
	finish() error
}

func (j job) open() (work, error) {
	switch {
	case j.Deck != nil:
		return openDeck(*j.Deck)
	case j.Issue != nil:
		return &issuing{job: *j.Issue}, nil
	}
	return openQuestions(j.Questions)
}

// patience is how long the generator waits for an answer when its time is over.
const patience = 30 * time.Second

// run is one job under way.
type run struct {
	job
	// An answer counts if its question was due at from or later and it came by
	// until. Where questions are due whether or not there are answers, it counts
	// however late it comes: else the worst would be left out.
	began, from, until time.Time
	// left counts down the requests of a job with a Count.
	left atomic.Int64
	// due hands out the moments of a job with a Rate.
	due chan time.Time
}

// load does a job. What is wrong with any answer is its error.
func load(ctx context.Context, j job) (result, error) {
	work, err := j.open()
	if err != nil {
		return result{}, err
	}
	group, working := errgroup.WithContext(ctx)
	workers := make([]*worker, j.Connections)
	for i := range workers {
		conn, err := dial(ctx, j.Address)
		if err != nil {
			return result{}, err
		}
		defer conn.close()
		// Whoever waits for an answer is woken when another has failed.
		context.AfterFunc(working, conn.close)
		workers[i] = &worker{conn: conn, asker: work.asker()}
	}
	r := &run{job: j, began: time.Now()}
	r.from = r.began.Add(j.Unmeasured)
	r.until = r.from.Add(j.Lasts)
	r.left.Store(j.Count)
	if j.Rate > 0 {
		r.due = make(chan time.Time, 1<<16)
		group.Go(func() error { return r.pace(working) })
	}
	var revoked atomic.Int64
	for _, one := range r.revokers() {
		group.Go(func() error { return one.run(working, r, &revoked) })
	}
	for _, w := range workers {
		group.Go(func() error { return w.run(r) })
	}
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	done := r.sum(workers)
	done.Revoked = revoked.Load()
	if done.Counted == 0 {
		return result{}, errors.New("no answer came in time")
	}
	if err := r.save(workers); err != nil {
		return result{}, err
	}
	return done, work.finish()
}

// worker is one connection with what it has seen.
type worker struct {
	conn  *connection
	asker asker

	seen             histogram
	answers, limited int64
	last             time.Time
	samples          []sample
}

func (w *worker) run(r *run) error {
	if err := w.conn.expectBy(r.until.Add(patience)); err != nil {
		return err
	}
	for now := r.began; ; {
		began, more := r.next(now)
		if !more {
			return nil
		}
		request, err := w.asker.next()
		if request == nil || err != nil {
			return err
		}
		a, err := w.conn.ask(request)
		if err != nil {
			return err
		}
		now = time.Now()
		limited := r.Limited && a.status == http.StatusTooManyRequests
		if limited {
			err = checkLimited(a)
		} else {
			err = w.asker.check(a)
		}
		if err != nil {
			return err
		}
		w.answers++
		if began.Before(r.from) || now.After(r.until) && r.due == nil {
			continue
		}
		w.last = now
		if limited {
			w.limited++
			continue
		}
		w.seen.record(now.Sub(began))
		if r.Samples != "" {
			w.samples = append(w.samples, sample{now.UnixNano(), now.Sub(began)})
		}
	}
}

// next gives the moment from which the next answer's latency counts: now, or
// when it is due. What is due while no connection is free is late from then on,
// as it would be for whoever asks.
func (r *run) next(now time.Time) (began time.Time, more bool) {
	if r.due != nil {
		began, more = <-r.due
		return began, more
	}
	if r.Count > 0 {
		return now, r.left.Add(-1) >= 0
	}
	return now, now.Before(r.until)
}

// sum gives what all have seen together. A job that ran out of questions ended
// with its last answer.
func (r *run) sum(workers []*worker) result {
	var all histogram
	var done result
	var last time.Time
	for _, w := range workers {
		all.add(&w.seen)
		done.Answers += w.answers
		done.Limited += w.limited
		if w.last.After(last) {
			last = w.last
		}
	}
	done.Counted = all.n + done.Limited
	done.Elapsed = last.Sub(r.from)
	done.P50, done.P99 = all.percentile(.5), all.percentile(.99)
	return done
}

func (r *run) save(workers []*worker) error {
	if r.Samples == "" {
		return nil
	}
	var all []sample
	for _, w := range workers {
		all = append(all, w.samples...)
	}
	return writeGob(r.Samples, all)
}

// checkLimited holds a 429 to telling when to come back.
func checkLimited(a answer) error {
	if seconds, err := strconv.Atoi(a.retryAfter); err != nil || seconds < 1 {
		return fmt.Errorf("a 429 whose Retry-After is %q", a.retryAfter)
	}
	return nil
}

// wrong describes an answer that is not the right one.
func wrong(a answer, right string) error {
	return fmt.Errorf("a wrong answer: %d %.400q, and right is %s", a.status, a.body, right)
}
