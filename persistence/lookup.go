package persistence

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jeton-id/jeton/domain"
)

// findingColumns and findingJoins read a token with the state of everything
// that could turn an answer; the token is called k.
const (
	findingColumns = "k.drawer, k.hash, k.kind, k.format, k.grant_id, k.client_id, k.user_id, k.audience, k.scope," +
		" k.issued_at, k.not_before, k.expires_at, k.tenant_epoch, k.client_epoch, k.user_epoch, k.confirmation," +
		" k.used_at, k.revoked_at, k.revoked_by, k.revoked_reason," +
		" g.id, g.revoked_at, g.revoked_by, g.revoked_reason," +
		" c.status, c.epoch, c.allowed, c.acts_for, m.client_id," +
		" u.status, u.epoch, u.username, u.roles"
	findingJoins = " LEFT JOIN grants g ON g.tenant_id = k.tenant_id AND g.id = k.grant_id" +
		" LEFT JOIN clients c ON c.tenant_id = k.tenant_id AND c.client_id = k.client_id" +
		" LEFT JOIN members m ON m.tenant_id = k.tenant_id AND m.client_id = k.client_id" +
		" LEFT JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id"
)

// findingScan takes findingColumns, which are all NULL if there is no token. Its
// types are ones that both drivers fill without going through an interface; with
// those of columns.go a row of thirty takes twice as long.
type findingScan struct {
	drawer                                  pgtype.Int4
	hash                                    []byte
	kind, format, grantID, clientID, userID pgtype.Text
	audience, scope                         pgtype.Text
	issued, notBefore, expires              pgtype.Int8
	tenantEpoch, clientEpoch, userEpoch     pgtype.Int8
	confirmation                            pgtype.Text
	usedAt                                  pgtype.Int8
	revokedAt                               pgtype.Int8
	revokedBy, revokedReason                pgtype.Text
	grant                                   pgtype.Text
	grantRevokedAt                          pgtype.Int8
	grantRevokedBy, grantRevokedReason      pgtype.Text
	clientStatus, allowed, managing         pgtype.Text
	actsFor                                 pgtype.Text
	clientEpochNow                          pgtype.Int8
	userStatus, username, roles             pgtype.Text
	userEpochNow                            pgtype.Int8
}

func (s *findingScan) into() []any {
	return []any{
		&s.drawer, &s.hash, &s.kind, &s.format, &s.grantID, &s.clientID, &s.userID, &s.audience, &s.scope,
		&s.issued, &s.notBefore, &s.expires, &s.tenantEpoch, &s.clientEpoch, &s.userEpoch, &s.confirmation,
		&s.usedAt, &s.revokedAt, &s.revokedBy, &s.revokedReason,
		&s.grant, &s.grantRevokedAt, &s.grantRevokedBy, &s.grantRevokedReason,
		&s.clientStatus, &s.clientEpochNow, &s.allowed, &s.actsFor, &s.managing,
		&s.userStatus, &s.userEpochNow, &s.username, &s.roles,
	}
}

func (s *findingScan) domain(revision int64) (domain.Finding, error) {
	found := domain.Finding{Revision: revision}
	if !s.drawer.Valid {
		return found, nil
	}
	audience, err := audiences.read(s.audience.String)
	if err != nil {
		return found, err
	}
	found.Token = &domain.Token{
		Key:  domain.TokenKey{Drawer: domain.Drawer(s.drawer.Int32), Hash: [16]byte(s.hash)},
		Kind: domain.TokenKind(s.kind.String), Format: domain.TokenFormat(s.format.String),
		Grant: s.grantID.String, Client: s.clientID.String, User: s.userID.String,
		Audience: audience, Scope: scopeOf(s.scope.String),
		Issued: millis(s.issued), NotBefore: millis(s.notBefore), Expires: millis(s.expires),
		Epochs:       domain.Epochs{Tenant: s.tenantEpoch.Int64, Client: s.clientEpoch.Int64, User: s.userEpoch.Int64},
		Confirmation: s.confirmation.String, Used: usedAt(s.usedAt), Revoked: revokedAt(s.revokedAt, s.revokedBy, s.revokedReason),
	}
	found.GrantFound, found.GrantRevoked = s.grant.Valid, revokedAt(s.grantRevokedAt, s.grantRevokedBy, s.grantRevokedReason)
	if s.clientEpochNow.Valid {
		allowed, err := allowances.read(s.allowed.String)
		if err != nil {
			return found, err
		}
		found.Client = &domain.ClientState{
			Status: domain.Status(s.clientStatus.String), Epoch: s.clientEpochNow.Int64, Allowed: allowed, Managing: s.managing.Valid,
			ActsFor: s.actsFor.String,
		}
	}
	if s.userEpochNow.Valid {
		roles, err := roleLists.read(s.roles.String)
		if err != nil {
			return found, err
		}
		found.User = &domain.UserState{
			Status: domain.Status(s.userStatus.String), Epoch: s.userEpochNow.Int64, Username: s.username.String, Roles: roles,
		}
	}
	return found, nil
}

func millis(column pgtype.Int8) time.Time { return time.UnixMilli(column.Int64).UTC() }

func usedAt(column pgtype.Int8) time.Time {
	if !column.Valid {
		return time.Time{}
	}
	return millis(column)
}

