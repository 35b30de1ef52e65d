package bearer

import (
	"context"
	"sync"
)

// questions joins those who ask about one token at the same time. Whoever comes while
// a question is under way shares the next one, which is asked when that is answered:
// nobody is given an answer that may have been found before it came.
type questions struct {
	ask func(n name, token string) (*Claims, error)

	mu    sync.Mutex
	lines map[name]*line
}

// line is the questions about one token: the one under way, and the one after it,
// nil if nobody waits for that.
type line struct{ next *question }

type question struct {
	token    string
	answered chan struct{} // closed when claims and err are there to be read
	claims   *Claims
	err      error
}

// join gives the answer of a question that is asked after the call.
func (q *questions) join(ctx context.Context, n name, token string) (*Claims, error) {
	mine := q.place(n, token)
	select {
	case <-mine.answered:
		return mine.claims, mine.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (q *questions) place(n name, token string) *question {
	q.mu.Lock()
	defer q.mu.Unlock()
	l, underWay := q.lines[n]
	if !underWay {
		mine := newQuestion(token)
		if q.lines == nil {
			q.lines = map[name]*line{}
		}
		q.lines[n] = &line{}
		go q.put(n, mine)
		return mine
	}
	if l.next == nil {
		l.next = newQuestion(token)
	}
	return l.next
}

func newQuestion(token string) *question {
	return &question{token: token, answered: make(chan struct{})}
}

// put asks one question after another for as long as somebody waits.
func (q *questions) put(n name, next *question) {
	for next != nil {
		next.claims, next.err = q.ask(n, next.token)
		close(next.answered)
		next = q.after(n)
	}
}

func (q *questions) after(n name) *question {
	q.mu.Lock()
	defer q.mu.Unlock()
	next := q.lines[n].next
	q.lines[n].next = nil
	if next == nil {
		delete(q.lines, n)
	}
	return next
}
