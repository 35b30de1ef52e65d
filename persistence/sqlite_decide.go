package persistence

import (
	"context"
	"encoding/hex"
	"strconv"

	"github.com/jeton-id/jeton/domain"
)

// sqliteRevisions reads the revisions of many tenants, numbered from zero as
// they stand in a list of JSON: a statement costs as much as five rows more.
// CROSS JOIN holds the planner to one step in the tenants' key for each.
const sqliteRevisions = "SELECT asked.key, t.revision FROM json_each(?) asked CROSS JOIN tenants t" +
	" WHERE t.id = asked.value AND t.status <> 'deleted'"

// decide runs one statement for all revisions and one for each row that is asked
// for: there is no way to save, and one after another they are as one round trip.
func (e *sqliteEngine) decide(ctx context.Context, asked []inquiry, found []domain.Finding) error {
	return e.reading.with(func(l *line) (bool, error) {
		err := e.decideOn(ctx, l, asked, found)
		return err == nil, err
	})
}

func (e *sqliteEngine) decideOn(ctx context.Context, l *line, asked []inquiry, found []domain.Finding) error {
	statements, err := e.readRevisions(ctx, l, asked, found)
	if err != nil {
		return err
	}
	for i, a := range asked {
		if !a.row {
			continue
		}
		args := []any{int64(a.key.Drawer), a.key.Hash[:], a.tenant}
		if err := e.sends(ctx, statements, sqliteLookUp, args); err != nil {
			return err
		}
		statements++
		err := l.query(sqliteLookUp, args, func(row cursor) (err error) {
			found[i], err = scanFinding(row)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readRevisions answers those who ask for a revision alone, and gives the number
// of statements it took.
func (e *sqliteEngine) readRevisions(ctx context.Context, l *line, asked []inquiry, found []domain.Finding) (int, error) {
	places := make([]int, 0, len(asked))
	for i, a := range asked {
		if !a.row {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return 0, nil
	}
	args := []any{jsonOf(asked, places)}
	if err := e.sends(ctx, 0, sqliteRevisions, args); err != nil {
		return 0, err
	}
	return 1, l.query(sqliteRevisions, args, func(row cursor) error {
		var n, revision int64
		err := row.Scan(&n, &revision)
		if err == nil {
			found[places[n]].Revision = revision
		}
		return err
	})
}

// jsonOf writes the tenants at the places as a list. An id is hexadecimal digits
// and hyphens (canonical), so nothing in it has to be escaped.
func jsonOf(asked []inquiry, places []int) string {
	text := make([]byte, 0, len(places)*(len(nobody)+len(`"",`))+len(`]`))
	for _, place := range places {
		text = append(append(append(text, `,"`...), asked[place].tenant...), '"')
	}
	text[0] = '['
	return string(append(text, ']'))
}

// sqliteLookUps looks up tokens that stand in a list of JSON as tenant, drawer
// and hash. CROSS holds the planner to one step in each key for each of them.
var sqliteLookUps = lookUpsStatement("(SELECT key + 1 AS n, value ->> 0 AS tenant, value ->> 1 AS drawer, unhex(value ->> 2) AS hash"+
	" FROM json_each(?)) AS q CROSS", "q.drawer")

func (e *sqliteEngine) lookUpAll(asked []inquiry) (string, []any, error) {
	const each = len(nobody) + len(`["",12345678,""],`) + 2*len(domain.TokenKey{}.Hash)
	text := append(make([]byte, 0, len(asked)*each+len(`]`)), '[')
	for i := range asked {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(append(text, `["`...), asked[i].tenant...), `",`...)
		text = append(strconv.AppendInt(text, int64(asked[i].key.Drawer), 10), `,"`...)
		text = append(hex.AppendEncode(text, asked[i].key.Hash[:]), `"]`...)
	}
	return sqliteLookUps, []any{string(append(text, ']'))}, nil
}

func (e *sqliteEngine) decideAtOnce(ctx context.Context, statement string, args []any, read func(cursor) error) error {
	if err := e.sends(ctx, 0, statement, args); err != nil {
		return err
	}
	return e.reading.with(func(l *line) (bool, error) {
		err := l.read(statement, args, read)
		return err == nil, err
	})
}

// sends is said before a statement of a trip, counted from zero.
func (e *sqliteEngine) sends(ctx context.Context, place int, statement string, args []any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return e.watch.together(ctx, place, statement, args...)
}
