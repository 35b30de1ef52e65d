package persistence_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/test/filling"
	"github.com/jeton-id/jeton/test/frontdoor"
)

// Bounds of what one statement may read for a page of listed items, with what is
// joined to each. A search by several things at once, or by the state or kind of
// tokens, reads more than it shows, but never more than MaxScan.
const (
	listed      = 20
	perSearched = 7
	mayRead     = listed * perSearched
)

// TestListsReadWhatTheyShow asks every list of the management API, as its
// specification has them, about a large tenant: whatever is asked for, no page costs
// more because there is more. What that is in milliseconds, the benchmark says.
func TestListsReadWhatTheyShow(t *testing.T) {
	frontdoor.Each(t, func(t *testing.T, databaseURL string) {
		in := frontdoor.Open(t, databaseURL)
		in.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": "acme", "name": "Acme"})
		tenant, err := in.Store.FindTenant(t.Context(), "acme")
		require.NoError(t, err)
		require.NoError(t, filling.Fill(t.Context(), databaseURL, frontdoor.Noon, filling.Tenant{ID: tenant.ID, Drawers: domain.OpenDrawers(frontdoor.Noon)[:4], Tokens: tokenRows}))
		location, err := migrations.Parse(databaseURL)
		require.NoError(t, err)
		// A small table Postgres reads whole because it is small: there has to be
		// another way.
		explain := explainer(t, databaseURL, tenant.ID, "(ANALYZE, TIMING OFF) ", "enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")
		questions, err := filling.Questions("../api/admin/openapi.yaml", frontdoor.Noon)
		require.NoError(t, err)
		require.Greater(t, len(questions), 80)
		for _, question := range questions {
			t.Run(question.Name, func(t *testing.T) {
				query := maps.Clone(question.Query)
				query.Set("limit", strconv.Itoa(listed))
				for range 2 {
					var next string
					plans := heard(t, in.Store, explain, func() error {
						next = ask(t, in, question, query)
						return nil
					})
					require.NotEmpty(t, plans)
					for _, p := range plans {
						if location.Engine == migrations.SQLite {
							noFullScan(t, p)
							continue
						}
						bound := mayRead
						if len(question.Query) > 1 || query.Has("kind") || query.Has("state") {
							bound = persistence.MaxScan * perSearched
						}
						require.LessOrEqual(t, rowsRead(t, p.text), bound, "%s\n%s", p.statement, p.text)
					}
					if next == "" {
						break
					}
					query.Set("cursor", next)
				}
			})
		}
	})
}

// ask asks a question and gives the cursor of the next page.
func ask(t *testing.T, in *frontdoor.Installation, question filling.Question, query url.Values) string {
	t.Helper()
	tenant := "acme"
	if question.Operators {
		tenant = "system"
	}
	response := in.Manage(in.Operator, http.MethodGet, tenant, question.Path+"?"+query.Encode(), nil)
	require.Equal(t, http.StatusOK, response.Status, response.Body)
	var page struct {
		Items []any   `json:"items"`
		Next  *string `json:"next_cursor"`
	}
	require.NoError(t, json.Unmarshal([]byte(response.Body), &page))
	if page.Next == nil {
		return ""
	}
	return *page.Next
}

var (
	scanned = regexp.MustCompile(`Scan.*\(actual (?:time=\S+ )?rows=([\d.]+) loops=(\d+)\)`)
	removed = regexp.MustCompile(`Rows Removed by (?:Filter|Index Recheck): (\d+)`)
)

// rowsRead counts what a plan of Postgres says it read from tables and indexes.
func rowsRead(t *testing.T, plan string) int {
	t.Helper()
	read, loops := 0.0, 1.0
	for line := range strings.SplitSeq(plan, "\n") {
		if found := scanned.FindStringSubmatch(line); found != nil {
			loops = number(t, found[2])
			read += number(t, found[1]) * loops
		} else if found := removed.FindStringSubmatch(line); found != nil {
			read += number(t, found[1]) * loops
		}
	}
	return int(read)
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return n
}
