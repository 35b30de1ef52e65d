package main

import (
	"math"
	"math/bits"
	"time"
)

// A histogram's buckets are as wide as a 64th of what they hold, so that a
// percentile read from it is off by less than a hundredth, at any size, and
// recording costs one addition.
const (
	precision = 7 // bits of a value that are kept
	longest   = 40
	buckets   = (longest-precision+1)<<(precision-1) + 1<<(precision-1)
)

// histogram counts durations of up to 2^40 ns (18 minutes); longer ones count as
// that. The zero value is empty.
type histogram struct {
	counts [buckets]uint32
	n      int64
}

func (h *histogram) record(d time.Duration) {
	h.counts[bucketOf(d)]++
	h.n++
}

// bucketOf keeps a value's first bits: below 2^precision all of them, above that
// the leading ones and how many follow.
func bucketOf(d time.Duration) int {
	n := uint64(min(max(d, 0), 1<<longest-1))
	shift := max(bits.Len64(n)-precision, 0)
	return shift<<(precision-1) + int(n>>shift)
}

// middleOf gives the middle of a bucket.
func middleOf(bucket int) time.Duration {
	shift := max(bucket>>(precision-1)-1, 0)
	low := (bucket - shift<<(precision-1)) << shift
	return time.Duration(low + (1<<shift)/2)
}

func (h *histogram) add(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.n += other.n
}

// percentile gives the smallest duration that the share of all recorded ones
// does not exceed; zero if there are none.
func (h *histogram) percentile(share float64) time.Duration {
	rank := max(int64(math.Ceil(share*float64(h.n))), 1)
	for i, n := range h.counts {
		if rank -= int64(n); rank <= 0 {
			return middleOf(i)
		}
	}
	return 0
}
