package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/restore"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/backup"
)

// Words that go with every copy.
const (
	withoutKey = "The secret key is not in it, and it is worth nothing without: keep %s too, and elsewhere.\n"
	revokeHint = "Whatever was taken back after the backup was made is good again: tokens, secrets, passwords, roles.\n" +
		"jeton restored --revoke-all takes back every token there is.\n"
)

// onSQLite gives where the SQLite database is; for another engine it says what there
// is instead.
func (c *Config) onSQLite(instead string) (migrations.Database, error) {
	if c.database().Engine != migrations.SQLite {
		return migrations.Database{}, fmt.Errorf("this is for SQLite; for Postgres use %s, as docs/operations.md says", instead)
	}
	return c.database(), nil
}

// keyPlace says where the secret key of an SQLite installation is.
func (c *Config) keyPlace() string {
	if c.keepsKeyFile() {
		return c.secretKeyFile()
	}
	return "JETON_SECRET_KEY"
}

// tries gives what looks at every tenant's keys: with the secret key there is, or with
// none, which it says.
func (c *Config) tries() (look func(domain.TenantRows) error, there bool, err error) {
	secret, err := c.presentSecretKey()
	if errors.Is(err, os.ErrNotExist) {
		return func(domain.TenantRows) error { return nil }, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	wrapper, err := c.wrapper(secret)
	return func(rows domain.TenantRows) error {
		_, err := wrapper.Try(rows)
		return err
	}, true, err
}

type backupCommand struct {
	To string `required:"" placeholder:"FILE" help:"The file to write; it must not exist."`
}

// Run writes a backup.
func (c *backupCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	database, err := config.onSQLite("pg_dump")
	if err != nil {
		return err
	}
	look, there, err := config.tries()
	if err != nil {
		return err
	}
	contents, err := backup.Write(ctx, database, c.To, look)
	if err != nil {
		return err
	}
	p.say("%s: %d bytes, schema version %d, %s; read back and found whole\n", c.To, contents.Bytes, contents.Schema.Version, counted(contents.Tenants, "tenant"))
	if !there {
		p.say("There is no secret key at hand, so nobody knows whether it opens the keys in it.\n")
	}
	p.say(withoutKey, config.keyPlace())
	return nil
}

type restoreCommand struct {
	From      string `required:"" placeholder:"FILE" help:"The backup."`
	Replace   bool   `help:"Put it in the place of a database that is there, which is kept under another name."`
	RevokeAll bool   `help:"Take back every token of every tenant."`
}

// Run restores a backup.
func (c *restoreCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	database, err := config.onSQLite("pg_restore, and then jeton restored")
	if err != nil {
		return err
	}
	look, there, err := config.tries()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(database.File), 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	restored, err := backup.Restoration{
		From: c.From, To: database, Replace: c.Replace, Now: time.Now(), Look: look,
		Settle: func(ctx context.Context, url string) error { return settle(ctx, url, c.RevokeAll) },
	}.Run(ctx)
	if err != nil {
		return err
	}
	p.say("%s is restored from %s: %s\n", database.File, c.From, counted(restored.Tenants, "tenant"))
	if restored.Aside != "" {
		p.say("The database that was there is now %s.\n", restored.Aside)
	}
	if !there {
		p.say("There is no secret key at hand, so nobody knows whether it opens the keys in it: put %s in its place before you start.\n", config.secretKeyFile())
	}
	sayRevoked(p, c.RevokeAll)
	return nil
}

// settle brings a database up to this binary's schema and makes it fit to be served.
func settle(ctx context.Context, url string, revokeAll bool) error {
	if err := migrations.Up(ctx, url); err != nil {
		return err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: url})
	if err != nil {
		return err
	}
	_, err = restorer(store).Settle(ctx, revokeAll)
	return errors.Join(err, store.Close())
}

func restorer(store domain.Store) restore.Restorer {
	return restore.Restorer{Store: store, Now: time.Now, NewID: newID}
}

func sayRevoked(p *process, all bool) {
	if all {
		p.say("Every token of every tenant is taken back.\n")
		return
	}
	p.say(revokeHint)
}

type restoredCommand struct {
	RevokeAll bool `help:"Take back every token of every tenant."`
}

// Run settles a database that other means have set back.
func (c *restoredCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	tenants, err := restorer(in.store).Settle(ctx, c.RevokeAll)
	if err := errors.Join(err, in.Close()); err != nil {
		return err
	}
	p.say("fit to be served: %s; start every server anew\n", counted(tenants, "tenant"))
	sayRevoked(p, c.RevokeAll)
	return nil
}
