package interop_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// read looks at what needs a library or a server that is not here: whether its
// language takes it for a program, and whether its settings say what they should.
func (s *snippetTest) read(t *testing.T) {
	for _, application := range []string{"service", "poster", "several", "web"} {
		t.Run("spring for "+application, func(t *testing.T) { s.readSpring(t, application) })
	}
	t.Run("metadata", func(t *testing.T) {
		s := s.at(t)
		require.Contains(t, s.output(s.command("", "", "sh", "-c", s.snippets["page"]["curl"].code())), s.Issuer+"/oauth2/token")
	})
	t.Run("flask", func(t *testing.T) {
		s := s.at(t)
		if _, err := exec.LookPath("python3"); err == nil {
			dir := s.folder(map[string]string{"signin.py": s.snippets["web"]["python"].code()})
			s.output(s.command("", dir, "python3", "-m", "py_compile", "signin.py"))
		}
	})
	t.Run("browser", func(t *testing.T) {
		s := s.at(t)
		compiler, err := filepath.Abs("../../web/node_modules/typescript/bin/tsc")
		require.NoError(t, err)
		dir := s.folder(map[string]string{"signin.js": s.snippets["page"]["browser"].code()})
		check := s.command("", dir, s.node, compiler, "--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "signin.js")
		said, err := check.Output()
		require.NoError(t, err, string(said))
	})
	t.Run("spring's class", func(t *testing.T) {
		s := s.at(t)
		if _, err := exec.LookPath("javac"); err == nil {
			dir := s.folder(map[string]string{"Security.java": s.snippets["web"]["spring"].Files[1].Code})
			// No further than its grammar: Spring is not here.
			s.output(s.command("", dir, "javac", "-XDshould-stop.ifNoError=PARSE", "Security.java"))
		}
	})
}

// readSpring holds Spring's settings to be those of the application and no others.
func (s *snippetTest) readSpring(t *testing.T, application string) {
	of, ok := s.snippets[application]["spring"]
	require.True(t, ok)
	var file struct {
		Spring struct {
			Security struct {
				OAuth2 struct {
					Client struct {
						Provider     map[string]map[string]string
						Registration map[string]map[string]any
					}
				} `yaml:"oauth2"`
			}
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(of.code()))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&file))
	client := file.Spring.Security.OAuth2.Client
	require.Equal(t, map[string]map[string]string{"jeton": {"issuer-uri": s.Issuer}}, client.Provider)
	want := map[string]any{"client-id": application, "client-secret": "${CLIENT_SECRET}", "authorization-grant-type": "client_credentials"}
	var scopes []any
	if application == "web" {
		want["authorization-grant-type"], want["redirect-uri"] = "authorization_code", "https://shop.example/o'brien/back"
		scopes = append(scopes, "openid", "profile")
	}
	if application == "poster" {
		want["client-authentication-method"] = "client_secret_post"
	}
	for _, scope := range hostileScopes {
		scopes = append(scopes, strings.ReplaceAll(scope, "${", `\${`))
	}
	want["scope"] = scopes
	require.Equal(t, map[string]map[string]any{"jeton": want}, client.Registration)
}

var modulesPath = regexp.MustCompile(`--modules-path=(\S+)`)

// njs is where nginx has its module for scripts, if it has it.
func njs(t *testing.T) string {
	t.Helper()
	said, err := exec.Command("nginx", "-V").CombinedOutput()
	require.NoError(t, err, string(said))
	found := modulesPath.FindSubmatch(said)
	if found == nil {
		return ""
	}
	return filepath.Join(string(found[1]), "ngx_http_js_module.so")
}

// nginx stands before an API and lets good tokens through, revoked ones not.
func (s *snippetTest) nginx(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("orders")) }))
	defer api.Close()
	listening := httptest.NewServer(nil)
	address := strings.TrimPrefix(listening.URL, "http://")
	listening.Close()
	files := s.snippets["service"]["nginx"].Files
	dir := t.TempDir()
	credential := base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(s.hostile.ID) + ":" + url.QueryEscape(s.hostile.Secret)))
	server := strings.NewReplacer(
		"/etc/nginx/jeton.js", filepath.Join(dir, "jeton.js"), "listen 8080", "listen "+address,
		"http://127.0.0.1:3000", api.URL, "BASE64_OF_ID_AND_SECRET", credential,
	).Replace(files[1].Code)
	var kept strings.Builder
	for _, what := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		kept.WriteString(what + "_temp_path " + filepath.Join(dir, what) + ";\n")
	}
	conf := "daemon off; pid " + dir + "/pid; error_log stderr; load_module " + njs(t) + ";\nevents {}\nhttp {\naccess_log off;\n" + kept.String() + server + "\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "jeton.js"), []byte(files[0].Code), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(conf), 0o600))
	cmd := exec.CommandContext(t.Context(), "nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-g", "master_process off;")
	var said strings.Builder
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	ask := func(token string) int {
		request, err := http.NewRequest(http.MethodGet, "http://"+address+"/orders", nil)
		require.NoError(t, err)
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0
		}
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	require.Eventually(t, func() bool { return ask("") == http.StatusUnauthorized }, 10*time.Second, 20*time.Millisecond, "%s", &said)
	acme := s.server.At("acme")
	service := party{ID: "service", Secret: s.secrets["service"]}.caller()
	token := acme.Token(t, service)
	require.Equal(t, http.StatusOK, ask(token), said.String())
	require.Equal(t, http.StatusUnauthorized, ask("nonsense"))
	require.Equal(t, http.StatusOK, acme.Revoke(t, service, token).Status)
	require.Equal(t, http.StatusUnauthorized, ask(token))
	require.Equal(t, http.StatusOK, s.server.At("acme").Revoke(t, service, token).Status)
	s.server.Kill()
	require.Equal(t, http.StatusInternalServerError, ask(token), "not knowing is not a no")
}
