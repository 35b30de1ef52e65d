package process_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/metrics"
	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// TestMetricsHaveAListenerOfTheirOwn asks the program for its metrics: they are those
// of the documentation, and nobody gets them from the public side.
func TestMetricsHaveAListenerOfTheirOwn(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		listen := port.ForTest(t)
		config.Env = []string{"JETON_METRICS_LISTEN=" + listen, "JETON_METRICS_TENANTS=acme"}
		server := process.Start(t, config)
		for _, path := range []string{"/t/acme/oauth2/jwks", "/t/globex/oauth2/jwks"} {
			_, err := server.Get(path)
			require.NoError(t, err)
		}

		inside, err := http.Get("http://" + listen + "/metrics")
		require.NoError(t, err)
		defer inside.Body.Close()
		require.Equal(t, http.StatusOK, inside.StatusCode)
		exposed := metrics.Read(t, inside.Body)
		metrics.RequireDocumented(t, exposed, "../../docs/operations.md")
		require.NotZero(t, exposed.Value("jeton_request_seconds", "method", "GET", "route", "/readyz", "status", "200"))
		require.NotZero(t, exposed.Value("jeton_drawers_ahead_seconds"), "drawers are open before the first answer")
		for tenant, want := range map[string]float64{"acme": 1, "other": 1, "globex": 0} {
			require.Equal(t, want, exposed.Value("jeton_requests_total", "route", "/t/:tenant/oauth2/jwks", "tenant", tenant, "outcome", "refused"), tenant)
		}
		require.Equal(t, []string{strings.Split(t.Name(), "/")[1]}, exposed.Labels("engine"))
		pools := map[string][]string{"sqlite": {"filing", "look_up", "read", "write"}, "postgres": {"filing", "look_up", "transaction"}}
		require.Equal(t, pools[exposed.Labels("engine")[0]], exposed.Labels("pool"))

		outside, err := server.Get("/metrics")
		require.NoError(t, err)
		require.Equal(t, http.StatusNotFound, outside.Status)
		require.NotContains(t, string(outside.Body), "jeton_request_seconds")
	})
}

func TestTLSIsNewOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	trusted := makeCertificate(t, dir)
	config := process.SQLite(t)
	config.Env = []string{"JETON_TLS_CERT=" + filepath.Join(dir, "tls.crt"), "JETON_TLS_KEY=" + filepath.Join(dir, "tls.key")}
	server := process.Launch(t, config)
	address := strings.TrimPrefix(server.URL, "http://")

	speak := func(newest uint16) (*http.Response, error) {
		settings := &tls.Config{RootCAs: trusted, MaxVersion: newest, MinVersion: tls.VersionTLS10}
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: settings, DisableKeepAlives: true}, Timeout: 5 * time.Second}
		return client.Get("https://" + address + "/t/system/.well-known/openid-configuration")
	}
	require.Eventually(t, func() bool {
		response, err := speak(tls.VersionTLS13)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return err == nil && strings.Contains(string(text), `"issuer":"https://`+address+`/t/system"`)
	}, 30*time.Second, 50*time.Millisecond)

	response, err := speak(tls.VersionTLS12)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	for _, old := range []uint16{tls.VersionTLS11, tls.VersionTLS10} {
		response, err := speak(old)
		if err == nil {
			_ = response.Body.Close()
		}
		require.Error(t, err, tls.VersionName(old))
	}
	plain, err := server.Get("/healthz")
	require.True(t, err != nil || plain.Status == http.StatusBadRequest, "nothing is served in the clear")
}

func TestAnAddressThatIsTakenIsSaidSo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	config := process.SQLite(t)
	config.Env = []string{"JETON_LISTEN=" + listener.Addr().String()}
	result := process.Run(t, config, "serve")
	require.Equal(t, 1, result.Code)
	require.Contains(t, result.Stderr, "listen")
	require.Contains(t, result.Stderr, listener.Addr().String())
	require.NotContains(t, result.Stdout, "jtn_setup_", "nobody is sent to a server that is not there")
}

// makeCertificate writes a certificate for loopback and its key, and gives those
// who trust it.
func makeCertificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	for name, block := range map[string]*pem.Block{
		"tls.crt": {Type: "CERTIFICATE", Bytes: certificate},
		"tls.key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600))
	}
	parsed, err := x509.ParseCertificate(certificate)
	require.NoError(t, err)
	trusted := x509.NewCertPool()
	trusted.AddCert(parsed)
	return trusted
}
