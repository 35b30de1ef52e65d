package main

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain/apply"
)

// fileReader reads YAML strictly and goes on after a mistake. It walks the nodes
// itself rather than have structs filled in, so that every member keeps its line
// and every mistake is told, in the words of the file. Aliases are refused, and
// with them the few bytes that stand for gigabytes.
type fileReader struct {
	apply.Mistakes
	lookup func(string) (string, bool)
}

// object is a mapping whose keys are known and there once. It has nil members if
// something else stood in its place.
type object struct {
	place   apply.Place
	members map[string]*yaml.Node
}

// object reads a mapping that may have the named members.
func (r *fileReader) object(node *yaml.Node, names ...string) object {
	o := object{apply.Place{Line: node.Line, Members: map[string]int{}}, map[string]*yaml.Node{}}
	if node.Kind != yaml.MappingNode {
		r.Add(node.Line, "an object with the members %s is expected here, not %s", strings.Join(names, ", "), kindOf(node))
		o.members = nil
		return o
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch name := key.Value; {
		case key.Kind != yaml.ScalarNode || !slices.Contains(names, name):
			r.Add(key.Line, "unknown key %q; known here are %s", name, strings.Join(names, ", "))
		case o.members[name] != nil:
			r.Add(key.Line, "the key %q is there twice, first on line %d", name, o.place.Members[name])
		default:
			o.members[name], o.place.Members[name] = value, key.Line
		}
	}
	return o
}

// needs notes members that must be there and are not.
func (r *fileReader) needs(o object, names ...string) {
	for _, name := range names {
		if o.members != nil && o.members[name] == nil {
			r.Add(o.place.Line, "the key %q is missing", name)
		}
	}
}

// list reads a sequence; absent is empty.
func (r *fileReader) list(o object, name string) []*yaml.Node {
	node, ok := o.members[name]
	if !ok {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		r.Add(node.Line, "%s: a list is expected here, not %s", name, kindOf(node))
		return nil
	}
	return node.Content
}

// scalar reads a text. Numbers and booleans are not taken for texts: whether 010
// is ten or eight is not to be guessed.
func (r *fileReader) scalar(name string, node *yaml.Node) (string, bool) {
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" {
		r.Add(node.Line, "%s: a text is expected here, not %s (what is not to be read as a number, date or boolean goes in quotes)", name, kindOf(node))
		return "", false
	}
	return node.Value, true
}

var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)

// number reads a whole number into to, and reports whether there was one. An
// absent member leaves to as it is.
func (r *fileReader) number(o object, name string, to *int64) bool {
	node, ok := o.members[name]
	if !ok {
		return false
	}
	n, err := strconv.ParseInt(node.Value, 10, 64)
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!int" || !wholeNumber.MatchString(node.Value) || err != nil {
		r.Add(node.Line, "%s: a whole number in plain digits is expected here, not %s", name, kindOf(node))
		return false
	}
	*to = n
	return true
}

// text reads a text into to; an absent member leaves it as it is.
func text[T ~string](r *fileReader, o object, name string, to *T) {
	if node, ok := o.members[name]; ok {
		value, _ := r.scalar(name, node)
		*to = T(value)
	}
}

// texts reads a list of texts into to; an absent member leaves it as it is.
func texts[S ~[]T, T ~string](r *fileReader, o object, name string, to *S) {
	if _, ok := o.members[name]; !ok {
		return
	}
	*to = nil
	for _, node := range r.list(o, name) {
		if value, ok := r.scalar(name, node); ok {
			*to = append(*to, T(value))
		}
	}
}

// alsoWrong adds the mistakes of err on lines that have none yet: what could not
// be read is not to be called wrong a second time.
func (r *fileReader) alsoWrong(err error) {
	var found apply.Mistakes
	if !errors.As(err, &found) {
		return
	}
	lines := map[int]bool{}
	for _, m := range r.Mistakes {
		lines[m.Line] = true
	}
	for _, m := range found {
		if !lines[m.Line] {
			r.Mistakes = append(r.Mistakes, m)
		}
	}
}

// kindOf says what stands at node, and never its value, which may be a secret.
func kindOf(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias (aliases are not read)"
	}
	switch node.ShortTag() {
	case "!!str":
		return "a text"
	case "!!null":
		return "nothing"
	}
	return "a value of type " + strings.TrimPrefix(node.ShortTag(), "!!")
}
