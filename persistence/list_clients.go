package persistence

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// listedClient is a client behind the text by which the list is ordered.
type listedClient struct {
	at     string
	client domain.Client
}

// Clients lists clients, without their secrets' hashes: two statements, however
// many there are.
func (v view) Clients(ctx context.Context, filter domain.ClientFilter, page domain.Page) (domain.List[domain.Client], error) {
	if err := limited(page); err != nil {
		return domain.List[domain.Client]{}, err
	}
	if filter.Prefix == "" {
		return v.clients(ctx, page, func(c listedClient) string { return c.at }, "SELECT c.client_id, "+clientColumns+" FROM clients c"+clientJoins+
			" WHERE c.tenant_id = ? AND c.client_id > ? ORDER BY c.client_id LIMIT ?", v.tenant, page.After, page.Limit+1)
	}
	walk, args, err := namesOfClients.walk(v.tenant, filter.Prefix,
		"JOIN clients c ON c.tenant_id = n.tenant_id AND c.client_id = n.client_id"+clientJoins, page)
	if err != nil {
		return domain.List[domain.Client]{}, err
	}
	return v.clients(ctx, page, func(c listedClient) string { return c.client.ID + "/" + c.at }, "SELECT n.name, "+clientColumns+" FROM "+walk, args...)
}

func (v view) clients(ctx context.Context, page domain.Page, position func(listedClient) string, statement string, args ...any) (domain.List[domain.Client], error) {
	var rows []listedClient
	err := v.ask(ctx, statement, args, func(row cursor) error {
		var at string
		var columns clientScan
		if err := row.Scan(append([]any{&at}, columns.into()...)...); err != nil {
			return err
		}
		rows = append(rows, listedClient{at, columns.domain()})
		return nil
	})
	if err != nil {
		return domain.List[domain.Client]{}, failed("list clients", err)
	}
	found := cut(rows, page, position)
	clients := each(found.Items, func(c listedClient) domain.Client { return c.client })
	secrets, err := v.secretsOf(ctx, each(clients, func(c domain.Client) string { return c.ID }))
	for i := range clients {
		clients[i].Secrets = secrets[clients[i].ID]
	}
	return domain.List[domain.Client]{Items: clients, Next: found.Next}, err
}
