package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

//go:embed demo.yaml
var demoFile []byte

// demoConfig gives the demo a database of its own, so that trying out never
// touches anything real, and nothing real ever holds demo tenants.
func demoConfig(config Config) (Config, error) {
	if config.DatabaseGiven {
		return Config{}, configMistakes{"JETON_DATABASE_URL: the demo has a database of its own, data/demo/jeton.db: unset it, or leave out --demo"}
	}
	config.DatabaseURL = domain.NewSecret("sqlite:data/demo/jeton.db")
	return config, nil
}

// applyDemo brings the installation to demo.yaml and gives the secrets by the
// variables that the file names. They are drawn anew each time, so that there is
// no known password and none is kept; those of the last start stop working.
func applyDemo(ctx context.Context, in *installation) (map[string]domain.Secret, error) {
	secrets := map[string]domain.Secret{}
	var failed error
	declaration, err := readApplyFile(demoFile, func(name string) (string, bool) {
		mint := domain.MintClientSecret
		switch {
		case strings.HasSuffix(name, "_API_SECRET"):
			mint = domain.MintServerSecret
		case strings.HasSuffix(name, "_PASSWORD"):
			mint = drawPassword
		}
		secret, err := mint(rand.Reader)
		failed = errors.Join(failed, err)
		secrets[name] = secret
		return secret.Reveal(), err == nil
	})
	if err := errors.Join(failed, err); err != nil {
		return nil, fmt.Errorf("read the demo: %w", err)
	}
	if _, err := in.applier().Apply(ctx, declaration, time.Now()); err != nil {
		return nil, fmt.Errorf("apply the demo: %w", err)
	}
	return secrets, nil
}

// drawPassword draws a password that can be typed: 16 letters and digits, 80 bits.
func drawPassword(random io.Reader) (domain.Secret, error) {
	var drawn [10]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return domain.Secret{}, err
	}
	return domain.NewSecret(strings.ToLower(base32.StdEncoding.EncodeToString(drawn[:]))), nil
}

// demoLines gives commands to paste into a shell, one after another. They hold
// the demo's secrets: they are for the terminal and never for a log.
func demoLines(publicURL string, secrets map[string]domain.Secret) string {
	acme, globex := publicURL+"/t/acme/oauth2", publicURL+"/t/globex/oauth2"
	as := func(id, secret string) string { return "-u " + id + ":" + secrets[secret].Reveal() }
	introspect := func(at, who string) string {
		return fmt.Sprintf(`curl -sS %s -d "token=$TOKEN" %s/introspect; echo`, who, at)
	}
	orders := as("orders-api", "ACME_ORDERS_API_SECRET")
	shop := as("shop", "ACME_SHOP_SECRET")
	lines := []string{
		"# 1. The client shop gets a reference token for the Orders API of tenant acme:",
		`TOKEN=$(curl -sS ` + shop + ` -d grant_type=client_credentials -d resource=https://orders.acme.example -d scope=orders:read ` + acme +
			`/token | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'); echo "$TOKEN"`,
		"# 2. The Orders API asks what it means: active",
		introspect(acme, orders),
		"# 3. The Billing API asks, for which it was not meant: inactive",
		introspect(acme, as("billing-api", "ACME_BILLING_API_SECRET")),
		"# 4. The Orders API of another tenant, globex, asks: inactive",
		introspect(globex, as("orders-api", "GLOBEX_ORDERS_API_SECRET")),
		"# 5. The client takes the token back:",
		fmt.Sprintf(`curl -sS %s -d "token=$TOKEN" %s/revoke -w 'revoked, status %%{http_code}\n'`, shop, acme),
		"# 6. The Orders API asks again: inactive at once",
		introspect(acme, orders),
		"# Then somebody signs in. In another terminal, in this folder, start the sample application; open http://127.0.0.1:3000:",
		"#   ORDERS_API_SECRET=" + secrets["ACME_ORDERS_API_SECRET"].Reveal() + " go run ./docs/sample -issuer " + publicURL + "/t/acme",
		"# The people of the two tenants, and their passwords until the next start:",
	}
	for _, person := range []string{"acme alice", "acme bob", "globex alice", "globex bob"} {
		variable := strings.ToUpper(strings.ReplaceAll(person, " ", "_")) + "_PASSWORD"
		lines = append(lines, "#   "+person+" "+secrets[variable].Reveal())
	}
	return strings.Join(lines, "\n") + "\n"
}
