package frontdoor

import (
	"encoding/json"
	"net/http"

	"github.com/stretchr/testify/require"
)

// SendJSON sends a body of JSON with a bearer, nobody's if it is empty.
func (in *Installation) SendJSON(method, path, bearer string, body any) Response {
	in.t.Helper()
	header, text := http.Header{}, ""
	if bearer != "" {
		header.Set("Authorization", "Bearer "+bearer)
	}
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(in.t, err)
		header.Set("Content-Type", "application/json")
		text = string(encoded)
	}
	return in.Send(method, path, header, text)
}

// registers has a client register itself at a tenant, and gives what it is told.
func (w *World) registers(tenant, initial string, metadata map[string]any) map[string]any {
	w.t.Helper()
	response := w.SendJSON(http.MethodPost, "/t/"+tenant+"/oauth2/register", initial, metadata)
	require.Equal(w.t, http.StatusCreated, response.Status, response.Body)
	var told map[string]any
	require.NoError(w.t, json.Unmarshal([]byte(response.Body), &told))
	return told
}
