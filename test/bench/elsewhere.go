package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// A measurement is worth little on a machine that is busy with something else,
// and nothing in the figures would tell. So the run looks at the processor time
// that was used while it measured and was not its own, and the report says how
// much that was.

// processors is the processor time of the whole machine so far.
type processors struct {
	// used is what programs have used, or the host has taken for its other guests;
	// all is the time there was.
	used, all time.Duration
}

func readProcessors() (processors, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return processors{}, err
	}
	return parseProcessors(string(text))
}

func parseProcessors(text string) (p processors, err error) {
	first, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(first)
	// user, nice, system, idle, iowait, irq, softirq, steal
	if len(fields) < 9 || fields[0] != "cpu" {
		return p, fmt.Errorf("/proc/stat begins with %.40q", first)
	}
	for i, field := range fields[1:9] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return p, err
		}
		spent := time.Duration(n) * tick
		p.all += spent
		if i < 3 || i == 7 {
			p.used += spent
		}
	}
	return p, nil
}

// elsewhere adds up what was used by others while cells were measured.
type elsewhere struct{ others, all time.Duration }

func (e *elsewhere) add(before, after processors, own time.Duration) {
	// Both are told in whole ticks, so a little less than nothing may be left.
	e.others += max(0, after.used-before.used-own)
	e.all += after.all - before.all
}

// share gives the part of all processor time that others used.
func (e *elsewhere) share() float64 {
	if e.all == 0 {
		return 0
	}
	return float64(e.others) / float64(e.all)
}

// quietEnough is the share that no conclusion depends on.
const quietEnough = .03

func (e *elsewhere) String() string {
	text := fmt.Sprintf("%.0f%% of the processors' time while cells were measured", e.share()*100)
	if e.share() > quietEnough {
		text += ": too much for the figures to be relied on"
	}
	return text
}
