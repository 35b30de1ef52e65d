package persistence

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

// trips is what was asked in each trip, and how long a trip takes.
type trips struct {
	mu    sync.Mutex
	asked [][]int
	takes time.Duration
	fails func(asked []int) error
}

// sharing doubles numbers.
func (t *trips) sharing() *sharing[int, int] {
	return &sharing[int, int]{trip: func(_ context.Context, asked []int, answers []int) error {
		t.mu.Lock()
		t.asked = append(t.asked, append([]int(nil), asked...))
		t.mu.Unlock()
		time.Sleep(t.takes)
		for i, n := range asked {
			answers[i] = 2 * n
		}
		t.mu.Lock()
		fails := t.fails
		t.mu.Unlock()
		if fails != nil {
			return fails(asked)
		}
		return nil
	}}
}

// fail lets trips fail from here on; nil lets them succeed.
func (t *trips) fail(fails func(asked []int) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fails = fails
}

// fill lets callers take every trip that can be under way at once.
func fill(t *testing.T, s *sharing[int, int], callers *sync.WaitGroup) {
	for range maxUnderWay {
		callers.Go(func() { _, _ = s.ask(t.Context(), 0) })
		synctest.Wait()
		time.Sleep(2 * patience)
	}
}

func TestALoneCallerGoesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&trips{takes: time.Second}).sharing()
		began := time.Now()
		answer, err := s.ask(t.Context(), 21)
		require.NoError(t, err)
		require.Equal(t, 42, answer)
		require.Equal(t, time.Second, time.Since(began))
		synctest.Wait()
		require.Zero(t, underWay(s))
	})
}

func TestWhoComesDuringATripSharesTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := &trips{takes: time.Second}
		s := made.sharing()
		var callers sync.WaitGroup
		fill(t, s, &callers)
		for n := range 2*maxCompany + 3 {
			callers.Go(func() {
				answer, err := s.ask(t.Context(), n)
				require.NoError(t, err)
				require.Equal(t, 2*n, answer, "everybody has their own answer")
			})
		}
		callers.Wait()
		require.Len(t, made.asked, maxUnderWay+3)
		seen := map[int]bool{}
		for _, company := range made.asked[maxUnderWay:] {
			require.LessOrEqual(t, len(company), maxCompany)
			for _, n := range company {
				seen[n] = true
			}
		}
		require.Len(t, seen, 2*maxCompany+3)
		told := s.told("doubling")
		require.Equal(t, [...]int64{maxUnderWay, 0, 1, 0, 0, 0, 0, 0, 2}, told.Trips, "lone ones, three, and twice as many as may")
		require.EqualValues(t, maxUnderWay+2*maxCompany+3, told.Callers)
	})
}

// Where trips go one after another, those who wait for a long one stay together.
func TestSingleTripsGoOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := &trips{takes: time.Second}
		s := made.sharing()
		s.single = true
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() { _, _ = s.ask(t.Context(), 0) })
			synctest.Wait()
			time.Sleep(2 * patience)
		}
		callers.Wait()
		require.Equal(t, [][]int{{0}, {0, 0, 0}}, made.asked)
	})
}

// A read that was under way when a caller came may have seen what was true
// before: it must not be what the caller's answer rests on.
func TestATripBeginsAfterAllWhoShareIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sharing[time.Time, time.Time]{}
		s.trip = func(_ context.Context, _ []time.Time, answers []time.Time) error {
			read := time.Now()
			time.Sleep(time.Second)
			for i := range answers {
				answers[i] = read
			}
			return nil
		}
		var callers sync.WaitGroup
		for range 500 {
			callers.Go(func() {
				came := time.Now()
				read, err := s.ask(t.Context(), came)
				require.NoError(t, err)
				require.False(t, read.Before(came))
			})
			time.Sleep(7 * time.Millisecond)
		}
		callers.Wait()
	})
}

func TestATripThatIsHeldUpHoldsUpFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := &trips{takes: time.Second}
		s := made.sharing()
		var callers sync.WaitGroup
		began := time.Now()
		for n := range 3 {
			callers.Go(func() {
				_, err := s.ask(t.Context(), n)
				require.NoError(t, err)
			})
			synctest.Wait()
		}
		require.Equal(t, 1, underWay(s), "as long as it may be quick, the others wait for it")
		time.Sleep(2 * patience)
		callers.Go(func() {
			_, err := s.ask(t.Context(), 3)
			require.NoError(t, err)
			require.Equal(t, time.Second+2*patience, time.Since(began))
		})
		synctest.Wait()
		require.Equal(t, 2, underWay(s))
		callers.Wait()
		require.Equal(t, [][]int{{0}, {1, 2, 3}}, made.asked)
	})
}

func TestACallerWhoLeavesHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&trips{takes: time.Second}).sharing()
		var callers sync.WaitGroup
		callers.Go(func() { _, _ = s.ask(t.Context(), 0) })
		synctest.Wait()
		began := time.Now()
		callers.Go(func() {
			impatient, leave := context.WithTimeout(t.Context(), time.Millisecond)
			defer leave()
			_, err := s.ask(impatient, 1)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, time.Millisecond, time.Since(began))
		})
		synctest.Wait()
		callers.Go(func() {
			answer, err := s.ask(t.Context(), 2)
			require.NoError(t, err)
			require.Equal(t, 4, answer)
		})
		callers.Wait()
	})
}

func TestTooManyWhoWaitAreSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&trips{takes: time.Second}).sharing()
		var callers sync.WaitGroup
		fill(t, s, &callers)
		for n := range maxWaiting {
			callers.Go(func() {
				_, err := s.ask(t.Context(), n)
				require.NoError(t, err)
			})
		}
		synctest.Wait()
		_, err := s.ask(t.Context(), 1)
		require.True(t, domain.KindUnavailable.Is(err), "%v", err)
		told := s.told("doubling")
		require.Equal(t, []int64{maxWaiting, 1}, []int64{told.Waiting, told.Refused})
		callers.Wait()
		told = s.told("doubling")
		require.Equal(t, []int64{0, 1}, []int64{told.Waiting, told.Refused})
		_, err = s.ask(t.Context(), 1)
		require.NoError(t, err, "there is room again")
	})
}

func TestAFaultOfOneFailsThatOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := &trips{takes: time.Second, fails: func(asked []int) error {
			for _, n := range asked {
				if n == 13 {
					return gorm.ErrDuplicatedKey
				}
			}
			return nil
		}}
		s := made.sharing()
		var callers sync.WaitGroup
		fill(t, s, &callers)
		for n := 10; n < 20; n++ {
			callers.Go(func() {
				answer, err := s.ask(t.Context(), n)
				if n == 13 {
					require.ErrorIs(t, err, gorm.ErrDuplicatedKey)
					return
				}
				require.NoError(t, err)
				require.Equal(t, 2*n, answer)
			})
		}
		callers.Wait()
	})
}

func TestATripThatFailsFailsAllWhoShareIt(t *testing.T) {
	lost := errors.New("connection lost")
	for name, fails := range map[string]func([]int) error{
		"an error": func([]int) error { return lost },
		"a panic":  func([]int) error { panic("lost") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				made := &trips{takes: time.Second}
				s := made.sharing()
				var callers sync.WaitGroup
				fill(t, s, &callers)
				made.fail(fails)
				for n := range 10 {
					callers.Go(func() {
						_, err := s.ask(t.Context(), n)
						require.ErrorContains(t, err, "lost")
					})
				}
				callers.Wait()
				require.Len(t, made.asked, maxUnderWay+1, "nobody asked a second time")
				made.fail(nil)
				_, err := s.ask(t.Context(), 1)
				require.NoError(t, err, "it goes on")
			})
		})
	}
}

func TestATripThatDoesNotEndIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sharing[int, int]{trip: func(ctx context.Context, _, _ []int) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		began := time.Now()
		_, err := s.ask(t.Context(), 1)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, tripTimeout, time.Since(began))
	})
}

func underWay(s *sharing[int, int]) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.underWay
}
