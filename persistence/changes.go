package persistence

import (
	"context"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of what is kept of changes.
const (
	// keptRevisions is how many of a tenant's last revisions have what they
	// changed with them. Each change drops what its own pushes out, so that
	// nothing has to be swept.
	keptRevisions = 1_000
	// maxParts is how many parts one change may name; one more, and it counts as
	// a change of the whole.
	maxParts = 50
)

// raise raises the tenant's revision and files the parts it changed; a revision
// for which none are filed changed the whole. Nothing but the commit comes after
// it.
func (c *change) raise(ctx context.Context) error {
	var revision int64
	err := c.ask(ctx, "UPDATE tenants SET revision = revision + 1 WHERE id = ? RETURNING revision", []any{c.tenant},
		func(row cursor) error { return row.Scan(&revision) })
	if err != nil || c.ledger.whole || len(c.ledger.parts) == 0 || len(c.ledger.parts) > maxParts {
		return err
	}
	var args []any
	for part := range c.ledger.parts {
		args = append(args, c.tenant, revision, string(part.Kind), part.ID)
	}
	rows := strings.Repeat(", (?, ?, ?, ?)", len(c.ledger.parts))[2:]
	if _, err := c.exec(ctx, "INSERT INTO changes (tenant_id, revision, kind, id) VALUES "+rows, args...); err != nil {
		return err
	}
	_, err = c.exec(ctx, "DELETE FROM changes WHERE tenant_id = ? AND revision <= ?", c.tenant, revision-keptRevisions)
	return err
}

// changesStatement is one statement and so gives one moment: a revision must
// never come without what it changed.
const changesStatement = "SELECT t.revision, c.revision, c.kind, c.id FROM tenants t" +
	" LEFT JOIN changes c ON c.tenant_id = t.id AND c.revision > ? WHERE t.id = ? AND t.status <> 'deleted'"

// changesScan gathers the rows of changesStatement.
type changesScan struct {
	domain.Changes
	// named has the revisions that have their parts.
	named map[int64]struct{}
}

func (s *changesScan) add(row cursor) error {
	var revision *int64
	var kind, id *string
	if err := row.Scan(&s.Revision, &revision, &kind, &id); err != nil || revision == nil {
		return err
	}
	s.named[*revision] = struct{}{}
	part := domain.Part{Kind: domain.PartKind(*kind), ID: *id}
	s.Parts[part] = max(s.Parts[part], *revision)
	return nil
}

// changes reads what changed after a revision; ask runs the statement.
func changes(after int64, tenant string, ask func(statement string, args []any, each func(cursor) error) error) (domain.Changes, error) {
	scan := changesScan{Changes: domain.Changes{Parts: map[domain.Part]int64{}}, named: map[int64]struct{}{}}
	err := ask(changesStatement, []any{after, tenant}, scan.add)
	if err == nil && scan.Revision == 0 {
		err = domain.NotFound("tenant")
	}
	if err != nil {
		return domain.Changes{}, failed("read what changed", err)
	}
	if int64(len(scan.named)) != scan.Revision-after {
		scan.Whole, scan.Parts = true, nil
	}
	return scan.Changes, nil
}

// Changes gives what changed after a revision.
func (t *tenancy) Changes(ctx context.Context, after int64) (found domain.Changes, err error) {
	defer t.store.span(ctx, "read what changed").end(&err)
	return changes(after, t.tenant, func(statement string, args []any, each func(cursor) error) error {
		return t.store.engine.ask(ctx, t.tenant, statement, args, each)
	})
}

// Changes gives what changed after a revision, as seen in the transaction.
func (v view) Changes(ctx context.Context, after int64) (domain.Changes, error) {
	return changes(after, v.tenant, func(statement string, args []any, each func(cursor) error) error {
		return v.ask(ctx, statement, args, each)
	})
}
