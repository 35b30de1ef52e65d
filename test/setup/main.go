// Command setup makes sure that this machine has what the tests need: a C
// compiler for the race detector, the PostgreSQL server programs, the programs of
// others that look at what Jeton ships, and, for the tests with other people's clients
// and servers and of the console, Chromium, curl, nginx, Caddy, Apache, Dovecot, FastAPI
// and Node.js with their packages. It builds the console, which those look at.
//
// What is missing it installs with apt-get, if that is there and allowed
// without asking; otherwise it ends with one line that says what to install.
// On a machine that has everything it does nothing. `make test` runs it first.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jeton-id/jeton/test/chromium"
	"github.com/jeton-id/jeton/test/postgres"
	"github.com/jeton-id/jeton/test/python"
)

// need is one thing the tests cannot do without.
type need struct {
	// missing is nil if it is there, else says what to install.
	missing func() error
	// packages hold it on Debian and its kin.
	packages []string
}

// interop is where the tests with Node.js clients live.
const interop = "test/interop"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(1)
	}
}

func run() error {
	needs := []need{
		{compiler, []string{"gcc", "libc6-dev"}},
		{postgresServer, []string{"postgresql"}},
		program("ps", "the tests list processes with it", "procps"),
		program("systemd-analyze", "it checks Jeton's unit", "systemd"),
		program("skopeo", "the tests have it take the image", "skopeo"),
		program("promtool", "it tests the alert rules", "prometheus"),
		{pooler, []string{"pgbouncer"}},
	}
	withNode := exists(filepath.Join(interop, "package-lock.json"))
	if withNode {
		needs = append(needs, need{node, []string{"nodejs", "npm"}}, need{browser, []string{"chromium"}}, need{dovecot, []string{"dovecot-core", "dovecot-imapd"}},
			program("curl", "the tests run what the console offers for it", "curl"),
			program("nginx", "the tests put it before an API", "nginx-light"),
			program("caddy", "the tests put it before an API", "caddy"),
			need{apache, []string{"apache2", "libapache2-mod-oauth2"}},
			need{fastAPI, []string{"python3-fastapi", "python3-httpx", "python3-uvicorn"}})
	}

	var packages []string
	for _, need := range needs {
		if need.missing() != nil {
			packages = append(packages, need.packages...)
		}
	}
	if len(packages) > 0 {
		install(packages)
	}
	for _, need := range needs {
		if err := need.missing(); err != nil {
			return err
		}
	}
	if withNode {
		return nodePackages()
	}
	return nil
}

func compiler() error {
	output, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		return fmt.Errorf("ask go for the C compiler: %w", err)
	}
	name, _, _ := strings.Cut(strings.TrimSpace(string(output)), " ")
	if _, err := exec.LookPath(name); err != nil {
		return fmt.Errorf("the race detector needs a C compiler, and %q is not installed: install the package gcc", name)
	}
	return nil
}

func postgresServer() error {
	_, err := postgres.Find()
	return err
}

// program needs a program in PATH, from the package of that name on Debian.
func program(name, purpose, pkg string) need {
	return need{func() error {
		if _, err := exec.LookPath(name); err != nil {
			return fmt.Errorf("%s is not installed, and %s: install the package %s", name, purpose, pkg)
		}
		return nil
	}, []string{pkg}}
}

func pooler() error {
	_, err := postgres.FindPooler()
	return err
}

func node() error {
	const wanted = 20
	advice := fmt.Errorf("the tests in %s need Node.js %d or newer with npm: install the packages nodejs and npm", interop, wanted)
	if _, err := exec.LookPath("npm"); err != nil {
		return advice
	}
	output, err := exec.Command("node", "--version").Output()
	if err != nil {
		return advice
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(string(output), "v"), ".")
	if version, err := strconv.Atoi(major); err != nil || version < wanted {
		return fmt.Errorf("%w (found %s)", advice, strings.TrimSpace(string(output)))
	}
	return nil
}

func dovecot() error {
	_, err := exec.LookPath("dovecot")
	if _, imap := os.Stat("/usr/lib/dovecot/imap"); err != nil || imap != nil {
		return errors.New("the tests have people sign in to Dovecot, which is not installed: install the packages dovecot-core and dovecot-imapd")
	}
	return nil
}

func apache() error {
	_, err := exec.LookPath("apache2")
	if !exists("/usr/lib/apache2/modules/mod_oauth2.so") || err != nil {
		return errors.New("the tests put Apache with mod_oauth2 before an API, which is not installed: install the packages apache2 and libapache2-mod-oauth2")
	}
	return nil
}

func fastAPI() error {
	_, err := python.Find()
	return err
}

func browser() error {
	_, err := chromium.Find()
	return err
}

// install tries apt-get and keeps quiet about failing: what is then still
// missing says so itself.
func install(packages []string) {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return
	}
	var asRoot []string
	if os.Geteuid() != 0 {
		if exec.Command("sudo", "-n", "true").Run() != nil {
			return
		}
		asRoot = []string{"sudo", "-n"}
	}
	// At another run level no service is started that was only installed.
	apt := append(asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get")
	if err := show(append(apt, "update")...); err == nil {
		_ = show(append(append(apt, "install", "--yes", "--no-install-recommends"), packages...)...)
	}
}

// nodePackages installs what the lock files name, and builds the console, unless
// that is done: the Makefile knows what is older than what.
func nodePackages() error {
	if err := show("make", "--no-print-directory", interop+"/node_modules/.package-lock.json", "console"); err != nil {
		return fmt.Errorf("install the packages of Node.js and build the console: %w", err)
	}
	return nil
}

func show(command ...string) error {
	fmt.Println("setup:", strings.Join(command, " "))
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
