// Package chromium finds the browser that the tests look at pages with, by one list
// of the names it goes by, for the tests and for the set-up before them.
//
// The one idea worth knowing is that a machine without one fails a test and never
// skips it: what was not looked at was not tested.
package chromium

import (
	"errors"
	"os/exec"
	"testing"
)

// Find gives the path of Chromium, by whichever of its names it is installed.
func Find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the tests that look at pages need Chromium: install the package chromium, or run go run ./test/setup")
}

// Need is Find for a test, which fails where there is none.
func Need(t testing.TB) string {
	t.Helper()
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
