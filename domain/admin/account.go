package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// ListSessions lists the sessions of a user that stand, newest first. A page may
// be short.
func (m *Management) ListSessions(ctx context.Context, caller Caller, id string, ask Ask) (domain.List[domain.Session], error) {
	user, err := caller.store.FindUser(ctx, id)
	if err != nil {
		return domain.List[domain.Session]{}, err
	}
	found, err := paged(caller, "sessions", id, ask, func(page domain.Page) (domain.List[domain.Session], error) {
		return caller.store.Sessions(ctx, id, page)
	})
	standing := domain.List[domain.Session]{Next: found.Next}
	for _, session := range found.Items {
		if session.Live(user, caller.tenant.Tenant.Settings.SessionIdle(), caller.at) {
			standing.Items = append(standing.Items, session)
		}
	}
	return standing, err
}

// endedRecord is a session or connection that was ended, in audit events.
type endedRecord struct {
	Session string `json:"session,omitempty"`
	Client  string `json:"client,omitempty"`
	Reason  string `json:"reason"`
}

// byAdmin is why something of a user's ended that an admin ended.
const byAdmin = "ended by an admin"

// EndSession ends a session of a user, with what was given in it.
func (m *Management) EndSession(ctx context.Context, caller Caller, id, session string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if _, err := tx.FindSessionOf(ctx, id, session); err != nil {
			return err
		}
		if err := tx.EndSession(ctx, session, domain.Revocation{At: caller.at, By: caller.name, Reason: byAdmin}); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "session.ended", userObject(id), nil, endedRecord{Session: session, Reason: byAdmin})
	})
}

// ListApplications lists the clients that may act for a user, lately used first.
func (m *Management) ListApplications(ctx context.Context, caller Caller, id string) ([]domain.Connected, error) {
	if _, err := caller.store.FindUser(ctx, id); err != nil {
		return nil, err
	}
	return domain.ConnectedTo(ctx, caller.store, id, caller.at)
}

// Disconnect takes back what a user lets a client do, and every token it got by
// that.
func (m *Management) Disconnect(ctx context.Context, caller Caller, id, client string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if _, err := tx.FindUser(ctx, id); err != nil {
			return err
		}
		if err := tx.Disconnect(ctx, id, client, domain.Revocation{At: caller.at, By: caller.name, Reason: byAdmin}); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "application.disconnected", userObject(id), nil, endedRecord{Client: client, Reason: byAdmin})
	})
}

// ListPersonalTokens lists the personal access tokens of a user whose names are
// kept, whatever has become of them, newest first.
func (m *Management) ListPersonalTokens(ctx context.Context, caller Caller, id string, ask Ask) (domain.List[TokenRecord], error) {
	if _, err := caller.store.FindUser(ctx, id); err != nil {
		return domain.List[TokenRecord]{}, err
	}
	found, err := paged(caller, "personal-access-tokens", id, ask, func(page domain.Page) (domain.List[domain.NamedToken], error) {
		return caller.store.NamedTokens(ctx, id, page)
	})
	if err != nil {
		return domain.List[TokenRecord]{}, err
	}
	records := domain.List[TokenRecord]{Next: found.Next}
	for _, named := range found.Items {
		finding, err := caller.store.LookUp(ctx, named.Key)
		if err != nil {
			return domain.List[TokenRecord]{}, err
		}
		if finding.Token == nil {
			continue
		}
		record := caller.recordOf(finding)
		record.Name, record.Last4 = named.Name, named.Last4
		records.Items = append(records.Items, record)
	}
	return records, nil
}
