package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type initialTokenRow struct {
	TenantID string
	ID       string
	Name     string
	Hash     []byte
	Allowed  list[domain.Allowance]
	UsesLeft int64
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (initialTokenRow) TableName() string { return "initial_access_tokens" }

func (r initialTokenRow) domain() domain.InitialToken {
	return domain.InitialToken{
		ID: r.ID, Name: r.Name, Hash: domain.SecretHash(r.Hash), Allowed: r.Allowed, UsesLeft: r.UsesLeft,
		Created: r.Created.Time, Expires: r.Expires.Time,
	}
}

// InitialTokens lists initial access tokens by id.
func (v view) InitialTokens(ctx context.Context, page domain.Page) (domain.List[domain.InitialToken], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.InitialToken]{}, err
	}
	var rows []initialTokenRow
	err := v.own(ctx, "initial_access_tokens").Where("id > ?", page.After).Order("id").Limit(page.Limit + 1).Find(&rows).Error
	if err != nil {
		return domain.List[domain.InitialToken]{}, failed("list initial access tokens", err)
	}
	return cut(each(rows, initialTokenRow.domain), page, func(t domain.InitialToken) string { return t.ID }), nil
}

// FindInitialToken finds an initial access token by its hash.
func (v view) FindInitialToken(ctx context.Context, hash domain.SecretHash) (domain.InitialToken, error) {
	var rows []initialTokenRow
	if err := v.own(ctx, "initial_access_tokens").Where("hash = ?", hash[:]).Find(&rows).Error; err != nil {
		return domain.InitialToken{}, failed("find an initial access token", err)
	}
	if len(rows) == 0 {
		return domain.InitialToken{}, domain.NotFound("initial access token")
	}
	return rows[0].domain(), nil
}

// AddInitialToken adds an initial access token.
func (a *addition) AddInitialToken(ctx context.Context, t domain.InitialToken) error {
	err := a.add(ctx, &initialTokenRow{
		TenantID: a.tenant, ID: t.ID, Name: t.Name, Hash: t.Hash[:], Allowed: t.Allowed, UsesLeft: t.UsesLeft,
		Created: moment{t.Created}, Expires: moment{t.Expires},
	})
	if isDuplicate(err) {
		err = taken("initial_token_taken", "id", "there is an initial access token with this id")
	}
	return a.alterParts("add an initial access token", err)
}

// UseInitialToken takes one use of an initial access token, in one statement.
func (a *addition) UseInitialToken(ctx context.Context, hash domain.SecretHash) (domain.InitialToken, error) {
	var found []initialTokenRow
	err := a.ask(ctx, "UPDATE initial_access_tokens SET uses_left = uses_left - 1 WHERE tenant_id = ? AND hash = ? AND uses_left > 0 AND expires_at > ?"+
		" RETURNING id, name, hash, allowed, uses_left, created_at, expires_at", []any{a.tenant, hash[:], moment{a.act.At}}, func(row cursor) error {
		var r initialTokenRow
		err := row.Scan(&r.ID, &r.Name, &r.Hash, &r.Allowed, &r.UsesLeft, &r.Created, &r.Expires)
		found = append(found, r)
		return err
	})
	if err = touched(int64(len(found)), err, "initial access token"); err != nil {
		return domain.InitialToken{}, a.issue("use an initial access token", err)
	}
	return found[0].domain(), a.issue("use an initial access token", nil)
}

// RemoveInitialToken removes an initial access token.
func (c *change) RemoveInitialToken(ctx context.Context, id string) error {
	rows, err := c.exec(ctx, "DELETE FROM initial_access_tokens WHERE tenant_id = ? AND id = ?", c.tenant, id)
	return c.alterParts("remove an initial access token", touched(rows, err, "initial access token"))
}

type registrationTokensRow struct {
	TenantID string
	ClientID string
	Hash     []byte
	Previous []byte
}

func (registrationTokensRow) TableName() string { return "registration_tokens" }

// FindRegistrationTokens reads the registration access tokens of a client.
func (v view) FindRegistrationTokens(ctx context.Context, client string) (domain.RegistrationTokens, error) {
	var rows []registrationTokensRow
	if err := v.own(ctx, "registration_tokens").Where("client_id = ?", client).Find(&rows).Error; err != nil {
		return domain.RegistrationTokens{}, failed("find registration access tokens", err)
	}
	if len(rows) == 0 {
		return domain.RegistrationTokens{}, domain.NotFound("registration access token")
	}
	tokens := domain.RegistrationTokens{Current: domain.SecretHash(rows[0].Hash)}
	copy(tokens.Previous[:], rows[0].Previous)
	return tokens, nil
}

// SetRegistrationTokens writes the registration access tokens of a client.
func (a *addition) SetRegistrationTokens(ctx context.Context, client string, tokens domain.RegistrationTokens) error {
	var previous []byte
	if tokens.Previous != (domain.SecretHash{}) {
		previous = tokens.Previous[:]
	}
	_, err := a.exec(ctx, "INSERT INTO registration_tokens (tenant_id, client_id, hash, previous) VALUES (?, ?, ?, ?)"+
		" ON CONFLICT (tenant_id, client_id) DO UPDATE SET hash = excluded.hash, previous = excluded.previous",
		a.tenant, client, tokens.Current[:], previous)
	if isOrphan(err) {
		err = domain.NotFound("client")
	}
	return a.issue("set registration access tokens", err)
}
