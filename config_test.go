package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

const goodKey = "q0nS3Wq1zUe8rXGk2m5vJ7y9Bc4Ff6HhLlPpTtVvYx0="

func TestSettingsHaveDefaults(t *testing.T) {
	config, err := readConfig([]string{"PATH=/bin", "JETON_LISTEN="})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8080", config.Listen)
	require.Equal(t, "http://127.0.0.1:8080", config.PublicURL)
	require.Equal(t, "sqlite:data/jeton.db", config.DatabaseURL.Reveal())
	require.False(t, config.DatabaseGiven)
	require.Empty(t, config.TrustedProxies)
	require.True(t, config.OperatorToken.IsZero())
	require.Empty(t, config.TracesEndpoint)
	require.InDelta(t, 0.05, config.TracesRatio, 0)
	require.Empty(t, config.tracesHeaders())
	require.Equal(t, "data/secret.key", config.secretKeyFile())
}

func TestSettingsAreRead(t *testing.T) {
	config, err := readConfig([]string{
		"JETON_LISTEN=0.0.0.0:80", "JETON_PUBLIC_URL=https://id.example.com/", "JETON_DATABASE_URL=postgres://u:p@h/d",
		"JETON_SECRET_KEY=" + goodKey, "JETON_OPERATOR_TOKEN=op-0123456789-abcdefghijklmnopqrstuv",
		"JETON_OUTBOUND_ALLOW=10.20.0.0/16,127.0.0.1", "JETON_TRUSTED_PROXIES=10.0.0.0/8, 192.0.2.7,2001:db8::/32", "JETON_METRICS_LISTEN=:9090",
		"JETON_TENANT_RATE=2000", "JETON_CALLER_RATE=500", "JETON_METRICS_TENANTS=acme, globex", "JETON_DRAIN_DELAY=1.5s", "JETON_EXPORT_KEY=" + anotherKey, "JETON_DATABASE_POOLER_URL=postgres://pool:p2@h2/d",
		"JETON_TRACES_ENDPOINT=https://otel.example:4318/v1/traces", "JETON_TRACES_RATIO=0.001", "OTEL_EXPORTER_OTLP_HEADERS=Authorization=Basic%20aHVzaA==, x-scope = jeton",
	})
	require.NoError(t, err)
	require.Equal(t, "postgres://pool:p2@h2/d", config.PoolerURL.Reveal())
	require.Equal(t, "https://id.example.com", config.PublicURL)
	require.Equal(t, []int64{2000, 500}, []int64{config.TenantRate, config.CallerRate})
	require.Equal(t, []domain.Slug{"acme", "globex"}, config.MetricsTenants)
	require.Equal(t, 1500*time.Millisecond, config.DrainDelay)
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("2001:db8::/32")}, config.TrustedProxies)
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("127.0.0.1/32")}, config.OutboundAllow)
	require.Equal(t, "https://otel.example:4318/v1/traces", config.TracesEndpoint)
	require.InDelta(t, 0.001, config.TracesRatio, 0)
	require.Equal(t, http.Header{"Authorization": {"Basic aHVzaA=="}, "X-Scope": {"jeton"}}, config.tracesHeaders())
	for _, shown := range []string{fmt.Sprintf("%v", config), fmt.Sprintf("%+v", config), fmt.Sprintf("%#v", config)} {
		require.NotContains(t, shown, goodKey)
		require.NotContains(t, shown, anotherKey)
		require.NotContains(t, shown, "op-0123456789")
		require.NotContains(t, shown, "u:p@h")
		require.NotContains(t, shown, "p2@h2")
		require.NotContains(t, shown, "aHVzaA")
	}
}

func TestPublicURLFollowsFromListen(t *testing.T) {
	for listen, want := range map[string]string{
		":8080": "http://localhost:8080", "0.0.0.0:80": "http://localhost:80", "[::]:80": "http://localhost:80",
		"[::1]:8080": "http://[::1]:8080", "id.example:443": "http://id.example:443",
	} {
		config, err := readConfig([]string{"JETON_LISTEN=" + listen})
		require.NoError(t, err, listen)
		require.Equal(t, want, config.PublicURL)
	}
	_, err := readConfig([]string{"JETON_LISTEN=127.0.0.1:0"})
	require.ErrorContains(t, err, "JETON_PUBLIC_URL: it cannot be told")
}

