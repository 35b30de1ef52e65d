package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/jeton-id/jeton/test/port"
)

// program is what is built and measured.
const program = "github.com/jeton-id/jeton"

// publicURL is that of every installation: one of the usual length.
const publicURL = "https://id.example.com"

// build builds the program as make build does, and says which version it is.
func (g *group) build(ctx context.Context) (binary, version string, err error) {
	binary = g.path("jeton")
	for _, vcs := range []string{"auto", "false"} { // a tree without its history has no version
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs="+vcs, "-o", binary, program)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		var output []byte
		if output, err = cmd.CombinedOutput(); err == nil {
			break
		}
		err = fmt.Errorf("build jeton: %w\n%s", err, output)
	}
	if err != nil {
		return "", "", err
	}
	output, err := exec.CommandContext(ctx, binary, "version").Output()
	return binary, strings.TrimSpace(string(output)), err
}

// installation is a database with the keys to it.
type installation struct {
	name        string
	databaseURL string
	secretKey   string
	// postmaster is the process of the Postgres it is on, zero on SQLite.
	postmaster int
}

func newInstallation(name, databaseURL string, postmaster int) installation {
	var key [32]byte
	// It cannot fail.
	_, _ = rand.Read(key[:])
	return installation{name, databaseURL, base64.StdEncoding.EncodeToString(key[:]), postmaster}
}

func newSecret() string {
	var secret [32]byte
	// It cannot fail.
	_, _ = rand.Read(secret[:])
	return hex.EncodeToString(secret[:])
}

// environ is the whole environment of a process of the installation: nothing of
// ours reaches it that could make a difference.
func (in installation) environ(more ...string) []string {
	return slices.Concat([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir(),
		"JETON_DATABASE_URL=" + in.databaseURL, "JETON_SECRET_KEY=" + in.secretKey, "JETON_PUBLIC_URL=" + publicURL,
	}, more)
}

// server is one running server.
type server struct {
	*child
	in installation
	// address and metrics are host:port.
	address, metrics string
}

// serve starts a server of the installation, with more settings as NAME=value.
func (b *bench) serve(ctx context.Context, in installation, settings ...string) (*server, error) {
	s := &server{in: in}
	for _, address := range []*string{&s.address, &s.metrics} {
		var err error
		if *address, err = port.Address(); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(b.binary, "serve")
	cmd.Dir = b.group.dir
	cmd.Env = in.environ(slices.Concat(settings, []string{"JETON_LISTEN=" + s.address, "JETON_METRICS_LISTEN=" + s.metrics})...)
	var err error
	if s.child, err = b.group.start(in.name, cmd); err != nil {
		return nil, err
	}
	if err := awaitAnswer(ctx, "http://"+s.address+"/readyz", s.child); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}
