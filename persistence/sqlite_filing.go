package persistence

import "context"

const (
	sqliteFile = "INSERT INTO tokens (" + tokenColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	sqliteList = "INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash) VALUES (?, ?, ?, ?, ?)"
)

// fileTokens runs all filings in one transaction, which waits for the disk once.
func (e *sqliteEngine) fileTokens(ctx context.Context, asked []filing, found []int64) error {
	// Whoever has the writer is the only one of this process that writes.
	turn, err := e.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = turn.Close() }() // gives it back
	return e.filing.with(func(l *line) (bool, error) {
		if err := e.fileOn(ctx, l, asked, found); err != nil {
			// A line whose transaction cannot be ended is given up, which ends it.
			return l.exec("ROLLBACK") == nil, err
		}
		return true, nil
	})
}

// fileOn does not look at the context after it has sent the commit: what is
// committed has to be answered for.
func (e *sqliteEngine) fileOn(ctx context.Context, l *line, asked []filing, found []int64) error {
	if err := e.watch.before(ctx, "begin"); err != nil {
		return err
	}
	if err := l.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i, f := range asked {
		var err error
		if found[i], err = e.fileToken(ctx, l, f); err != nil {
			return err
		}
	}
	if err := e.sends(ctx, 0, "commit", nil); err != nil {
		return err
	}
	return l.exec("COMMIT")
}

// fileToken gives zero as the revision of a tenant that is not there.
func (e *sqliteEngine) fileToken(ctx context.Context, l *line, f filing) (int64, error) {
	var revision int64
	if err := e.sends(ctx, 0, revisionStatement, []any{f.tenant}); err != nil {
		return 0, err
	}
	err := l.query(revisionStatement, []any{f.tenant}, func(row cursor) error { return row.Scan(&revision) })
	if err != nil || revision == 0 || revision != f.revision {
		return revision, err
	}
	t := f.token
	values := tokenValues(f.tenant, t)
	if err := e.sends(ctx, 0, sqliteFile, values); err != nil {
		return 0, err
	}
	if err := l.exec(sqliteFile, values...); err != nil {
		return 0, err
	}
	for _, server := range targetIDs(t.Audience) {
		listed := []any{f.tenant, server, t.Issued.UnixMilli(), int64(t.Key.Drawer), t.Key.Hash[:]}
		if err := e.sends(ctx, 0, sqliteList, listed); err != nil {
			return 0, err
		}
		if err := l.exec(sqliteList, listed...); err != nil {
			return 0, err
		}
	}
	return revision, nil
}
