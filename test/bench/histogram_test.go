package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPercentilesAreThoseOfTheSortedValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draws := map[string]func() time.Duration{
		"all alike":                     func() time.Duration { return 1234567 },
		"small ones, exactly":           func() time.Duration { return time.Duration(random.IntN(128)) },
		"evenly spread":                 func() time.Duration { return time.Duration(random.Int64N(int64(time.Second))) },
		"mostly short, some a lot more": func() time.Duration { return time.Duration(math.Exp(random.NormFloat64()*2) * 1e5) },
	}
	for name, draw := range draws {
		t.Run(name, func(t *testing.T) {
			var whole, one, other histogram
			var values []time.Duration
			for i := range 10_001 {
				d := draw()
				values = append(values, d)
				if i%3 == 0 {
					one.record(d)
				} else {
					other.record(d)
				}
			}
			whole.add(&one)
			whole.add(&other)
			slices.Sort(values)
			require.EqualValues(t, len(values), whole.n)
			for _, share := range []float64{0, .001, .5, .9, .99, .999, 1} {
				want := values[max(int(math.Ceil(share*float64(len(values)))), 1)-1]
				require.InEpsilon(t, float64(want)+1, float64(whole.percentile(share))+1, .01, "of %g", share)
			}
		})
	}
}

func TestEveryDurationHasABucketAndNoneOverlap(t *testing.T) {
	last := -1
	for d := time.Duration(1); d < 1<<longest; d += d/50 + 1 {
		bucket := bucketOf(d)
		require.GreaterOrEqual(t, bucket, last)
		require.Equal(t, bucket, bucketOf(middleOf(bucket)), "the middle of a bucket is in it")
		last = bucket
	}
	require.Equal(t, buckets-1, bucketOf(math.MaxInt64))
	require.Zero(t, bucketOf(-1))
}

func TestAHistogramOfNothingHasNoPercentile(t *testing.T) {
	require.Zero(t, new(histogram).percentile(.99))
}
