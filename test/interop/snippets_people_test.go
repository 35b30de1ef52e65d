package interop_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Lines that sign people in stand in an application with pages. Here they stand in a
// program that writes the address, and reads what came back.

// between is the line at which people are away.
var between = regexp.MustCompile(`(?m)^// When they come back.*$`)

const goProgram = `package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"net/url"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func main() {
	if err := signIn(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// cameBack reads the address that the answer was sent to.
func cameBack(address string) url.Values {
	fmt.Println(address)
	line, _, _ := bufio.NewReader(os.Stdin).ReadLine()
	back, err := url.Parse(string(line))
	if err != nil {
		log.Fatal(err)
	}
	return back.Query()
}

var _ = os.Getenv

func signIn(ctx context.Context) error {
%s
	fmt.Println(token.AccessToken, person.Subject)
	return nil
}
`

const nodeBetween = `console.log(address.href)
const { createInterface } = await import('node:readline/promises')
const current = new URL(await createInterface({ input: process.stdin }).question(''))`

// people has somebody sign in to the applications that have snippets for it.
func (s *snippetTest) people(t *testing.T) {
	for application, back := range map[string]string{"web": "https://shop.example/o'brien/back", "native": "com.example.app:/back"} {
		t.Run(application+" in go", func(t *testing.T) {
			s := s.at(t)
			lines := regexp.MustCompile(`(?m)^`).ReplaceAllString(between.ReplaceAllString(s.snippets[application]["go"].code(), "query := cameBack(address)"), "\t")
			lines = regexp.MustCompile(`(?m)^\t$`).ReplaceAllString(lines, "")
			program := s.compiled(strings.TrimRight(fmt.Sprintf(goProgram, lines), "\n"))
			s.signsIn(t, application, back, s.command(application, "", program))
		})
		t.Run(application+" in node", func(t *testing.T) {
			s := s.at(t)
			lines := between.ReplaceAllLiteralString(s.snippets[application]["node"].code(), nodeBetween)
			dir := s.folder(map[string]string{"signin.mjs": lines + "\nconsole.log(tokens.access_token, person.sub)\nprocess.exit()\n"})
			s.signsIn(t, application, back, s.command(application, dir, s.node, "signin.mjs"))
		})
	}
}

func (s *snippetTest) signsIn(t *testing.T, application, back string, cmd *exec.Cmd) {
	t.Helper()
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	address, rest := s.begun(cmd)
	answer := runScript(t, s.node, "goto.mjs", s.world, address, back, s.Dave.ID, s.Dave.Secret)
	_, err = io.WriteString(in, answer)
	require.NoError(t, err)
	token, person, _ := strings.Cut(rest(), " ")
	s.meansOnlyWhatItSays(t, application, token)
	require.NotEmpty(t, person)
}

// begun starts a program and gives the first line that it writes, and what gives the
// others when it has ended.
func (s *snippetTest) begun(cmd *exec.Cmd) (first string, rest func() string) {
	s.t.Helper()
	out, err := cmd.StdoutPipe()
	require.NoError(s.t, err)
	var wrong strings.Builder
	cmd.Stderr = &wrong
	require.NoError(s.t, cmd.Start())
	lines := bufio.NewReader(out)
	first, err = lines.ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		s.t.Fatalf("%s: %s\n%s", cmd, err, wrong.String())
	}
	return strings.TrimSpace(first), func() string {
		s.t.Helper()
		all, err := io.ReadAll(lines)
		require.NoError(s.t, err)
		require.NoError(s.t, cmd.Wait(), wrong.String())
		return strings.TrimSpace(string(all))
	}
}

var shown = regexp.MustCompile(`At (\S+?),? type (\S+)`)

// onDevice are the languages of devices, each with how its lines are started.
var onDevice = map[string]func(s *snippetTest, of snippet) *exec.Cmd{
	"go": func(s *snippetTest, of snippet) *exec.Cmd { return s.command("", "", s.compiled(of.code())) },
	"node": func(s *snippetTest, of snippet) *exec.Cmd {
		return s.command("", s.folder(map[string]string{"device.mjs": of.code()}), s.node, "device.mjs")
	},
	"python": func(s *snippetTest, of snippet) *exec.Cmd {
		return s.command("", s.folder(map[string]string{"device.py": of.code()}), "python3", "device.py")
	},
}

// device shows a code, which somebody allows.
func (s *snippetTest) device(t *testing.T, language string, start func(s *snippetTest, of snippet) *exec.Cmd) {
	s = s.at(t)
	line, rest := s.begun(start(s, s.snippets["device"][language]))
	found := shown.FindStringSubmatch(line)
	require.NotNil(t, found, line)
	s.allow(found[1], found[2])
	s.meansOnlyWhatItSays(t, "device", rest())
}

func (s *snippetTest) allow(address, code string) {
	s.t.Helper()
	runScript(s.t, s.node, "allow.mjs", s.world, address, code, s.Dave.ID, s.Dave.Secret)
}

// deviceByCurl runs the lines before and after the one that says what to do between.
func (s *snippetTest) deviceByCurl(t *testing.T) {
	s = s.at(t)
	first, second, ok := strings.Cut(s.snippets["device"]["curl"].code(), "# Show ")
	require.True(t, ok)
	var told struct {
		DeviceCode string `json:"device_code"`
		UserCode   string `json:"user_code"`
		Address    string `json:"verification_uri"`
	}
	require.NoError(t, json.Unmarshal([]byte(s.output(s.command("", "", "sh", "-c", first))), &told))
	s.allow(told.Address, told.UserCode)
	again := s.command("", "", "sh", "-c", "# "+second)
	again.Env = append(again.Env, "DEVICE_CODE="+told.DeviceCode)
	s.meansOnlyWhatItSays(t, "device", s.tokenIn(s.output(again)))
}
