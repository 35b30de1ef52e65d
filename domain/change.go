package domain

import (
	"maps"
	"slices"
)

// Part is a part of a tenant that changes by itself: when it does, only what
// rests on it has to be read again.
type Part struct {
	Kind PartKind
	// ID is the token id, grant id, client id or user id.
	ID string
}

// PartKind says what a part is.
type PartKind string

// The kinds of parts. All else (the tenant itself, its keys and its resource
// servers) is the whole.
const (
	TokenPart  PartKind = "token"
	GrantPart  PartKind = "grant"
	ClientPart PartKind = "client"
	UserPart   PartKind = "user"
)

// Changes is what has changed in a tenant after a revision.
type Changes struct {
	// Revision is the tenant's now.
	Revision int64
	// Whole is set if more may have changed than parts.
	Whole bool
	// Parts has every part that changed, with the last revision that did it. It
	// means nothing if Whole is set.
	Parts map[Part]int64
}

// Touches reports whether any of the parts may have changed.
func (c Changes) Touches(parts ...Part) bool {
	for _, part := range parts {
		if _, ok := c.Parts[part]; ok {
			return true
		}
	}
	return c.Whole
}

// Basis is what an outcome rests on that was reached from a snapshot.
type Basis struct {
	// Revision is the tenant's as the deciding read found it, zero if there was
	// none.
	Revision int64
	// Apart is set if the outcome rests on nothing but the snapshot, what the
	// deciding read itself found, and Client, Finding and Findings, which were
	// remembered and held at the snapshot's revision; all may be nil. It is then as
	// good at every revision up to which nothing else than other parts changed.
	Apart   bool
	Client  *Client
	Finding *Finding
	// Findings are for an outcome that rests on more than one.
	Findings []*Finding
}

// maxChanged bounds how many changed parts a snapshot knows. One more, and it
// forgets them: everything is then read again once.
const maxChanged = 1_000

// After gives the snapshot as of the revision of changes that are not of the
// whole and follow the snapshot's own revision.
func (s *Snapshot) After(c Changes) *Snapshot {
	next := *s
	next.Tenant.Revision = c.Revision
	next.changed = make(map[Part]int64, len(s.changed)+len(c.Parts))
	maps.Copy(next.changed, s.changed)
	maps.Copy(next.changed, c.Parts)
	if len(next.changed) > maxChanged {
		next.since, next.changed = c.Revision, nil
	}
	return &next
}

// Holds reports whether what was read under a revision is as good as read under
// the snapshot's own, given that it rests on nothing but the parts.
func (s *Snapshot) Holds(revision int64, parts ...Part) bool {
	if revision == s.Tenant.Revision {
		return true
	}
	if revision < s.since || revision > s.Tenant.Revision {
		return false
	}
	for _, part := range parts {
		if s.changed[part] > revision {
			return false
		}
	}
	return true
}

// Bears reports whether an outcome reached from an older snapshot was right at
// the moment of its deciding read: neither what the older one has in it nor what
// was remembered has changed from its revision to this one's, and the read is
// between them.
func (s *Snapshot) Bears(older *Snapshot, b Basis) bool {
	return b.Apart && s.Tenant.ID == older.Tenant.ID &&
		older.Tenant.Revision <= b.Revision && b.Revision <= s.Tenant.Revision &&
		s.Holds(older.Tenant.Revision) &&
		(b.Client == nil || s.HoldsClient(older.Tenant.Revision, b.Client)) &&
		(b.Finding == nil || s.HoldsFinding(b.Finding)) &&
		!slices.ContainsFunc(b.Findings, func(f *Finding) bool { return !s.HoldsFinding(f) })
}

// HoldsFinding is Holds for what a look-up found under a key.
func (s *Snapshot) HoldsFinding(found *Finding) bool {
	if found.Revision == s.Tenant.Revision {
		return true // as nearly always, and for nothing
	}
	t := found.Token
	return s.Holds(found.Revision,
		Part{TokenPart, t.Key.String()}, Part{GrantPart, t.Grant}, Part{ClientPart, t.Client}, Part{UserPart, t.User})
}

// HoldsClient is Holds for a client.
func (s *Snapshot) HoldsClient(revision int64, client *Client) bool {
	return s.Holds(revision, Part{ClientPart, client.ID}, Part{GrantPart, client.StandingGrant})
}
