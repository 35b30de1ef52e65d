package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// describe says what was measured on what, and when. It names no host and no
// path: the page is public.
func (b *bench) describe(ctx context.Context) (string, error) {
	t := table{head: []string{"", ""}, texts: 2}
	add := func(name, value string) { t.rows = append(t.rows, []string{name, value}) }
	processor, err := valueIn("/proc/cpuinfo", "model name")
	if err != nil {
		return "", err
	}
	memory, err := valueIn("/proc/meminfo", "MemTotal")
	if err != nil {
		return "", err
	}
	kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(memory, " kB"), 64)
	if err != nil {
		return "", err
	}
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "", err
	}
	files, err := fileSystem(os.TempDir())
	if err != nil {
		return "", err
	}
	add("measured", b.began.UTC().Format(time.DateOnly))
	add("machine", fmt.Sprintf("%s, %d cores, %.0f GB of memory, Linux %s, databases on %s",
		processor, runtime.NumCPU(), kilobytes/1e6, regexp.MustCompile(`^[0-9.]+`).FindString(string(kernel)), files))
	add("Jeton", b.version)
	postgres, err := b.describePostgres(ctx)
	if err != nil {
		return "", err
	}
	add("PostgreSQL", postgres)
	if peer, err := packageVersion(b.oidcFolder()); err == nil && !b.scale {
		node, err := exec.CommandContext(ctx, "node", "--version").Output()
		if err != nil {
			return "", fmt.Errorf("ask node for its version: %w", err)
		}
		add("oidc-provider", peer+", Node.js "+strings.TrimSpace(string(node)))
	}
	add("other work on the machine", b.elsewhere.String())
	if b.trying() {
		add("a short run", fmt.Sprintf("%d rounds of %s, %g of the large numbers, only %q", b.rounds, b.length, b.bulk, b.only))
	}
	return t.markdown(), nil
}

func (b *bench) describePostgres(ctx context.Context) (string, error) {
	version, err := b.setting(ctx, "server_version")
	if err != nil {
		return "", err
	}
	number, _, _ := strings.Cut(version, " ")
	said := []string{number}
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"} {
		value, err := b.setting(ctx, name)
		if err != nil {
			return "", err
		}
		said = append(said, name+" "+value)
	}
	return strings.Join(said, ", "), nil
}

// valueIn gives the first value of a name in a file of /proc.
func valueIn(file, name string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if found, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(found) == name {
			return strings.TrimSpace(value), nil
		}
	}
	return "", fmt.Errorf("%s has no %s", file, name)
}

// fileSystem says on what kind of file system a folder is. On one in memory a
// commit waits for no disk.
func fileSystem(folder string) (kind string, err error) {
	text, err := os.ReadFile("/proc/mounts")
	if err != nil {
		return "", err
	}
	longest := ""
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 3 {
			continue
		}
		at := fields[1]
		inside := at == "/" || folder == at || strings.HasPrefix(folder, at+"/")
		if inside && len(at) >= len(longest) {
			longest, kind = at, fields[2]
		}
	}
	return kind, nil
}
