// Package witness asks servers about tokens and writes down what it was told.
//
// Any number of goroutines may ask. What they saw, and what they took back, goes
// into one history, on the witness's own clock, which no step of a wall clock
// moves.
//
// The one idea worth knowing is that it never interprets: a request that failed,
// or an answer that is neither yes nor no, is written down as unknown, and the
// first of those is kept in words, for whoever finds there are too many.
package witness

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// Witness sees everything of one run.
type Witness struct {
	began time.Time

	mu   sync.Mutex
	seen history.History
	// underWay are revocations whose outcome is not known yet.
	underWay map[*history.Revocation]bool
	unclear  string
}

// New begins to watch.
func New() *Witness {
	return &Witness{began: time.Now(), underWay: map[*history.Revocation]bool{}}
}

// Now tells the time on the witness's clock.
func (w *Witness) Now() time.Duration { return time.Since(w.began) }

// Token is a token with what names it in the history.
type Token struct{ Name, Tenant, Text string }

// Ask asks the process, which the history calls through, about a token.
func (w *Witness) Ask(p *process.Process, through string, about Token, by process.Caller) (process.Answer, error) {
	form := url.Values{"token": {about.Text}}
	sent := w.Now()
	answer, err := p.Post("/t/"+about.Tenant+"/oauth2/introspect", by, form)
	received := w.Now()
	told := Understand(answer, err)
	w.mu.Lock()
	defer w.mu.Unlock()
	if told == history.Unknown && w.unclear == "" {
		w.unclear = fmt.Sprintf("%v %d %s", err, answer.Status, answer.Body)
	}
	w.seen.Questions = append(w.seen.Questions, history.Question{
		Token: about.Name, Through: through, By: by.ID, Sent: sent, Received: received, Answer: told,
	})
	return answer, err
}

// TookBack notes a revocation.
func (w *Witness) TookBack(revocation history.Revocation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen.Revocations = append(w.seen.Revocations, revocation)
}

// TakesBack notes a revocation that begins, which until it ends is one without an
// answer; ended notes what came of it.
func (w *Witness) TakesBack(begun history.Revocation) (ended func(through string, acknowledged time.Duration)) {
	begun.Begun, begun.Acknowledged = w.Now(), history.Never
	w.mu.Lock()
	defer w.mu.Unlock()
	w.underWay[&begun] = true
	return func(through string, acknowledged time.Duration) {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.underWay, &begun)
		begun.Through, begun.Acknowledged = through, acknowledged
		w.seen.Revocations = append(w.seen.Revocations, begun)
	}
}

// Lapsed notes a time in which tokens were dead by the clock alone.
func (w *Witness) Lapsed(lapse history.Lapse) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen.Lapses = append(w.seen.Lapses, lapse)
}

// History gives what was seen so far. It only grows, so that a copy of its ends
// is a copy of it.
func (w *Witness) History() history.History {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := w.seen
	seen.Revocations = slices.Clip(seen.Revocations)
	for begun := range w.underWay {
		seen.Revocations = append(seen.Revocations, *begun)
	}
	return seen
}

// Unclear gives the first answer that could not be understood, in words.
func (w *Witness) Unclear() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.unclear
}

// Understand tells what the answer to an introspection means.
func Understand(answer process.Answer, err error) history.Answer {
	switch {
	case err != nil:
		return history.Unknown
	case answer.Active():
		return history.Active
	case answer.Inactive():
		return history.Inactive
	case answer.Status == http.StatusUnauthorized:
		return history.Refused
	case answer.Status == http.StatusNotFound:
		return history.Absent
	}
	return history.Unknown
}
