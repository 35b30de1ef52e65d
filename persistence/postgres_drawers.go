package persistence

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/domain"
)

// On Postgres a drawer is a partition of tokens, one of token_targets and one of
// sightings. They are made aside and attached, and detached concurrently before
// they are dropped, so that neither ever waits for, or holds up, whoever reads or
// files tokens.

// drawerParents are the partitioned tables, in the order their partitions go: a
// token without its lines in token_targets can still be dropped by its drawer,
// lines without tokens could not be found again. Sightings come last, so that
// where they alone are missing nothing was on its way out.
var drawerParents = []string{"token_targets", "tokens", "sightings"}

// Keys of the advisory locks, beside the one of the migrations.
const (
	drawersLock int64 = 0x6a65746f6e01
	leadLock    int64 = 0x6a65746f6e02
)

// partition is what there is of a drawer in one of the parents.
type partition struct {
	parent string
	drawer domain.Drawer
	// attached means that it takes tokens; pending that detaching it was begun.
	attached, pending bool
}

func (p partition) name() string { return fmt.Sprintf("%s_d%d", p.parent, p.drawer) }

const partitionsStatement = "SELECT c.relname, i.inhrelid IS NOT NULL, coalesce(i.inhdetachpending, false)" +
	" FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid" +
	" WHERE c.relkind = 'r' AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'tokens'::regclass)" +
	" AND c.relname ~ '^(tokens|token_targets|sightings)_d[0-9]+$'"

func scanPartition(row cursor, into *[]partition) error {
	var name string
	var p partition
	if err := row.Scan(&name, &p.attached, &p.pending); err != nil {
		return err
	}
	parent, number, _ := strings.Cut(name, "_d")
	drawer, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return fmt.Errorf("read the drawer of partition %s: %w", name, err)
	}
	p.parent, p.drawer = parent, domain.Drawer(drawer)
	p.attached = p.attached && !p.pending
	*into = append(*into, p)
	return nil
}

func (e *postgresEngine) drawers(ctx context.Context) ([]domain.Drawer, error) {
	var partitions []partition
	err := e.ask(ctx, "", partitionsStatement, nil, func(row cursor) error { return scanPartition(row, &partitions) })
	if err != nil {
		return nil, err
	}
	e.remember(partitions)
	var drawers []domain.Drawer
	for _, p := range partitions {
		drawers = append(drawers, p.drawer)
	}
	slices.Sort(drawers)
	return slices.Compact(drawers), nil
}

// remember keeps the look-up statements of exactly the open drawers.
func (e *postgresEngine) remember(partitions []partition) {
	open := map[domain.Drawer]bool{}
	for _, p := range partitions {
		if p.parent == "tokens" && p.attached {
			open[p.drawer] = true
			e.open.LoadOrStore(p.drawer, newLookUps(strconv.Itoa(int(p.drawer))))
		}
	}
	e.open.Range(func(drawer, statements any) bool {
		if !open[drawer.(domain.Drawer)] {
			e.open.Delete(drawer)
			e.texts.Delete(statements.(lookUps).one)
		}
		return true
	})
}

// owned runs work on a connection under the URL's own role, while no other
// process does the same.
func (e *postgresEngine) owned(ctx context.Context, work func(ownerConn) error) error {
	conn, err := pgx.ConnectConfig(ctx, e.owner)
	if err != nil {
		return err
	}
	defer closeConn(conn)
	owner := ownerConn{conn, e.watch}
	// The lock ends with the connection.
	if err := owner.run(ctx, fmt.Sprintf("SELECT pg_advisory_lock(%d)", drawersLock)); err != nil {
		return err
	}
	return work(owner)
}

