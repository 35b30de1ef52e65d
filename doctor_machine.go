package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jeton-id/jeton/migrations"
)

// enoughFiles is how many files a process should be able to have open: each
// connection is one, those that follow revocations stay, and some are for others.
const enoughFiles = maxFollowers + 6_000

// enoughRoom is how many bytes should be free where SQLite writes: one that finds
// no room answers that it cannot find out.
const enoughRoom = 1 << 30

// machine looks at what the operating system lets a server have.
func (d *doctor) machine(ctx context.Context, c Config) {
	d.address(ctx, "JETON_LISTEN", c.Listen)
	if c.MetricsListen != "" {
		d.address(ctx, "JETON_METRICS_LISTEN", c.MetricsListen)
	}
	files, err := maxOpenFiles()
	if err == nil && files < enoughFiles {
		d.warn("open files", "a process may have %d, and each connection is one: with %d resource servers that listen it runs out; raise it to %d (ulimit -n, or LimitNOFILE= of its systemd unit)", files, maxFollowers, enoughFiles)
	}
}

// address tries to listen. That somebody does already is right if it is a server of
// this installation.
func (d *doctor) address(ctx context.Context, name, address string) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		err = listener.Close()
		d.verdict("address", err, address+" is free")
	case errors.Is(err, syscall.EADDRINUSE):
		d.ok("address", "%s is taken, by a running server one hopes", address)
	case errors.Is(err, syscall.EACCES):
		d.fail("address", "%s is not for this user to listen on: set %s to a port above 1023, and have a proxy or the firewall forward to it", address, name)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		d.fail("address", "%s is not an address of this machine: set %s to one, or to 0.0.0.0 for all", address, name)
	default:
		d.fail("address", "%s: %s; correct %s", address, err, name)
	}
}

// files looks at who else can read what is secret.
func (d *doctor) files(c Config) {
	var secret []string
	if c.TLSKey != "" {
		secret = append(secret, c.TLSKey)
	}
	if c.database().Engine == migrations.SQLite {
		d.room(c)
		secret = append(secret, c.database().File)
		if c.SecretKey.IsZero() {
			secret = append(secret, c.secretKeyFile(), c.otherSecretKeyFile())
		}
	}
	for _, file := range secret {
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist): // whoever needs it will say so
		case err != nil:
			d.fail("files", "%s", err)
		case info.Mode().Perm()&0o077 != 0 && !private(filepath.Dir(file)):
			d.warn("files", "others on this machine can read %s: chmod 600 %s", file, file)
		default:
			d.ok("files", "%s is for its owner only", file)
		}
	}
}

// private reports whether a folder lets nobody but its owner in.
func private(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.Mode().Perm()&0o077 == 0
}

// room looks at what an SQLite database lies on.
func (d *doctor) room(c Config) {
	folder := filepath.Dir(c.database().File)
	free, network, err := disk(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errors.ErrUnsupported): // it is made with the database, or nobody knows
	case err != nil:
		d.warn("disk", "%s: %s", folder, err)
	case network != "":
		d.fail("disk", "%s is on %s: SQLite's log cannot be shared over a network, and the database breaks; put it on a disk of this machine, or use Postgres", folder, network)
	case free < enoughRoom:
		d.warn("disk", "%s has %d MiB left: without room nothing is written, and tokens are neither issued nor revoked; make room", folder, free>>20)
	default:
		d.ok("disk", "%s has room", folder)
	}
}