func TestMistakesInSettings(t *testing.T) {
	longEnough := "JETON_OPERATOR_TOKEN=" + strings.Repeat("ab", 20)
	zeroes := "JETON_SECRET_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, test := range []struct{ name, setting, want string }{
		{"a listener without a port", "JETON_LISTEN=localhost", "is not of the form host:port"},
		{"a port that is no number", "JETON_LISTEN=localhost:http", `"http" is not a port number`},
		{"a port beyond all ports", "JETON_LISTEN=localhost:70000", `"70000" is not a port number`},
		{"a public URL with a path", "JETON_PUBLIC_URL=https://example.com/id", "more than scheme, host and port"},
		{"a public URL with a query", "JETON_PUBLIC_URL=https://example.com?a=b", "more than scheme, host and port"},
		{"a public URL with an empty query", "JETON_PUBLIC_URL=https://example.com?", "more than scheme, host and port"},
		{"a public URL with a fragment", "JETON_PUBLIC_URL=https://example.com/#", "more than scheme, host and port"},
		{"a public URL with a password", "JETON_PUBLIC_URL=https://me:hush@example.com", "user or password"},
		{"a public URL of another scheme", "JETON_PUBLIC_URL=ftp://example.com", "does not begin with https://"},
		{"a public URL in upper case", "JETON_PUBLIC_URL=https://Example.com", "lower case"},
		{"a public URL with a scheme in upper case", "JETON_PUBLIC_URL=HTTPS://example.com", "lower case"},
		{"a public URL with a dot at the end", "JETON_PUBLIC_URL=https://example.com.", "no trailing dot"},
		{"a public URL without a host", "JETON_PUBLIC_URL=https://", "a host"},
		{"another kind of database", "JETON_DATABASE_URL=mysql://u:hush@h/d", "begins with sqlite: or postgres://"},
		{"a database in memory", "JETON_DATABASE_URL=sqlite::memory:", "is a file"},
		{"a database URL that is none", "JETON_DATABASE_URL=postgres://u:hu sh@h/d", "percent-encoded"},
		{"Postgres without a secret key", "JETON_DATABASE_URL=postgres://u:hush@h/d", "required with Postgres"},
		{"a pooler before SQLite", "JETON_DATABASE_POOLER_URL=postgres://u:hush@h/d", "a pooler stands before Postgres"},
		{"a pooler of another kind", "JETON_DATABASE_POOLER_URL=sqlite:hush.db", "a pooler's URL begins with postgres://"},
		{"a secret key of another size", "JETON_SECRET_KEY=aHVzaA==", "not 32 bytes in base64"},
		{"a secret key that is not base64", "JETON_SECRET_KEY=hush!", "not 32 bytes in base64"},
		{"a secret key of zeroes", zeroes, "not drawn at random"},
		{"a short operator token", "JETON_OPERATOR_TOKEN=hush", "fewer than 32 characters"},
		{"an operator token of two letters", longEnough, "not drawn at random"},
		{"an operator token with a space", "JETON_OPERATOR_TOKEN=0123456789 abcdefghijklmnopqrstuvwxyz", "do not travel in a header"},
		{"a proxy by name", "JETON_TRUSTED_PROXIES=proxy.example", "neither an address nor a network"},
		{"an empty proxy", "JETON_TRUSTED_PROXIES=10.0.0.1,", "neither an address nor a network"},
		{"a network that begins in its middle", "JETON_TRUSTED_PROXIES=10.0.0.1/8", "write 10.0.0.0/8"},
		{"a certificate without a key", "JETON_TLS_CERT=/tls.crt", "set both or neither"},
		{"metrics where the service is", "JETON_METRICS_LISTEN=127.0.0.1:8080", "an address of their own"},
		{"metrics of a tenant that cannot be", "JETON_METRICS_TENANTS=acme,Globex", `"Globex" is not a tenant's slug`},
		{"metrics of a tenant without a name", "JETON_METRICS_TENANTS=acme,", `"" is not a tenant's slug`},
		{"metrics of a tenant twice", "JETON_METRICS_TENANTS=acme,acme", `"acme" is named twice`},
		{"metrics of a class of tenants", "JETON_METRICS_TENANTS=other", `"other" cannot be named`},
		{"metrics of too many tenants", "JETON_METRICS_TENANTS=" + strings.Join(strings.Split("abcdefghijklmnopqrsu", ""), ",") + ",v", "names 21 tenants, and 20 are the most"},
		{"a delay without a unit", "JETON_DRAIN_DELAY=5", "from 0s to 60s"},
		{"a delay that no orchestrator waits for", "JETON_DRAIN_DELAY=2m", "from 0s to 60s"},
		{"traces without a path", "JETON_TRACES_ENDPOINT=http://127.0.0.1:4318", "most collectors take traces at /v1/traces"},
		{"traces by gRPC", "JETON_TRACES_ENDPOINT=127.0.0.1:4317", "it is not a URL"},
		{"traces with a password", "JETON_TRACES_ENDPOINT=https://me:hush@otel.example/v1/traces", "set headers in OTEL_EXPORTER_OTLP_HEADERS"},
		{"traces with a key in the query", "JETON_TRACES_ENDPOINT=https://otel.example/v1/traces?key=hush", "set headers in OTEL_EXPORTER_OTLP_HEADERS"},
		{"traces by another scheme", "JETON_TRACES_ENDPOINT=grpc://otel.example/v1/traces", "does not begin with https://"},
		{"a ratio in percent", "JETON_TRACES_RATIO=5", "a number from 0 to 1"},
		{"a ratio that is no number", "JETON_TRACES_RATIO=NaN", "a number from 0 to 1"},
		{"a negative ratio", "JETON_TRACES_RATIO=-0.1", "a number from 0 to 1"},
		{"a header without a value", "OTEL_EXPORTER_OTLP_HEADERS=hush", "name=value"},
		{"a header in another form", "OTEL_EXPORTER_OTLP_HEADERS=Authorization: Bearer=hush", "name=value"},
		{"a header that is not percent-encoded", "OTEL_EXPORTER_OTLP_HEADERS=Authorization=hush%zz", "name=value"},
		{"a header of two lines", "OTEL_EXPORTER_OTLP_HEADERS=Authorization=hush%0d%0aX: y", "name=value"},
		{"a misspelt setting", "JETON_OPERATOR_TOKENS=x", "did you mean JETON_OPERATOR_TOKEN?"},
		{"a port by itself", "JETON_PORT=8080", "no such setting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readConfig([]string{test.setting})
			var mistakes configMistakes
			require.True(t, errors.As(err, &mistakes))
			require.Len(t, mistakes, 1, "%s", err)
			name, value, _ := strings.Cut(test.setting, "=")
			require.ErrorContains(t, err, test.want)
			if name != "JETON_DATABASE_URL" {
				require.Contains(t, mistakes[0], name)
			}
			require.NotContains(t, mistakes[0], "hush", "a mistake repeats a secret")
			if strings.Contains(name, "SECRET") || strings.Contains(name, "OPERATOR_TOKEN") && len(value) > 1 {
				require.NotContains(t, mistakes[0], value)
			}
		})
	}
}

