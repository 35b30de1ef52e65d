package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// built fails the test where the console is not built: a test that is skipped
// proves nothing.
func built(t *testing.T) string {
	t.Helper()
	page, err := files.ReadFile("dist/index.html")
	require.NoError(t, err, "the console is not built: run make console")
	return string(page)
}

func get(path string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response := httptest.NewRecorder()
	Handler().ServeHTTP(response, request)
	return response
}

// TestTheFirstLoadIsLight adds up the scripts that the page names, as they are sent:
// what a page needs later it loads later.
func TestTheFirstLoadIsLight(t *testing.T) {
	total := 0
	for _, name := range regexp.MustCompile(`assets/[\w-]+\.js`).FindAllString(built(t), -1) {
		small, err := fs.ReadFile(files, "dist/"+name+".gz")
		require.NoError(t, err)
		total += len(small)
	}
	require.Greater(t, total, 50_000)
	require.Less(t, total, 250_000, "bytes of compressed JavaScript")
}

// TestOneBuildServesEveryTenant looks at the page of a deep link: its files are
// named by their full path, its styles by a nonce that is drawn each time.
func TestOneBuildServesEveryTenant(t *testing.T) {
	built(t)
	page := get("/t/acme/console/applications/shop")
	require.Equal(t, http.StatusOK, page.Code)
	require.Equal(t, "no-cache", page.Header().Get("Cache-Control"))
	policy := page.Header().Get("Content-Security-Policy")
	nonce := regexp.MustCompile(`'nonce-([\w-]{22})'`).FindStringSubmatch(policy)
	require.Len(t, nonce, 2, policy)
	require.Contains(t, page.Body.String(), `content="`+nonce[1]+`"`)
	require.NotContains(t, policy, "unsafe")
	require.NotContains(t, page.Body.String(), `"./`)
	require.NotContains(t, page.Body.String(), "{{")
	require.NotContains(t, get("/t/acme/console").Header().Get("Content-Security-Policy"), nonce[1])

	for _, address := range regexp.MustCompile(`/t/acme/console/assets/[\w.-]+`).FindAllString(page.Body.String(), -1) {
		plain, small := get(address), get(address, "Accept-Encoding", "gzip")
		require.Equal(t, http.StatusOK, plain.Code, address)
		require.Contains(t, plain.Header().Get("Cache-Control"), "immutable", address)
		require.Empty(t, plain.Header().Get("Content-Encoding"))
		require.Equal(t, "gzip", small.Header().Get("Content-Encoding"), address)
		require.Equal(t, plain.Header().Get("Content-Type"), small.Header().Get("Content-Type"))
		require.Less(t, small.Body.Len(), plain.Body.Len()+64, address)
	}
}

// TestNothingElseIsServed asks for what is no tenant's, and for files that are not
// the console's.
func TestNothingElseIsServed(t *testing.T) {
	built(t)
	for _, path := range []string{
		"/t/ACME/console", "/t/-a/console", "/t/a.b/console", "/t/" + strings.Repeat("a", 64) + "/console", "/t/acme/consoles", "/t//console",
		`/t/"><script>/console`, "/t/acme/console/assets/nothing.js", "/t/acme/console/assets/", "/t/acme/console/assets/../index.html", "/t/acme/console/assets/../.gitignore",
	} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.URL.Path = path
		response := httptest.NewRecorder()
		Handler().ServeHTTP(response, request)
		require.Equal(t, http.StatusNotFound, response.Code, path)
		require.NotContains(t, response.Body.String(), "<", path)
	}
}

// TestWithoutABuildThePageSaysHow asks the handler of a binary without a console.
func TestWithoutABuildThePageSaysHow(t *testing.T) {
	for path, holds := range map[string]string{"/t/acme/console": "make console build", "/t/acme/console/page.css": "--accent", "/t/acme/console/applications": "/t/acme/console/page.css"} {
		response := httptest.NewRecorder()
		notBuilt(response, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, response.Code, path)
		require.Contains(t, response.Body.String(), holds, path)
	}
}
