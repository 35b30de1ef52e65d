package persistence

import (
	"context"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jeton-id/jeton/domain"
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

// fileAllStatement does the same for many tokens, each of its own tenant. To set
// up an insert into partitions costs Postgres more than to put a row into it: of
// eight filings each costs about 60 µs in one statement and 90 in eight, of a
// hundred 40 and 80. A lone one costs 250 this way and 170 with fileStatement.
//
// Every row enters its tenant in the very value that says whose it is, just
// before it is filed: rows come to an insert one by one. Were it otherwise,
// row-level security would refuse the company, and each would be filed alone.
//
// The arguments are those of fileStatement as columns, whose places are counted
// from one; for the lines in token_targets there is a column of places and one of
// resource servers. Only one column in each insert is unnested: each further one
// would cost 5 µs, whatever the number of rows.
const fileAllStatement = "WITH now AS MATERIALIZED (SELECT n, id, revision FROM unnest($1::uuid[]) WITH ORDINALITY AS q (tenant, n)" +
	" JOIN tenants ON id = tenant AND status <> 'deleted')," +
	" filed AS (INSERT INTO tokens (" + tokenColumns + ")" +
	" SELECT " + enteringRow + ", ($2::integer[])[n], ($3::bytea[])[n], ($4::text[])[n], ($5::text[])[n]," +
	" ($6::text[])[n], ($7::text[])[n], ($8::text[])[n], ($9::text[])[n], ($10::text[])[n], ($11::bigint[])[n], ($12::bigint[])[n]," +
	" ($13::bigint[])[n], ($14::bigint[])[n], ($15::bigint[])[n], ($16::bigint[])[n], ($17::text[])[n]" +
	" FROM now WHERE revision = ($18::bigint[])[n])," +
	" listed AS (INSERT INTO token_targets (tenant_id, resource_server_id, issued_at, drawer, hash)" +
	" SELECT " + enteringRow + ", ($20::text[])[line], ($11::bigint[])[n], ($2::integer[])[n], ($3::bytea[])[n]" +
	" FROM unnest($19::integer[]) WITH ORDINALITY AS q (n, line) JOIN tenants ON id = ($1::uuid[])[n]" +
	" WHERE revision = ($18::bigint[])[n] AND status <> 'deleted')" +
	" SELECT n, revision FROM now"

// enteringRow is the tenant's id, and the tenant is entered when it is made.
const enteringRow = "set_config('jeton.tenant', id::text, true)::uuid"

// filingSettings are those of the connections that file, and do nothing else.
// What they read are tenants by their ids, so what holds for looking up holds
// for them. Left to itself the planner takes small companies for cheaper than
// the usual, and plans each time: 15 µs more for each of eight tokens.
var filingSettings = lookUpSettings

const enterStatement = "SELECT set_config('jeton.tenant', $1, true)"

// fileTokens sends all filings in one statement, so all of them are committed at
// once.
func (e *postgresEngine) fileTokens(ctx context.Context, asked []filing, found []int64) error {
	if len(asked) == 1 {
		f := asked[0]
		args := append(tokenValues(f.tenant, f.token), f.revision, targetIDs(f.token.Audience))
		return e.file(ctx, fileStatement, args, func(row cursor) error { return row.Scan(&found[0]) })
	}
	return e.file(ctx, fileAllStatement, fileAllArgs(asked), func(row cursor) error {
		var n, revision int64
		err := row.Scan(&n, &revision)
		if err == nil {
			found[n-1] = revision
		}
		return err
	})
}

// file sends a filing statement and reads its answer to the end, where the commit
// is.
func (e *postgresEngine) file(ctx context.Context, statement string, args []any, each func(cursor) error) error {
	if err := e.watch.before(ctx, statement, args...); err != nil {
		return err
	}
	return again(func() error {
		rows, err := e.filing.query(ctx, statement, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := walk(rows, each); err != nil {
			return err
		}
		return rows.Err()
	})
}

// fileAllArgs are the filings as columns.
func fileAllArgs(asked []filing) []any {
	lines := make([]int32, 0, len(asked))
	servers := make([]string, 0, len(asked))
	for i := range asked {
		for _, id := range targetIDs(asked[i].token.Audience) {
			lines, servers = append(lines, int32(i+1)), append(servers, id)
		}
	}
	return []any{
		column(asked, func(f *filing) string { return f.tenant }),
		column(asked, func(f *filing) int32 { return int32(f.token.Key.Drawer) }),
		column(asked, func(f *filing) []byte { return f.token.Key.Hash[:] }),
		column(asked, func(f *filing) string { return string(f.token.Kind) }),
		column(asked, func(f *filing) string { return string(f.token.Format) }),
		column(asked, func(f *filing) string { return f.token.Grant }),
		column(asked, func(f *filing) string { return f.token.Client }),
		column(asked, func(f *filing) optional { return optional(f.token.User) }),
		column(asked, func(f *filing) list[domain.Target] { return f.token.Audience }),
		column(asked, func(f *filing) string { return f.token.Scope.String() }),
		column(asked, func(f *filing) int64 { return f.token.Issued.UnixMilli() }),
		column(asked, func(f *filing) int64 { return f.token.NotBefore.UnixMilli() }),
		column(asked, func(f *filing) int64 { return f.token.Expires.UnixMilli() }),
		column(asked, func(f *filing) int64 { return f.token.Epochs.Tenant }),
		column(asked, func(f *filing) int64 { return f.token.Epochs.Client }),
		column(asked, func(f *filing) int64 { return f.token.Epochs.User }),
		column(asked, func(f *filing) optional { return optional(f.token.Confirmation) }),
		column(asked, func(f *filing) int64 { return f.revision }),
		pgtype.FlatArray[int32](lines),
		pgtype.FlatArray[string](servers),
	}
}
