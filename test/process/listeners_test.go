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

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

func TestMetricsHaveAListenerOfTheirOwn(t *testing.T) {
	config := process.SQLite(t)
	metrics := port.ForTest(t)
	config.Env = []string{"JETON_METRICS_LISTEN=" + metrics}
	server := process.Start(t, config)

	require.Eventually(t, func() bool {
		inside, err := http.Get("http://" + metrics + "/metrics")
		if err != nil {
			return false
		}
		defer inside.Body.Close()
		text, err := io.ReadAll(inside.Body)
		return err == nil && strings.Contains(string(text), `jeton_request_seconds_count{method="GET",route="/readyz",status="200"}`) &&
			strings.Contains(string(text), `jeton_logout_notices_total{outcome="given_up"} 0`)
	}, 10*time.Second, 50*time.Millisecond)

	outside, err := server.Get("/metrics")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, outside.Status)
	require.NotContains(t, string(outside.Body), "jeton_request_seconds")
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
