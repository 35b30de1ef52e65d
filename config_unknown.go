package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// serviceLink is a variable that Kubernetes and Docker set in every container
// beside a service named jeton or jeton-something. They are nobody's mistake.
var serviceLink = regexp.MustCompile(`^JETON_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)?)$`)

// unknownSettings reports variables that look like settings and are none. A
// setting that is misspelt would otherwise be one that silently is not made.
func unknownSettings(environment map[string]string) (mistakes configMistakes) {
	known := map[string]bool{}
	for _, s := range settings() {
		known[s.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(environment)) {
		switch {
		case !strings.HasPrefix(name, "JETON_"), known[name]:
		case serviceLink.MatchString(name) && (name != "JETON_PORT" || strings.Contains(environment[name], "://")):
		default:
			mistakes = append(mistakes, fmt.Sprintf("%s: there is no such setting; did you mean %s?", name, nearest(name)))
		}
	}
	return mistakes
}

// nearest gives the setting whose name takes the fewest edits to reach.
func nearest(name string) string {
	best, fewest := "", -1
	for _, s := range settings() {
		if n := distance(name, s.name); fewest < 0 || n < fewest {
			best, fewest = s.name, n
		}
	}
	return best
}

// distance counts the characters to insert, drop or replace to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
