package frontdoor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestResourceServersAreFound searches those of a tenant, a page of one at a time,
// next to a tenant that has the same ones.
func TestResourceServersAreFound(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.edit("acme", "/resource-servers/"+w.Servers["acme/vault"], "name", "Älskling  Vault")
		orders := w.Servers["acme/orders"]
		for query, want := range map[string]string{
			"":                                      "orders billing ledger vault signed signed-rsa signed-edwards warehouse gateway shy",
			"q=ORDERS":                              "orders warehouse",                           // the name, in another case
			"q=api":                                 "orders billing ledger signed warehouse shy", // a later word of it
			"q=same+on":                             "signed-edwards",                             // from a later word on
			"q=the+same":                            "signed-rsa signed-edwards",                  // several words
			"q=%C3%A4lskling+vau":                   "vault",                                      // whatever the case and the spaces
			"q=rders":                               "",                                           // not inside of a word
			"q=https://orders":                      "orders",                                     // an identifier
			"q=Billing.Example":                     "billing",                                    // without its scheme
			"q=https://orders.ex%25":                "",                                           // nothing stands for other characters
			"q=orders.example/v2":                   "orders",                                     // the second of them
			"sees=" + orders:                        "warehouse gateway",                          // by id
			"sees=https://orders.example/v2":        "warehouse gateway",                          // by any identifier
			"sees=https://billing.example":          "gateway",                                    // a gateway sees all
			"sees=" + w.Servers["acme/gateway"]:     "",                                           // itself is left out
			"sees=" + w.Servers["globex/orders"]:    "",                                           // another tenant's
			"sees=https://id.example/t/acme/api/v1": "",                                           // not even a gateway
			"sees=" + orders + "&q=ware":            "warehouse",                                  // both
		} {
			var found []string
			for cursor, more := "", true; more; {
				list := w.Must(http.MethodGet, "acme", "/resource-servers?limit=1&"+query+cursor, nil)
				for _, item := range list["items"].([]any) {
					credential := item.(map[string]any)["credentials"].([]any)[0].(map[string]any)["id"].(string)
					require.Equal(t, w.Servers["acme/"+credential], item.(map[string]any)["id"])
					found = append(found, credential)
				}
				var next string
				if next, more = list["next_cursor"].(string); more {
					cursor = "&cursor=" + next
				}
			}
			require.Equal(t, strings.Fields(want), append([]string{}, found...), query)
		}

		page := w.Must(http.MethodGet, "acme", "/resource-servers?limit=1&q=api", nil)
		cursor := "&cursor=" + url.QueryEscape(page["next_cursor"].(string))
		w.Must(http.MethodDelete, "acme", "/resource-servers/"+orders, nil)
		rest := w.Must(http.MethodGet, "acme", "/resource-servers?limit=1&q=api"+cursor, nil)["items"].([]any)
		require.Equal(t, w.Servers["acme/billing"], rest[0].(map[string]any)["id"], "a place in the list stands though what was there is gone")
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodGet, "acme", "/resource-servers?limit=1&q=ord"+cursor, nil).Status, "a cursor of another search")
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodGet, "acme", "/resource-servers?q=%00", nil).Status, "what is no text")
	})
}
