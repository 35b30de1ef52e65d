// Package history judges what clients saw of tokens that were being taken back:
// was it something that a server which keeps its promise could have shown them?
//
// The promise: once a revocation has been acknowledged, every introspection that
// starts afterwards finds the token dead, through whichever process. While it is
// under way either answer is right, but the first dead one is the last word. And
// before it has begun the token is alive, as is one that nobody takes back;
// without that half, a server that calls everything dead would pass.
//
// Not every request gets an answer. A question without one says nothing. A
// revocation without one may or may not have happened, or happen yet: either
// answer is right for ever, but for the first dead one. And a token whose issuing
// was not answered is known to nobody who could ask about it.
//
// The one idea worth knowing is that nothing here has to know what happened
// inside. Every question and every revocation is an interval on one clock, that
// of the client: from just before it was sent until just after its answer was
// there. Whatever the servers did, they did within it. So intervals that do not
// overlap have an order that nobody can dispute, and those that do are given the
// benefit of the doubt.
package history

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Answer is what an introspection told.
type Answer string

// The answers. All but Active and Unknown mean that the token opens nothing.
const (
	Active   Answer = "active"
	Inactive Answer = "inactive"
	// Refused is told to a caller that itself is not let in any more.
	Refused Answer = "refused"
	// Absent is what a tenant looks like from outside that is not there.
	Absent Answer = "absent"
	// Unknown is no answer: an error, or a server that could not find out.
	Unknown Answer = "unknown"
)

// Never is when something was acknowledged that never was.
const Never time.Duration = math.MaxInt64

// Question is one introspection.
type Question struct {
	Token string
	// Through names the process that was asked, By the caller that asked.
	Through, By string
	// Sent is a moment before it was sent, Received one after its answer came.
	Sent, Received time.Duration
	Answer         Answer
}

// Revocation is one act that takes tokens back for good.
type Revocation struct {
	// Level says how, in the words of the product.
	Level string
	// Through names the process that was asked.
	Through string
	Tokens  []string
	// Begun is a moment before it was first sent, Acknowledged one after its
	// answer came, to whichever attempt, or Never.
	Begun, Acknowledged time.Duration
	// Then lists what may be answered about the tokens afterwards.
	Then []Answer
}

// History is everything that was seen, in any order.
type History struct {
	Questions   []Question
	Revocations []Revocation
	// Lapses are there only if somebody stepped the clocks.
	Lapses []Lapse
}

// Violation is a question whose answer no server that keeps the promise gives.
type Violation struct {
	Question Question
	// Revocation is what took the token back, nil if nothing did.
	Revocation *Revocation
	// Because says why, for people; Undead can be told from the others.
	Because string
}

// Undead is why an answer breaks the promise itself.
const Undead = "it had been taken back"

// String tells the violation as a sentence.
func (v Violation) String() string {
	q := v.Question
	text := fmt.Sprintf("token %s was %s to %s through %s (asked at %s, answered at %s): %s",
		q.Token, q.Answer, q.By, q.Through, q.Sent, q.Received, v.Because)
	if r := v.Revocation; r != nil {
		text += fmt.Sprintf("; %s through %s was begun at %s and acknowledged at %s", r.Level, r.Through, r.Begun, r.Acknowledged)
	}
	return text
}

// Violations gives every answer that breaks the promise, in the order in which
// the questions were sent.
func (h History) Violations() []Violation {
	taken, lapses := h.taken(), h.lapses()
	buried := h.buried(lapses)
	var violations []Violation
	for _, q := range h.Questions {
		r := taken[q.Token]
		if because := judge(q, r, buried[q.Token], lapses); because != "" {
			violations = append(violations, Violation{q, r, because})
		}
	}
	slices.SortStableFunc(violations, func(a, b Violation) int { return cmp.Compare(a.Question.Sent, b.Question.Sent) })
	return violations
}

// Undead gives the violations of the promise itself.
func (h History) Undead() []Violation {
	return slices.DeleteFunc(h.Violations(), func(v Violation) bool { return v.Because != Undead })
}

// judge says what is wrong with an answer, nothing if it may be. Buried is when
// somebody is first known to have been told that the token is dead.
func judge(q Question, r *Revocation, buried time.Duration, lapses lapses) string {
	switch {
	case q.Answer == Unknown:
		// Not knowing is never wrong; how often it may happen is not ours to say.
		return ""
	case q.Answer == Active && r != nil && q.Sent >= r.Acknowledged:
		return Undead
	case q.Answer == Active && q.Sent >= buried:
		return "it had been seen dead"
	case q.Answer == Active && lapses.hold(q):
		return "by the clock it was dead"
	case q.Answer == Active, q.Answer == Inactive && lapses.touch(q):
		return ""
	case r == nil:
		return "nobody took it back"
	case q.Received <= r.Begun:
		return "nobody had begun to take it back"
	case !slices.Contains(r.Then, q.Answer):
		return fmt.Sprintf("afterwards it should be %s", r.Then)
	}
	return ""
}

// taken gives the revocation of each token. A token is taken back once: of two
// the one that was acknowledged first would be all that counts.
func (h History) taken() map[string]*Revocation {
	taken := map[string]*Revocation{}
	for i := range h.Revocations {
		for _, token := range h.Revocations[i].Tokens {
			taken[token] = &h.Revocations[i]
		}
	}
	return taken
}

// buried gives, for each token, the moment of the first dead answer that is not
// the clock's.
func (h History) buried(lapses lapses) map[string]time.Duration {
	buried := map[string]time.Duration{}
	for _, q := range h.Questions {
		at, known := buried[q.Token]
		if !known {
			at = Never
		}
		if q.Answer != Active && q.Answer != Unknown && !lapses.touch(q) {
			at = min(at, q.Received)
		}
		buried[q.Token] = at
	}
	return buried
}
