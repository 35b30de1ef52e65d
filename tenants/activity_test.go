package tenants_test

import (
	"encoding/binary"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/tenants"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// told is an introspection of the n-th token that found it active.
func told(n int, at time.Time) domain.Introspection {
	in := domain.Introspection{Tenant: "t", At: at, By: "rs", Active: true}
	binary.LittleEndian.PutUint32(in.Key.Hash[:], uint32(n))
	return in
}

// TestActivityIsBounded asks about more tokens in a minute than there is room for.
func TestActivityIsBounded(t *testing.T) {
	a := tenants.NewActivity(atNoon)
	for range 2 {
		for n := range 50_000 {
			a.Note(told(n, noon))
		}
	}
	counts, sightings := a.Dropped()
	require.Zero(t, counts, "all were counted")
	require.Equal(t, int64(2*30_000), sightings, "as many as there is room for are known, and asking again finds no more")

	many := tenants.NewActivity(atNoon)
	for n := range 20_000 {
		in := told(n, noon)
		in.By = time.Duration(n).String()
		many.Note(in)
	}
	counts, _ = many.Dropped()
	require.Equal(t, int64(4_000), counts)
}

// TestNotingAllocatesNothing holds the way of every introspection to it.
func TestNotingAllocatesNothing(t *testing.T) {
	a, in := tenants.NewActivity(atNoon), told(1, noon)
	a.Note(in)
	require.Zero(t, testing.AllocsPerRun(1000, func() { a.Note(in) }))
}

// TestNotingAtOnce is for the race detector.
func TestNotingAtOnce(t *testing.T) {
	a := tenants.NewActivity(atNoon)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 1000 {
				a.Note(told(n, noon.Add(time.Duration(n)*time.Second)))
			}
		})
	}
	all.Wait()
	counts, sightings := a.Dropped()
	require.Zero(t, counts+sightings)
}

func BenchmarkNote(b *testing.B) {
	a := tenants.NewActivity(atNoon)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		in := told(1, noon)
		for n := 0; p.Next(); n++ {
			in.Key.Hash[0] = byte(n)
			a.Note(in)
		}
	})
}
