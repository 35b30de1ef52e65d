package main

import (
	"os"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// wallClock is time.Now on a machine whose wall clock was stepped by as many
// seconds as a file says. The monotonic clock goes on as it was, as it does on
// such a machine: a time keeps its seconds of the wall clock in 33 bits of its
// first word, above the 30 bits of nanoseconds, and apart from the monotonic
// reading.
func wallClock() time.Time {
	text, err := os.ReadFile(os.Getenv("STEPPED_CLOCK"))
	if err != nil {
		panic(err)
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		panic(err)
	}
	now := time.Now()
	*(*uint64)(unsafe.Pointer(&now)) += uint64(seconds) << 30
	return now
}