func revokedAt(at pgtype.Int8, by, reason pgtype.Text) *domain.Revocation {
	if !at.Valid {
		return nil
	}
	return &domain.Revocation{At: millis(at), By: by.String, Reason: reason.String}
}

// scopeOf reads a scope as Scope.String wrote it.
func scopeOf(text string) domain.Scope {
	if text == "" {
		return nil
	}
	return strings.Split(text, " ")
}

// inquiry is one question of a deciding read: what is the tenant's revision, and
// if a row is wanted, what is there under the key?
type inquiry struct {
	tenant string
	row    bool
	key    domain.TokenKey
}

// The deciding read in its three forms. Each gives a tenant's revision, the last
// two with a token's row, of one moment because it is one statement: a row must
// never come with a revision that was raised after the row was read. The drawer
// comes as the engine wants it.
const revisionStatement = "SELECT revision FROM tenants WHERE id = ? AND status <> 'deleted'"

func lookUpStatement(drawer string) string {
	return "SELECT t.revision, " + findingColumns + " FROM tenants t" +
		" LEFT JOIN tokens k ON k.tenant_id = t.id AND k.drawer = " + drawer + " AND k.hash = ?" + findingJoins +
		" WHERE t.id = ? AND t.status <> 'deleted'"
}

// lookUpsStatement looks up many, numbered from 1; asked gives the tenants and
// hashes to look up, as q.
func lookUpsStatement(asked, drawer string) string {
	return "SELECT q.n, t.revision, " + findingColumns + " FROM " + asked +
		" JOIN tenants t ON t.id = q.tenant AND t.status <> 'deleted'" +
		" LEFT JOIN tokens k ON k.tenant_id = q.tenant AND k.drawer = " + drawer + " AND k.hash = q.hash" + findingJoins
}

// LookUp is the deciding read. It shares its round trip.
func (t *tenancy) LookUp(ctx context.Context, key domain.TokenKey) (domain.Finding, error) {
	return t.inquire(ctx, "look up a token", inquiry{tenant: t.tenant, row: true, key: key})
}

// Revision gives the tenant's revision. It shares its round trip.
func (t *tenancy) Revision(ctx context.Context) (int64, error) {
	found, err := t.inquire(ctx, "read the revision", inquiry{tenant: t.tenant})
	return found.Revision, err
}

// Revisions gives the revisions of tenants as of one moment. It shares no round
// trip, being one for many already.
func (s *Store) Revisions(ctx context.Context, tenants []domain.TenantID) (map[domain.TenantID]int64, error) {
	revisions := make(map[domain.TenantID]int64, len(tenants))
	var asked []inquiry
	for _, tenant := range tenants {
		// Another spelling of an id names none; see In.
		if canonical(string(tenant)) {
			asked = append(asked, inquiry{tenant: string(tenant)})
		}
	}
	if len(asked) == 0 {
		return revisions, nil
	}
	found := make([]domain.Finding, len(asked))
	if err := s.engine.decide(ctx, asked, found); err != nil {
		return nil, failed("read revisions", err)
	}
	for i, finding := range found {
		if finding.Revision != 0 {
			revisions[domain.TenantID(asked[i].tenant)] = finding.Revision
		}
	}
	return revisions, nil
}

func (t *tenancy) inquire(ctx context.Context, verb string, asked inquiry) (domain.Finding, error) {
	found, err := t.store.reads.ask(ctx, asked)
	if err == nil && found.Revision == 0 {
		err = domain.NotFound("tenant")
	}
	return found, failed(verb, err)
}

// LookUp is the deciding read, as seen in the transaction.
func (v view) LookUp(ctx context.Context, key domain.TokenKey) (domain.Finding, error) {
	statement, args := v.engine.lookUp(key.Drawer)
	var found domain.Finding
	err := v.ask(ctx, statement, append(args, key.Hash[:], v.tenant), func(row cursor) (err error) {
		found, err = scanFinding(row)
		return err
	})
	if err == nil && found.Revision == 0 {
		err = domain.NotFound("tenant")
	}
	return found, failed("look up a token", err)
}

// Revision gives the tenant's revision, as seen in the transaction.
func (v view) Revision(ctx context.Context) (int64, error) {
	var revision int64
	err := v.ask(ctx, revisionStatement, []any{v.tenant}, func(row cursor) error { return row.Scan(&revision) })
	if err == nil && revision == 0 {
		err = domain.NotFound("tenant")
	}
	return revision, failed("read the revision", err)
}

// scanFinding reads a row of lookUpStatement.
func scanFinding(row cursor) (domain.Finding, error) { return newFindingRow().scan(row) }

// findingRow reads one row after another into the same room: 1.5 kB that would
// be thrown away with each.
type findingRow struct {
	revision int64
	columns  findingScan
	into     []any
}

// newFindingRow makes the room; before takes what comes before the columns of
// lookUpStatement.
func newFindingRow(before ...any) *findingRow {
	r := &findingRow{}
	r.into = slices.Concat(before, []any{&r.revision}, r.columns.into())
	return r
}

func (r *findingRow) scan(row cursor) (domain.Finding, error) {
	if err := row.Scan(r.into...); err != nil {
		return domain.Finding{}, err
	}
	return r.columns.domain(r.revision)
}
