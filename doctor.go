package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// doctorPatience bounds how long the doctor waits for the database to answer.
const doctorPatience = 15 * time.Second

// maxClockSkew is how far the database's clock may be from ours before it is
// worth a word: tokens have times in whole seconds.
const maxClockSkew = time.Second

// certificateNotice is how long before its end a certificate is worth a word.
const certificateNotice = 14 * 24 * time.Hour

type doctorCommand struct{}

// Run looks at everything and changes nothing. It goes on after a failure as far
// as the failure lets it, and fails if anything did.
func (*doctorCommand) Run(ctx context.Context, p *process) error {
	d := doctor{process: p}
	config, err := readConfig(p.environ)
	if err != nil {
		var mistakes configMistakes
		errors.As(err, &mistakes)
		for _, mistake := range mistakes {
			d.fail("settings", "%s", mistake)
		}
		return errTold
	}
	d.ok("settings", "all are valid")
	d.settings(config)
	d.files(config)
	d.database(ctx, config)
	if d.failed {
		return errTold
	}
	return nil
}

// doctor prints one line for each thing it looked at.
type doctor struct {
	process *process
	failed  bool
}

func (d *doctor) ok(subject, format string, args ...any) { d.say("ok", subject, format, args...) }

// warn is for what works and should be otherwise.
func (d *doctor) warn(subject, format string, args ...any) { d.say("warn", subject, format, args...) }

func (d *doctor) fail(subject, format string, args ...any) {
	d.failed = true
	d.say("fail", subject, format, args...)
}

func (d *doctor) say(verdict, subject, format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	d.process.say("%-4s  %s: %s\n", verdict, subject, text)
}

// verdict says ok or, if there is an error, fail.
func (d *doctor) verdict(subject string, err error, ok string) {
	if err != nil {
		d.fail(subject, "%s", err)
		return
	}
	d.ok(subject, "%s", ok)
}

// settings looks at what is valid and may be unwise all the same.
func (d *doctor) settings(c Config) {
	public, err := url.Parse(c.PublicURL)
	switch {
	case err != nil:
		d.fail("public URL", "%s cannot be read", c.PublicURL)
	case public.Scheme == "http" && !isLoopback(public.Hostname()):
		d.warn("public URL", "%s is not https: tokens and secrets travel in the clear, and RFC 7662 section 2 asks for TLS; put a TLS proxy in front, or set JETON_TLS_CERT and JETON_TLS_KEY", c.PublicURL)
	default:
		d.ok("public URL", "issuers are %s/t/{tenant}", c.PublicURL)
	}
	for _, proxy := range c.TrustedProxies {
		if proxy.Bits() == 0 {
			d.warn("trusted proxies", "%s is everybody: whoever calls can claim to come from anywhere; name your proxies in JETON_TRUSTED_PROXIES", proxy)
		}
	}
	for _, network := range c.OutboundAllow {
		if network.Bits() == 0 {
			d.warn("outbound", "%s is everything: whoever registers a client can have this machine and its neighbours called; name your networks in JETON_OUTBOUND_ALLOW", network)
		}
	}
	if c.TLSCert != "" {
		d.certificate(c)
	}
}

func (d *doctor) certificate(c Config) {
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		d.fail("certificate", "%s", err)
		return
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		d.fail("certificate", "%s cannot be read: %s", c.TLSCert, err)
		return
	}
	public, err := url.Parse(c.PublicURL)
	if err == nil && leaf.VerifyHostname(public.Hostname()) != nil {
		d.warn("certificate", "%s is not for %s; that is right only behind a proxy with another one", c.TLSCert, public.Hostname())
	}
	switch left := time.Until(leaf.NotAfter); {
	case left <= 0:
		d.fail("certificate", "%s ended on %s: renew it", c.TLSCert, leaf.NotAfter.Format(time.DateOnly))
	case left < certificateNotice:
		d.warn("certificate", "%s ends on %s: renew it", c.TLSCert, leaf.NotAfter.Format(time.DateOnly))
	default:
		d.ok("certificate", "valid until %s", leaf.NotAfter.Format(time.DateOnly))
	}
}

