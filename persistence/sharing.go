package persistence

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of a sharing.
const (
	// maxUnderWay is how many round trips may be under way at once. One is best
	// for all: more of them make the companies smaller. The others are for when
	// one is held up, which is to say that it has taken longer than patience.
	maxUnderWay = 4
	patience    = 5 * time.Millisecond
	// maxCompany bounds how many share one round trip, so that none waits for
	// the answers of too many others.
	maxCompany = 256
	// maxWaiting bounds how many wait for a round trip. One more is told to come
	// back later: by the time its turn came it would have given up.
	maxWaiting = 8192
	// tripTimeout bounds a round trip. It is not that of any one caller: others
	// wait for the same trip.
	tripTimeout = 5 * time.Second
)

// sharing lets callers share round trips. Whoever comes while a trip is under
// way goes together with all who do in the next one; whoever comes alone goes at
// once. Nobody waits for company.
//
// A trip begins after all who share it have come. That is what a deciding read
// rests on: what it finds was true at a moment after the request came in.
type sharing[Q, A any] struct {
	// trip answers every question, in order, or fails as a whole.
	trip func(ctx context.Context, asked []Q, answers []A) error
	// single is set where trips can only go one after another: to send more of
	// them would part those who wait, and nobody would be answered sooner.
	single bool
	// most bounds how many share one trip; zero stands for maxCompany.
	most int

	mu       sync.Mutex
	next     []*company[Q, A] // in the order they came; only the last has room
	waiting  int
	underWay int
	left     time.Time // when the last trip left
	sum      domain.Company
}

// told tells how callers have shared trips.
func (s *sharing[Q, A]) told(kind string) domain.Company {
	s.mu.Lock()
	defer s.mu.Unlock()
	told := s.sum
	told.Kind, told.Waiting = kind, int64(s.waiting)
	return told
}

// company is those who share one trip.
type company[Q, A any] struct {
	asked   []Q
	answers []A
	errs    []error
	back    chan struct{} // closed when answers and errs are there to be read
}

// ask gives the answer of a round trip that begins after the call. A caller
// whose context ends leaves; the others do not notice. Only who makes the trip
// itself, because it came alone, stays to its end.
func (s *sharing[Q, A]) ask(ctx context.Context, asked Q) (answer A, err error) {
	if ctx.Err() != nil {
		return answer, ctx.Err()
	}
	c, place, alone := s.join(asked)
	if c == nil {
		return answer, &domain.Error{Kind: domain.KindUnavailable, Code: "temporarily_unavailable", Message: "too many requests are waiting, try again"}
	}
	if alone {
		// Another goroutine for it would wake a thread, which takes as long as
		// the database takes to answer. Whoever is at the door comes along, as
		// in travel: a trip to SQLite keeps the processor busy, so that hardly
		// anybody comes while one is under way, and 64 who ask at once made 0.5
		// trips for each answer where they make 0.07.
		runtime.Gosched()
		if c := s.leave(); c != nil {
			s.depart(c)
		}
		if s.expected() {
			go s.travel()
		}
	}
	select {
	case <-c.back:
		return c.answers[place], c.errs[place]
	case <-ctx.Done():
		return answer, ctx.Err()
	}
}

// join gives the company that goes next and the caller's place in it, nil if too
// many are waiting. Alone is set for who has to make the trip itself.
func (s *sharing[Q, A]) join(asked Q) (c *company[Q, A], place int, alone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == maxWaiting {
		s.sum.Refused++
		return nil, 0, false
	}
	last := len(s.next) - 1
	if last < 0 || len(s.next[last].asked) == cmp.Or(s.most, maxCompany) {
		s.next = append(s.next, &company[Q, A]{back: make(chan struct{})})
		last++
	}
	c = s.next[last]
	c.asked = append(c.asked, asked)
	s.waiting++
	alone = s.underWay == 0
	if alone || (!s.single && s.underWay < maxUnderWay && time.Since(s.left) > patience) {
		s.underWay++
		s.left = time.Now()
		if !alone {
			go s.travel()
		}
	}
	return c, len(c.asked) - 1, alone
}

// travel makes one trip after another for as long as somebody waits.
func (s *sharing[Q, A]) travel() {
	for more := true; more; more = s.expected() {
		// Whoever is at the door comes along: those whom the last trip let go on
		// and those whose requests have arrived run first. That trebles the
		// companies where 64 ask at once.
		runtime.Gosched()
		if c := s.leave(); c != nil {
			s.depart(c)
		}
	}
}

// expected reports whether somebody waits for another trip; if not, this one was
// the last.
func (s *sharing[Q, A]) expected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		s.underWay--
		return false
	}
	return true
}

// leave takes the company whose turn it is, nil if others took it; nobody joins
// it from here on.
func (s *sharing[Q, A]) leave() *company[Q, A] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		return nil
	}
	c := s.next[0]
	s.next = slices.Delete(s.next, 0, 1)
	s.waiting -= len(c.asked)
	s.sum.Leave(len(c.asked))
	s.left = time.Now()
	return c
}

// depart makes a company's trip and lets its callers go on.
func (s *sharing[Q, A]) depart(c *company[Q, A]) {
	defer close(c.back)
	s.serve(c)
}

// serve makes a company's trip. If what one of them asked was refused, which
// fails the trip for all, each goes alone, so that only the one at fault fails.
func (s *sharing[Q, A]) serve(c *company[Q, A]) {
	c.answers, c.errs = make([]A, len(c.asked)), make([]error, len(c.asked))
	err := s.try(c.asked, c.answers)
	if err == nil {
		return
	}
	refused := isDefect(err) && len(c.asked) > 1
	for i := range c.asked {
		if c.errs[i] = err; refused {
			c.errs[i] = s.try(c.asked[i:i+1], c.answers[i:i+1])
		}
	}
}

func (s *sharing[Q, A]) try(asked []Q, answers []A) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), tripTimeout)
	defer cancel()
	defer func() {
		// No request's own recovery reaches here, and all requests come by.
		if r := recover(); r != nil {
			err = &domain.Error{Kind: domain.KindInternal, Code: "internal", Err: fmt.Errorf("panic: %v\n%s", r, debug.Stack())}
		}
	}()
	return s.trip(ctx, asked, answers)
}

// distinct makes equal questions cost one: a hundred requests of one tenant read
// its revision once.
func distinct[Q comparable, A any](trip func(context.Context, []Q, []A) error) func(context.Context, []Q, []A) error {
	return func(ctx context.Context, asked []Q, answers []A) error {
		if len(asked) == 1 {
			return trip(ctx, asked, answers)
		}
		places := make(map[Q]int, len(asked))
		once := make([]Q, 0, len(asked))
		for _, q := range asked {
			if _, ok := places[q]; !ok {
				places[q] = len(once)
				once = append(once, q)
			}
		}
		if len(once) == len(asked) {
			return trip(ctx, asked, answers)
		}
		found := make([]A, len(once))
		err := trip(ctx, once, found)
		for i, q := range asked {
			answers[i] = found[places[q]]
		}
		return err
	}
}
