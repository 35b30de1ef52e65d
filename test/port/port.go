// Package port gives loopback ports to tests, to each its own: also where several
// test binaries look for one at the same moment, and while whoever listens there is
// down.
package port

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// The range is below the one from which outgoing connections take theirs, so that
// none of those can sit on a port.
const first, last = 10_000, 30_000

// Free gives a port of 127.0.0.1 on which nobody listens, and that this package gives
// to nobody else for as long as the process lives.
func Free() (int, error) {
	// Each user has a folder: nobody else's files can be opened.
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("jeton-ports-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	var wrong error
	for range 100 {
		port := first + rand.IntN(last-first)
		if wrong = reserve(dir, port); wrong != nil {
			continue
		}
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return port, listener.Close()
		}
		wrong = err
	}
	return 0, fmt.Errorf("find a free port: %w", wrong)
}

// Address is Free as an address to listen on.
func Address() (string, error) {
	port, err := Free()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), err
}

// ForTest is Address for a test, which fails if there is none.
func ForTest(t testing.TB) string {
	t.Helper()
	address, err := Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// reserved keeps the lock files of this process from being closed.
var reserved sync.Map

// reserve locks the port's file. The lock ends with the process, however it ends.
func reserve(dir string, port int) error {
	file, err := os.OpenFile(filepath.Join(dir, strconv.Itoa(port)), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return err
	}
	reserved.Store(port, file)
	return nil
}
