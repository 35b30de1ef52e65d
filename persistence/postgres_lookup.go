package persistence

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jeton-id/jeton/domain"
)

// lookUpSettings are those of the connections that look up, and do nothing else.
// Every look-up goes by primary keys; statistics that are old, or were never
// made, must not talk the planner into reading a table instead. One plan for all
// arguments spares planning each time.
var lookUpSettings = map[string]string{
	"plan_cache_mode": "force_generic_plan",
	"enable_seqscan":  "off", "enable_bitmapscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off",
}

// lookUps are the statements that look tokens up in one drawer: one token, in a
// transaction, and many, in a shared read.
type lookUps struct{ one, many string }

func newLookUps(drawer string) lookUps {
	return lookUps{
		one:  lookUpStatement(drawer),
		many: lookUpsStatement("unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS q(tenant, hash, n)", drawer),
	}
}

// elsewhere looks tokens up in drawers that come as arguments. It is slower to
// plan, and the only choice for drawers that we do not know to be open: of those
// there may be any number, drawn by whoever makes up tokens, and a statement for
// each would push the useful ones out of the connections' caches.
var elsewhere = lookUps{
	one: lookUpStatement("?"),
	many: lookUpsStatement("unnest($1::uuid[], $2::bytea[], $3::integer[]) WITH ORDINALITY AS q(tenant, hash, drawer, n)",
		"q.drawer"),
}

// oneRevision is for who asks alone: a statement about one tenant takes two
// thirds of the time of one about many.
var oneRevision = numbered(revisionStatement)

const revisionsStatement = "SELECT q.n, t.revision FROM unnest($1::uuid[]) WITH ORDINALITY AS q(tenant, n)" +
	" JOIN tenants t ON t.id = q.tenant AND t.status <> 'deleted'"

// lookUp names the drawer as a literal if it is one we know, so that the planner
// sees one partition.
func (e *postgresEngine) lookUp(drawer domain.Drawer) (string, []any) {
	if statements, ok := e.open.Load(drawer); ok {
		return statements.(lookUps).one, nil
	}
	return elsewhere.one, []any{int32(drawer)}
}

// lookUps is lookUp for a shared read; known says that the statement itself names
// the drawer.
func (e *postgresEngine) lookUps(drawer domain.Drawer) (statement string, known bool) {
	if statements, ok := e.open.Load(drawer); ok {
		return statements.(lookUps).many, true
	}
	return elsewhere.many, false
}

// decide sends one statement for all revisions and one for each drawer, all
// together. They see different moments, so each inquiry is answered by one of
// them alone.
func (e *postgresEngine) decide(ctx context.Context, asked []inquiry, found []domain.Finding) error {
	if len(asked) == 1 && !asked[0].row {
		return e.decideOne(ctx, asked[0].tenant, &found[0].Revision)
	}
	questions, err := e.questions(asked)
	if err != nil {
		return err
	}
	for i, q := range questions {
		if err := e.watch.together(ctx, i, q.statement, q.args()...); err != nil {
			return err
		}
	}
	return again(func() error {
		clear(found)
		return e.put(ctx, questions, found)
	})
}

func (e *postgresEngine) decideOne(ctx context.Context, tenant string, revision *int64) error {
	if err := e.watch.before(ctx, oneRevision, tenant); err != nil {
		return err
	}
	return again(func() error {
		rows, err := e.lookup.query(ctx, oneRevision, tenant)
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := walk(rows, func(row cursor) error { return row.Scan(revision) }); err != nil {
			return err
		}
		return rows.Err()
	})
}

// question is a statement about some of the inquiries, which the database
// numbers from 1.
type question struct {
	statement string
	inquiries []int
	tenants   pgtype.FlatArray[pgtype.UUID]
	// hashes is nil where only revisions are asked for, drawers unless they go
	// as arguments.
	hashes  pgtype.FlatArray[[]byte]
	drawers pgtype.FlatArray[int32]
}

func (q *question) args() []any {
	switch {
	case q.hashes == nil:
		return []any{q.tenants}
	case q.drawers == nil:
		return []any{q.tenants, q.hashes}
	}
	return []any{q.tenants, q.hashes, q.drawers}
}

// questions sorts the inquiries by the statements that answer them.
func (e *postgresEngine) questions(asked []inquiry) ([]*question, error) {
	var questions []*question
	for i, a := range asked {
		statement, known := revisionsStatement, true
		if a.row {
			statement, known = e.lookUps(a.key.Drawer)
		}
		at := slices.IndexFunc(questions, func(q *question) bool { return q.statement == statement })
		if at < 0 {
			at = len(questions)
			questions = append(questions, &question{statement: statement})
		}
		if err := questions[at].take(i, &asked[i], known); err != nil {
			return nil, err
		}
	}
	return questions, nil
}

// take adds an inquiry, which stands at a place of its own among all. Known says
// that the statement itself names the drawer.
func (q *question) take(place int, a *inquiry, known bool) error {
	tenant, err := uuid.Parse(a.tenant)
	if err != nil {
		return err
	}
	q.inquiries = append(q.inquiries, place)
	q.tenants = append(q.tenants, pgtype.UUID{Bytes: tenant, Valid: true})
	if a.row {
		q.hashes = append(q.hashes, a.key.Hash[:])
	}
	if !known {
		q.drawers = append(q.drawers, int32(a.key.Drawer))
	}
	return nil
}

// lookUpAll names the drawer as a literal if all are in one that we know. Tokens
// of several drawers are looked up in drawers that come as arguments, since a
// statement for each set of them would be one of far too many.
func (e *postgresEngine) lookUpAll(asked []inquiry) (string, []any, error) {
	first := asked[0].key.Drawer
	statement, known := e.lookUps(first)
	if slices.ContainsFunc(asked, func(a inquiry) bool { return a.key.Drawer != first }) {
		statement, known = elsewhere.many, false
	}
	q := question{statement: statement}
	for i := range asked {
		if err := q.take(i, &asked[i], known); err != nil {
			return "", nil, err
		}
	}
	return statement, q.args(), nil
}

func (e *postgresEngine) decideAtOnce(ctx context.Context, statement string, args []any, read func(cursor) error) error {
	if err := e.watch.before(ctx, statement, args...); err != nil {
		return err
	}
	return again(func() error {
		rows, err := e.lookup.query(ctx, statement, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := read(rows); err != nil {
			return err
		}
		return rows.Err()
	})
}

// put asks the questions in one round trip.
func (e *postgresEngine) put(ctx context.Context, questions []*question, found []domain.Finding) error {
	if len(questions) == 1 {
		// As nearly always once the rows are remembered.
		rows, err := e.lookup.query(ctx, questions[0].statement, questions[0].args()...)
		if err != nil {
			return err
		}
		return questions[0].hear(rows, found)
	}
	var batch pgx.Batch
	for _, q := range questions {
		batch.Queue(q.statement, q.args()...)
	}
	results := e.lookup.send(ctx, &batch)
	// What went wrong was given by what was read.
	defer func() { _ = results.Close() }()
	for _, q := range questions {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		if err := q.hear(rows, found); err != nil {
			return err
		}
	}
	return nil
}

// hear reads the answers.
func (q *question) hear(rows pgx.Rows, found []domain.Finding) error {
	defer rows.Close()
	var n int64
	row := newFindingRow(&n)
	for rows.Next() {
		var finding domain.Finding
		var err error
		if q.hashes == nil {
			err = rows.Scan(&n, &finding.Revision)
		} else {
			finding, err = row.scan(rows)
		}
		if err != nil {
			return err
		}
		found[q.inquiries[n-1]] = finding
	}
	return rows.Err()
}
