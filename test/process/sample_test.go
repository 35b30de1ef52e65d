package process_test

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

var (
	sampleLine  = regexp.MustCompile(`#\s+(ORDERS_API_SECRET=\S+) go run (\S+) (-issuer \S+)`)
	bobLine     = regexp.MustCompile(`acme\s+bob\s+(\S+)`)
	formAction  = regexp.MustCompile(`<form[^>]* action="([^"]*)"`)
	allowButton = regexp.MustCompile(`name="([^"]*)" value="allow"`)
	outAction   = regexp.MustCompile(`action="([^"]*/signin/out)"`)
)

// TestTheSampleDoesWhatTheREADMESays goes through the second half of the README:
// somebody signs in to the sample application with the line that the demo printed,
// and their session ends under its feet.
func TestTheSampleDoesWhatTheREADMESays(t *testing.T) {
	jeton := process.Start(t, process.Config{Demo: true, Dir: t.TempDir()})
	require.Eventually(t, func() bool { return bobLine.MatchString(jeton.Stdout()) }, 10*time.Second, 20*time.Millisecond)
	line := sampleLine.FindStringSubmatch(jeton.Stdout())
	require.NotNil(t, line)
	password := bobLine.FindStringSubmatch(jeton.Stdout())[1]

	binary := filepath.Join(t.TempDir(), "sample")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, line[2])
	build.Dir = filepath.Join("..", "..")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	address := port.ForTest(t)
	sample := exec.CommandContext(t.Context(), "sh", "-c", "exec env "+line[1]+" "+binary+" "+line[3]+" -listen "+address)
	require.NoError(t, sample.Start())
	t.Cleanup(func() {
		_ = sample.Process.Kill()
		_ = sample.Wait()
	})
	home := "http://" + address + "/"
	require.Eventually(t, func() bool {
		response, err := http.Get(home)
		return err == nil && response.Body.Close() == nil
	}, 20*time.Second, 20*time.Millisecond)

	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	action := func(pattern *regexp.Regexp, page string) string {
		t.Helper()
		found := pattern.FindStringSubmatch(page)
		require.NotNil(t, found, page)
		return jeton.URL + html.UnescapeString(found[1])
	}
	require.Contains(t, send(t, browser, home, nil), ">Sign in<")
	page := send(t, browser, home+"signin", nil)
	page = send(t, browser, action(formAction, page), url.Values{"username": {"bob"}, "password": {password}})
	allow := allowButton.FindStringSubmatch(page)
	require.NotNil(t, allow, page)
	page = send(t, browser, action(formAction, page), url.Values{allow[1]: {"allow"}})
	require.Contains(t, page, "Hello, Bob Baker.")
	require.Contains(t, page, "3 lamps, for ")
	require.Contains(t, send(t, browser, home, nil), "3 lamps, for ", "asked again")

	page = send(t, browser, jeton.URL+"/t/acme/account", nil)
	require.Contains(t, page, "Sample application")
	send(t, browser, action(outAction, page), url.Values{})
	page = send(t, browser, home, nil)
	require.Contains(t, page, "your session was ended")
	require.NotContains(t, page, "lamps")
}
