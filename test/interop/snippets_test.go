package interop_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// snippet is what the console offers for one language.
type snippet struct {
	ID    string `json:"id"`
	Files []struct {
		Name string `json:"name"`
		Code string `json:"code"`
	} `json:"files"`
}

func (s snippet) code() string { return s.Files[0].Code }

// snippetTest runs what the console offers for applications at a running Jeton.
type snippetTest struct {
	world
	t      *testing.T
	node   string
	server *process.Process
	config process.Config
	// hostile is an API whose address and scopes would mean something in a shell, a
	// form, a string or a template.
	hostile party
	// snippets are by application and language, secrets by application.
	snippets map[string]map[string]snippet
	secrets  map[string]string
}

// The identifier and scopes of hostile, each with what some language would take for
// more than a text.
const hostileAPI = `https://o'brien.example/$(reboot);a?b=$HOME&resource=c%41`

var hostileScopes = []string{`x';reboot;'`, `$(reboot)`, "`reboot`", `${CLIENT_SECRET}`, `a&resource=b`, `%41+@`}

// TestSnippets runs every snippet of the console whose language is on this machine.
// What it says of curl, Go and Node.js it says always: those are needed for other
// tests, too.
func TestSnippets(t *testing.T) {
	s := newSnippetTest(t)
	missing := map[string]bool{}
	for _, application := range []string{"service", "poster", "several"} {
		for language, run := range itself {
			if s.there(t, language, missing) {
				t.Run(application+" in "+language, func(t *testing.T) {
					s.meansOnlyWhatItSays(t, application, run(s.at(t), s.snippets[application][language], application))
				})
			}
		}
	}
	t.Run("people", s.people)
	for language, start := range onDevice {
		if s.there(t, language, missing) {
			t.Run("a device in "+language, func(t *testing.T) { s.device(t, language, start) })
		}
	}
	t.Run("a device in curl", s.deviceByCurl)
	t.Run("what nobody can run here is read", s.read)
	if s.there(t, "nginx", missing) {
		t.Run("nginx", s.nginx)
	}
	for language := range missing {
		t.Logf("not run, because it is not on this machine: %s", language)
	}
}

func (s *snippetTest) at(t *testing.T) *snippetTest {
	here := *s
	here.t = t
	return &here
}

// programs are what has to be there to run a language.
var programs = map[string]string{"curl": "curl", "go": "go", "node": "node", "python": "python3", "java": "javac", "dotnet": "dotnet", "nginx": "nginx"}

// there tells whether a language is on this machine, and notes it if it is not.
func (s *snippetTest) there(t *testing.T, language string, missing map[string]bool) bool {
	t.Helper()
	_, err := exec.LookPath(programs[language])
	if language == "curl" || language == "go" || language == "node" {
		require.NoError(t, err, "run go run ./test/setup")
	}
	if err == nil && language == "nginx" {
		_, err = os.Stat(njs(t))
	}
	if err != nil {
		missing[language] = true
	}
	return err == nil
}

// newSnippetTest registers an application of each kind, and has the console's source
// write their snippets.
func newSnippetTest(t *testing.T) *snippetTest {
	t.Helper()
	config := process.SQLite(t)
	s := &snippetTest{t: t, node: findNode(t), config: config, snippets: map[string]map[string]snippet{}, secrets: map[string]string{}}
	s.server, _, s.world = begin(t, config)
	s.hostile = s.registerHostile(t)
	own := []any{map[string]any{"resource_server": s.hostile.Identifier, "scopes": hostileScopes}}
	orders := map[string]any{"resource_server": s.Orders.Identifier, "scopes": []string{"orders:read"}}
	people := []string{"authorization_code", "refresh_token"}
	back := []string{"https://shop.example/o'brien/back"}
	for id, members := range map[string]map[string]any{
		"service": {"grant_types": []string{"client_credentials"}, "allowed": own},
		"poster":  {"grant_types": []string{"client_credentials"}, "allowed": own, "token_endpoint_auth_method": "client_secret_post"},
		"several": {"grant_types": []string{"client_credentials"}, "allowed": append(own, orders)},
		"web":     {"grant_types": people, "allowed": append(own, orders), "redirect_uris": back},
		"page":    {"grant_types": people, "allowed": own, "redirect_uris": back, "token_endpoint_auth_method": "none"},
		"native":  {"grant_types": people, "allowed": own, "redirect_uris": []string{"com.example.app:/back"}, "token_endpoint_auth_method": "none", "application_type": "native"},
		"device":  {"grant_types": []string{"urn:ietf:params:oauth:grant-type:device_code"}, "allowed": own, "token_endpoint_auth_method": "none", "application_type": "native"},
	} {
		s.secrets[id] = register(t, s.server, config, id, members).Secret
	}
	s.write(t)
	return s
}

