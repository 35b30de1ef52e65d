package persistence

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Whatever takes rows as they are, without knowing what they mean (a move to
// another database, a tenant that leaves for another installation), knows its
// tables from here: which there are and in what order from the list of a purge,
// what columns they have from the database itself. So a column cannot be
// forgotten, and a table that was is refused before anything is read.

// table is a table with rows of tenants.
type table struct {
	name string
	// owner is the column that says whose a row is.
	owner string
	// key has the columns that tell the rows of one tenant apart.
	key []string
	// columns are all there are, by name.
	columns []tableColumn
}

// tableColumn is a column as one engine has it.
type tableColumn struct {
	name string
	// native is the engine's own type, kind what its values are on any engine.
	native string
	kind   valueKind
}

// valueKind is what a value is, whatever the engine keeps it as: a text, a whole
// number or bytes. In Go it is a string, an int64 or a []byte, or nil for NULL.
type valueKind string

const (
	textKind   valueKind = "text"
	numberKind valueKind = "number"
	bytesKind  valueKind = "bytes"
)

// kindsOf has every type there is in either schema.
var kindsOf = map[string]valueKind{
	"TEXT": textKind, "INTEGER": numberKind, "BLOB": bytesKind,
	"uuid": textKind, "text": textKind, "bigint": numberKind, "integer": numberKind, "boolean": numberKind, "bytea": bytesKind,
}

// tablesOfNobody have no rows of tenants: the version of the schema and, on
// SQLite, the drawers that are open.
var tablesOfNobody = []string{"schema_migrations", "schema_floor", "drawers"}

// listedTables are the tables with rows of tenants, each after those that its rows
// refer to: the order of a purge from behind.
func listedTables() []table {
	tables := []table{
		{name: "tenants", owner: "id", key: []string{"id"}},
		{name: "tenant_keys", owner: "tenant_id", key: []string{"tenant_id"}},
	}
	for _, from := range slices.Backward(purged) {
		tables = append(tables, table{name: from.table, owner: "tenant_id", key: strings.Split(from.key, ", ")})
	}
	return tables
}

// tables gives the listed tables with the columns they have in this database. One
// that is there and not listed is an error, and so is a type that is not known.
func (s *Store) tables(ctx context.Context) ([]table, error) {
	columns := map[string][]tableColumn{}
	err := s.engine.ask(ctx, s.directory().tenant, s.engine.facts().columns, nil, func(row cursor) error {
		var of, name, native string
		if err := row.Scan(&of, &name, &native); err != nil {
			return err
		}
		kind, known := kindsOf[native]
		if !known && !slices.Contains(tablesOfNobody, of) {
			return fmt.Errorf("column %s of table %s has type %s, which is not known", name, of, native)
		}
		columns[of] = append(columns[of], tableColumn{name, native, kind})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	tables := listedTables()
	for i := range tables {
		t := &tables[i]
		t.columns = columns[t.name]
		delete(columns, t.name)
		slices.SortFunc(t.columns, func(a, b tableColumn) int { return strings.Compare(a.name, b.name) })
		for _, name := range append(t.key, t.owner) {
			if t.index(name) < 0 {
				return nil, fmt.Errorf("table %s has no column %s", t.name, name)
			}
		}
	}
	for _, name := range tablesOfNobody {
		delete(columns, name)
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		return nil, fmt.Errorf("table %s is not in the list of tables that are taken along", name)
	}
	return tables, nil
}

// index finds a column, -1 if there is none of the name.
func (t table) index(name string) int {
	return slices.IndexFunc(t.columns, func(c tableColumn) bool { return c.name == name })
}

// shape is what a table has in common on both engines.
func (t table) shape() string {
	text := t.name
	for _, c := range t.columns {
		text += " " + c.name + ":" + string(c.kind)
	}
	return text
}

// names are the columns as they stand in a statement: some are words of SQL too.
func (t table) names() string {
	return listed(t.columns, func(c tableColumn) string { return quoted(c.name) })
}

// source is the statement that reads a tenant's rows in the order of their keys,
// with the columns as the engine's expressions give them.
func (t table) source(read func(tableColumn) string, order func(tableColumn) string) string {
	keys := make([]tableColumn, len(t.key))
	for i, name := range t.key {
		keys[i] = t.columns[t.index(name)]
	}
	return "SELECT " + listed(t.columns, read) + " FROM " + t.name + " WHERE " + t.owner + " = ? ORDER BY " + listed(keys, order)
}

func listed(columns []tableColumn, each func(tableColumn) string) string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = each(c)
	}
	return strings.Join(texts, ", ")
}

func quoted(name string) string { return `"` + name + `"` }
