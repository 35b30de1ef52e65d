package main

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStatIsReadWhateverTheProcessIsCalled(t *testing.T) {
	s, err := parseStat([]byte("42 (a) b 1 (c) S 7 42 42 0 -1 4194304 1 2 3 4 150 25 1000 200 20 0 1 0 100 0 0\n"))
	require.NoError(t, err)
	require.Equal(t, stat{parent: 7, own: 1750 * time.Millisecond, ended: 12 * time.Second}, s)
	_, err = parseStat([]byte("42 (a) S 7"))
	require.Error(t, err)
}

func TestCountersAreAddedUp(t *testing.T) {
	text := []byte("# HELP n_total numbers\nn_total{a=\"1\"} 3\nn_total{a=\"2\"} 1e3\nn_total_more 7\nother 5\n")
	n, err := counter(text, "n_total")
	require.NoError(t, err)
	require.Equal(t, 1003.0, n)
	_, err = counter(text, "absent")
	require.ErrorContains(t, err, "absent", "a counter that is not there is not zero")
}

func TestOtherWorkIsWhatIsNotOurs(t *testing.T) {
	before, err := parseProcessors("cpu  100 10 50 1000 40 7 9 3 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")
	require.NoError(t, err)
	require.Equal(t, processors{used: 163 * tick, all: 1219 * tick}, before)
	var e elsewhere
	e.add(before, processors{before.used + 60*tick, before.all + 100*tick}, 50*tick)
	e.add(before, processors{before.used + 60*tick, before.all + 100*tick}, 61*tick)
	require.Equal(t, .05, e.share())
	require.Contains(t, e.String(), "too much")
	require.Zero(t, new(elsewhere).share())
	_, err = parseProcessors("intr 1")
	require.Error(t, err)
}

func TestPgbenchIsRead(t *testing.T) {
	f, transactions, err := parsePgbench([]byte("number of transactions actually processed: 1234\nlatency average = 0.05 ms\ntps = 19887.25 (without initial connection time)\n"))
	require.NoError(t, err)
	require.Equal(t, 19887.25, f.Throughput)
	require.Equal(t, 1234.0, transactions)
	_, _, err = parsePgbench([]byte("number of transactions actually processed: 0\n"))
	require.Error(t, err)
}

func TestWhatWasStartedEndsWithItsGroup(t *testing.T) {
	g, err := newGroup()
	require.NoError(t, err)
	c, err := g.start("sleeper", exec.CommandContext(context.Background(), "sleep", "600"))
	require.NoError(t, err)
	defer c.stdout.Close()
	g.end()
	<-c.ended
	_, err = os.Stat(g.dir)
	require.ErrorIs(t, err, os.ErrNotExist)
}