// files looks at who else can read what is secret.
func (d *doctor) files(c Config) {
	var secret []string
	if c.TLSKey != "" {
		secret = append(secret, c.TLSKey)
	}
	if c.database().Engine == migrations.SQLite {
		secret = append(secret, c.database().File)
		if c.SecretKey.IsZero() {
			secret = append(secret, c.secretKeyFile())
		}
	}
	for _, file := range secret {
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist): // whoever needs it will say so
		case err != nil:
			d.fail("files", "%s", err)
		case info.Mode().Perm()&0o077 != 0 && !private(filepath.Dir(file)):
			d.warn("files", "others on this machine can read %s: chmod 600 %s", file, file)
		default:
			d.ok("files", "%s is for its owner only", file)
		}
	}
}

// private reports whether a folder lets nobody but its owner in.
func private(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.Mode().Perm()&0o077 == 0
}

// database looks at the store, and at what is in it as far as it can be read.
func (d *doctor) database(ctx context.Context, c Config) {
	patient, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	state, err := migrations.Status(patient, c.DatabaseURL.Reveal())
	if err != nil {
		d.fail("database", "it cannot be reached: %s; is JETON_DATABASE_URL right, and the server up?", err)
		return
	}
	if state.Version == 0 {
		d.warn("migrations", "the database is empty: start jeton serve, or run jeton migrate up")
		return
	}
	if err := state.Check(); err != nil {
		d.fail("migrations", "%s", err)
		return
	}
	if state.Ahead() {
		d.warn("migrations", "schema version %d is a newer binary's; this one knows up to %d and may serve it: finish the upgrade", state.Version, state.Latest)
	} else {
		d.ok("migrations", "schema version %d is this binary's", state.Version)
	}
	in, err := viewInstallation(patient, c)
	if err != nil {
		d.fail("database", "%s", err)
		return
	}
	defer func() {
		if err := in.Close(); err != nil {
			d.warn("database", "%s", err)
		}
	}()
	version, err := in.store.Version(patient)
	d.verdict("database", err, version)
	wall := "every statement names its tenant; Postgres would check it a second time"
	if c.database().Engine == migrations.Postgres {
		wall = "row-level security holds the roles that Jeton works under"
	}
	d.verdict("isolation", in.store.CheckIsolation(patient), wall)
	d.clock(patient, in)
	// A hundred thousand tenants take their time.
	d.keys(ctx, in)
}

// clock compares the database's clock with ours. Nothing that Jeton decides
// rests on the database's; a difference shows that one of them is wrong.
func (d *doctor) clock(ctx context.Context, in *installation) {
	before := time.Now()
	theirs, err := in.store.Clock(ctx)
	if err != nil {
		d.fail("clock", "%s", err)
		return
	}
	// The answer was made some time between asking and getting it.
	took := time.Since(before)
	skew := theirs.Sub(before.Add(took / 2)).Abs()
	if skew > maxClockSkew+took/2 {
		d.warn("clock", "the database's is %s from ours: tokens would begin and end at the wrong time; let NTP set both", skew.Round(time.Millisecond))
		return
	}
	d.ok("clock", "the database's agrees with ours")
}

// keys tries the secret key on every key of every tenant.
func (d *doctor) keys(ctx context.Context, in *installation) {
	count := 0
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		tenants, err := in.store.Tenants(ctx, "", page)
		if err != nil {
			d.fail("keys", "%s", err)
			return
		}
		for _, tenant := range tenants.Items {
			if err := unwrap(ctx, in, tenant.ID); err != nil {
				d.fail("keys", "tenant %s: %s", tenant.Slug, err)
			}
			count++
		}
		if page.After = tenants.Next; page.After == "" {
			break
		}
	}
	if !d.failed {
		d.ok("keys", "the secret key opens the keys of every tenant (%d)", count)
	}
}

func unwrap(ctx context.Context, in *installation, tenant domain.TenantID) error {
	rows, err := in.store.In(tenant).Load(ctx)
	if err != nil {
		return err
	}
	_, err = in.wrapper.HashKey(rows)
	for _, key := range rows.SigningKeys {
		_, unopened := in.wrapper.Private(tenant, key)
		err = errors.Join(err, unopened)
	}
	return err
}
