package load

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jeton-id/jeton/test/process"
)

// Request is a kind of request.
type Request string

// The kinds that faults are told by, and the others.
const (
	Issuing      Request = "issuing a token"
	Asking       Request = "introspection"
	givingBack   Request = "revoking a token as its client"
	takingBack   Request = "revoking a token as an admin"
	takingGrant  Request = "revoking a grant"
	takingClient Request = "revoking a client's tokens"
	reading      Request = "reading a token's record"
	readiness    Request = "readiness"
)

var requests = []Request{Issuing, Asking, givingBack, takingBack, takingGrant, takingClient, reading, readiness}

// outcome is what came of a request.
type outcome struct {
	process.Answer
	// done is false for whoever has to come again.
	done bool
}

// tally judges each answer by itself, and counts them.
type tally struct {
	mu     sync.Mutex
	marked time.Time
	counts map[Request]map[int]*count
	errors []string
}

// count is since the last mark.
type count struct{ done, refused int }

func newTally() *tally {
	y := &tally{counts: map[Request]map[int]*count{}}
	y.Mark()
	return y
}

// Mark begins to count anew, and tells when that was.
func (y *tally) Mark() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, what := range requests {
		y.counts[what] = map[int]*count{}
	}
	y.marked = time.Now()
	return y.marked
}

// note sends a request to a server and judges the answer by itself.
func (l *Load) note(what Request, at int, send func() (process.Answer, error)) outcome {
	sent := time.Now()
	answer, err := send()
	took := time.Since(sent)
	done := err == nil && answer.Status == http.StatusOK
	wrong := ""
	switch limited := answer.Status == http.StatusTooManyRequests; {
	case done, err != nil && l.Mortal:
	case err != nil:
		wrong = err.Error()
	case answer.Status != http.StatusServiceUnavailable && !limited:
		wrong = fmt.Sprintf("%d %s", answer.Status, answer.Body)
	case answer.Header.Get("Retry-After") == "" && what != readiness:
		wrong = fmt.Sprintf("%d without Retry-After", answer.Status)
	case strings.Contains(string(answer.Body), "active"):
		wrong = fmt.Sprintf("%d with a verdict: %s", answer.Status, answer.Body)
	}
	if took > Slowest {
		wrong += fmt.Sprintf(" after %s", took)
	}
	l.add(what, at, done, wrong)
	return outcome{answer, done}
}

func (y *tally) add(what Request, at int, done bool, wrong string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	c := y.counts[what][at]
	if c == nil {
		c = &count{}
		y.counts[what][at] = c
	}
	if done {
		c.done++
	} else {
		c.refused++
	}
	if wrong != "" {
		y.errors = append(y.errors, fmt.Sprintf("%s by server %s: %s", what, Names[at], wrong))
	}
}

// since tells which requests were never answered since the mark, and which were
// refused at least once.
func (l *Load) since() (missing, refused []string) {
	y := l.tally
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, what := range requests {
		if what == readiness && l.Behind {
			continue
		}
		for at := range l.Servers {
			c := y.counts[what][at]
			if c == nil || c.done == 0 {
				missing = append(missing, fmt.Sprintf("%s by %s", what, Names[at]))
			}
			if c != nil && c.refused > 0 {
				refused = append(refused, fmt.Sprintf("%s by %s (%d of %d)", what, Names[at], c.refused, c.refused+c.done))
			}
		}
	}
	return missing, refused
}

// Failed tells which requests were put off, or got no answer at all, since the mark.
func (l *Load) Failed() []string {
	_, failed := l.since()
	return failed
}

// Refused is whether each server has refused such a request since the mark.
func (y *tally) Refused(what Request, servers int) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	for at := range servers {
		if c := y.counts[what][at]; c == nil || c.refused == 0 {
			return false
		}
	}
	return true
}

// Answered is how many such requests have been answered since the mark.
func (y *tally) Answered(what Request) (total int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, c := range y.counts[what] {
		total += c.done
	}
	return total
}

// wrong lists answers that no server gives, whatever is broken.
func (y *tally) wrong() []string {
	y.mu.Lock()
	defer y.mu.Unlock()
	const enough = 10
	return slices.Clone(y.errors[:min(len(y.errors), enough)])
}
