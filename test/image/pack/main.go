// Command pack packs Jeton into an OCI image, without a container engine.
//
// It writes a folder in the form of the OCI image layout, which any tool for images
// reads, and the same as one file, which podman and docker load. The image holds the
// program, statically linked, and the list of what is in it; no shell, no system,
// nobody but user 65532. From the same source it is the same to the last byte,
// wherever and whenever it was packed.
//
// The one idea worth knowing is that an image is nothing but files that name one
// another by the hash of what is in them: layers, a configuration, a manifest for each
// platform, an index of those. That is little enough to be written down here.
package main

import (
	"context"
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	out := flag.String("o", "bin/image", "the folder to write; the file beside it has the same name with .tar")
	platforms := flag.String("platforms", "linux/amd64,linux/arm64", "what to build for")
	vcs := flag.Bool("vcs", true, "name version and commit, which needs git and a clone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *out, strings.Split(*platforms, ","), *vcs); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// run builds the program for each platform, packs it, and says what came of it.
func run(ctx context.Context, out string, platforms []string, vcs bool) error {
	packages, err := consolePackages("web/package-lock.json")
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "jeton-image-")
	if err != nil {
		return fmt.Errorf("make a folder to build in: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	image := image{}
	for _, name := range platforms {
		on, err := parsePlatform(name)
		if err != nil {
			return err
		}
		binary := filepath.Join(scratch, on.Architecture)
		if err := build(ctx, on, vcs, binary); err != nil {
			return err
		}
		info, err := buildinfo.ReadFile(binary)
		if err != nil {
			return fmt.Errorf("ask the program what is in it: %w", err)
		}
		from := release(info)
		if vcs && from.revision == "" {
			return errors.New("the build does not know its commit: pack in a clone of the repository with git installed (a worktree of one will not do), or say -vcs=false")
		}
		program, err := os.ReadFile(binary)
		if err != nil {
			return fmt.Errorf("read the program: %w", err)
		}
		if err := image.add(on, from, program, billOfMaterials(info, packages)); err != nil {
			return err
		}
	}
	tag, digest, err := image.seal()
	if err != nil {
		return err
	}
	if err := image.writeFolder(out); err != nil {
		return err
	}
	if err := image.writeFile(out + ".tar"); err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s and %s.tar: jeton:%s %s\n", out, out, tag, digest)
	return err
}

// build builds the program the way it is released.
func build(ctx context.Context, on platform, vcs bool, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", fmt.Sprintf("-buildvcs=%t", vcs), "-ldflags=-s -w", "-o", binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+on.OS, "GOARCH="+on.Architecture)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build for %s/%s: %w", on.OS, on.Architecture, err)
	}
	return nil
}
