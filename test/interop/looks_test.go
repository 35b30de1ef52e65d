package interop_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/chromium"
	"github.com/jeton-id/jeton/test/process"
)

var keep = flag.String("looks", "", "keep the pictures of the pages in this folder: -args -looks=$PWD/docs/images")

// TestEveryPageIsFitToBeSeen looks at the pages that people see, in Chromium. What
// they look like does not depend on the engine.
func TestEveryPageIsFitToBeSeen(t *testing.T) {
	node := findNode(t)
	config := process.SQLite(t)
	server, _, w := begin(t, config)
	acme := server.At("acme")
	carol := acme.Manage(t, http.MethodGet, "/users?q=carol", config.OperatorToken, nil).Member("items").([]any)[0].(map[string]any)["id"].(string)
	link := acme.Manage(t, http.MethodPost, "/users/"+carol+"/password-links", config.OperatorToken, map[string]any{"purpose": "reset"})
	require.Equal(t, http.StatusCreated, link.Status, string(link.Body))
	settings, err := json.Marshal(map[string]any{"chromium": chromium.Need(t), "link": link.Member("url"), "keep": *keep})
	require.NoError(t, err)
	runScript(t, node, "looks.mjs", w, string(settings))
}
