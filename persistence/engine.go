package persistence

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

// engine is what differs between SQLite and Postgres.
type engine interface {
	// begin opens a transaction of the tenant and gives the tenant's status,
	// empty if there is no such tenant. One that only reads sees one moment
	// throughout; one that writes sees what was committed before each of its
	// statements. One that changes waits until no other changes the tenant.
	begin(ctx context.Context, tenant string, kind transactionKind) (*sql.Tx, domain.Status, error)
	// gorm is the query builder in the engine's dialect. It is not connected:
	// each transaction gives it its own connection.
	gorm() *gorm.DB
	// ask runs one statement that reads, within the tenant, in one round trip.
	ask(ctx context.Context, tenant, statement string, args []any, each func(cursor) error) error
	// decide answers the inquiries of one shared deciding read, in one round
	// trip. A tenant that is not there is answered with revision zero.
	decide(ctx context.Context, asked []inquiry, found []domain.Finding) error
	// lookUpAll gives the one statement that looks up the rows of all inquiries, and
	// its arguments; see lookUpsStatement.
	lookUpAll(asked []inquiry) (statement string, args []any, err error)
	// decideAtOnce runs one statement of lookUpAll as decide runs its own, and hands
	// its rows to read, a second time if the first came to nothing.
	decideAtOnce(ctx context.Context, statement string, args []any, read func(cursor) error) error
	// findClients reads the clients of one shared read, in one round trip.
	findClients(ctx context.Context, asked []clientInquiry, found []clientFinding) error
	// fileTokens files the tokens of one shared write, each if its tenant is at its
	// revision, in one round trip and one transaction, and gives the revisions
	// it found: zero for a tenant that is not there.
	fileTokens(ctx context.Context, asked []filing, found []int64) error
	// record adds tallies and sightings, which are sorted, to the rows that there
	// are, in one transaction. What is of a tenant that is not there, or of a drawer
	// that is not open, is left out.
	record(ctx context.Context, tallies []tally, seen []domain.TenantSighting) error
	// lookUp gives the deciding read's statement for a token in the drawer, for
	// a transaction, and the arguments that come before the hash.
	lookUp(drawer domain.Drawer) (statement string, args []any)
	// holdTenant holds the tenant's row until the transaction ends, and reports
	// whether it could at once.
	holdTenant(ctx context.Context, tx watched, tenant string) (bool, error)
	// bound holds the rest of a transaction to plans that walk an index in its
	// order, so that reading a number of rows never means to read all and sort.
	bound(ctx context.Context, tx watched) error
	// withoutServer is the SQL expression for the column allowed without the
	// entries of one resource server, whose id is its only parameter.
	withoutServer() string

	// nameTenant names another tenant to a transaction that takes rows as they are.
	nameTenant(ctx context.Context, tx watched, tenant string) error
	// sourceOf is the statement that reads the rows of a table of the tenant that is
	// its only parameter, by key and as values of their kinds.
	sourceOf(t table) string
	// insertRows adds rows, up to maxInsert, and gives how many it took.
	insertRows(ctx context.Context, tx watched, t table, rows [][]any) (int64, error)

	openDrawers(ctx context.Context, drawers []domain.Drawer) error
	drawers(ctx context.Context) ([]domain.Drawer, error)
	dropDrawer(ctx context.Context, drawer domain.Drawer) error
	lead(ctx context.Context, work func(context.Context) error) (bool, error)
	ping(ctx context.Context) error
	// pools tells how the connections are, by their purposes.
	pools() []domain.Pool
	facts() facts
	checkIsolation(ctx context.Context) error
	// condition adds what is wrong or unwise in how the engine is set up.
	condition(ctx context.Context, found *Condition) error
	close() error
}

// transactionKind says what a transaction is for.
type transactionKind int

const (
	reading transactionKind = iota
	adding
	changing
)

// String gives the verb.
func (k transactionKind) String() string { return [...]string{"read", "add", "change"}[k] }

// cursor walks over rows; *sql.Rows and pgx.Rows are cursors.
type cursor interface {
	Next() bool
	Scan(into ...any) error
}

// walk hands every row to each. What ended the rows is for the caller to ask.
func walk(rows cursor, each func(cursor) error) error {
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return nil
}

// numbered writes a statement's question marks as $1, $2, … None of ours has one
// in quotes.
func numbered(statement string) string {
	var b strings.Builder
	b.Grow(len(statement) + 16)
	n := 0
	for i := range len(statement) {
		if statement[i] != '?' {
			b.WriteByte(statement[i])
			continue
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}
