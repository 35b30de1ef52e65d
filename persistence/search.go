package persistence

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// maxScan bounds how many rows one call of a token search reads, and maxCount
// how many a count does: a filter that matches one row in a million is searched
// in many short calls, and never holds a transaction open for long.
const (
	maxScan  = 1_000
	maxCount = 100_000
)

// search is a token search made into SQL as far as an index carries it. What is
// left of the filter is decided in Go on the rows it finds.
type search struct {
	filter domain.TokenFilter
	tenant domain.Tenant
	now    time.Time
}

// statement gives the search for up to limit rows older than after. The limit is
// a literal, which tells the planner how few rows are wanted. The most
// selective of the filter's members leads the index that is walked (a client
// before a resource server: the tokens of one are mostly for few of the other, which
// have them from many); the others do not go into it, because the database would then read past any bound.
func (s search) statement(after *domain.TokenPosition, limit int) (string, []any) {
	from, p := " FROM tokens k", "k."
	where, args := "k.tenant_id = ?", []any{string(s.tenant.ID)}
	narrow := func(condition string, value any) {
		where += " AND " + condition
		args = append(args, value)
	}
	switch f := s.filter; {
	case f.Grant != "":
		narrow("k.grant_id = ?", f.Grant)
	case f.User != "":
		narrow("k.user_id = ?", f.User)
	case f.Client != "":
		narrow("k.client_id = ?", f.Client)
	case f.ResourceServer != "":
		from = " FROM token_targets x JOIN tokens k ON k.tenant_id = x.tenant_id AND k.drawer = x.drawer AND k.hash = x.hash"
		where, p = "x.tenant_id = ?", "x."
		narrow("x.resource_server_id = ?", f.ResourceServer)
	}
	if !s.filter.IssuedAfter.IsZero() {
		narrow(p+"issued_at >= ?", moment{s.filter.IssuedAfter})
	}
	// A position within the span bounds it by itself. Of two bounds SQLite walks from
	// the one that stands first, and would read again all that lies before the position.
	if !s.filter.IssuedBefore.IsZero() && (after == nil || !after.Issued.Before(s.filter.IssuedBefore)) {
		narrow(p+"issued_at < ?", moment{s.filter.IssuedBefore})
	}
	if after != nil {
		where += " AND (" + p + "issued_at, " + p + "drawer, " + p + "hash) < (?, ?, ?)"
		args = append(args, moment{after.Issued}, int64(after.Key.Drawer), after.Key.Hash[:])
	}
	return "SELECT " + findingColumns + from + findingJoins + " WHERE " + where +
		" ORDER BY " + p + "issued_at DESC, " + p + "drawer DESC, " + p + "hash DESC LIMIT " + strconv.Itoa(limit), args
}

// matches decides what the statement left open, by the one rule of what state a
// token is in.
func (s search) matches(found domain.Finding) bool {
	t, f := found.Token, s.filter
	forServer := f.ResourceServer == ""
	for _, target := range t.Audience {
		forServer = forServer || target.ResourceServer == f.ResourceServer
	}
	return forServer && (f.Client == "" || f.Client == t.Client) && (f.User == "" || f.User == t.User) &&
		(f.Grant == "" || f.Grant == t.Grant) && (f.Kind == "" || f.Kind == t.Kind) &&
		(f.State == "" || f.State == found.Liveness(s.tenant, s.now).State())
}

// errEnough ends a walk over rows early.
var errEnough = errors.New("enough rows")

// walk reads up to limit rows after a position and hands each to found, until
// that gives errEnough. It gives the position it came to, nil at the end.
func (v view) walk(ctx context.Context, s search, after *domain.TokenPosition, limit int, found func(domain.Finding) error) (*domain.TokenPosition, error) {
	statement, args := s.statement(after, limit)
	read, last := 0, after
	err := v.ask(ctx, statement, args, func(row cursor) error {
		var columns findingScan
		if err := row.Scan(columns.into()...); err != nil {
			return err
		}
		finding, err := columns.domain(s.tenant.Revision)
		if err != nil {
			return err
		}
		read++
		last = &domain.TokenPosition{Issued: finding.Token.Issued, Key: finding.Token.Key}
		return found(finding)
	})
	if err == nil && read < limit {
		last = nil
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return last, err
}

func (v view) search(ctx context.Context, filter domain.TokenFilter, now time.Time) (search, error) {
	tenant, err := v.self(ctx)
	if err == nil {
		err = v.engine.bound(ctx, v.pool)
	}
	return search{filter: filter, tenant: tenant, now: now}, err
}

// Tokens searches tokens, newest first.
func (v view) Tokens(ctx context.Context, filter domain.TokenFilter, now time.Time, page domain.Page) (domain.List[domain.Finding], error) {
	var list domain.List[domain.Finding]
	if err := limited(page); err != nil {
		return list, err
	}
	var after *domain.TokenPosition
	if page.After != "" {
		position, err := domain.ParseTokenPosition(page.After)
		if err != nil {
			return list, domain.InvalidField("cursor", "the cursor is not one of this list")
		}
		after = &position
	}
	s, err := v.search(ctx, filter, now)
	if err != nil {
		return list, err
	}
	last := after
	// As many as were asked for are mostly enough. Where they were not, more are read.
	for left, some := maxScan, page.Limit; left > 0; left, some = left-some, some*4 {
		some = min(some, left)
		last, err = v.walk(ctx, s, last, some, func(found domain.Finding) error {
			if s.matches(found) {
				list.Items = append(list.Items, found)
			}
			if len(list.Items) == page.Limit {
				return errEnough
			}
			return nil
		})
		if err != nil {
			return domain.List[domain.Finding]{}, failed("search tokens", err)
		}
		if last == nil || len(list.Items) == page.Limit {
			break
		}
	}
	if last != nil {
		list.Next = last.String()
	}
	return list, nil
}

// CountTokens counts the tokens a filter matches, up to limit, among the newest
// hundred thousand that its index finds.
func (v view) CountTokens(ctx context.Context, filter domain.TokenFilter, now time.Time, limit int) (int, error) {
	count := 0
	err := v.each(ctx, filter, now, limit, func(domain.Finding) { count++ })
	if err != nil {
		return 0, failed("count tokens", err)
	}
	return count, nil
}

// each hands over the tokens a filter matches, up to limit, among the newest
// hundred thousand that its index finds.
func (v view) each(ctx context.Context, filter domain.TokenFilter, now time.Time, limit int, found func(domain.Finding)) error {
	s, err := v.search(ctx, filter, now)
	if err != nil || limit < 1 {
		return err
	}
	count := 0
	var after *domain.TokenPosition
	for read := 0; read < maxCount; read += maxScan {
		after, err = v.walk(ctx, s, after, maxScan, func(token domain.Finding) error {
			if s.matches(token) {
				count++
				found(token)
			}
			if count == limit {
				return errEnough
			}
			return nil
		})
		if err != nil || after == nil || count == limit {
			return err
		}
	}
	return nil
}
