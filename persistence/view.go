package persistence

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

// view is one tenant as seen in one transaction. Every statement goes through
// one of its methods or names tenant itself.
type view struct {
	db     *gorm.DB
	pool   watched
	engine engine
	tenant string
}

var _ domain.Reader = view{}

func newView(store *Store, tx *sql.Tx, tenant string) view {
	pool := watched{tx, store.watch}
	// A context of its own makes gorm give the session a statement of its own,
	// which then holds the connection for all that is built from it.
	db := store.engine.gorm().Session(&gorm.Session{Context: context.Background(), SkipHooks: true})
	db.Statement.ConnPool = pool
	return view{db: db, pool: pool, engine: store.engine, tenant: tenant}
}

// own begins a statement about the tenant's rows of a table.
func (v view) own(ctx context.Context, table string) *gorm.DB {
	return v.db.WithContext(ctx).Table(table).Where(table+".tenant_id = ?", v.tenant)
}

// add inserts a row, whose struct carries the tenant.
func (v view) add(ctx context.Context, row any) error {
	return v.db.WithContext(ctx).Create(row).Error
}

// exec runs a statement and gives the number of rows it touched.
func (v view) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result := v.db.WithContext(ctx).Exec(statement, args...)
	return result.RowsAffected, result.Error
}

// ask runs one statement that reads.
func (v view) ask(ctx context.Context, statement string, args []any, each func(cursor) error) error {
	rows, err := v.db.WithContext(ctx).Raw(statement, args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := walk(rows, each); err != nil {
		return err
	}
	return rows.Err()
}

// exists reports whether a statement about the tenant's rows finds one.
func exists(statement *gorm.DB) (bool, error) {
	var found []int
	err := statement.Select("1").Limit(1).Find(&found).Error
	return len(found) > 0, err
}

// edited explains an edit that touched no row: either there is none, or it has
// another version than the one the edit was made from.
func edited(touched *gorm.DB, row *gorm.DB, what string) error {
	if touched.Error != nil || touched.RowsAffected == 1 {
		return touched.Error
	}
	found, err := exists(row)
	switch {
	case err != nil:
		return err
	case found:
		return outdated()
	}
	return domain.NotFound(what)
}

// touched makes a statement that found no row a KindNotFound.
func touched(rows int64, err error, what string) error {
	if err == nil && rows == 0 {
		return domain.NotFound(what)
	}
	return err
}

func outdated() error {
	return domain.Conflict("version_conflict", "it was changed by somebody else meanwhile: read it again and repeat the edit")
}

func taken(code, field, message string) error {
	return &domain.Error{Kind: domain.KindConflict, Code: code, Field: field, Message: message}
}

// limited refuses a page that is not within bounds.
func limited(page domain.Page) error {
	if page.Limit < 1 || page.Limit > domain.MaxPage {
		return domain.InvalidField("limit", "a page has 1 to %d items", domain.MaxPage)
	}
	return nil
}

// cut makes a page of one row more than was asked for: that row only says that
// there is a next page.
func cut[T any](items []T, page domain.Page, position func(T) string) domain.List[T] {
	if len(items) <= page.Limit {
		return domain.List[T]{Items: items}
	}
	items = items[:page.Limit]
	return domain.List[T]{Items: items, Next: position(items[len(items)-1])}
}

// toRead is how many rows a page is made of: one more than was asked for, or, where
// rows have to be sifted, as many as one call may read.
func toRead(page domain.Page, sifting bool) int {
	if sifting {
		return maxScan
	}
	return page.Limit + 1
}

// sift makes a page of those of the rows that match. Where no more rows were read, the
// next page begins behind the last of them.
func sift[T any](read []T, page domain.Page, matches func(T) bool, position func(T) string) domain.List[T] {
	var found []T
	for _, item := range read {
		if matches(item) {
			found = append(found, item)
		}
	}
	list := cut(found, page, position)
	if list.Next == "" && len(read) == maxScan {
		list.Next = position(read[maxScan-1])
	}
	return list
}
