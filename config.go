package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Config is the settings of an installation, valid: readConfig is the only
// source. They come from the environment alone, since arguments show in lists of
// processes.
type Config struct {
	// Listen is host:port.
	Listen string
	// PublicURL has no trailing slash. Issuers are made from it and from nothing
	// else.
	PublicURL string
	// DatabaseURL may have a password in it.
	DatabaseURL domain.Secret
	// PoolerURL is zero if nothing stands before the database. It too may have a
	// password in it.
	PoolerURL domain.Secret
	// DatabaseGiven is whether the setting was made.
	DatabaseGiven bool
	// SecretKey is zero if it was not set: for SQLite it is then a file beside
	// the database.
	SecretKey domain.Secret
	// OtherSecretKey opens what is wrapped under it, and wraps nothing; zero but
	// while the secret key is rotated.
	OtherSecretKey domain.Secret
	// ExportKey is zero if no tenant is exported or imported.
	ExportKey domain.Secret
	// OperatorToken is zero if automation has no way in.
	OperatorToken  domain.Secret
	TrustedProxies []netip.Prefix
	// OutboundAllow are networks off the public internet that Jeton may call out
	// to.
	OutboundAllow []netip.Prefix
	// TLSCert and TLSKey are files, both set or neither.
	TLSCert, TLSKey string
	// MetricsListen is host:port, empty if metrics are off.
	MetricsListen string
	// MetricsTenants have a label of their own in metrics.
	MetricsTenants []domain.Slug
	// TenantRate and CallerRate are in requests per second, zero for no limit.
	TenantRate, CallerRate int64
	// DrainDelay is how long everything goes on after the server was asked to end.
	DrainDelay time.Duration
	// TracesEndpoint is the URL that takes traces, empty if they are off.
	TracesEndpoint string
	// TracesRatio is the share of requests that are traced, from 0 to 1.
	TracesRatio float64
	// TracesHeaders are the headers that go with them, as they were set: a
	// password is often among them.
	TracesHeaders domain.Secret
}

// setting is one variable of the environment.
type setting struct {
	name, help, example string
	// read takes the value; its error says what is wrong with it, and never
	// repeats what may be secret.
	read func(*Config, string) error
}

