package persistence

import (
	"context"
	"database/sql"
	"errors"
)

const (
	sqliteFile = "INSERT INTO tokens (" + tokenColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	sqliteList = "INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash) VALUES (?, ?, ?, ?, ?)"
)

// fileTokens runs all filings in one transaction, which waits for the disk once.
func (e *sqliteEngine) fileTokens(ctx context.Context, asked []filing, found []int64) error {
	if err := e.watch.before(ctx, "begin"); err != nil {
		return err
	}
	tx, err := e.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	// After a commit this does nothing.
	defer func() { _ = tx.Rollback() }()
	for i, f := range asked {
		if found[i], err = fileToken(ctx, watched{tx, e.watch}, f); err != nil {
			return err
		}
	}
	if err := e.watch.before(ctx, "commit"); err != nil {
		return err
	}
	return tx.Commit()
}

func fileToken(ctx context.Context, tx watched, f filing) (int64, error) {
	var revision int64
	err := tx.one(ctx, revisionStatement, []any{f.tenant}, &revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil || revision != f.revision {
		return revision, err
	}
	t := f.token
	if _, err := tx.ExecContext(ctx, sqliteFile, tokenValues(f.tenant, t)...); err != nil {
		return 0, err
	}
	for _, server := range targetIDs(t.Audience) {
		_, err := tx.ExecContext(ctx, sqliteList, f.tenant, server, t.Issued.UnixMilli(), int64(t.Key.Drawer), t.Key.Hash[:])
		if err != nil {
			return 0, err
		}
	}
	return revision, nil
}
