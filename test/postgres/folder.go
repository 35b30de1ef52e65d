package postgres

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// inMemory is where Linux keeps files in memory.
const inMemory = "/dev/shm"

// muchMemory is how much has to be free, in KiB, for a server to keep its data there:
// the largest of all tests fills three GiB, and three of them run at once.
const muchMemory = 10 << 20

// folder makes one for a server's data. Each database is a thousand files, which a
// disk takes longer to make and remove than most tests to run; so one that need not
// outlive a loss of power is kept in memory, where there is plenty.
func (c Config) folder() (string, error) {
	parent := ""
	if !c.Durable && plenty() {
		parent = inMemory
	}
	dir, err := os.MkdirTemp(parent, "jeton-postgres-")
	if err != nil {
		return "", fmt.Errorf("make a directory for PostgreSQL: %w", err)
	}
	return dir, nil
}

// plenty reports whether both the machine and its files in memory have room.
func plenty() bool {
	var room syscall.Statfs_t
	if syscall.Statfs(inMemory, &room) != nil || room.Bavail*uint64(room.Bsize)>>10 < muchMemory {
		return false
	}
	info, err := os.Open("/proc/meminfo")
	if err != nil {
		return false
	}
	defer info.Close()
	for lines := bufio.NewScanner(info); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "MemAvailable:"); ok {
			var free uint64
			_, err := fmt.Sscan(text, &free)
			return err == nil && free >= muchMemory
		}
	}
	return false
}
