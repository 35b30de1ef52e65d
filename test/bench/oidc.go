package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jeton-id/jeton/test/port"
)

// The peer is npm's oidc-provider as it comes, with its store in memory. That
// store keeps the last thousand things and forgets the others, so it is asked
// about fewer tokens than we are, which are issued anew before each cell.

// oidcTokens fit into its store.
const oidcTokens = 500

// The paths of its endpoints.
const (
	oidcIntrospect = "/token/introspection"
	oidcToken      = "/token"
)

// oidcProvider is the running peer.
type oidcProvider struct {
	subject
	client caller
	// after is what follows the token in its answers.
	after   []byte
	version string
}

// startOIDCProvider installs what the lock file names, unless that is done, and
// starts the peer.
func (b *bench) startOIDCProvider(ctx context.Context) (*oidcProvider, error) {
	dir := b.oidcFolder()
	if err := b.installPackages(ctx, dir); err != nil {
		return nil, err
	}
	p := &oidcProvider{client: caller{"shop", newSecret()}}
	var err error
	if p.address, err = port.Address(); err != nil {
		return nil, err
	}
	if p.version, err = packageVersion(dir); err != nil {
		return nil, err
	}
	cmd := exec.Command("node", "server.mjs")
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "NODE_ENV=production",
		"ADDRESS=" + p.address, "CLIENT_ID=" + p.client.ID, "CLIENT_SECRET=" + p.client.Secret,
	}
	if p.child, err = b.group.start("oidc-provider", cmd); err != nil {
		return nil, err
	}
	if err := awaitAnswer(ctx, "http://"+p.address+"/.well-known/openid-configuration", p.child); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	_, p.after, err = getToken(ctx, "http://"+p.address+oidcToken, p.client)
	return p, err
}

func (b *bench) oidcFolder() string { return filepath.Join(b.root, "test", "bench", "oidc-provider") }

// installPackages is npm ci, if the lock file has changed since the last time.
func (b *bench) installPackages(ctx context.Context, dir string) error {
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	done, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err == nil && done.ModTime().After(lock.ModTime()) {
		return nil
	}
	b.say("npm ci in test/bench/oidc-provider")
	cmd := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("install oidc-provider (it needs Node.js 20 or newer with npm): %w\n%s", err, output)
	}
	return nil
}

func packageVersion(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "node_modules", "oidc-provider", "package.json"))
	if err != nil {
		return "", err
	}
	var is struct{ Version string }
	err = json.Unmarshal(text, &is)
	return is.Version, err
}

// questions issues tokens and learns the right answers about them.
func (p *oidcProvider) questions(ctx context.Context) ([]question, error) {
	all := make([]question, oidcTokens)
	for i := range all {
		token, _, err := getToken(ctx, "http://"+p.address+oidcToken, p.client)
		if err != nil {
			return nil, err
		}
		body, err := p.ask(ctx, token)
		if err != nil {
			return nil, err
		}
		all[i] = question{p.client.post(p.address, oidcIntrospect, "token="+token), body}
	}
	return all, nil
}

// ask gives the answer about a token, which has to be active.
func (p *oidcProvider) ask(ctx context.Context, token string) ([]byte, error) {
	r, err := send(ctx, http.MethodPost, "http://"+p.address+oidcIntrospect, &p.client, url.Values{"token": {token}})
	if err == nil && (r.status != http.StatusOK || !strings.HasPrefix(string(r.body), string(active))) {
		err = fmt.Errorf("oidc-provider about a live token: %d %s", r.status, r.body)
	}
	return r.body, err
}

func (p *oidcProvider) issueJob() issueJob {
	return issueJob{
		Requests: [][]byte{p.client.post(p.address, oidcToken, "grant_type=client_credentials")},
		Form:     opaqueToken, After: p.after,
	}
}
