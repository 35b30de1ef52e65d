package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

type usedAssertionRow struct {
	TenantID string
	ClientID string
	Hash     []byte
	Expires  moment `gorm:"column:expires_at"`
}

func (usedAssertionRow) TableName() string { return "used_assertions" }

// One use in usesPerSweep, told by its hash and so by chance, takes away what has
// expired, up to the sweptAssertions'th: four times as many as come. So nothing
// else has to sweep, and uses at once rarely wait for the same rows.
const (
	usesPerSweep    = 16
	sweptAssertions = 64
)

// sweepStatement goes by the index on the time of expiry. Naming the rows one by
// one, Postgres would rather read the whole table.
const sweepStatement = "DELETE FROM used_assertions WHERE tenant_id = ? AND expires_at < ? AND expires_at <=" +
	" (SELECT max(expires_at) FROM (SELECT expires_at FROM used_assertions WHERE tenant_id = ? ORDER BY expires_at LIMIT ?) AS oldest)"

// UseAssertion files that an assertion was used.
func (a *addition) UseAssertion(ctx context.Context, used domain.UsedAssertion) error {
	err := a.add(ctx, &usedAssertionRow{TenantID: a.tenant, ClientID: used.Client, Hash: used.Hash[:], Expires: moment{used.Expires}})
	if isDuplicate(err) {
		err = taken("assertion_used", "", "the assertion was used before")
	}
	if err == nil && used.Hash[0]%usesPerSweep == 0 {
		_, err = a.exec(ctx, sweepStatement, a.tenant, moment{a.act.At}, a.tenant, sweptAssertions)
	}
	return a.issue("use an assertion", err)
}
