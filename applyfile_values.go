package main

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// wholeOrDecimal is a number as JSON writes it (RFC 8259 section 6).
var wholeOrDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// boolean reads true or false, nil after a mistake.
func (r *fileReader) boolean(name string, node *yaml.Node) *bool {
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" || node.Value != "true" && node.Value != "false" {
		r.Add(node.Line, "%s: true or false is expected here, not %s", name, kindOf(node))
		return nil
	}
	value := node.Value == "true"
	return &value
}

// maxDepth bounds how deep a value may be nested.
const maxDepth = 8

// value reads what JSON can hold too: objects whose keys are there once, lists,
// texts, numbers, booleans and null. Numbers are as JSON has them.
func (r *fileReader) value(name string, node *yaml.Node, depth int) any {
	if depth > maxDepth {
		r.Add(node.Line, "%s: this is nested too deep", name)
		return nil
	}
	switch node.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			_, twice := object[key.Value]
			if twice || key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" {
				r.Add(key.Line, "%s: a key is a text, and there once", name)
				continue
			}
			object[key.Value] = r.value(name, node.Content[i+1], depth+1)
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = r.value(name, item, depth+1)
		}
		return list
	case yaml.ScalarNode:
		switch tag := node.ShortTag(); tag {
		case "!!str":
			return node.Value
		case "!!null":
			return nil
		case "!!bool":
			if value := r.boolean(name, node); value != nil {
				return *value
			}
			return nil
		case "!!int", "!!float":
			if number, err := strconv.ParseFloat(node.Value, 64); err == nil && wholeOrDecimal.MatchString(node.Value) {
				return number
			}
			r.Add(node.Line, "%s: a number in plain digits is expected here", name)
			return nil
		}
	}
	r.Add(node.Line, "%s: a text, number, boolean, null, list or object is expected here, not %s", name, kindOf(node))
	return nil
}
