// Package persistence keeps everything in a relational database: SQLite in one
// file, or Postgres. It is the only package that knows SQL.
//
// It implements domain.Store, whose comments are its promises; the suite in
// storetest holds both engines to them. One Go code serves both: sqlite.go and
// postgres.go hold what differs, behind the small interface in engine.go.
//
// The one idea worth knowing is how a tenant is never forgotten. All work
// happens in a view: one transaction on one tenant, whose every statement
// carries that tenant's id. On Postgres row-level security checks the same
// thing a second time: each transaction names its tenant to the database, and
// the connections run as a role that cannot see past it, whatever role the URL
// names. The one read that does without is the deciding read of introspection
// (lookup.go), which has a role of its own that can do nothing else.
package persistence

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Config says which database to open, and how.
type Config struct {
	// URL is sqlite:path or postgres://…
	URL string
	// Pooler, if set, is the postgres:// URL of a pooler before the same database
	// that gives each transaction whichever connection is free, as PgBouncer does
	// with pool_mode = transaction. Requests go through it; what changes the schema
	// or holds the lead goes by URL, which must lead to the database itself.
	Pooler string
	// Conns bounds the connections for reading, and again those for writing
	// where the engine has more than one writer. Zero means 8.
	Conns int
	// Fault, if set, is asked before every statement, "begin" and "commit"
	// among them; an error from it is what the statement gives. Tests use it
	// to let the store fail at any point.
	Fault func(ctx context.Context, statement string) error
}

// Store is the one implementation of domain.Store.
type Store struct {
	engine engine
	watch  *watch
	// system is the engine's name in traces.
	system attribute.KeyValue
	// noticed has room for one signal; see Noticed.
	noticed chan struct{}
	taken   takings
	// Callers at once share these.
	reads   sharing[inquiry, domain.Finding]
	clients sharing[clientInquiry, clientFinding]
	batches sharing[batch, []domain.Finding]
	filings sharing[filing, int64]
}

var _ domain.Store = (*Store)(nil)

// Open opens the database and migrates nothing: a schema that is not this
// binary's, nor a newer one that it may serve, is an error that says what to do.
func Open(ctx context.Context, config Config) (*Store, error) {
	db, err := migrations.Parse(config.URL)
	if err != nil {
		return nil, err
	}
	pooler, err := config.pooler(db.Engine)
	if err != nil {
		return nil, err
	}
	state, err := migrations.Status(ctx, config.URL)
	if err != nil {
		return nil, err
	}
	if err := state.Check(); err != nil {
		return nil, err
	}
	if config.Conns == 0 {
		config.Conns = 8
	}
	store := &Store{watch: &watch{fault: config.Fault}, noticed: make(chan struct{}, 1)}
	if db.Engine == migrations.Postgres {
		store.system = semconv.DBSystemNamePostgreSQL
		store.engine, err = openPostgres(ctx, db.URL, pooler, config.Conns, store.watch)
	} else {
		store.system = semconv.DBSystemNameSQLite
		store.engine, err = openSQLite(ctx, db, config.Conns, store.watch)
		// There is one writer. With more filings under way than it can take, 16
		// who file at once made companies of five; now eight share a commit.
		store.filings.single = true
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	store.reads.trip = distinct(store.engine.decide)
	store.batches.trip, store.batches.single, store.batches.most = store.decideBatches, true, maxBatches
	store.clients.trip = distinct(store.engine.findClients)
	store.filings.trip = store.engine.fileTokens
	return store, nil
}

// pooler gives the pooler's URL, empty if there is none.
func (c Config) pooler(before migrations.Engine) (string, error) {
	if c.Pooler == "" {
		return "", nil
	}
	db, err := migrations.Parse(c.Pooler)
	if err != nil {
		return "", err
	}
	if db.Engine != migrations.Postgres || before != migrations.Postgres {
		return "", errors.New("a pooler stands before a Postgres database")
	}
	return db.URL, nil
}

// Close waits for the connections in use and closes all.
func (s *Store) Close() error { return s.engine.close() }

// Traffic counts what has gone to the database since the store was opened:
// every round trip, and those of them that wrote.
func (s *Store) Traffic() (trips, writes int64) {
	return s.watch.trips.Load(), s.watch.writes.Load()
}

// In gives the tenant's own part of the store.
func (s *Store) In(tenant domain.TenantID) domain.Tenancy {
	id := string(tenant)
	// The engines would disagree about other spellings of the same id, so only
	// the canonical one names a tenant; anything else names none.
	if !canonical(id) {
		id = nobody
	}
	return &tenancy{store: s, tenant: id}
}

// nobody is the id of no tenant.
const nobody = "00000000-0000-0000-0000-000000000000"

// canonical reports whether the id is a UUID in lower case (RFC 9562 section 4).
func canonical(id string) bool {
	if len(id) != len(nobody) {
		return false
	}
	for i := range len(id) {
		c := id[i]
		hex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f'
		if hyphen := nobody[i] == '-'; hyphen != (c == '-') || (!hyphen && !hex) {
			return false
		}
	}
	return true
}

// Ping reports whether the store can be reached.
func (s *Store) Ping(ctx context.Context) error {
	return failed("reach the database", s.engine.ping(ctx))
}

// OpenDrawers makes the drawers ready to take tokens.
func (s *Store) OpenDrawers(ctx context.Context, drawers []domain.Drawer) error {
	return failed("open drawers", s.engine.openDrawers(ctx, drawers))
}

// Drawers lists the open drawers, and any whose removal was begun and not
// finished, so that whoever drops old ones comes back to it.
func (s *Store) Drawers(ctx context.Context) ([]domain.Drawer, error) {
	drawers, err := s.engine.drawers(ctx)
	return drawers, failed("list drawers", err)
}

// DropDrawer removes a drawer with its tokens; one that is gone already is no
// error.
func (s *Store) DropDrawer(ctx context.Context, drawer domain.Drawer) error {
	return failed("drop a drawer", s.engine.dropDrawer(ctx, drawer))
}

// Lead runs work if no other process is at it.
func (s *Store) Lead(ctx context.Context, work func(context.Context) error) (bool, error) {
	led, err := s.engine.lead(ctx, work)
	return led, failed("lead", err)
}
