package history

import "time"

// Lapse is a time in which tokens are dead by the clock alone: the clocks of the
// servers were stepped to where the tokens have ended, or have not begun. While
// it lasts they must be dead, and afterwards they are what they were before:
// being told that they are dead meanwhile buries nothing.
type Lapse struct {
	Tokens []string
	// Begun is a moment before the clocks were stepped there, Reached one after
	// it; Leaving is a moment before they were stepped back, Over one after it.
	// A lapse that does not end has Never for the last two.
	Begun, Reached, Leaving, Over time.Duration
}

// touches is true of a question that may have met the lapse.
func (l Lapse) touches(q Question) bool { return q.Received > l.Begun && q.Sent < l.Over }

// holds is true of a question that can have met nothing but the lapse.
func (l Lapse) holds(q Question) bool { return q.Sent >= l.Reached && q.Received <= l.Leaving }

// lapses are those of each token.
type lapses map[string][]Lapse

func (h History) lapses() lapses {
	of := lapses{}
	for _, lapse := range h.Lapses {
		for _, token := range lapse.Tokens {
			of[token] = append(of[token], lapse)
		}
	}
	return of
}

// touch is true of a question that may have met a lapse of its token.
func (of lapses) touch(q Question) bool {
	for _, lapse := range of[q.Token] {
		if lapse.touches(q) {
			return true
		}
	}
	return false
}

// hold is true of a question that can have met nothing but a lapse of its token.
func (of lapses) hold(q Question) bool {
	for _, lapse := range of[q.Token] {
		if lapse.holds(q) {
			return true
		}
	}
	return false
}