func TestAllMistakesInSettingsAreToldAtOnce(t *testing.T) {
	_, err := readConfig([]string{
		"JETON_LISTEN=x", "JETON_PUBLIC_URL=x", "JETON_DATABASE_URL=x", "JETON_SECRET_KEY=x", "JETON_SECRET_KEY_OTHER=x", "JETON_OPERATOR_TOKEN=x",
		"JETON_TRUSTED_PROXIES=x", "JETON_OUTBOUND_ALLOW=x", "JETON_TLS_KEY=x", "JETON_METRICS_LISTEN=x", "JETON_METRICS_TENANTS=-", "JETON_TENANT_RATE=x", "JETON_CALLER_RATE=0", "JETON_DRAIN_DELAY=5", "JETON_EXPORT_KEY=x", "JETON_DATABASE_POOLER_URL=x", "JETON_LISTENS=x",
		"JETON_TRACES_ENDPOINT=x", "JETON_TRACES_RATIO=x", "OTEL_EXPORTER_OTLP_HEADERS=x",
	})
	var mistakes configMistakes
	require.True(t, errors.As(err, &mistakes))
	require.Len(t, mistakes, 20)
	for _, s := range settings() {
		require.ErrorContains(t, err, s.name+"")
	}
}

func TestVariablesOfServiceLinksAreNobodysMistake(t *testing.T) {
	_, err := readConfig([]string{
		"JETON_SERVICE_HOST=10.0.0.1", "JETON_SERVICE_PORT=80", "JETON_SERVICE_PORT_HTTP=80", "JETON_PORT=tcp://10.0.0.1:80",
		"JETON_PORT_80_TCP=tcp://10.0.0.1:80", "JETON_PORT_80_TCP_PROTO=tcp", "JETON_PORT_80_TCP_PORT=80", "JETON_PORT_80_TCP_ADDR=10.0.0.1",
		"JETON_METRICS_SERVICE_HOST=10.0.0.2", "JETON_METRICS_PORT_9090_TCP_ADDR=10.0.0.2",
	})
	require.NoError(t, err)
}

func TestSecretKeyIsMadeOnceForItsOwner(t *testing.T) {
	config := sqliteConfig(t)
	made := make([]domain.Secret, 16)
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() {
			var err error
			made[i], err = config.prepare()
			require.NoError(t, err)
		})
	}
	all.Wait()
	for _, secret := range made {
		require.Equal(t, made[0], secret)
	}
	for _, file := range []string{config.secretKeyFile(), config.database().File} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file)
	}
	left, err := os.ReadDir(filepath.Dir(config.secretKeyFile()))
	require.NoError(t, err)
	require.Len(t, left, 2, "drafts are left behind")
}

func TestLostSecretKeyIsNotReplaced(t *testing.T) {
	config := sqliteConfig(t)
	_, err := config.prepare()
	require.NoError(t, err)
	require.NoError(t, os.Remove(config.secretKeyFile()))
	_, err = config.prepare()
	require.ErrorContains(t, err, "secret.key is missing")
	require.NoFileExists(t, config.secretKeyFile())
}

// sqliteConfig gives the settings of a new SQLite installation.
func sqliteConfig(t testing.TB) Config {
	config, err := readConfig([]string{"JETON_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "data", "jeton.db")})
	require.NoError(t, err)
	return config
}
