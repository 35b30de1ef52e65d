package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// Disconnect forgets what a user lets a client do, and takes back every grant that
// the user gave it: two statements, however many there are.
func (c *change) Disconnect(ctx context.Context, user, client string, r domain.Revocation) error {
	consents, err := c.exec(ctx, "DELETE FROM consents WHERE tenant_id = ? AND user_id = ? AND client_id = ?", c.tenant, user, client)
	if err != nil {
		return c.alterParts("remove a consent", err)
	}
	var ended []domain.Part
	err = c.ask(ctx, "UPDATE grants SET revoked_at = ?, revoked_by = ?, revoked_reason = ?"+
		" WHERE tenant_id = ? AND user_id = ? AND client_id = ? AND revoked_at IS NULL RETURNING id",
		[]any{moment{r.At}, optional(r.By), optional(r.Reason), c.tenant, user, client}, func(row cursor) error {
			ended = append(ended, domain.Part{Kind: domain.GrantPart})
			return row.Scan(&ended[len(ended)-1].ID)
		})
	c.ledger.taken[applicationLevel]++
	return c.alterParts("take back a client's grants", touched(consents+int64(len(ended)), err, "application of the user's"), ended...)
}
