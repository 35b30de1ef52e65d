package persistence

import "context"

const (
	sqliteFile = "INSERT INTO tokens (" + tokenColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	sqliteList = "INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash) VALUES (?, ?, ?, ?, ?)"
)

// fileTokens runs all filings in one transaction, which waits for the disk once.
func (e *sqliteEngine) fileTokens(ctx context.Context, asked []filing, found []int64) error {
	return e.inTurn(ctx, func(l *line) error {
		for i, f := range asked {
			var err error
			if found[i], err = e.fileToken(ctx, l, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// inTurn runs work in one transaction, when it is its turn to write.
func (e *sqliteEngine) inTurn(ctx context.Context, work func(*line) error) error {
	// Whoever has the writer is the only one of this process that writes.
	turn, err := e.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = turn.Close() }() // gives it back
	return e.filing.with(func(l *line) (bool, error) {
		if err := e.within(ctx, l, work); err != nil {
			// A line whose transaction cannot be ended is given up, which ends it.
			return l.exec("ROLLBACK") == nil, err
		}
		return true, nil
	})
}

// within does not look at the context after it has sent the commit: what is
// committed has to be answered for.
func (e *sqliteEngine) within(ctx context.Context, l *line, work func(*line) error) error {
	if err := e.watch.before(ctx, "begin"); err != nil {
		return err
	}
	if err := l.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := work(l); err != nil {
		return err
	}
	if err := e.sends(ctx, 0, "commit", nil); err != nil {
		return err
	}
	return l.exec("COMMIT")
}

// send runs one statement of a transaction for what it does.
func (e *sqliteEngine) send(ctx context.Context, l *line, statement string, args ...any) error {
	if err := e.sends(ctx, 0, statement, args); err != nil {
		return err
	}
	return l.exec(statement, args...)
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
	if err := e.send(ctx, l, sqliteFile, values...); err != nil {
		return 0, err
	}
	for _, server := range targetIDs(t.Audience) {
		if err := e.send(ctx, l, sqliteList, f.tenant, server, t.Issued.UnixMilli(), int64(t.Key.Drawer), t.Key.Hash[:]); err != nil {
			return 0, err
		}
	}
	return revision, nil
}
