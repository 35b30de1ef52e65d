package domain

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Connected is a client that may act for a person: they have allowed it something,
// or it holds tokens that speak for them.
type Connected struct {
	Client string
	// Worth is what it may do, at each resource server.
	Worth []Target
	// Since is when the person first let it, as far as is known.
	Since time.Time
	// Used is when it last got a token, zero if that is long past.
	Used time.Time
}

// maxConnectedPages bounds how many pages of a person's tokens and consents are
// read to find out what is connected to them.
const maxConnectedPages = 5

// ConnectedTo finds the clients that may act for a person, lately used first.
func ConnectedTo(ctx context.Context, r Reader, user string, now time.Time) ([]Connected, error) {
	found := map[string]*Connected{}
	if err := addConsents(ctx, r, user, found); err != nil {
		return nil, err
	}
	if err := addHolders(ctx, r, user, now, found); err != nil {
		return nil, err
	}
	var all []Connected
	for _, c := range found {
		if c.Used.IsZero() {
			latest, err := r.Tokens(ctx, TokenFilter{User: user, Client: c.Client}, now, Page{Limit: 1})
			if err != nil {
				return nil, err
			}
			if len(latest.Items) > 0 {
				c.Used = latest.Items[0].Token.Issued
			}
		}
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Connected) int {
		return cmp.Or(b.Used.Compare(a.Used), cmp.Compare(a.Client, b.Client))
	})
	return all, nil
}

// addConsents adds what the person has allowed.
func addConsents(ctx context.Context, r Reader, user string, found map[string]*Connected) error {
	page := Page{Limit: MaxPage}
	for range maxConnectedPages {
		list, err := r.Consents(ctx, user, page)
		if err != nil {
			return err
		}
		for _, consent := range list.Items {
			found[consent.Client] = &Connected{Client: consent.Client, Worth: consent.Worth, Since: consent.Created}
		}
		if page.After = list.Next; page.After == "" {
			return nil
		}
	}
	return nil
}

// addHolders adds who holds live tokens that speak for the person: clients that
// are trusted are there without a consent. The tokens come newest first.
func addHolders(ctx context.Context, r Reader, user string, now time.Time, found map[string]*Connected) error {
	page := Page{Limit: MaxPage}
	for range maxConnectedPages {
		list, err := r.Tokens(ctx, TokenFilter{User: user, State: TokenActive}, now, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			token := item.Token
			if token.Kind == PersonalToken {
				continue
			}
			c := found[token.Client]
			if c == nil {
				c = &Connected{Client: token.Client, Since: token.Issued}
				found[token.Client] = c
			}
			if c.Used.Before(token.Issued) {
				c.Used = token.Issued
			}
			if token.Issued.Before(c.Since) {
				c.Since = token.Issued
			}
			c.Worth = Consent{Worth: c.Worth}.With(token.Audience).Worth
		}
		if page.After = list.Next; page.After == "" {
			return nil
		}
	}
	return nil
}
