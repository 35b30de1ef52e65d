package filling

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Question is a list of the management API, asked for about a tenant that was made
// up.
type Question struct {
	// Name says what is asked, for people.
	Name string
	// Path follows /api/v1. Its tenant is the operators' if Operators is set.
	Path      string
	Query     url.Values
	Operators bool
}

// Asked is the path with the query.
func (q Question) Asked() string { return q.Path + "?" + q.Query.Encode() }

// of has, for each parameter of a list, what narrows it to something that is there.
// Those of a path are by their names, the others by path and name. The last of each
// has nothing to do with the last of another: nothing matches both, which is the most
// to look through.
func of(now time.Time) map[string][]string {
	hour, minute := now.Add(-time.Hour).UTC().Format(time.RFC3339), now.Add(-time.Minute).UTC().Format(time.RFC3339)
	return map[string][]string{
		"{id}": {"user-7"}, "{client_id}": {"client-7"},
		"/tenants q": {"a"}, "/resource-servers q": {"server-7"}, "/resource-servers sees": {"server-14"}, "/clients q": {"client-7", "program"}, "/users q": {"user-7", "person"}, "/users managing": {"true"},
		"/tokens client": {"client-7"}, "/tokens user": {"user-7", "user-9"}, "/tokens grant": {"grant-7", "grant-11"},
		"/tokens resource_server": {"server-7", "https://server-14.example"},
		"/tokens kind":            {"access_token", "refresh_token", "personal_access_token"},
		"/tokens state":           {"active", "expired", "revoked", "pending", "suspended"},
		"/tokens issued_after":    {hour}, "/tokens issued_before": {minute},
		"/grants client": {"client-7"}, "/grants user": {"user-7", "user-9"},
		"/audit-events actor": {"user:7", "user:8"}, "/audit-events action": {"client.edited-7", "client.edited-3"}, "/audit-events object": {"client:7"},
		"/audit-events after": {minute}, "/audit-events before": {minute},
	}
}

// Questions lists what can be asked of every list of the management API, by its
// specification: without a filter, with each alone, and with every two that may go
// together. A filter that is new has to be given a value above.
func Questions(spec string, now time.Time) ([]Question, error) {
	api, err := openapi3.NewLoader().LoadFromFile(spec)
	if err != nil {
		return nil, err
	}
	values := of(now)
	var questions []Question
	for _, path := range api.Paths.InMatchingOrder() {
		item := api.Paths.Value(path)
		if item.Get == nil || item.Get.Parameters.GetByInAndName(openapi3.ParameterInQuery, "cursor") == nil {
			continue
		}
		about := path
		for _, ref := range item.Parameters {
			name := "{" + ref.Value.Name + "}"
			if values[name] == nil {
				return nil, fmt.Errorf("%s: there is no value for %s", path, name)
			}
			about = strings.ReplaceAll(about, name, values[name][0])
		}
		filters, names := []url.Values{{}}, []string{}
		for _, ref := range item.Get.Parameters {
			name := ref.Value.Name
			if ref.Value.In != openapi3.ParameterInQuery || name == "cursor" || name == "limit" {
				continue
			}
			known := values[path+" "+name]
			if known == nil {
				return nil, fmt.Errorf("%s: there is no value for %s", path, name)
			}
			for _, value := range known {
				filters = append(filters, url.Values{name: {value}})
			}
			for _, other := range names {
				pair := url.Values{}
				for _, one := range []string{name, other} {
					all := values[path+" "+one]
					pair.Set(one, all[len(all)-1])
				}
				// The API refuses to search among those alone who hold a role.
				if !pair.Has("managing") {
					filters = append(filters, pair)
				}
			}
			names = append(names, name)
		}
		for _, filter := range filters {
			questions = append(questions, Question{named(path, filter), about, filter, path == "/tenants"})
		}
	}
	slices.SortStableFunc(questions, func(a, b Question) int { return strings.Compare(a.Name, b.Name) })
	return questions, nil
}

func named(path string, filter url.Values) string {
	var by []string
	for name, values := range filter {
		by = append(by, name+"="+values[0])
	}
	slices.Sort(by)
	return strings.TrimSuffix(http.MethodGet+" "+path+"?"+strings.Join(by, "&"), "?")
}
