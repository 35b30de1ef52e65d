package admin

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// recently is how far back a preview looks for who was told of a token.
const recently = time.Hour

// Reach is what a bulk revocation would take back.
type Reach struct {
	Covers Covered
	// Seen is of how many of those tokens each API was told within the last hour,
	// the most first. If there are more tokens than were counted, so there may be of
	// these.
	Seen []SeenTokens
}

// SeenTokens is of how many tokens an API was told that they are active.
type SeenTokens struct {
	ResourceServer string
	Tokens         int
}

// PreviewRevocation says what Revoke would take back of the target, and changes
// nothing.
func (m *Management) PreviewRevocation(ctx context.Context, caller Caller, target Target) (Reach, error) {
	if _, err := target.find(ctx, caller.store, caller); err != nil {
		return Reach{}, err
	}
	found, err := caller.store.Reach(ctx, target.filter(), caller.at, caller.at.Add(-recently), maxCounted+1)
	if err != nil {
		return Reach{}, err
	}
	would := Reach{Covers: covered(found.Tokens)}
	for server, tokens := range found.Seen {
		would.Seen = append(would.Seen, SeenTokens{server, min(tokens, maxCounted)})
	}
	slices.SortFunc(would.Seen, func(a, b SeenTokens) int {
		return cmp.Or(cmp.Compare(b.Tokens, a.Tokens), cmp.Compare(a.ResourceServer, b.ResourceServer))
	})
	return would, nil
}

// covered says how many tokens there were, of which one more than maxCounted was
// counted at the most.
func covered(tokens int) Covered {
	return Covered{Tokens: min(tokens, maxCounted), More: tokens > maxCounted}
}
