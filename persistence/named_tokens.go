package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type namedTokenRow struct {
	TenantID string
	Drawer   int32
	Hash     []byte
	UserID   string
	Name     string
	Last4    string
	Created  moment `gorm:"column:created_at"`
	Expires  moment `gorm:"column:expires_at"`
}

func (namedTokenRow) TableName() string { return "named_tokens" }

func (r namedTokenRow) domain() domain.NamedToken {
	return domain.NamedToken{
		Key:  domain.TokenKey{Drawer: domain.Drawer(r.Drawer), Hash: [16]byte(r.Hash)},
		User: r.UserID, Name: r.Name, Last4: r.Last4, Created: r.Created.Time, Expires: r.Expires.Time,
	}
}

// NameToken keeps what a personal access token is called.
func (a *addition) NameToken(ctx context.Context, named domain.NamedToken) error {
	err := a.add(ctx, &namedTokenRow{
		TenantID: a.tenant, Drawer: int32(named.Key.Drawer), Hash: named.Key.Hash[:], UserID: named.User,
		Name: named.Name, Last4: named.Last4, Created: moment{named.Created}, Expires: moment{named.Expires},
	})
	switch {
	case isDuplicate(err):
		err = taken("token_taken", "", "the token has a name already")
	case isOrphan(err):
		err = domain.NotFound("user")
	}
	if err == nil {
		err = a.dropExpired(ctx, "named_tokens", "hash")
	}
	// Nothing that is remembered rests on a name.
	return a.alterParts("name a token", err)
}

// NamedTokens lists a user's personal access tokens, newest first.
func (v view) NamedTokens(ctx context.Context, user string, page domain.Page) (domain.List[domain.NamedToken], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.NamedToken]{}, err
	}
	search := v.own(ctx, "named_tokens").Where("user_id = ?", user)
	if page.After != "" {
		after, err := domain.ParseTokenPosition(page.After)
		if err != nil {
			return domain.List[domain.NamedToken]{}, err
		}
		search = search.Where("(created_at, hash) < (?, ?)", moment{after.Issued}, after.Key.Hash[:])
	}
	var rows []namedTokenRow
	err := search.Order("created_at DESC, hash DESC").Limit(page.Limit + 1).Find(&rows).Error
	return cut(each(rows, namedTokenRow.domain), page, func(n domain.NamedToken) string {
		return domain.TokenPosition{Issued: n.Created, Key: n.Key}.String()
	}), failed("list named tokens", err)
}

// NamesOf finds what tokens are called.
func (v view) NamesOf(ctx context.Context, keys []domain.TokenKey) (map[domain.TokenKey]domain.NamedToken, error) {
	if len(keys) > domain.MaxPage {
		return nil, domain.InvalidField("keys", "at most %d tokens are named at a time", domain.MaxPage)
	}
	names := make(map[domain.TokenKey]domain.NamedToken, len(keys))
	if len(keys) == 0 {
		return names, nil
	}
	hashes := make([][]byte, len(keys))
	for i := range keys {
		hashes[i] = keys[i].Hash[:]
	}
	var rows []namedTokenRow
	if err := v.own(ctx, "named_tokens").Where("hash IN ?", hashes).Find(&rows).Error; err != nil {
		return nil, failed("find the names of tokens", err)
	}
	for _, row := range rows {
		named := row.domain()
		names[named.Key] = named
	}
	return names, nil
}
