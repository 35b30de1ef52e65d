package persistence

import (
	"context"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// findingColumns and findingJoins read a token with the state of everything
// that could turn an answer; the token is called k.
const (
	findingColumns = "k.drawer, k.hash, k.kind, k.format, k.grant_id, k.client_id, k.user_id, k.audience, k.scope," +
		" k.issued_at, k.not_before, k.expires_at, k.tenant_epoch, k.client_epoch, k.user_epoch, k.confirmation," +
		" k.revoked_at, k.revoked_by, k.revoked_reason," +
		" g.id, g.revoked_at, g.revoked_by, g.revoked_reason," +
		" c.status, c.epoch, c.allowed, m.client_id," +
		" u.status, u.epoch, u.username"
	findingJoins = " LEFT JOIN grants g ON g.tenant_id = k.tenant_id AND g.id = k.grant_id" +
		" LEFT JOIN clients c ON c.tenant_id = k.tenant_id AND c.client_id = k.client_id" +
		" LEFT JOIN members m ON m.tenant_id = k.tenant_id AND m.client_id = k.client_id" +
		" LEFT JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id"
)

// findingScan takes findingColumns, which are all NULL if there is no token.
type findingScan struct {
	drawer                                         *int32
	hash                                           []byte
	kind, format, grantID, clientID, userID, scope optional
	audience                                       list[domain.Target]
	issued, notBefore, expires                     moment
	tenantEpoch, clientEpoch, userEpoch            *int64
	confirmation                                   optional
	revoked                                        revocation
	grant                                          optional
	grantRevoked                                   revocation
	clientStatus, managing, userStatus, username   optional
	clientEpochNow, userEpochNow                   *int64
	allowed                                        list[domain.Allowance]
}

func (s *findingScan) into() []any {
	return []any{
		&s.drawer, &s.hash, &s.kind, &s.format, &s.grantID, &s.clientID, &s.userID, &s.audience, &s.scope,
		&s.issued, &s.notBefore, &s.expires, &s.tenantEpoch, &s.clientEpoch, &s.userEpoch, &s.confirmation,
		&s.revoked.RevokedAt, &s.revoked.RevokedBy, &s.revoked.RevokedReason,
		&s.grant, &s.grantRevoked.RevokedAt, &s.grantRevoked.RevokedBy, &s.grantRevoked.RevokedReason,
		&s.clientStatus, &s.clientEpochNow, &s.allowed, &s.managing,
		&s.userStatus, &s.userEpochNow, &s.username,
	}
}

func (s *findingScan) domain(revision int64) domain.Finding {
	found := domain.Finding{Revision: revision}
	if s.drawer == nil {
		return found
	}
	found.Token = &domain.Token{
		Key:  domain.TokenKey{Drawer: domain.Drawer(*s.drawer), Hash: [16]byte(s.hash)},
		Kind: domain.TokenKind(s.kind), Format: domain.TokenFormat(s.format),
		Grant: string(s.grantID), Client: string(s.clientID), User: string(s.userID),
		Audience: s.audience, Scope: scopeOf(s.scope),
		Issued: s.issued.Time, NotBefore: s.notBefore.Time, Expires: s.expires.Time,
		Epochs:       domain.Epochs{Tenant: *s.tenantEpoch, Client: *s.clientEpoch, User: *s.userEpoch},
		Confirmation: string(s.confirmation), Revoked: s.revoked.domain(),
	}
	found.GrantFound, found.GrantRevoked = s.grant != "", s.grantRevoked.domain()
	if s.clientEpochNow != nil {
		found.Client = &domain.ClientState{
			Status: domain.Status(s.clientStatus), Epoch: *s.clientEpochNow, Allowed: s.allowed, Managing: s.managing != "",
		}
	}
	if s.userEpochNow != nil {
		found.User = &domain.UserState{Status: domain.Status(s.userStatus), Epoch: *s.userEpochNow, Username: string(s.username)}
	}
	return found
}

// scopeOf reads a scope as Scope.String wrote it.
func scopeOf(text optional) domain.Scope {
	if text == "" {
		return nil
	}
	return strings.Split(string(text), " ")
}

// lookUpStatement is the deciding read: the tenant's revision and, if there is
// one, the token's row, of one moment because it is one statement. The drawer
// comes as the engine wants it.
func lookUpStatement(drawer string) string {
	return "SELECT t.revision, " + findingColumns + " FROM tenants t" +
		" LEFT JOIN tokens k ON k.tenant_id = t.id AND k.drawer = " + drawer + " AND k.hash = ?" + findingJoins +
		" WHERE t.id = ? AND t.status <> 'deleted'"
}

func lookUp(ctx context.Context, e engine, ask asker, tenant string, key domain.TokenKey) (domain.Finding, error) {
	statement, args := e.lookUp(key.Drawer)
	var found domain.Finding
	var revision int64
	err := ask(ctx, statement, append(args, key.Hash[:], tenant), func(row cursor) error {
		var columns findingScan
		if err := row.Scan(append([]any{&revision}, columns.into()...)...); err != nil {
			return err
		}
		found = columns.domain(revision)
		return nil
	})
	if err == nil && revision == 0 {
		err = domain.NotFound("tenant")
	}
	return found, failed("look up a token", err)
}

func revision(ctx context.Context, ask asker, tenant string) (int64, error) {
	var revision int64
	err := ask(ctx, "SELECT revision FROM tenants WHERE id = ? AND status <> 'deleted'", []any{tenant}, func(row cursor) error {
		return row.Scan(&revision)
	})
	if err == nil && revision == 0 {
		err = domain.NotFound("tenant")
	}
	return revision, failed("read the revision", err)
}

// LookUp is the deciding read, as seen in the transaction.
func (v view) LookUp(ctx context.Context, key domain.TokenKey) (domain.Finding, error) {
	return lookUp(ctx, v.engine, v.ask, v.tenant, key)
}

// Revision gives the tenant's revision, as seen in the transaction.
func (v view) Revision(ctx context.Context) (int64, error) {
	return revision(ctx, v.ask, v.tenant)
}
