package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/test/postgres"
)

// bench is a run of the benchmark: the program that was built, the Postgres that
// was started, and everything else that ends with it.
type bench struct {
	options
	// root is the folder of the source.
	root     string
	group    *group
	binary   string
	version  string
	postgres *postgres.Server
	// postmaster is its process.
	postmaster int
	began      time.Time
	// elsewhere is what the machine did beside the measuring.
	elsewhere elsewhere
}

// postgresSettings are those of the benchmark's Postgres that are not its
// defaults. Durability is: an answer that was given is on the disk.
var postgresSettings = [][2]string{
	{"shared_buffers", "1GB"},
	{"max_wal_size", "8GB"},
}

func begin(ctx context.Context, o options) (_ *bench, err error) {
	b := &bench{options: o, began: time.Now()}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", program).Output()
	if err != nil {
		return nil, fmt.Errorf("find the source of %s: %w", program, err)
	}
	b.root = strings.TrimSpace(string(root))
	if b.group, err = newGroup(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.end()
		}
	}()
	b.say("building Jeton")
	if b.binary, b.version, err = b.group.build(ctx); err != nil {
		return nil, err
	}
	b.say("starting Postgres")
	if b.postgres, err = (postgres.Config{Durable: true, Unlogged: true}).Start(ctx); err != nil {
		return nil, err
	}
	for _, s := range postgresSettings {
		if err := execute(ctx, b.postgres.URL("postgres"), fmt.Sprintf("ALTER SYSTEM SET %s = '%s'", s[0], s[1])); err != nil {
			return nil, err
		}
	}
	if err := b.postgres.Restart(ctx); err != nil {
		return nil, err
	}
	b.postmaster = b.postgres.PID()
	return b, nil
}

// end ends everything and removes it.
func (b *bench) end() {
	if b.postgres != nil {
		b.postgres.Stop()
	}
	b.group.end()
}

// createDatabase makes an empty database and gives its URL.
func (b *bench) createDatabase(ctx context.Context, name string) (string, error) {
	return b.postgres.URL(name), execute(ctx, b.postgres.URL("postgres"), "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
}

// postgresInstallation makes an installation on a database of its own.
func (b *bench) postgresInstallation(ctx context.Context, name string) (installation, error) {
	url, err := b.createDatabase(ctx, name)
	return newInstallation(name, url, b.postmaster), err
}

// say tells how far the run is.
func (b *bench) say(format string, args ...any) {
	fmt.Printf("%6s  %s\n", time.Since(b.began).Round(time.Second), fmt.Sprintf(format, args...))
}

// progress tells every few seconds how far something is, until it is told that
// it is done.
func (b *bench) progress(ctx context.Context, what string, total int, done *atomic.Int64) (finished func()) {
	ctx, finish := context.WithCancel(ctx)
	stopped := make(chan struct{})
	began := time.Now()
	go func() {
		defer close(stopped)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(10 * time.Second):
				b.say("%d of %d %s", done.Load(), total, what)
			}
		}
	}()
	return func() {
		finish()
		<-stopped
		b.say("%d %s in %s", done.Load(), what, time.Since(began).Round(100*time.Millisecond))
	}
}

// stopAll ends servers, and gives the first failure.
func stopAll(children ...*child) error {
	var failed []error
	for _, c := range children {
		failed = append(failed, c.stop())
	}
	return errors.Join(failed...)
}

// setting reads a setting of Postgres.
func (b *bench) setting(ctx context.Context, name string) (value string, err error) {
	conn, err := pgx.Connect(ctx, b.postgres.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value)
	return value, err
}
