package admin

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// maxMoments bounds how many audit events of one object a history shows.
const maxMoments = 50

// Moment is one line of a token's history.
type Moment struct {
	At time.Time
	// What is "issued", "refreshed" (when a refresh token was used), "expired",
	// "first_seen" or "last_seen" (when an API was told that it is active), or the
	// action of an audit event.
	What string
	// By is who did it, in the form of domain.Actor, or the API that was told; empty
	// for the clock.
	By     string
	Reason string
	// Became is the status that the token's client or user was given, where that is
	// what happened.
	Became domain.Status
}

// history tells what happened to a token, oldest first: what its row says, and
// the audit events about it and about whatever could have ended it.
func history(ctx context.Context, caller Caller, token TokenRecord) ([]Moment, error) {
	moments := []Moment{{At: token.Issued, What: "issued", By: issuedBy(token.Token)}}
	if !token.Used.IsZero() {
		moments = append(moments, Moment{At: token.Used, What: "refreshed", By: clientObject(token.Client)})
	}
	if !caller.at.Before(token.Expires) {
		moments = append(moments, Moment{At: token.Expires, What: "expired"})
	}
	for _, seen := range token.Seen {
		by := serverObject(seen.ResourceServer)
		moments = append(moments, Moment{At: seen.First, What: "first_seen", By: by})
		if seen.Last.After(seen.First) {
			moments = append(moments, Moment{At: seen.Last, What: "last_seen", By: by})
		}
	}
	filters := []domain.EventFilter{
		{Object: tokenObject(token.Key)},
		{Object: tenantObject(caller.tenant.Tenant.Slug), Action: "tenant.revoked"},
	}
	if token.Kind != domain.PersonalToken {
		filters = append(filters, domain.EventFilter{Object: grantObject(token.Grant)})
		for _, action := range []string{"client.revoked", "client.edited", "client.removed"} {
			filters = append(filters, domain.EventFilter{Object: clientObject(token.Client), Action: action})
		}
	}
	if token.User != "" {
		for _, action := range []string{"user.revoked", "user.edited", "user.removed"} {
			filters = append(filters, domain.EventFilter{Object: userObject(token.User), Action: action})
		}
	}
	for _, filter := range filters {
		filter.After = token.Issued
		events, err := newest(ctx, caller, filter)
		if err != nil {
			return nil, err
		}
		for _, event := range events {
			after := toldBy(event)
			if strings.HasSuffix(event.Action, ".edited") && after.Status == "" {
				continue
			}
			moments = append(moments, Moment{At: event.At, What: event.Action, By: event.Actor, Reason: after.Reason, Became: after.Status})
		}
	}
	moments = withRows(moments, token)
	slices.SortStableFunc(moments, func(a, b Moment) int { return a.At.Compare(b.At) })
	return moments, nil
}

// newest gives the newest events that a filter selects, maxMoments at the most. A
// page of them may be short and have a successor.
func newest(ctx context.Context, caller Caller, filter domain.EventFilter) (events []domain.Event, err error) {
	for page := (domain.Page{Limit: maxMoments}); ; {
		list, err := caller.store.Events(ctx, filter, page)
		if err != nil {
			return nil, err
		}
		events = append(events, list.Items...)
		if page.After = list.Next; page.After == "" || len(events) >= maxMoments {
			return events[:min(len(events), maxMoments)], nil
		}
	}
}

// issuedBy says who got a token: its client, or the person who made it by hand.
func issuedBy(token domain.Token) string {
	if token.Kind == domain.PersonalToken {
		return userObject(token.User)
	}
	return clientObject(token.Client)
}

// withRows adds revocations that only the rows know of: an event may have been
// written about something larger, the token's whole family say.
func withRows(moments []Moment, token TokenRecord) []Moment {
	for _, row := range []struct {
		what string
		*domain.Revocation
	}{{"token.revoked", token.Revoked}, {"grant.revoked", token.GrantRevoked}} {
		known := slices.ContainsFunc(moments, func(m Moment) bool { return m.What == row.what })
		if row.Revocation != nil && !known {
			moments = append(moments, Moment{At: row.At, What: row.what, By: row.By, Reason: row.Reason})
		}
	}
	return moments
}

// told is what a history takes from an audit event.
type told struct {
	Reason string        `json:"reason"`
	Status domain.Status `json:"status"`
}

// toldBy gives nothing for an event that says nothing.
func toldBy(event domain.Event) (t told) {
	if json.Unmarshal(event.After, &t) != nil {
		return told{}
	}
	return t
}
