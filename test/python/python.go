// Package python finds the Python that the tests run an API with, for the tests and
// for the set-up before them.
//
// The one idea worth knowing is that a Python counts only if it has the libraries: the
// first in PATH is often one of the user's own, and the packages of the system go to
// the system's.
package python

import (
	"errors"
	"os/exec"
)

// Find gives the path of a Python that has FastAPI, httpx and uvicorn: the one in
// PATH, or else the system's own.
func Find() (string, error) {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import fastapi, httpx, uvicorn").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("the tests run an API on FastAPI, and no Python with fastapi, httpx and uvicorn is installed: install the packages python3-fastapi, python3-httpx and python3-uvicorn")
}
