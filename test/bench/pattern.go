package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/persistence"
)

// Tokens by the million are copied into the tables: the token endpoint would take
// longer than everything else. That they are as if it had issued them is not a
// matter of care. Each tenant issues one token, and its row is the pattern of
// the others, column by column, but for what is a token's own: its key and its
// times. The keys are computed by the program's own code, which has to find the
// pattern's row by the pattern's text.

// pattern is a really issued token of a tenant: its rows by column, and what is
// needed to make more of them.
type pattern struct {
	hashKey domain.HashKey
	tenant  domain.TenantID
	token   []any
	targets [][]any
}

// bulk copies tokens into an installation on Postgres.
type bulk struct {
	*bench
	in       installation
	patterns []pattern
	// The columns of the tables, in the order of the patterns' values, and where
	// among them those are that differ.
	tokenColumns, targetColumns []string
	lifetime                    time.Duration
}

// newBulk takes the patterns from a token of each tenant.
func (b *bench) newBulk(ctx context.Context, in installation, tenants []tenant, tokens []issued) (*bulk, error) {
	l := &bulk{bench: b, in: in, patterns: make([]pattern, len(tenants)), lifetime: tokenSeconds * time.Second}
	wrapper, err := keys.NewWrapper(domain.NewSecret(in.secretKey), rand.Reader)
	if err != nil {
		return nil, err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: in.databaseURL})
	if err != nil {
		return nil, err
	}
	err = inParallel(ctx, len(tenants), func(ctx context.Context, i int) error {
		t, err := store.FindTenant(ctx, domain.Slug(tenants[i].slug))
		if err != nil {
			return err
		}
		rows, err := store.In(t.ID).Load(ctx)
		if err != nil {
			return err
		}
		l.patterns[i].tenant = t.ID
		l.patterns[i].hashKey, err = wrapper.HashKey(rows)
		return err
	})
	if err = errors.Join(err, store.Close()); err != nil {
		return nil, fmt.Errorf("unwrap the tenants' keys: %w", err)
	}
	return l, l.readPatterns(ctx, tokens)
}

func (l *bulk) readPatterns(ctx context.Context, tokens []issued) error {
	conn, err := pgx.Connect(ctx, l.in.databaseURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for i := range l.patterns {
		p := &l.patterns[i]
		text := domain.NewSecret(tokens[i].token)
		_, drawer, ok := domain.ParseToken(text)
		if !ok || tokens[i].tenant != i {
			return fmt.Errorf("token %d is no pattern for tenant %d", i, i)
		}
		key := p.hashKey.TokenKey(drawer, text)
		var found [][]any
		l.tokenColumns, found, err = rowsOf(ctx, conn, "tokens", p.tenant, key)
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return fmt.Errorf("%d rows for an issued token", len(found))
		}
		p.token = found[0]
		if l.targetColumns, p.targets, err = rowsOf(ctx, conn, "token_targets", p.tenant, key); err != nil {
			return err
		}
	}
	return l.checkPattern(l.patterns[0])
}

// rowsOf reads all rows of a token in a table.
func rowsOf(ctx context.Context, conn *pgx.Conn, table string, tenant domain.TenantID, key domain.TokenKey) (columns []string, found [][]any, err error) {
	rows, err := conn.Query(ctx, fmt.Sprintf("SELECT * FROM %s WHERE tenant_id = $1 AND drawer = %d AND hash = $2", table, key.Drawer),
		string(tenant), key.Hash[:])
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for _, field := range rows.FieldDescriptions() {
		columns = append(columns, field.Name)
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, nil, err
		}
		found = append(found, values)
	}
	return columns, found, rows.Err()
}

// checkPattern holds what we would write of a token's own to what the issuer
// wrote of the pattern's.
func (l *bulk) checkPattern(p pattern) error {
	at := slices.Index(l.tokenColumns, "issued_at")
	if at < 0 {
		return errors.New("the table tokens has no column issued_at")
	}
	millis, _ := p.token[at].(int64)
	own := l.own(time.UnixMilli(millis), domain.TokenKey{})
	for i, column := range l.tokenColumns {
		if want, is := own[column]; is && column != "hash" && column != "drawer" && want != p.token[i] {
			return fmt.Errorf("the issuer wrote %s = %v where a copy has %v", column, p.token[i], want)
		}
	}
	return nil
}

// own gives the columns in which tokens differ.
func (l *bulk) own(at time.Time, key domain.TokenKey) map[string]any {
	notBefore := at.Truncate(time.Second)
	return map[string]any{
		"hash": key.Hash[:], "drawer": int32(key.Drawer),
		"issued_at": at.UnixMilli(), "not_before": notBefore.UnixMilli(), "expires_at": notBefore.Add(l.lifetime).UnixMilli(),
	}
}

// like gives a pattern's row with a token's own values in place of the
// pattern's.
func like(pattern []any, columns []string, own map[string]any) []any {
	row := slices.Clone(pattern)
	for i, column := range columns {
		if value, is := own[column]; is {
			row[i] = value
		}
	}
	return row
}
