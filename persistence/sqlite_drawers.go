package persistence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jeton-id/jeton/domain"
)

// On SQLite a drawer is a range of keys in every tenant that has tokens in it.
// Dropping one removes them in many small transactions, between which other
// writers have their turn; readers are never held up.

// dropBatch is how many tokens one such transaction removes.
const dropBatch = 500

func (e *sqliteEngine) openDrawers(ctx context.Context, drawers []domain.Drawer) error {
	for _, drawer := range drawers {
		var dropping bool
		err := e.write(ctx, func(tx watched) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO drawers (drawer) VALUES (?) ON CONFLICT DO NOTHING", int64(drawer))
			if err == nil {
				err = tx.one(ctx, "SELECT dropping FROM drawers WHERE drawer = ?", []any{int64(drawer)}, &dropping)
			}
			return err
		})
		if err == nil && dropping {
			err = e.dropDrawer(ctx, drawer)
			if err == nil {
				err = e.openDrawers(ctx, []domain.Drawer{drawer})
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *sqliteEngine) drawers(ctx context.Context) ([]domain.Drawer, error) {
	var drawers []domain.Drawer
	err := e.ask(ctx, "", "SELECT drawer FROM drawers ORDER BY drawer", nil, func(row cursor) error {
		var drawer int64
		err := row.Scan(&drawer)
		drawers = append(drawers, domain.Drawer(drawer))
		return err
	})
	return drawers, err
}

func (e *sqliteEngine) dropDrawer(ctx context.Context, drawer domain.Drawer) error {
	number := int64(drawer)
	// From here on it takes no tokens, so that there is an end to removing them.
	err := e.write(ctx, func(tx watched) error {
		_, err := tx.ExecContext(ctx, "UPDATE drawers SET dropping = 1 WHERE drawer = ?", number)
		return err
	})
	for tenant := ""; err == nil; {
		if tenant, err = e.tenantAfter(ctx, tenant); tenant == "" || err != nil {
			break
		}
		for left := true; left && err == nil; {
			left, err = e.emptyDrawer(ctx, tenant, number)
		}
	}
	if err != nil {
		return err
	}
	return e.write(ctx, func(tx watched) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM drawers WHERE drawer = ?", number)
		return err
	})
}

// tenantAfter walks over the tenants that have tokens, one step in the index
// for each.
func (e *sqliteEngine) tenantAfter(ctx context.Context, tenant string) (string, error) {
	next := ""
	err := e.ask(ctx, "", "SELECT tenant_id FROM tokens WHERE tenant_id > ? ORDER BY tenant_id LIMIT 1", []any{tenant},
		func(row cursor) error { return row.Scan(&next) })
	return next, err
}

// emptyDrawer removes some of a tenant's tokens in the drawer with their sightings
// and their lines in token_targets, and reports whether there may be more.
func (e *sqliteEngine) emptyDrawer(ctx context.Context, tenant string, drawer int64) (bool, error) {
	left := false
	err := e.write(ctx, func(tx watched) error {
		const some = "SELECT hash FROM tokens WHERE tenant_id = ? AND drawer = ? ORDER BY hash LIMIT ?"
		_, err := tx.ExecContext(ctx, "DELETE FROM token_targets WHERE (tenant_id, resource_server_id, issued_at, drawer, hash) IN"+
			" (SELECT k.tenant_id, json_extract(a.value, '$.rs'), k.issued_at, k.drawer, k.hash FROM tokens k, json_each(k.audience) a"+
			" WHERE k.tenant_id = ? AND k.drawer = ? AND k.hash IN ("+some+"))", tenant, drawer, tenant, drawer, dropBatch)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM sightings WHERE tenant_id = ? AND drawer = ? AND hash IN ("+some+")",
			tenant, drawer, tenant, drawer, dropBatch)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, "DELETE FROM tokens WHERE tenant_id = ? AND drawer = ? AND hash IN ("+some+")",
			tenant, drawer, tenant, drawer, dropBatch)
		if err != nil {
			return err
		}
		rows, err := result.RowsAffected()
		left = rows == dropBatch
		return err
	})
	return left, err
}

// write runs work in a transaction of the installation.
func (e *sqliteEngine) write(ctx context.Context, work func(watched) error) error {
	if err := e.watch.before(ctx, "begin"); err != nil {
		return err
	}
	tx, err := e.writer.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return err
	}
	if err := work(watched{tx, e.watch}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := e.watch.before(ctx, "commit"); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
