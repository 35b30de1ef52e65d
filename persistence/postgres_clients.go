package persistence

import (
	"context"

	"github.com/jackc/pgx/v5"
)

var someClients = numbered(clientStatement("= ANY (?)"))

// findClients sends a statement for each tenant, all together; each tenant is
// entered before its own.
func (e *postgresEngine) findClients(ctx context.Context, asked []clientInquiry, found []clientFinding) error {
	ids := map[string][]string{}
	for _, a := range asked {
		if err := e.watch.together(ctx, len(ids), someClients, []string{a.id}, a.tenant); err != nil {
			return err
		}
		ids[a.tenant] = append(ids[a.tenant], a.id)
	}
	rows := make(map[string]*clientRows, len(ids))
	err := again(func() error {
		var batch pgx.Batch
		for tenant, ids := range ids {
			batch.Queue(enterStatement, tenant)
			batch.Queue(someClients, ids, tenant).Query(func(answer pgx.Rows) error {
				rows[tenant] = &clientRows{}
				if err := walk(answer, rows[tenant].add); err != nil {
					return err
				}
				return answer.Err()
			})
		}
		return e.app.send(ctx, &batch).Close()
	})
	if err != nil {
		return err
	}
	for i, a := range asked {
		found[i] = rows[a.tenant].finding(a.id)
	}
	return nil
}
