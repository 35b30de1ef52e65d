package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// TokenRecord is what is kept about a token, and what has become of it.
type TokenRecord struct {
	domain.Token
	// Reason is the first reason against the token itself, whoever asks.
	Reason domain.Reason
	// GrantRevoked is set if the token went with its grant.
	GrantRevoked *domain.Revocation
	// Username is of the person it speaks for, empty if they are gone.
	Username string
	// Name and Last4 are of a personal access token, empty where they are not kept
	// any more.
	Name, Last4 string
	// Seen is which APIs were told that it is active, by their ids. Searches leave
	// it out.
	Seen []domain.Sighting
}

// State sorts the reason into the states people search by.
func (t TokenRecord) State() domain.TokenState { return t.Reason.State() }

func (c Caller) recordOf(f domain.Finding) TokenRecord {
	record := TokenRecord{Token: *f.Token, Reason: f.Liveness(c.tenant.Tenant, c.at), GrantRevoked: f.GrantRevoked}
	if f.User != nil {
		record.Username = f.User.Username
	}
	return record
}

// named gives records of findings, with the names of those that have one.
func (c Caller) named(ctx context.Context, findings ...domain.Finding) ([]TokenRecord, error) {
	var records []TokenRecord
	var personal []domain.TokenKey
	for _, finding := range findings {
		records = append(records, c.recordOf(finding))
		if finding.Token.Kind == domain.PersonalToken {
			personal = append(personal, finding.Token.Key)
		}
	}
	if len(personal) == 0 {
		return records, nil
	}
	names, err := c.store.NamesOf(ctx, personal)
	for i := range records {
		named := names[records[i].Key]
		records[i].Name, records[i].Last4 = named.Name, named.Last4
	}
	return records, err
}

// SearchTokens searches tokens, newest first. The filter's resource server may
// be an id or an identifier.
func (m *Management) SearchTokens(ctx context.Context, caller Caller, filter domain.TokenFilter, ask Ask) (domain.List[TokenRecord], error) {
	if filter.Kind != "" && !slices.Contains(domain.TokenKinds(), filter.Kind) {
		return domain.List[TokenRecord]{}, domain.InvalidField("kind", "%q is not a kind of token", string(filter.Kind))
	}
	if filter.State != "" && !slices.Contains(domain.TokenStates(), filter.State) {
		return domain.List[TokenRecord]{}, domain.InvalidField("state", "%q is not a state of tokens", string(filter.State))
	}
	if server, ok := caller.tenant.ResourceServerAt(filter.ResourceServer); ok {
		filter.ResourceServer = server.ID
	}
	found, err := paged(caller, "tokens", filter, ask, func(page domain.Page) (domain.List[domain.Finding], error) {
		return caller.store.Tokens(ctx, filter, caller.at, page)
	})
	if err != nil {
		return domain.List[TokenRecord]{}, err
	}
	records, err := caller.named(ctx, found.Items...)
	return domain.List[TokenRecord]{Items: records, Next: found.Next}, err
}

// FindToken gives a token by its id, the jti that resource servers are told.
func (m *Management) FindToken(ctx context.Context, caller Caller, id string) (TokenRecord, error) {
	finding, err := caller.find(ctx, id)
	if err != nil {
		return TokenRecord{}, err
	}
	return caller.whole(ctx, finding)
}

// find looks a token up by its id; one that is not there is KindNotFound.
func (c Caller) find(ctx context.Context, id string) (domain.Finding, error) {
	key, err := domain.ParseTokenKey(id)
	if err != nil {
		return domain.Finding{}, err
	}
	finding, err := c.store.LookUp(ctx, key)
	if err == nil && finding.Token == nil {
		err = domain.NotFound("token")
	}
	return finding, err
}

// whole gives the record of a finding with everything there is.
func (c Caller) whole(ctx context.Context, finding domain.Finding) (TokenRecord, error) {
	records, err := c.named(ctx, finding)
	if err != nil {
		return TokenRecord{}, err
	}
	record := records[0]
	record.Seen, err = c.store.Sightings(ctx, record.Key)
	return record, err
}

// revocationRecord is a revocation in audit events.
type revocationRecord struct {
	Client string `json:"client,omitempty"`
	User   string `json:"user,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Tokens is how many live ones it covered, where they were counted.
	Tokens *int `json:"tokens,omitempty"`
}

// RevokeToken takes one token back and gives its record as it is then. Of
// several revocations the first is kept, and the others are no error: what was
// asked for holds.
func (m *Management) RevokeToken(ctx context.Context, caller Caller, id, reason string) (TokenRecord, error) {
	if err := domain.CheckDescription("reason", reason); err != nil {
		return TokenRecord{}, err
	}
	token, err := m.FindToken(ctx, caller, id)
	if err != nil || token.Revoked != nil {
		return token, err
	}
	revocation := domain.Revocation{At: caller.at, By: caller.name, Reason: reason}
	var first bool
	err = caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if first, err = tx.RevokeToken(ctx, token.Key, revocation); err != nil {
			return err
		}
		if !first {
			return domain.ErrUnchanged
		}
		after := revocationRecord{Client: token.Client, User: token.User, Kind: string(token.Kind), Reason: reason}
		return m.record(ctx, tx, caller, "token.revoked", tokenObject(token.Key), nil, after)
	})
	if err == nil && !first {
		return m.FindToken(ctx, caller, id)
	}
	// Not read again: what is done must not be answered as a failure.
	token.Revoked, token.Reason = &revocation, domain.ReasonRevoked
	return token, err
}