// settings is every setting there is.
func settings() []setting {
	return []setting{
		{
			"JETON_LISTEN", "address to serve on (default 127.0.0.1:8080)", "0.0.0.0:8080",
			func(c *Config, text string) (err error) { c.Listen, err = parseListen(text); return err },
		},
		{
			"JETON_PUBLIC_URL", "URL that clients use; issuers are made from it (default from JETON_LISTEN)", "https://id.example.com",
			func(c *Config, text string) (err error) { c.PublicURL, err = parsePublicURL(text); return err },
		},
		{
			"JETON_DATABASE_URL", "where everything is kept (default sqlite:data/jeton.db)", "postgres://jeton:password@db.example.com/jeton",
			func(c *Config, text string) error {
				c.DatabaseURL, c.DatabaseGiven = domain.NewSecret(text), true
				_, err := migrations.Parse(text)
				return err
			},
		},
		{
			"JETON_DATABASE_POOLER_URL", "PgBouncer in transaction mode before the same Postgres database, for requests (default none)", "postgres://jeton_pool:password@pgbouncer.example.com:6432/jeton",
			func(c *Config, text string) error {
				c.PoolerURL = domain.NewSecret(text)
				db, err := migrations.Parse(text)
				if err == nil && db.Engine != migrations.Postgres {
					err = errors.New("a pooler's URL begins with postgres://")
				}
				return err
			},
		},
		{
			"JETON_SECRET_KEY", "32 bytes in base64 that encrypt keys at rest; required for Postgres, made beside the database for SQLite", "$(openssl rand -base64 32)",
			func(c *Config, text string) error {
				c.SecretKey = domain.NewSecret(text)
				return checkSecretKey(c.SecretKey)
			},
		},
		{
			"JETON_SECRET_KEY_OTHER", "a second key that opens and encrypts nothing, while the secret key is rotated (default none)", "$(openssl rand -base64 32)",
			func(c *Config, text string) error {
				c.OtherSecretKey = domain.NewSecret(text)
				return checkSecretKey(c.OtherSecretKey)
			},
		},
		{
			"JETON_EXPORT_KEY", "32 bytes in base64 that encrypt the keys of a tenant in its file; for tenant export and tenant import alone", "$(openssl rand -base64 32)",
			func(c *Config, text string) error {
				c.ExportKey = domain.NewSecret(text)
				return checkSecretKey(c.ExportKey)
			},
		},
		{
			"JETON_OPERATOR_TOKEN", "bearer token that acts as the operator, 32 characters or more (default none)", "$(openssl rand -hex 32)",
			func(c *Config, text string) error {
				c.OperatorToken = domain.NewSecret(text)
				return checkOperatorToken(text)
			},
		},
		{
			"JETON_TRUSTED_PROXIES", "addresses and networks whose X-Forwarded-For and traceparent are believed, comma-separated (default none)", "10.0.0.0/8,192.0.2.7",
			func(c *Config, text string) (err error) { c.TrustedProxies, err = parseNetworks(text); return err },
		},
		{
			"JETON_OUTBOUND_ALLOW", "addresses and networks off the public internet that clients may be told of logouts at, and publish keys at, comma-separated (default none)", "10.20.0.0/16",
			func(c *Config, text string) (err error) { c.OutboundAllow, err = parseNetworks(text); return err },
		},
		{
			"JETON_TLS_CERT", "file of the TLS certificate chain in PEM (default plain HTTP)", "/etc/jeton/tls.crt",
			func(c *Config, text string) error { c.TLSCert = text; return nil },
		},
		{
			"JETON_TLS_KEY", "file of its private key in PEM", "/etc/jeton/tls.key",
			func(c *Config, text string) error { c.TLSKey = text; return nil },
		},
		{
			"JETON_METRICS_LISTEN", "address to serve metrics on (default off)", "127.0.0.1:9090",
			func(c *Config, text string) (err error) { c.MetricsListen, err = parseListen(text); return err },
		},
		{
			"JETON_METRICS_TENANTS", "slugs of up to 20 tenants that metrics name, comma-separated; all others are other (default none)", "acme,globex",
			func(c *Config, text string) (err error) { c.MetricsTenants, err = parseNamed(text); return err },
		},
		{
			"JETON_TENANT_RATE", "requests a second that one tenant's callers may make together, in each process (default no limit)", "2000",
			func(c *Config, text string) (err error) { c.TenantRate, err = parseRate(text); return err },
		},
		{
			"JETON_CALLER_RATE", "requests a second that one client or resource server may make, in each process (default no limit)", "500",
			func(c *Config, text string) (err error) { c.CallerRate, err = parseRate(text); return err },
		},
		{
			"JETON_DRAIN_DELAY", "how long after SIGTERM everything is still answered and only /readyz says no, for balancers to notice (default 0s)", "5s",
			func(c *Config, text string) (err error) { c.DrainDelay, err = parseDelay(text); return err },
		},
		{
			"JETON_TRACES_ENDPOINT", "URL that takes traces by OTLP over HTTP (default off)", "http://127.0.0.1:4318/v1/traces",
			func(c *Config, text string) (err error) {
				c.TracesEndpoint, err = parseTracesEndpoint(text)
				return err
			},
		},
		{
			"JETON_TRACES_RATIO", "share of requests that are traced, from 0 to 1 (default 0.05)", "0.05",
			func(c *Config, text string) (err error) { c.TracesRatio, err = parseRatio(text); return err },
		},
		{
			tracesHeaders, "headers that go with traces, as name=value, comma-separated (default none)", "x-api-key=$(cat /run/secrets/collector)",
			func(c *Config, text string) error {
				c.TracesHeaders = domain.NewSecret(text)
				_, err := parseHeaders(text)
				return err
			},
		},
	}
}

// configMistakes are all that is wrong with the settings, each naming its
// variable. None has a secret in it.
type configMistakes []string

// Error gives the mistakes, one a line.
func (m configMistakes) Error() string { return strings.Join(m, "\n") }

