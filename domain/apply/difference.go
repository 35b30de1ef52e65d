package apply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Difference is what sets an installation apart from what is declared, in the
// order in which it is made up.
type Difference struct {
	Changes []Change
}

// Change is one object that is created or edited.
type Change struct {
	Tenant domain.Slug
	// Kind is tenant, resource-server, client or user, and ID names the object within
	// its kind, as in audit events.
	Kind, ID string
	// Name is what the file calls it.
	Name    string
	Created bool
	Members []Member
}

// Member is one member of an object that differs. Secrets are never in it: of
// them it says only that there are new ones, or that old ones go.
type Member struct {
	Name string
	// Before and After are JSON, nil where there was or will be nothing.
	Before, After json.RawMessage
}

// Empty reports whether the installation is as declared.
func (d Difference) Empty() bool { return len(d.Changes) == 0 }

// String gives the difference for people: a line per object and an indented one
// per member, which begin with + for what comes, - for what goes and ~ for what
// becomes something else. It is empty if nothing differs.
func (d Difference) String() string {
	var text strings.Builder
	for _, c := range d.Changes {
		sign := "~"
		if c.Created {
			sign = "+"
		}
		fmt.Fprintf(&text, "%s %s\n", sign, c.title())
		for _, m := range c.Members {
			fmt.Fprintf(&text, "    %s\n", m)
		}
	}
	return text.String()
}

func (c Change) title() string {
	if c.Kind == tenantKind {
		return "tenant " + string(c.Tenant)
	}
	return fmt.Sprintf("%s: %s %s", c.Tenant, strings.ReplaceAll(c.Kind, "-", " "), c.Name)
}

// String gives the member as a line of a difference.
func (m Member) String() string {
	switch {
	case m.Before == nil:
		return fmt.Sprintf("+ %s: %s", m.Name, m.After)
	case m.After == nil:
		return fmt.Sprintf("- %s: %s", m.Name, m.Before)
	default:
		return fmt.Sprintf("~ %s: %s -> %s", m.Name, m.Before, m.After)
	}
}

// event gives the change as an audit event.
func (c Change) event(id string, act domain.Act) domain.Event {
	action := c.Kind + ".edited"
	if c.Created {
		action = c.Kind + ".created"
	}
	event := domain.Event{ID: id, At: act.At, Actor: act.By.String(), Action: action, Object: c.Kind + ":" + c.ID}
	before, after := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, m := range c.Members {
		if m.Before != nil {
			before[m.Name] = m.Before
		}
		if m.After != nil {
			after[m.Name] = m.After
		}
	}
	if len(before) > 0 {
		event.Before = value(before)
	}
	if len(after) > 0 {
		event.After = value(after)
	}
	return event
}

// value gives what is never secret and always encodes as JSON, nil if there is
// nothing in it.
func value(of any) json.RawMessage {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(of); err != nil {
		// Strings, numbers and lists and maps of them always encode.
		panic(err)
	}
	encoded := bytes.TrimSpace(text.Bytes())
	if slices.Contains([]string{`""`, `0`, `false`, `[]`, `{}`, `null`, `{"keys":[]}`}, string(encoded)) {
		return nil
	}
	return encoded
}

// noun lists the members of an object by name, as they are to be compared, shown
// and audited. Lists whose order means nothing are sorted.
type noun []struct {
	name  string
	value any
}

// differing gives the members that differ; before is nil for what is new.
func differing(before, after noun) []Member {
	var members []Member
	for i, m := range after {
		member := Member{Name: m.name, After: value(m.value)}
		if before != nil {
			member.Before = value(before[i].value)
		}
		if !bytes.Equal(member.Before, member.After) {
			members = append(members, member)
		}
	}
	return members
}

func sorted[T ~string](list []T) []T { return slices.Sorted(slices.Values(list)) }
