package persistence

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/jeton-id/jeton/domain"
)

// register is a table of the names by which things of one kind are found: a row for
// each name of each thing, of which the column owner has the id.
type register struct{ table, owner string }

var (
	namesOfUsers   = register{"user_names", "user_id"}
	namesOfClients = register{"client_names", "client_id"}
)

// enter files the names by which a thing is found.
func (a *addition) enter(ctx context.Context, in register, id string, names []string) error {
	for _, name := range names {
		_, err := a.exec(ctx, "INSERT INTO "+in.table+" (tenant_id, name, "+in.owner+") VALUES (?, ?, ?)", a.tenant, name, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// reenter files them in place of those before.
func (a *addition) reenter(ctx context.Context, in register, id string, names []string) error {
	_, err := a.exec(ctx, "DELETE FROM "+in.table+" WHERE tenant_id = ? AND "+in.owner+" = ?", a.tenant, id)
	if err != nil {
		return err
	}
	return a.enter(ctx, in, id, names)
}

// last sorts behind everything that begins with the same text: no name has this
// character.
const last = "\U0010FFFF"

// walk is what follows FROM in a statement that walks over the names n beginning
// with the prefix, each with what is joined to its owner, and its arguments. What
// is found by several names comes with the first of them. A row's position is its
// owner, a stroke, and its name.
func (in register) walk(tenant, prefix, join string, page domain.Page) (string, []any, error) {
	prefix = searched(prefix)
	after, owner := "", ""
	if page.After != "" {
		var found bool
		if owner, after, found = strings.Cut(page.After, "/"); !found || !strings.HasPrefix(after, prefix) {
			return "", nil, domain.InvalidField("cursor", "the cursor is not one of this list")
		}
	}
	return in.table + " n " + join +
			" WHERE n.tenant_id = ? AND n.name >= ? AND n.name < ? AND (n.name, n." + in.owner + ") > (?, ?)" +
			" AND NOT EXISTS (SELECT 1 FROM " + in.table + " o WHERE o.tenant_id = n.tenant_id AND o." + in.owner + " = n." + in.owner + " AND o.name >= ? AND o.name < n.name)" +
			" ORDER BY n.name, n." + in.owner + " LIMIT ?",
		[]any{tenant, prefix, prefix + last, after, owner, prefix, page.Limit + 1}, nil
}

// Bounds of what one thing is found by.
const (
	// maxSearched is how much of a name is searched, in bytes.
	maxSearched = 200
	// maxNameParts of a name are searched each with what follows it.
	maxNameParts = 8
)

// folded gives a name as it is compared: canonical caseless matching of Unicode
// (section 3.13, D145), so that neither case nor the way in which a keyboard
// composes letters makes two names of one. It is at most nine times as long.
func folded(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

// searchedNames lists what a thing is found by: what it is called in one word, and
// its name from each of the name's words on, so that who looks for a surname finds
// it. Empty ones do not count.
func searchedNames(name string, words ...string) []string {
	var names []string
	for _, word := range words {
		if word != "" {
			names = append(names, searched(word))
		}
	}
	parts := strings.Fields(name)
	for i := range min(len(parts), maxNameParts) {
		names = append(names, searched(strings.Join(parts[i:], " ")))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// searched gives the beginning of a name as it is compared.
func searched(name string) string {
	name = folded(name)
	for cut := maxSearched; len(name) > maxSearched; cut-- {
		if utf8.RuneStart(name[cut]) {
			name = name[:cut]
		}
	}
	return name
}
