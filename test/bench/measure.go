package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of processor time in /proc: a hundredth of a second wherever
// Linux runs today.
const tick = 10 * time.Millisecond

// stat is what /proc/<pid>/stat tells of a process.
type stat struct {
	parent int
	// own is its processor time, ended that of the children that have ended.
	own, ended time.Duration
}

func readStat(file string) (stat, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return stat{}, err
	}
	return parseStat(text)
}

func parseStat(text []byte) (s stat, err error) {
	// The second field is the name in parentheses and may hold anything.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const first = 3 // is the number of the field that comes then
	numbers := map[int]int64{4: 0, 14: 0, 15: 0, 16: 0, 17: 0}
	for n := range numbers {
		if len(fields) <= n-first {
			return s, fmt.Errorf("a process has %d fields", len(fields))
		}
		if numbers[n], err = strconv.ParseInt(fields[n-first], 10, 64); err != nil {
			return s, err
		}
	}
	s.parent = int(numbers[4])
	s.own, s.ended = time.Duration(numbers[14]+numbers[15])*tick, time.Duration(numbers[16]+numbers[17])*tick
	return s, nil
}

// cpuOf gives the processor time of a process and its children, of those too that
// have ended: a connection of Postgres is a process, and may come and go.
func cpuOf(pid int) (time.Duration, error) {
	root, err := readStat(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	sum := root.own + root.ended
	children, err := childrenOf(pid)
	for _, child := range children {
		sum += child.own
	}
	return sum, err
}

// childrenOf reads the children of a process. One that ends at this moment is
// missed, and counted with its parent the next time.
func childrenOf(pid int) (children []stat, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if child, err := readStat(file); err == nil && child.parent == pid {
			children = append(children, child)
		}
	}
	return children, nil
}

// awaitChildren waits until a process has no more children than it is to have:
// until those that end have been counted.
func awaitChildren(pid, atMost int) error {
	for waited := time.Now(); time.Since(waited) < patience; time.Sleep(20 * time.Millisecond) {
		children, err := childrenOf(pid)
		if len(children) <= atMost || err != nil {
			return err
		}
	}
	return fmt.Errorf("process %d keeps more than %d children", pid, atMost)
}

// memoryOf gives the resident memory of a process in bytes, now and at most so
// far.
func memoryOf(pid int) (now, most int64, err error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			now = kilobytes << 10
		case "VmHWM":
			most = kilobytes << 10
		}
	}
	if now == 0 || most == 0 {
		return 0, 0, fmt.Errorf("/proc/%d/status is not as expected", pid)
	}
	return now, most, lines.Err()
}

// The counters of database traffic that the server publishes.
const (
	tripsCounter  = "jeton_database_round_trips_total"
	writesCounter = "jeton_database_writes_total"
)

// traffic is what has gone from a server to its database.
type traffic struct{ trips, writes float64 }

// trafficOf asks a server's metrics listener. A server that does not count is an
// error: zero is what one would like to read.
func trafficOf(ctx context.Context, metrics string) (traffic, error) {
	a, err := send(ctx, http.MethodGet, "http://"+metrics+"/metrics", nil, nil)
	if err != nil {
		return traffic{}, fmt.Errorf("read metrics: %w", err)
	}
	var t traffic
	for name, into := range map[string]*float64{tripsCounter: &t.trips, writesCounter: &t.writes} {
		if *into, err = counter(a.body, name); err != nil {
			return traffic{}, err
		}
	}
	return t, nil
}

// counter adds up a counter's series in the text form of Prometheus.
func counter(text []byte, name string) (sum float64, err error) {
	found := false
	for line := range strings.Lines(string(text)) {
		series, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		if bare, _, _ := strings.Cut(series, "{"); !ok || bare != name {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, fmt.Errorf("the counter %s: %w", name, err)
		}
		sum, found = sum+n, true
	}
	if !found {
		return 0, fmt.Errorf("the server does not publish the counter %s", name)
	}
	return sum, nil
}
