package admin

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jeton-id/jeton/domain"
)

// ServerFilter narrows a list of resource servers. Zero members do not narrow.
type ServerFilter struct {
	// Prefix finds those of which the name, a later word of the name or an
	// identifier begins with it, in whatever case; of an identifier also what
	// follows the scheme.
	Prefix string
	// Sees finds those that may see tokens issued for this one, which is named by
	// id or identifier; itself is not among them.
	Sees string
}

// ListServers lists resource servers, oldest first. The caller's snapshot has all
// of them, so nothing is read for it.
func (m *Management) ListServers(caller Caller, filter ServerFilter, ask Ask) (domain.List[domain.ResourceServer], error) {
	if err := domain.CheckDescription("q", filter.Prefix); err != nil {
		return domain.List[domain.ResourceServer]{}, err
	}
	if seen, ok := caller.tenant.ResourceServerAt(filter.Sees); ok {
		filter.Sees = seen.ID
	}
	return paged(caller, "resource-servers", filter, ask, func(page domain.Page) (list domain.List[domain.ResourceServer], err error) {
		last := page.After
		for _, server := range caller.tenant.ResourceServers() {
			at := serverPosition(server)
			if at <= page.After || !filter.fits(caller.tenant, server) {
				continue
			}
			if len(list.Items) == page.Limit {
				list.Next = last
				break
			}
			list.Items, last = append(list.Items, *server), at
		}
		return list, nil
	})
}

// serverPosition is a place in the list, in its order as text. It stands also when
// the resource server is gone.
func serverPosition(server *domain.ResourceServer) string {
	return fmt.Sprintf("%016x.%s", server.Created.UnixMilli(), server.ID)
}

func (f ServerFilter) fits(tenant *domain.Snapshot, server *domain.ResourceServer) bool {
	if f.Sees != "" && (server.ID == f.Sees || !tenant.Sight[server.ID].Servers[f.Sees]) {
		return false
	}
	return f.Prefix == "" || called(server, f.Prefix)
}

// called reports whether a name of the resource server begins with the prefix.
func called(server *domain.ResourceServer, prefix string) bool {
	words := strings.Fields(server.Name)
	for i := range words {
		if begins(strings.Join(words[i:], " "), prefix) {
			return true
		}
	}
	return slices.ContainsFunc(server.Identifiers, func(identifier string) bool {
		_, rest, _ := strings.Cut(identifier, "://")
		return begins(identifier, prefix) || begins(rest, prefix)
	})
}

// begins compares by simple case folding, which leaves the number of characters as
// it is.
func begins(text, prefix string) bool {
	characters := []rune(text)
	length := utf8.RuneCountInString(prefix)
	return len(characters) >= length && strings.EqualFold(string(characters[:length]), prefix)
}
