package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// The world is tenants that are alike, each with one API and one application.

// tenant is one of them.
type tenant struct {
	slug string
	// api is the resource server's credential, shop the client.
	api, shop caller
}

const (
	apiIdentifier = "https://orders.example"
	tokenSeconds  = 6 * 3600
)

func scopes() []string { return []string{"orders:read", "orders:write"} }

func newTenants(count int) []tenant {
	tenants := make([]tenant, count)
	for i := range tenants {
		tenants[i] = tenant{
			slug: fmt.Sprintf("tenant-%05d", i),
			api:  caller{"orders-api", newSecret()}, shop: caller{"shop", newSecret()},
		}
	}
	return tenants
}

func (t tenant) path(endpoint string) string { return "/t/" + t.slug + "/oauth2/" + endpoint }

// head is what comes before a token in the API's question.
func (t tenant) head(address string) []byte {
	const form = "token="
	return append(t.api.head(address, t.path("introspect"), len(form)+tokenSize), form...)
}

func (t tenant) tokenRequest(address string) []byte {
	return t.shop.post(address, t.path("token"), "grant_type=client_credentials")
}

func (t tenant) revokeRequest(address, token string) []byte {
	return t.shop.post(address, t.path("revoke"), "token="+token)
}

// heads gives the heads of all tenants.
func heads(tenants []tenant, address string) (all [][]byte) {
	for _, t := range tenants {
		all = append(all, t.head(address))
	}
	return all
}

// apply declares the tenants with jeton apply.
func (b *bench) apply(ctx context.Context, in installation, tenants []tenant) error {
	// YAML contains JSON.
	file, err := json.Marshal(declaration(tenants))
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, b.binary, "apply", "-f", "-")
	cmd.Dir, cmd.Env, cmd.Stdin = b.group.dir, in.environ(), bytes.NewReader(file)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("jeton apply: %w\n%s", err, output)
	}
	return nil
}

func declaration(tenants []tenant) any {
	type object = map[string]any
	type list = []any
	var all list
	for _, t := range tenants {
		var owned list
		for _, scope := range scopes() {
			owned = append(owned, object{"name": scope})
		}
		all = append(all, object{
			"slug": t.slug,
			"resource_servers": list{object{
				"identifiers": list{apiIdentifier}, "scopes": owned, "access_token_seconds": tokenSeconds,
				"credentials": list{object{"id": t.api.ID, "secret": t.api.Secret}},
			}},
			"clients": list{object{
				"client_id": t.shop.ID, "secrets": list{t.shop.Secret},
				"allowed": list{object{"resource_server": apiIdentifier, "scopes": scopes()}},
			}},
		})
	}
	return object{"tenants": all}
}

// inParallel does work for each number below count, on every processor.
func inParallel(ctx context.Context, count int, work func(ctx context.Context, i int) error) error {
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(8 * runtime.NumCPU())
	for i := 0; i < count && working.Err() == nil; i++ {
		group.Go(func() error { return work(working, i) })
	}
	return errors.Join(group.Wait(), ctx.Err())
}

// issue gets tokens for each tenant through the token endpoint, in turn: all
// first ones come before the second ones. It also gives what follows a token in
// an answer.
func issue(ctx context.Context, s *server, tenants []tenant, each int) ([]issued, []byte, error) {
	tokens, after := make([]issued, each*len(tenants)), make([][]byte, each*len(tenants))
	err := inParallel(ctx, len(tokens), func(ctx context.Context, i int) (err error) {
		tokens[i].tenant = i % len(tenants)
		t := tenants[tokens[i].tenant]
		tokens[i].token, after[i], err = getToken(ctx, "http://"+s.address+t.path("token"), t.shop)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("issue tokens: %w", err)
	}
	if i := slices.IndexFunc(after, func(a []byte) bool { return !bytes.Equal(a, after[0]) }); i >= 0 {
		return nil, nil, fmt.Errorf("a token answer ends with %q, another with %q", after[0], after[i])
	}
	return tokens, after[0], nil
}

// learn asks about each token once, holds the answer to what a token of this
// world means, and gives the questions whose only right answers these are. It
// also gives the header that they came with.
func learn(ctx context.Context, s *server, tenants []tenant, tokens []issued) ([]question, http.Header, error) {
	all, headers, ids := make([]question, len(tokens)), make([]http.Header, len(tokens)), make([]string, len(tokens))
	err := inParallel(ctx, len(tokens), func(ctx context.Context, i int) error {
		t, token := tenants[tokens[i].tenant], tokens[i].token
		r, err := send(ctx, http.MethodPost, "http://"+s.address+t.path("introspect"), &t.api, url.Values{"token": {token}})
		if err != nil {
			return err
		}
		if ids[i], err = t.understand(r); err != nil {
			return err
		}
		all[i] = question{append(t.head(s.address), token...), r.body}
		headers[i] = r.header
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("ask about tokens: %w", err)
	}
	slices.Sort(ids)
	if distinct := len(slices.Compact(ids)); distinct != len(tokens) {
		return nil, nil, fmt.Errorf("%d tokens have %d ids", len(tokens), distinct)
	}
	return all, headers[0], nil
}

// understand reads what an answer says about a token of the tenant, and gives the
// token's id.
func (t tenant) understand(r reply) (id string, err error) {
	var is struct {
		Active   bool
		Issuer   string `json:"iss"`
		Audience string `json:"aud"`
		Client   string `json:"client_id"`
		Scope    string
		ID       string `json:"jti"`
	}
	err = json.Unmarshal(r.body, &is)
	right := is.Active && is.Issuer == publicURL+"/t/"+t.slug && is.Audience == apiIdentifier && is.Client == t.shop.ID &&
		is.Scope == "orders:read orders:write" && is.ID != ""
	if err != nil || r.status != http.StatusOK || !right {
		return "", fmt.Errorf("an answer about a live token: %d %s", r.status, r.body)
	}
	return is.ID, nil
}
