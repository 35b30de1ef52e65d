package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
)

// maxURL bounds a database URL on standard input, in bytes.
const maxURL = 4096

// progressEvery is the pause between two lines about how far a move is.
const progressEvery = 2 * time.Second

type moveCommand struct {
	To string `required:"" placeholder:"URL" help:"The new database, which has to be empty; - reads the URL from standard input, where no list of processes shows its password."`
}

// Run moves the installation to another database, while nobody serves it. The old
// database stays as it is.
func (c *moveCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	to, err := c.target(p)
	if err != nil {
		return err
	}
	// What is there and whole is looked at before anything is made.
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	if err := in.Close(); err != nil {
		return err
	}
	if err := makeTarget(ctx, to); err != nil {
		return fmt.Errorf("prepare the new database: %w", err)
	}
	counts, err := moveAlone(ctx, p, config.DatabaseURL.Reveal(), to.url)
	if err != nil {
		return err
	}
	p.say("%s\n%s", tableOf(counts), afterMove(config, to))
	return nil
}

// moveTarget is where to move to.
type moveTarget struct {
	migrations.Database
	url string
}

func (c *moveCommand) target(p *process) (moveTarget, error) {
	text := c.To
	if text == "-" {
		line, err := bufio.NewReader(io.LimitReader(p.in, maxURL)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return moveTarget{}, fmt.Errorf("read the URL: %w", err)
		}
		text = strings.TrimSpace(line)
	}
	db, err := migrations.Parse(text)
	if err != nil {
		return moveTarget{}, fmt.Errorf("--to: %w", err)
	}
	return moveTarget{db, text}, nil
}

// makeTarget makes the new database ready, unless somebody lives there.
func makeTarget(ctx context.Context, to moveTarget) error {
	if to.Engine == migrations.SQLite {
		if err := os.MkdirAll(filepath.Dir(to.File), 0o700); err != nil {
			return err
		}
	}
	if err := migrations.Up(ctx, to.url); err != nil {
		return err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: to.url})
	if err != nil {
		return err
	}
	empty, err := store.Empty(ctx)
	if err == nil && !empty {
		err = persistence.ErrNotEmpty
	}
	return errors.Join(err, store.Close())
}

// moveAlone moves with both databases to itself.
func moveAlone(ctx context.Context, p *process, from, to string) ([]persistence.TableCount, error) {
	release, err := migrations.Hold(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("hold the old database: %w", err)
	}
	defer release()
	releaseNew, err := migrations.Hold(ctx, to)
	if err != nil {
		return nil, fmt.Errorf("hold the new database: %w", err)
	}
	defer releaseNew()
	source, err := persistence.Open(ctx, persistence.Config{URL: from})
	if err != nil {
		return nil, fmt.Errorf("open the old database: %w", err)
	}
	target, err := persistence.Open(ctx, persistence.Config{URL: to})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the new database: %w", err), source.Close())
	}
	var told time.Time
	counts, err := persistence.Move{From: source, To: target, Progress: func(is persistence.Progress) {
		if now := time.Now(); now.Sub(told) >= progressEvery {
			told = now
			p.complain(progressLine(is))
		}
	}}.Run(ctx)
	return counts, errors.Join(err, source.Close(), target.Close())
}

func progressLine(is persistence.Progress) string {
	verb := "written"
	if is.Verifying {
		verb = "verified"
	}
	return fmt.Sprintf("%d rows %s, tenant %d of %d", is.Rows, verb, is.Tenant, is.Tenants)
}

func tableOf(counts []persistence.TableCount) string {
	var text strings.Builder
	var all int64
	for _, count := range counts {
		fmt.Fprintf(&text, "%-24s %12d\n", count.Table, count.Rows)
		all += count.Rows
	}
	fmt.Fprintf(&text, "%-24s %12d, each written, read again and compared\n", "rows", all)
	return text.String()
}

// afterMove says what to do next. The tenants' keys were moved as they are, wrapped
// under the secret key: without it the new database opens nothing.
func afterMove(from Config, to moveTarget) string {
	url := "what --to said"
	if to.Engine == migrations.SQLite {
		url = "sqlite:" + to.File
	}
	key := "Keep JETON_SECRET_KEY as it is: it opens the keys of the new database too."
	if from.SecretKey.IsZero() {
		file := from.secretKeyFile()
		key = fmt.Sprintf("The keys in it are opened by the secret key that is in %s: set JETON_SECRET_KEY to what that file holds, on every replica, for example JETON_SECRET_KEY=\"$(cat %s)\".", file, file)
		if beside := filepath.Join(filepath.Dir(to.File), filepath.Base(file)); to.Engine == migrations.SQLite && beside == file {
			key = fmt.Sprintf("The keys in it are opened by %s, which is where it has to be.", file)
		}
	}
	return fmt.Sprintf("Set JETON_DATABASE_URL to %s.\n%s\nThe old database is as it was; do not serve it any more.\n", url, key)
}