// readConfig reads the settings from an environment in the form of os.Environ.
// Its error is configMistakes: every mistake at once. An empty variable is as
// good as none.
func readConfig(environ []string) (Config, error) {
	environment := map[string]string{}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	config := Config{Listen: "127.0.0.1:8080", DatabaseURL: domain.NewSecret("sqlite:data/jeton.db"), TracesRatio: 0.05}
	mistakes := unknownSettings(environment)
	wrong := map[string]bool{}
	for _, s := range settings() {
		value := environment[s.name]
		if value == "" {
			continue
		}
		if err := s.read(&config, value); err != nil {
			wrong[s.name] = true
			mistakes = append(mistakes, fmt.Sprintf("%s: %s; for example %s=%s", s.name, err, s.name, s.example))
		}
	}
	mistakes = append(mistakes, config.complete(wrong)...)
	if len(mistakes) > 0 {
		return Config{}, mistakes
	}
	return config, nil
}

// complete fills in what follows from other settings, and says what is wrong
// between them. What is wrong by itself was said already.
func (c *Config) complete(wrong map[string]bool) (mistakes configMistakes) {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		mistakes = append(mistakes, "JETON_TLS_CERT, JETON_TLS_KEY: set both or neither; for example JETON_TLS_CERT=/etc/jeton/tls.crt JETON_TLS_KEY=/etc/jeton/tls.key")
	} else if c.TLSCert != "" {
		if _, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey); err != nil {
			mistakes = append(mistakes, fmt.Sprintf("JETON_TLS_CERT, JETON_TLS_KEY: %s; they name a certificate chain and its private key, both in PEM", err))
		}
	}
	if c.PublicURL == "" && !wrong["JETON_PUBLIC_URL"] && !wrong["JETON_LISTEN"] {
		var err error
		if c.PublicURL, err = c.publicURL(); err != nil {
			mistakes = append(mistakes, fmt.Sprintf("JETON_PUBLIC_URL: %s; for example JETON_PUBLIC_URL=https://id.example.com", err))
		}
	}
	if c.MetricsListen != "" && c.MetricsListen == c.Listen {
		mistakes = append(mistakes, "JETON_METRICS_LISTEN: metrics need an address of their own; for example JETON_METRICS_LISTEN=127.0.0.1:9090")
	}
	if !wrong["JETON_DATABASE_URL"] && c.database().Engine == migrations.Postgres && c.SecretKey.IsZero() && !wrong["JETON_SECRET_KEY"] {
		mistakes = append(mistakes, "JETON_SECRET_KEY: it is required with Postgres, the same on every replica, and must never be lost; for example JETON_SECRET_KEY=$(openssl rand -base64 32)")
	}
	if !c.OtherSecretKey.IsZero() && !wrong["JETON_SECRET_KEY_OTHER"] && c.OtherSecretKey.Equal(c.SecretKey) {
		mistakes = append(mistakes, "JETON_SECRET_KEY_OTHER: it is JETON_SECRET_KEY itself; leave it out unless the secret key is being rotated")
	}
	if !wrong["JETON_DATABASE_URL"] && c.database().Engine != migrations.Postgres && !c.PoolerURL.IsZero() && !wrong["JETON_DATABASE_POOLER_URL"] {
		mistakes = append(mistakes, "JETON_DATABASE_POOLER_URL: a pooler stands before Postgres, and JETON_DATABASE_URL names the same database without it; for example JETON_DATABASE_URL=postgres://jeton:password@db.example.com/jeton")
	}
	return mistakes
}

// publicURL follows from the address that is served on.
func (c *Config) publicURL() (string, error) {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "", err
	}
	if port == "0" {
		return "", errors.New("it cannot be told from JETON_LISTEN with port 0")
	}
	if address, err := netip.ParseAddr(host); host == "" || err == nil && address.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port), nil
}

// database says where the store is.
func (c *Config) database() migrations.Database {
	// readConfig parsed it before.
	db, _ := migrations.Parse(c.DatabaseURL.Reveal())
	return db
}

// rates are those of the installation.
func (c *Config) rates() domain.Rates {
	return domain.Rates{Tenant: c.TenantRate, Caller: c.CallerRate}
}

// secretKeyFile is where the secret key of an SQLite installation is kept if no
// setting gives it.
func (c *Config) secretKeyFile() string {
	return filepath.Join(filepath.Dir(c.database().File), "secret.key")
}

// otherSecretKeyFile is where the one before it is kept while it is rotated.
func (c *Config) otherSecretKeyFile() string { return c.secretKeyFile() + ".other" }
