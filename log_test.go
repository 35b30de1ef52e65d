package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// writes counts the writes and keeps what was written.
type writes struct {
	mu   sync.Mutex
	text bytes.Buffer
	n    int
}

func (w *writes) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	return w.text.Write(p)
}

func (w *writes) lines() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.text.String(), "\n")
}

func TestLinesAreWrittenTogetherAndSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &writes{}
		log, flush := newLog(out)
		for range 10 {
			log.Info("request")
		}
		require.Zero(t, out.lines())
		time.Sleep(logDelay)
		synctest.Wait()
		require.Equal(t, 10, out.lines())
		require.Equal(t, 1, out.n)

		log.Info("request")
		log.With("a", 1).WithGroup("g").Warn("mind this")
		require.Equal(t, 12, out.lines(), "a warning is written at once, after what came before it")

		log.Info("last")
		flush()
		require.Equal(t, 13, out.lines())

		log.Info(strings.Repeat("x", maxLogWaiting))
		require.Equal(t, 14, out.lines(), "not more waits than there is room for")
		n := out.n
		time.Sleep(time.Second)
		require.Equal(t, n, out.n, "nothing is written when nothing waits")
	})
}