func closeConn(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// ownerConn is a connection that may change the schema.
type ownerConn struct {
	conn  *pgx.Conn
	watch *watch
}

func (o ownerConn) run(ctx context.Context, statement string) error {
	if err := o.watch.before(ctx, statement); err != nil {
		return err
	}
	_, err := o.conn.Exec(ctx, statement)
	return err
}

func (o ownerConn) partitions(ctx context.Context) ([]partition, error) {
	if err := o.watch.before(ctx, partitionsStatement); err != nil {
		return nil, err
	}
	rows, err := o.conn.Query(ctx, partitionsStatement)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var partitions []partition
	if err := walk(rows, func(row cursor) error { return scanPartition(row, &partitions) }); err != nil {
		return nil, err
	}
	return partitions, rows.Err()
}

func (e *postgresEngine) openDrawers(ctx context.Context, drawers []domain.Drawer) error {
	open, err := e.attached(ctx)
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(drawers), func(d domain.Drawer) bool { return open[d] == len(drawerParents) })
	if len(missing) == 0 {
		return nil
	}
	err = e.owned(ctx, func(owner ownerConn) error {
		for _, drawer := range missing {
			if err := owner.openDrawer(ctx, drawer); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = e.drawers(ctx)
	return err
}

// attached counts the parents in which each drawer takes tokens.
func (e *postgresEngine) attached(ctx context.Context) (map[domain.Drawer]int, error) {
	var partitions []partition
	err := e.ask(ctx, "", partitionsStatement, nil, func(row cursor) error { return scanPartition(row, &partitions) })
	if err != nil {
		return nil, err
	}
	// Another process may have opened them: here is where this one learns it.
	e.remember(partitions)
	count := map[domain.Drawer]int{}
	for _, p := range partitions {
		if p.attached {
			count[p.drawer]++
		}
	}
	return count, nil
}

func (o ownerConn) openDrawer(ctx context.Context, drawer domain.Drawer) error {
	partitions, err := o.partitions(ctx)
	if err != nil {
		return err
	}
	var attached []string
	leftovers := false
	for _, p := range partitions {
		if p.drawer == drawer && p.attached {
			attached = append(attached, p.parent)
		}
		leftovers = leftovers || p.drawer == drawer
	}
	missing := drawerParents
	switch {
	case len(attached) == len(drawerParents):
		return nil
	case slices.Contains(attached, "token_targets") && slices.Contains(attached, "tokens"):
		// It was opened by a process of a version that knew no sightings, and there
		// are tokens in it.
		missing = []string{"sightings"}
	case leftovers:
		if err := o.dropDrawer(ctx, drawer); err != nil {
			return err
		}
	}
	// Sent as one, and so one transaction. Row-level security is on for the
	// partition as well, where no policy lets anybody by: tokens are reached
	// through the parent, whose policy applies then.
	var b strings.Builder
	for _, parent := range missing {
		name := partition{parent: parent, drawer: drawer}.name()
		fmt.Fprintf(&b, "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS);", name, parent)
		fmt.Fprintf(&b, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;", name)
		fmt.Fprintf(&b, "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES IN (%d);", parent, name, drawer)
	}
	return o.run(ctx, b.String())
}

func (e *postgresEngine) dropDrawer(ctx context.Context, drawer domain.Drawer) error {
	err := e.owned(ctx, func(owner ownerConn) error { return owner.dropDrawer(ctx, drawer) })
	if err != nil {
		return err
	}
	_, err = e.drawers(ctx)
	return err
}

// dropDrawer can begin anywhere in its own course: a process may have ended
// between any two of these statements, or in one of them.
func (o ownerConn) dropDrawer(ctx context.Context, drawer domain.Drawer) error {
	partitions, err := o.partitions(ctx)
	if err != nil {
		return err
	}
	for _, p := range partitions {
		// A parent detaches one partition at a time, so one that was left half
		// detached comes first, whatever its drawer.
		if p.pending {
			if err := o.run(ctx, fmt.Sprintf("ALTER TABLE %s DETACH PARTITION %s FINALIZE", p.parent, p.name())); err != nil {
				return err
			}
		}
	}
	for _, parent := range drawerParents {
		for _, p := range partitions {
			if p.parent != parent || p.drawer != drawer {
				continue
			}
			if p.attached {
				if err := o.run(ctx, fmt.Sprintf("ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY", p.parent, p.name())); err != nil {
					return err
				}
			}
			if err := o.run(ctx, "DROP TABLE "+p.name()); err != nil {
				return err
			}
		}
	}
	return nil
}
