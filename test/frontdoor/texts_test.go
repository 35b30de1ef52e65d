package frontdoor

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// schema is what is read of one in the contract.
type schema struct {
	Ref        string `yaml:"$ref"`
	Type       string
	Enum       []string
	Properties map[string]schema
	Items      *schema
	Required   []string
}

// contract is what is read of openapi.yaml.
type contract struct {
	// Paths has operations by method, and beside them lists of parameters.
	Paths      map[string]map[string]yaml.Node
	Components struct{ Schemas map[string]schema }
}

func readContract(t *testing.T) contract {
	t.Helper()
	text, err := os.ReadFile("../../api/admin/openapi.yaml")
	require.NoError(t, err)
	var c contract
	require.NoError(t, yaml.Unmarshal(text, &c))
	return c
}

// body gives the schema of what is sent to an operation, empty where nothing is.
func (c contract) body(t *testing.T, method, path string) schema {
	t.Helper()
	operation, ok := c.Paths[path][strings.ToLower(method)]
	require.True(t, ok, "%s %s", method, path)
	var takes struct {
		RequestBody struct {
			Content map[string]struct{ Schema schema }
		} `yaml:"requestBody"`
	}
	require.NoError(t, operation.Decode(&takes))
	return takes.RequestBody.Content["application/json"].Schema
}

func (c contract) resolved(s schema) schema {
	for s.Ref != "" {
		s = c.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	return s
}

// placed is a body with one text in it, and the member that holds it.
type placed struct {
	member string
	body   any
}

// texts gives, for each member of the schema that is any text, a body with that
// member's text and no more than has to stand beside it.
func (c contract) texts(s schema, text string) (all []placed) {
	switch s = c.resolved(s); {
	case s.Items != nil:
		for _, one := range c.texts(*s.Items, text) {
			all = append(all, placed{one.member, []any{one.body}})
		}
	case s.Type == "string" && s.Enum == nil:
		return []placed{{"", text}}
	default:
		for name, member := range s.Properties {
			for _, one := range c.texts(member, text) {
				body := map[string]any{name: one.body}
				for _, beside := range s.Required {
					if with := c.resolved(s.Properties[beside]); beside != name && with.Type == "string" && with.Enum == nil {
						body[beside] = "x"
					}
				}
				path := strings.Trim(name+"."+one.member, ".")
				all = append(all, placed{path, body})
			}
		}
	}
	return all
}

// TestNoTextIsTakenAsItComes sends to every member of every body that is any text one
// of 5,000 characters, and to every address one that a browser would run.
func TestNoTextIsTakenAsItComes(t *testing.T) {
	parameter := regexp.MustCompile(`:(\w+)`)
	address := regexp.MustCompile(`(_uris?|identifiers)$`)
	// These are looked for and not kept.
	sought := []string{"token", "sample.client", "sample.scope", "sample.username", "sample.resources", "client", "user", "grant"}
	c := readContract(t)
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		tried := 0
		for _, route := range w.Routes {
			name, ok := managing(route)
			if !ok {
				continue
			}
			method, path, _ := strings.Cut(parameter.ReplaceAllString(name, "{$1}"), " ")
			of := c.body(t, method, path)
			if len(c.texts(of, "")) == 0 {
				continue
			}
			w.freshArtefacts(t, route, func(t *testing.T, tenant string, s sample) {
				for _, text := range []string{strings.Repeat("w", 5000), "https://" + strings.Repeat("w", 5000) + ".example/", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>"} {
					for _, one := range c.texts(of, text) {
						if len(text) < 100 && !address.MatchString(one.member) {
							continue
						}
						tried++
						with := s
						with.body = beside(t, s.body, one.body)
						response := w.send(route, with, tenant, w.Operator)
						require.Less(t, len(response.Body), 1000, "%s is thrown back", one.member)
						if slices.Contains(sought, one.member) {
							require.Less(t, response.Status, 500, "%s: %s", one.member, response.Body)
							continue
						}
						require.Equal(t, http.StatusBadRequest, response.Status, "%s: %.30s: %s", one.member, text, response.Body)
						require.Contains(t, response.Body, `"field":"`, one.member)
					}
				}
			})
		}
		require.Greater(t, tried, 100)
	})
}

// beside gives the sample's body with what the other one has in place of its own.
func beside(t *testing.T, sample, other any) map[string]any {
	t.Helper()
	text, err := json.Marshal(sample)
	require.NoError(t, err)
	body := map[string]any{}
	require.NoError(t, json.Unmarshal(text, &body))
	for name, value := range other.(map[string]any) {
		inner, ok := value.(map[string]any)
		if was, both := body[name].(map[string]any); ok && both {
			value = beside(t, was, inner)
		}
		body[name] = value
	}
	return body
}
