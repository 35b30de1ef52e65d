package api

import "strings"

// peoplesPaths are the beginnings of the paths at which people see pages, from
// what follows the tenant up to the first parameter.
type peoplesPaths []string

// pathsOfPeople takes them from the route table.
func pathsOfPeople(routes []Route) peoplesPaths {
	var paths peoplesPaths
	for _, route := range routes {
		if rest, ok := afterTenant(route.Path); ok && route.Who == person {
			rest, _, _ = strings.Cut(rest, "/:")
			paths = append(paths, rest)
		}
	}
	return paths
}

// see reports whether people see what is at a path, which need not be one of a
// route: beneath their pages, they are told so on a page.
func (p peoplesPaths) see(path string) bool {
	rest, ok := afterTenant(path)
	if !ok {
		return false
	}
	for _, begins := range p {
		if after, ok := strings.CutPrefix(rest, begins); ok && (after == "" || after[0] == '/') {
			return true
		}
	}
	return false
}

// afterTenant gives what follows the tenant in a path.
func afterTenant(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "/t/")
	if !ok {
		return "", false
	}
	_, rest, ok = strings.Cut(rest, "/")
	return rest, ok
}
