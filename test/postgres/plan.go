package postgres

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// plan is a node of what EXPLAIN (VERBOSE, FORMAT JSON) gives.
type plan struct {
	Node   string `json:"Node Type"`
	Table  string `json:"Relation Name"`
	Alias  string `json:"Alias"`
	Index  string `json:"Index Cond"`
	Filter string `json:"Filter"`
	Join   string `json:"Join Filter"`
	Hash   string `json:"Hash Cond"`
	Merge  string `json:"Merge Cond"`
	Plans  []*plan
}

// tie is a condition that two things are the same: columns, named with the alias of
// their table, or values.
type tie [2]string

// cast and end are parts of a condition as Postgres writes it. A function is no
// end: what a setting says is not what the statement says.
var (
	cast = regexp.MustCompile(`::[a-z ]+(\[\])?`)
	end  = regexp.MustCompile(`^[\w.$'-]+$`)
)

// loose gives the tables that the plan reads without saying whose rows, and all of
// those with a tenant that it touches, by the names of partitioned parents.
//
// Whose rows is said if the table's tenant_id is the same as a value, or as a column
// of what is made of values, or as one of another table for which it is said. Of the
// directory, tenants, the id has to be said the same way before others follow it.
func (p *plan) loose(tables map[string]string) (loose []string, seen map[string]bool) {
	scans, ofTenants, ties := map[string]string{}, map[string]bool{}, []tie(nil)
	seen = map[string]bool{}
	p.walk(func(node *plan) {
		parent, withTenant := tables[node.Table]
		if withTenant {
			seen[parent] = true
		}
		// What is inserted into is not read, and what is changed is read below.
		if node.Node != "ModifyTable" {
			if withTenant {
				scans[node.Alias] = parent
			}
			if withTenant || node.Table == "tenants" {
				ofTenants[node.Alias] = true
			}
		}
		for _, conditions := range []string{node.Index, node.Filter, node.Join, node.Hash, node.Merge} {
			ties = append(ties, tiesOf(conditions)...)
		}
	})
	said := map[string]bool{}
	given := func(end string) bool {
		alias, _, isColumn := strings.Cut(end, ".")
		return said[end] || !isColumn || !ofTenants[alias]
	}
	for again := true; again; {
		again = false
		for _, t := range ties {
			for i, end := range t {
				if !given(end) && given(t[1-i]) {
					said[end], again = true, true
				}
			}
		}
	}
	for alias, table := range scans {
		if !said[alias+".tenant_id"] {
			loose = append(loose, fmt.Sprintf("%s (as %s)", table, alias))
		}
	}
	slices.Sort(loose)
	return loose, seen
}

func (p *plan) walk(visit func(*plan)) {
	visit(p)
	for _, child := range p.Plans {
		child.walk(visit)
	}
}

// tiesOf gives the ties that hold wherever the conditions do. What is under OR or
// NOT is none, nor is being one of several.
func tiesOf(conditions string) (ties []tie) {
	for _, condition := range conjuncts(conditions) {
		left, right, _ := strings.Cut(cast.ReplaceAllString(condition, ""), " = ")
		t := tie{strings.Trim(left, "()"), strings.Trim(right, "()")}
		if end.MatchString(t[0]) && end.MatchString(t[1]) {
			ties = append(ties, t)
		}
	}
	return ties
}

// conjuncts takes ((a) AND (b)) apart, and leaves alone what is nested deeper.
func conjuncts(conditions string) []string {
	inner, wrapped := strings.CutPrefix(conditions, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !wrapped || !closed {
		return []string{conditions}
	}
	var parts []string
	depth, begin := 0, 0
	for i := range len(inner) {
		switch inner[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && strings.HasPrefix(inner[i:], " AND ") {
			parts = append(parts, inner[begin:i])
			begin = i + len(" AND ")
		}
	}
	return append(parts, inner[begin:])
}
