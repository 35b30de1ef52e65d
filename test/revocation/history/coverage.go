package history

import (
	"fmt"
	"slices"
)

// Coverage counts what a history has tried. A history without violations shows
// something only if there was occasion for them.
type Coverage struct {
	// Before counts answers that came before the revocation had begun, During
	// those about which either is right, After those to questions sent once it
	// was acknowledged.
	Before, During, After map[Route]int
	// Untouched counts, by the process asked, answers about tokens that nobody
	// took back.
	Untouched map[string]int
	// Unknown counts the questions without an answer, Asked all of them.
	Unknown, Asked int
}

// Route is by what level, through which process, a token was taken back, and
// through which one it was asked about.
type Route struct{ Level, Revoked, Asked string }

// Coverage counts.
func (h History) Coverage() Coverage {
	c := Coverage{Before: map[Route]int{}, During: map[Route]int{}, After: map[Route]int{}, Untouched: map[string]int{}}
	taken := h.taken()
	for _, q := range h.Questions {
		c.Asked++
		if q.Answer == Unknown {
			c.Unknown++
			continue
		}
		r := taken[q.Token]
		if r == nil {
			c.Untouched[q.Through]++
			continue
		}
		route := Route{r.Level, r.Through, q.Through}
		switch {
		case q.Received <= r.Begun:
			c.Before[route]++
		case q.Sent >= r.Acknowledged:
			c.After[route]++
		default:
			c.During[route]++
		}
	}
	return c
}

// String sums it up.
func (c Coverage) String() string {
	sum := func(counts map[Route]int) (total int) {
		for _, count := range counts {
			total += count
		}
		return total
	}
	return fmt.Sprintf("%d questions: %d before a revocation, %d during, %d after, %d unanswered, the others about untouched tokens",
		c.Asked, sum(c.Before), sum(c.During), sum(c.After), c.Unknown)
}

// Gaps says what was never tried: each level has to be revoked through each
// process and asked about through each, before and after, and tokens that nobody
// takes back have to be asked about through each.
func (c Coverage) Gaps(levels, processes []string) (gaps []string) {
	for _, asked := range processes {
		if c.Untouched[asked] == 0 {
			gaps = append(gaps, "no untouched token was asked about through "+asked)
		}
		for _, level := range levels {
			for _, revoked := range processes {
				route := Route{level, revoked, asked}
				if c.Before[route] == 0 {
					gaps = append(gaps, fmt.Sprintf("nothing was asked through %s before %s through %s", asked, level, revoked))
				}
				if c.After[route] == 0 {
					gaps = append(gaps, fmt.Sprintf("nothing was asked through %s after %s through %s", asked, level, revoked))
				}
			}
		}
	}
	slices.Sort(gaps)
	return gaps
}
