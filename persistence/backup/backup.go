// Package backup copies an SQLite database while it is written to, looks at what a
// copy is worth, and puts one in the place of a database.
//
// It promises three things. A copy is of one moment, and appears under its name only
// when it was read back from beginning to end and found whole. Nothing is ever
// overwritten: neither a copy nor the database that one takes the place of. And a
// database that a process has open is not touched.
//
// The one idea worth knowing is VACUUM INTO, which writes what a single read
// transaction sees into a new file. Whoever writes meanwhile does not wait for it: in
// write-ahead logging, a reader stops nobody. It could be done by SQLite's backup
// interface, which copies pages, and which we did not take: it begins anew each time
// another process has written, unless it copies all in one step that nothing can
// interrupt; and it takes free pages along, with what was deleted from them. What
// VACUUM INTO costs is a processor, for it builds every table and index anew, and
// space: the log grows by what is written until it is done.
package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Write writes a copy of a database to a file that does not exist yet, for its owner
// only, and gives what is in it. Each tenant's keys are handed to look, whose error
// is that of the copy.
func Write(ctx context.Context, from migrations.Database, to string, look func(domain.TenantRows) error) (contents Contents, err error) {
	if err := absent(to); err != nil {
		return Contents{}, err
	}
	if info, err := os.Stat(from.File); err != nil || info.Size() == 0 {
		return Contents{}, errors.Join(fmt.Errorf("there is no database at %s", from.File), err)
	}
	draft, err := makeDraft(to)
	if err != nil {
		return Contents{}, err
	}
	defer func() { err = errors.Join(err, removeDraft(draft)) }()
	if err := vacuumInto(ctx, from, draft); err != nil {
		return Contents{}, fmt.Errorf("copy the database: %w", err)
	}
	if contents, err = Examine(ctx, draft, look); err != nil {
		return Contents{}, fmt.Errorf("read the copy back: %w", err)
	}
	if err := keep(draft); err != nil {
		return Contents{}, err
	}
	// Unlike renaming, it fails if there is something by the name.
	if err := os.Link(draft, to); err != nil {
		return Contents{}, fmt.Errorf("name the copy: %w", err)
	}
	return contents, syncFolder(to)
}

// vacuumInto reads from a connection that cannot write.
func vacuumInto(ctx context.Context, from migrations.Database, to string) error {
	db, err := sql.Open("sqlite", from.Bare("mode=ro", "_pragma=busy_timeout(5000)"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

// absent refuses a name that something has.
func absent(file string) error {
	_, err := os.Lstat(file)
	if err == nil {
		return fmt.Errorf("%s is there already: nothing is overwritten", file)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// makeDraft makes an empty file beside another, for its owner only, under a name of
// its own.
func makeDraft(beside string) (string, error) {
	draft, err := os.CreateTemp(filepath.Dir(beside), filepath.Base(beside)+".*.draft")
	if err != nil {
		return "", fmt.Errorf("make a file for the copy: %w", err)
	}
	return draft.Name(), draft.Close()
}

// removeDraft removes a draft, if it still has its name, with what SQLite and the
// migrations put beside it.
func removeDraft(draft string) error {
	var err error
	for _, beside := range []string{"", "-journal", "-wal", "-shm", ".lock"} {
		if gone := os.Remove(draft + beside); !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// keep writes a file to the disk itself.
func keep(file string) error {
	opened, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// syncFolder does so with the names in a file's folder.
func syncFolder(of string) error {
	folder, err := os.Open(filepath.Dir(of))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
