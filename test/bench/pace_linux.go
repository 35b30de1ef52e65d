package main

import (
	"syscall"
	"time"
)

// sleepUntil sleeps in the kernel. The runtime's timers wait for whole
// milliseconds where nothing else goes on, which is as long as the answers take
// whose lateness is to be seen.
func sleepUntil(at time.Time) {
	for left := time.Until(at); left > 0; left = time.Until(at) {
		wait := syscall.NsecToTimespec(int64(left))
		// Woken early, it sleeps again.
		_ = syscall.Nanosleep(&wait, nil)
	}
}
