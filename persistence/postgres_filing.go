package persistence

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// fileStatement files a token and its lines in token_targets if the tenant is at
// the revision, and gives the revision it found. It is one statement, so the
// revision is that of the moment at which it files.
//
// It enters the tenant by itself, which spares a statement for each token. What
// it files comes from the row that entering gave, so entering comes first; were
// it otherwise, row-level security would refuse the row.
const fileStatement = "WITH now AS MATERIALIZED (SELECT revision, set_config('jeton.tenant', $1::uuid::text, true)" +
	" FROM tenants WHERE id = $1::uuid AND status <> 'deleted')," +
	" filed AS (INSERT INTO tokens (" + tokenColumns + ") SELECT $1::uuid, $2::integer, $3::bytea, $4, $5, $6, $7, $8, $9, $10," +
	" $11::bigint, $12::bigint, $13::bigint, $14::bigint, $15::bigint, $16::bigint, $17 FROM now WHERE revision = $18)," +
	" listed AS (INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash)" +
	" SELECT $1::uuid, id, $11::bigint, $2::integer, $3::bytea FROM now, unnest($19::text[]) AS id WHERE revision = $18)" +
	" SELECT revision FROM now"

const enterStatement = "SELECT set_config('jeton.tenant', $1, true)"

// fileTokens sends all filings together. What is sent together is one transaction,
// so all of them are committed at once.
func (e *postgresEngine) fileTokens(ctx context.Context, asked []filing, found []int64) error {
	args := make([][]any, len(asked))
	for i, f := range asked {
		args[i] = append(tokenValues(f.tenant, f.token), f.revision, targetIDs(f.token.Audience))
		if err := e.watch.together(ctx, i, fileStatement, args[i]...); err != nil {
			return err
		}
	}
	return again(func() error {
		var batch pgx.Batch
		for i := range asked {
			batch.Queue(fileStatement, args[i]...).Query(func(rows pgx.Rows) error {
				found[i] = 0
				for rows.Next() {
					if err := rows.Scan(&found[i]); err != nil {
						return err
					}
				}
				return rows.Err()
			})
		}
		// The answers are read in the order of the questions, the commit last.
		return e.app.SendBatch(ctx, &batch).Close()
	})
}
