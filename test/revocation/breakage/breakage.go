// Package breakage lists the ways in which a server was broken on purpose so
// that it does not keep the promise that revoked means revoked.
//
// A check that finds nothing proves nothing by itself. So whatever checks the
// promise, quietly (test/revocation) or while the database burns (test/faults),
// also runs against each of these servers, and passes only if it finds them out.
//
// The one idea worth knowing is that each breakage is a line or two of the
// program itself, replaced while it is compiled (process.Edit). When the program
// changes so that a line is not there any more, building fails: the breakage has
// then to be thought through again.
package breakage

import (
	"testing"

	"github.com/jeton-id/jeton/test/process"
)

// Breakage is a server that does not keep the promise.
type Breakage struct {
	// Name says what is wrong with it: "a server is found out in which …".
	Name  string
	edits []process.Edit
}

// Build builds the broken program, once for a test binary.
func (b Breakage) Build(t testing.TB) string {
	t.Helper()
	return process.BuildEdited(t, b.edits...)
}

// All is every breakage there is.
func All() []Breakage {
	const lookup = "persistence/lookup.go"
	return []Breakage{
		{
			Name:  "what is remembered is believed, whatever revision the read finds",
			edits: []process.Edit{{File: "tenants/directory.go", Old: "case basis.Revision == snap.Tenant.Revision:", New: "case true:"}},
		},
		{
			Name:  "a remembered row is used, whatever revision it was read under",
			edits: []process.Edit{{File: "tenants/memory.go", Old: "case !snap.HoldsFinding(found):", New: "case false:"}},
		},
		{
			Name:  "a remembered row is used, whatever has changed since",
			edits: []process.Edit{{File: "domain/change.go", Old: "if s.changed[part] > revision {", New: "if false && part.ID == \"\" {"}},
		},
		{
			Name:  "an answer stands, whatever has changed of what it rests on",
			edits: []process.Edit{{File: "domain/change.go", Old: "b.Finding == nil || s.HoldsFinding(b.Finding)", New: "true"}},
		},
		{
			Name:  "a change does not raise the revision",
			edits: []process.Edit{{File: "persistence/changes.go", Old: "SET revision = revision + 1 WHERE", New: "SET revision = revision WHERE"}},
		},
		{
			Name:  "a change names another part than it changed",
			edits: []process.Edit{{File: "persistence/changes.go", Old: "string(part.Kind), part.ID)", New: "string(part.Kind), part.ID+\"?\")"}},
		},
		{
			Name: "a read that began before the question answers it",
			edits: []process.Edit{
				{File: lookup, Old: "import (\n", New: "import (\n\t\"sync\"\n"},
				{File: lookup, Old: "found, err := t.store.reads.ask(ctx, asked)", New: "found, err := lately(ctx, t.store, asked)"},
				{File: lookup, Old: "// LookUp is the deciding read, as seen in the transaction.", New: `type answer struct {
	found domain.Finding
	at    time.Time
}

var answers sync.Map

func lately(ctx context.Context, s *Store, asked inquiry) (domain.Finding, error) {
	if last, ok := answers.Load(asked); ok && time.Since(last.(answer).at) < 100*time.Millisecond {
		return last.(answer).found, nil
	}
	found, err := s.reads.ask(ctx, asked)
	if err == nil {
		answers.Store(asked, answer{found, time.Now()})
	}
	return found, err
}

// LookUp is the deciding read, as seen in the transaction.`},
			},
		},
	}
}
