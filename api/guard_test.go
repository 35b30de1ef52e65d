package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	canonicalPaths = []string{"/", "/healthz", "/t/acme/oauth2/token", "/.well-known/oauth-authorization-server/t/acme", "/t/acme/api/v1/clients/A.b_c~d"}
	crookedPaths   = []string{
		"", "healthz", "//healthz", "/healthz/", "/t//acme/oauth2/token", "/t/acme/../globex/oauth2/token", "/t/./acme/oauth2/token",
		"/t/acme/oauth2/token/.", "/t/acme/oauth2/..", "/t/acme%2Foauth2/token", "/t/acme%2foauth2/token", "/t/%61cme/oauth2/token",
		"/t/acme%00/oauth2/token", "/t/acme;x=y/oauth2/token", "/t/acme\\oauth2/token", "/t/ac me/oauth2/token", "/t/äcme/oauth2/token",
		"/t/acme/oauth2/token%20", "/t/acme/oauth2/token%3F", "/t/acme/@/token", "/t/acme:80/oauth2/token", "http://id.example/healthz",
		"/" + strings.Repeat("a", 2048),
	}
)

func TestOnlyCanonicalPathsPass(t *testing.T) {
	for _, path := range canonicalPaths {
		require.True(t, canonicalPath(path), path)
	}
	for _, path := range crookedPaths {
		require.False(t, canonicalPath(path), path)
	}
}

func TestTheGuardRefusesAndNeverRedirects(t *testing.T) {
	reached := false
	guarded := guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	for _, path := range crookedPaths {
		request := httptest.NewRequest(http.MethodPost, "/", nil)
		request.RequestURI = path
		answer := httptest.NewRecorder()
		guarded.ServeHTTP(answer, request)
		require.Equal(t, http.StatusBadRequest, answer.Code, path)
		require.Empty(t, answer.Header().Get("Location"), path)
		require.False(t, reached, path)
	}
	// Two readings of one address: the path that was guarded is the one routed.
	request := httptest.NewRequest(http.MethodPost, "/healthz", nil)
	request.URL.Path = "/t/acme/oauth2/token"
	answer := httptest.NewRecorder()
	guarded.ServeHTTP(answer, request)
	require.Equal(t, http.StatusBadRequest, answer.Code)
	require.False(t, reached)
}

func FuzzCanonicalPath(f *testing.F) {
	for _, path := range append(canonicalPaths, crookedPaths...) {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !canonicalPath(path) || path == "/" {
			return
		}
		require.NotContains(t, path, "//")
		require.NotContains(t, path, "%")
		require.NotContains(t, path+"/", "/../")
		require.NotContains(t, path+"/", "/./")
		require.False(t, strings.HasSuffix(path, "/"))
		request, err := http.NewRequest(http.MethodGet, "http://id.example"+path, nil)
		require.NoError(t, err)
		require.Equal(t, path, request.URL.Path)
	})
}
