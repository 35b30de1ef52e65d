package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Contents is what is in a copy.
type Contents struct {
	// Schema is its schema's version beside this binary's.
	Schema migrations.State
	// Tenants are those that are not deleted.
	Tenants int
	// Bytes is its size.
	Bytes int64
}

// Examine reads a copy from beginning to end: it is a database of ours, of a schema
// that this binary knows or can bring up, and whole. Each tenant's keys are handed to
// look. It changes nothing, and leaves nothing beside the file.
func Examine(ctx context.Context, file string, look func(domain.TenantRows) error) (Contents, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Contents{}, err
	}
	if err := alreadyWhole(file); err != nil {
		return Contents{}, err
	}
	db, err := sql.Open("sqlite", migrations.Database{Engine: migrations.SQLite, File: file}.Bare("mode=ro", "immutable=1"))
	if err != nil {
		return Contents{}, err
	}
	defer db.Close()
	contents := Contents{Bytes: info.Size()}
	if contents.Schema, err = schema(ctx, db); err != nil {
		return Contents{}, fmt.Errorf("%s: %w", file, err)
	}
	for _, check := range []string{"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"} {
		if err := whole(ctx, db, check); err != nil {
			return Contents{}, fmt.Errorf("%s is damaged: %w", file, err)
		}
	}
	contents.Tenants, err = eachTenant(ctx, db, look)
	return contents, err
}

// alreadyWhole refuses a file that was copied from under a server, which has the rest
// of it beside it.
func alreadyWhole(file string) error {
	log, err := os.Stat(file + "-wal")
	if err == nil && log.Size() > 0 {
		return fmt.Errorf("%s is half a database, of which %s is the other: make copies with jeton backup", file, log.Name())
	}
	return nil
}

func schema(ctx context.Context, db *sql.DB) (migrations.State, error) {
	var ours bool
	err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'tenant_keys')").Scan(&ours)
	if err != nil {
		return migrations.State{}, err
	}
	state, err := migrations.SQLiteState(ctx, db)
	if err != nil {
		return state, fmt.Errorf("read the schema version: %w", err)
	}
	if !ours || state.Version == 0 {
		return state, errors.New("it is no database of Jeton's")
	}
	return state, state.CheckUpgradable()
}

// whole runs a check that says nothing, or "ok", if all is well.
func whole(ctx context.Context, db *sql.DB, check string) error {
	rows, err := db.QueryContext(ctx, check)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		said := make([]any, len(columns))
		for i := range said {
			said[i] = new(any)
		}
		if err := rows.Scan(said...); err != nil {
			return err
		}
		if first := fmt.Sprint(*said[0].(*any)); first != "ok" {
			return fmt.Errorf("%s says %s", check, first)
		}
	}
	return rows.Err()
}

// tenantKeys reads what is wrapped of every tenant, in every version of the schema.
const tenantKeys = "SELECT t.id, t.slug, k.hash_key, s.id, s.private FROM tenants t JOIN tenant_keys k ON k.tenant_id = t.id" +
	" LEFT JOIN signing_keys s ON s.tenant_id = t.id WHERE t.status <> 'deleted' ORDER BY t.id"

// eachTenant hands each tenant's keys to look, and counts the tenants.
func eachTenant(ctx context.Context, db *sql.DB, look func(domain.TenantRows) error) (int, error) {
	rows, err := db.QueryContext(ctx, tenantKeys)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var last domain.TenantRows
	count := 0
	done := func() error {
		if count == 0 {
			return nil
		}
		return look(last)
	}
	for rows.Next() {
		var is domain.TenantRows
		var id sql.NullString
		var private []byte
		if err := rows.Scan(&is.Tenant.ID, &is.Tenant.Slug, (*[]byte)(&is.HashKey), &id, &private); err != nil {
			return count, err
		}
		if is.Tenant.ID != last.Tenant.ID {
			if err := done(); err != nil {
				return count, err
			}
			last = is
			count++
		}
		if id.Valid {
			last.SigningKeys = append(last.SigningKeys, domain.SigningKey{ID: id.String, Private: private})
		}
	}
	return count, errors.Join(rows.Err(), done())
}
