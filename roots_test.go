package main

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// TestRootsAreThereWithoutASystem runs itself in an environment without certificate
// authorities, and in one that names its own: a process finds its roots once.
func TestRootsAreThereWithoutASystem(t *testing.T) {
	want := x509.NewCertPool()
	switch file := os.Getenv("SSL_CERT_FILE"); os.Getenv("JETON_TEST_ROOTS") {
	case "built in":
		for root := range bundle.Roots() {
			certificate, err := x509.ParseCertificate(root.Certificate)
			require.NoError(t, err)
			want.AddCert(certificate)
		}
	case "named":
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, want.AppendCertsFromPEM(text))
	default:
		private := httptest.NewTLSServer(http.NotFoundHandler())
		defer private.Close()
		named := filepath.Join(t.TempDir(), "roots.pem")
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: private.Certificate().Raw})
		require.NoError(t, os.WriteFile(named, text, 0o600))
		for roots, file := range map[string]string{"built in": "/nowhere", "named": named} {
			cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
			cmd.Env = append(os.Environ(), "SSL_CERT_DIR=/nowhere", "SSL_CERT_FILE="+file, "JETON_TEST_ROOTS="+roots)
			output, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s: %s", roots, output)
		}
		return
	}
	found, err := x509.SystemCertPool()
	require.NoError(t, err)
	require.True(t, found.Equal(want))
}