func (s *snippetTest) registerHostile(t *testing.T) party {
	t.Helper()
	var scopes []any
	for _, scope := range hostileScopes {
		scopes = append(scopes, map[string]any{"name": scope})
	}
	manage := func(path string, body any) process.Answer {
		answer := s.server.At("acme").Manage(t, http.MethodPost, path, s.config.OperatorToken, body)
		require.Equal(t, http.StatusCreated, answer.Status, string(answer.Body))
		return answer
	}
	api := manage("/resource-servers", map[string]any{"name": "Hostile", "identifiers": []string{hostileAPI}, "scopes": scopes})
	credential := manage("/resource-servers/"+api.Member("id").(string)+"/credentials", map[string]any{})
	return party{ID: credential.Member("id").(string), Secret: credential.Member("secret").(string), Identifier: hostileAPI}
}

// write has the console's source write the snippets of all applications.
func (s *snippetTest) write(t *testing.T) {
	t.Helper()
	var applications []json.RawMessage
	for id := range s.secrets {
		answer := s.server.At("acme").Manage(t, http.MethodGet, "/clients/"+id, s.config.OperatorToken, nil)
		require.Equal(t, http.StatusOK, answer.Status)
		applications = append(applications, answer.Body)
	}
	text, err := json.Marshal(applications)
	require.NoError(t, err)
	var all map[string][]snippet
	require.NoError(t, json.Unmarshal([]byte(runScript(t, s.node, "snippets.mjs", s.world, s.Issuer, string(text))), &all))
	for application, snippets := range all {
		s.snippets[application] = map[string]snippet{}
		for _, one := range snippets {
			s.snippets[application][one.ID] = one
		}
	}
}

// meansOnlyWhatItSays holds a token to be for the API with all its scopes, and for
// nothing else.
func (s *snippetTest) meansOnlyWhatItSays(t *testing.T, application, token string) {
	t.Helper()
	acme := s.server.At("acme")
	answer := acme.Introspect(t, s.hostile.caller(), token)
	require.True(t, answer.Active(), "%s got %q", application, token)
	require.ElementsMatch(t, hostileScopes, strings.Fields(answer.Member("scope").(string)))
	require.True(t, acme.Introspect(t, s.Orders.caller(), token).Inactive())
}

// folder puts the files of a snippet where its language finds its libraries.
func (s *snippetTest) folder(files map[string]string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	modules, err := filepath.Abs("node_modules")
	require.NoError(s.t, err)
	require.NoError(s.t, os.Symlink(modules, filepath.Join(dir, "node_modules")))
	for name, code := range files {
		require.NoError(s.t, os.WriteFile(filepath.Join(dir, filepath.Base(name)), []byte(code), 0o600))
	}
	return dir
}

// command is a program that has the application's secret where snippets look for it.
func (s *snippetTest) command(application, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CLIENT_SECRET="+s.secrets[application])
	return cmd
}

// output runs a program to its end, and gives what it wrote.
func (s *snippetTest) output(cmd *exec.Cmd) string {
	s.t.Helper()
	output, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		s.t.Fatalf("%s: %s\n%s%s", strings.Join(cmd.Args, " "), err, output, failed.Stderr)
	}
	require.NoError(s.t, err)
	return strings.TrimSpace(string(output))
}
