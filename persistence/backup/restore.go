package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Restoration puts a copy in the place of a database.
type Restoration struct {
	From string
	To   migrations.Database
	// Replace says that there may be a database, which is kept under another name.
	Replace bool
	Now     time.Time
	// Look is told each tenant's keys; its error is that of the restoration.
	Look func(domain.TenantRows) error
	// Settle works on the copy before it is in its place; it has the file to itself.
	Settle func(ctx context.Context, url string) error
}

// Restored is what became of it.
type Restored struct {
	Contents
	// Aside is where the database is now that was there before, empty if there was
	// none.
	Aside string
}

// ErrInUse says that a process has the database open.
var ErrInUse = errors.New("a process has the database open: stop every server on it first")

// Run makes a database of the copy beside the one there is, and only when all of it
// is on the disk lets the two change names. Until then nothing has happened.
func (r Restoration) Run(ctx context.Context) (restored Restored, err error) {
	if err := alreadyWhole(r.From); err != nil {
		return Restored{}, err
	}
	// Refused before the long part if it can be, and looked at again at its end.
	if err := r.look(ctx); err != nil {
		return Restored{}, err
	}
	draft, err := makeDraft(r.To.File)
	if err != nil {
		return Restored{}, err
	}
	defer func() { err = errors.Join(err, removeDraft(draft)) }()
	if err := copyFile(r.From, draft); err != nil {
		return Restored{}, fmt.Errorf("copy %s: %w", r.From, err)
	}
	if restored.Contents, err = Examine(ctx, draft, r.Look); err != nil {
		return Restored{}, fmt.Errorf("look at %s: %w", r.From, err)
	}
	if err := r.Settle(ctx, "sqlite:"+draft); err != nil {
		return Restored{}, fmt.Errorf("settle the copy: %w", err)
	}
	// Whatever was written is in the one file that is to be renamed.
	settled, err := alone(ctx, migrations.Database{Engine: migrations.SQLite, File: draft})
	if err != nil {
		return Restored{}, fmt.Errorf("close the copy: %w", err)
	}
	if err := errors.Join(settled.Close(), keep(draft)); err != nil {
		return Restored{}, err
	}
	restored.Aside, err = r.exchange(ctx, draft)
	return restored, err
}

// look refuses a database that may not be replaced. Whether a process has it open
// shows at the end: finding out would touch it.
func (r Restoration) look(ctx context.Context) error {
	_, unlock, err := r.lock(ctx)
	if err == nil {
		unlock()
	}
	return err
}

// exchange gives the draft the database's name, and the database another.
func (r Restoration) exchange(ctx context.Context, draft string) (aside string, err error) {
	there, unlock, err := r.lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	if there {
		old, err := alone(ctx, r.To)
		if err != nil {
			return "", err
		}
		defer old.Close()
		if aside, err = r.setAside(); err != nil {
			return "", fmt.Errorf("keep the old database: %w", err)
		}
	}
	if err := os.Rename(draft, r.To.File); err != nil {
		return "", fmt.Errorf("put the copy in its place: %w", err)
	}
	return aside, syncFolder(r.To.File)
}

// setAside gives the database a second name. It has both for a moment, so that there
// is never none.
func (r Restoration) setAside() (aside string, err error) {
	name := r.To.File + ".replaced-" + r.Now.UTC().Format("20060102T150405Z")
	aside = name
	for another := 2; ; another++ {
		err := os.Link(r.To.File, aside)
		if err == nil {
			break
		}
		if !errors.Is(err, os.ErrExist) {
			return "", err
		}
		aside = fmt.Sprint(name, "-", another) // restored twice within a second
	}
	// Only one that is damaged still has something beside it, which would be taken
	// for the copy's.
	for _, beside := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Rename(r.To.File+beside, aside+beside); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

// lock takes the place of the database, and reports whether there is one. A server
// that starts meanwhile waits, because it first looks whether to migrate.
func (r Restoration) lock(ctx context.Context) (there bool, unlock func(), err error) {
	unlock, err = migrations.TryLock(ctx, r.To.Sibling("lock"), false)
	if errors.Is(err, migrations.ErrLocked) {
		return false, nil, ErrInUse
	}
	if err != nil {
		return false, nil, err
	}
	info, err := os.Stat(r.To.File)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return false, unlock, nil
	}
	if err == nil && !r.Replace {
		err = fmt.Errorf("there is a database at %s already: --replace keeps it under another name and puts the backup in its place", r.To.File)
	}
	if err != nil {
		unlock()
		return false, nil, err
	}
	return true, unlock, nil
}

// alone holds a database that nobody else has open. Who has one open in write-ahead
// logging holds on to its file, and so it cannot leave that mode: this is how it
// shows. A file that is no database any more has no such locks, and nothing to lose.
func alone(ctx context.Context, database migrations.Database) (*sql.DB, error) {
	db, err := sql.Open("sqlite", database.Bare("mode=rw", "_pragma=busy_timeout(200)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	var mode string
	err = db.QueryRowContext(ctx, "PRAGMA journal_mode=DELETE").Scan(&mode)
	if err == nil && mode != "delete" {
		err = ErrInUse
	}
	if err == nil {
		_, err = db.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		switch failure.Code() & 0xff {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
			err = ErrInUse
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
			err = nil
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
