package frontdoor

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain"
)

// worldYAML declares the tenants that most tests live in.
//
//go:embed testdata/world.yaml
var worldYAML []byte

// World is what was built, with the secrets that were shown once.
type World struct {
	*Installation
	// Secrets are by tenant and id of client or credential: "acme/shop".
	Secrets map[string]string
	// Users are the ids of people by tenant and name.
	Users map[string]string
	// Servers are the ids of resource servers by tenant and credential id.
	Servers map[string]string
}

type declaredTenant struct {
	Slug            string
	ResourceServers []struct {
		Credential string
		Body       map[string]any `yaml:",inline"`
	} `yaml:"resource_servers"`
	Clients []struct {
		Roles []string
		Body  map[string]any `yaml:",inline"`
	}
}

func declaredWorld(t testing.TB) []declaredTenant {
	t.Helper()
	var declared struct{ Tenants []declaredTenant }
	require.NoError(t, yaml.Unmarshal(worldYAML, &declared))
	return declared.Tenants
}

// Build builds the world of testdata/world.yaml through the management API.
func (in *Installation) Build() *World {
	in.t.Helper()
	w := &World{Installation: in, Secrets: map[string]string{}, Users: map[string]string{}, Servers: map[string]string{}}
	for _, tenant := range declaredWorld(in.t) {
		w.build(tenant)
	}
	return w
}

func (w *World) build(tenant declaredTenant) {
	w.t.Helper()
	w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": tenant.Slug, "name": tenant.Slug})
	for _, rs := range tenant.ResourceServers {
		made := w.Must(http.MethodPost, tenant.Slug, "/resource-servers", rs.Body)
		id := made["id"].(string)
		w.Servers[tenant.Slug+"/"+rs.Credential] = id
		secret := w.Must(http.MethodPost, tenant.Slug, "/resource-servers/"+id+"/credentials", map[string]any{"id": rs.Credential})
		w.Secrets[tenant.Slug+"/"+rs.Credential] = secret["secret"].(string)
	}
	for _, client := range tenant.Clients {
		made := w.Must(http.MethodPost, tenant.Slug, "/clients", client.Body)
		id := made["client_id"].(string)
		w.Secrets[tenant.Slug+"/"+id] = made["client_secret"].(string)
		if len(client.Roles) > 0 {
			w.Must(http.MethodPut, tenant.Slug, "/members/"+id, map[string]any{"roles": client.Roles, "version": 0})
		}
	}
}

// Manage calls the management API of the tenant with a bearer.
func (in *Installation) Manage(bearer, method, tenant, path string, body any) Response {
	in.t.Helper()
	header := http.Header{"Authorization": {"Bearer " + bearer}}
	text := ""
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(in.t, err)
		text = string(encoded)
		header.Set("Content-Type", "application/json")
	}
	return in.Send(method, "/t/"+tenant+"/api/v1"+path, header, text)
}

// Must calls the management API as the operator and gives the members of the
// answer; anything but success fails the test.
func (in *Installation) Must(method, tenant, path string, body any) map[string]any {
	in.t.Helper()
	response := in.Manage(in.Operator, method, tenant, path, body)
	require.Less(in.t, response.Status, 300, "%s %s: %s", method, path, response.Body)
	members := map[string]any{}
	if response.Body != "" {
		require.NoError(in.t, json.Unmarshal([]byte(response.Body), &members))
	}
	return members
}

// Basic gives the header of HTTP Basic.
func Basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// Post posts a form to an OAuth endpoint of the tenant, as who by HTTP Basic;
// nobody if who is empty.
func (w *World) Post(endpoint, tenant, who string, form url.Values) Response {
	w.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if who != "" {
		id := who[strings.LastIndex(who, "/")+1:]
		header.Set("Authorization", Basic(id, w.Secrets[who]))
	}
	return w.Send(http.MethodPost, "/t/"+tenant+"/oauth2/"+endpoint, header, form.Encode())
}

// Token has a client, named with its tenant, get a token.
func (w *World) Token(client, scope string, resources ...string) string {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	form := url.Values{"grant_type": {"client_credentials"}, "resource": resources}
	if scope != "" {
		form.Set("scope", scope)
	}
	response := w.Post("token", tenant, client, form)
	require.Equal(w.t, http.StatusOK, response.Status, response.Body)
	var answer struct {
		Token string `json:"access_token"`
	}
	require.NoError(w.t, json.Unmarshal([]byte(response.Body), &answer))
	return answer.Token
}

// Introspect has a caller, named with its tenant, ask about a token there.
func (w *World) Introspect(caller, token string) Response {
	w.t.Helper()
	tenant, _, _ := strings.Cut(caller, "/")
	return w.Post("introspect", tenant, caller, url.Values{"token": {token}})
}

// Active reports whether the caller is told that the token is active; anything
// but an answer fails the test.
func (w *World) Active(caller, token string) bool {
	w.t.Helper()
	response := w.Introspect(caller, token)
	require.Equal(w.t, http.StatusOK, response.Status, response.Body)
	return response.Body != `{"active":false}`
}

// Tenancy gives a tenant's part of the store.
func (in *Installation) Tenancy(slug string) (domain.Tenant, domain.Tenancy) {
	in.t.Helper()
	tenant, err := in.Store.FindTenant(context.Background(), domain.Slug(slug))
	require.NoError(in.t, err)
	return tenant, in.Store.In(tenant.ID)
}

// HashKey gives the key a tenant's tokens are hashed under.
func (in *Installation) HashKey(slug string) domain.HashKey {
	in.t.Helper()
	_, tenancy := in.Tenancy(slug)
	rows, err := tenancy.Load(context.Background())
	require.NoError(in.t, err)
	key, err := in.Keys.Wrapper.HashKey(rows)
	require.NoError(in.t, err)
	return key
}

// Seed puts a token that no endpoint can make yet into the store: of a person, of
// another kind, not valid yet. Template has what differs; the rest is filled in.
func (w *World) Seed(client string, template domain.Token, lifetime time.Duration) string {
	w.t.Helper()
	return w.SeedFamily(client, lifetime, template)[0]
}

// SeedFamily seeds tokens of one grant.
func (w *World) SeedFamily(client string, lifetime time.Duration, templates ...domain.Token) []string {
	w.t.Helper()
	slug, id, _ := strings.Cut(client, "/")
	ctx := context.Background()
	tenant, tenancy := w.Tenancy(slug)
	row, _, err := tenancy.FindClient(ctx, id)
	require.NoError(w.t, err)
	now := w.Clock.Now()
	grant := domain.Grant{ID: newID(), Client: id, User: templates[0].User, Type: "authorization_code", Created: now}
	key := w.HashKey(slug)
	var texts []string
	for i, token := range templates {
		if token.Kind == domain.PersonalToken {
			id, row.Epoch, grant.ID = domain.PersonalClient, 0, ""
		}
		token.Client, token.Grant, token.Format, token.Issued, token.Expires = id, grant.ID, domain.Reference, now, now.Add(lifetime)
		if token.NotBefore.IsZero() {
			token.NotBefore = now
		}
		token.Epochs = domain.Epochs{Tenant: tenant.Epoch, Client: row.Epoch}
		if token.User != "" {
			user, err := tenancy.FindUser(ctx, token.User)
			require.NoError(w.t, err)
			token.Epochs.User = user.Epoch
		}
		drawer := domain.DrawerFor(token.Issued, token.Expires)
		text, err := domain.MintToken(w.Keys.Random, token.Kind, drawer)
		require.NoError(w.t, err)
		token.Key = key.TokenKey(drawer, text)
		templates[i], texts = token, append(texts, text.Reveal())
	}
	act := domain.Act{By: domain.SystemActor("test"), At: now}
	require.NoError(w.t, tenancy.Add(ctx, act, func(tx domain.Adder) error {
		if grant.ID != "" {
			if err := tx.AddGrant(ctx, grant); err != nil {
				return err
			}
		}
		for _, token := range templates {
			if err := tx.AddToken(ctx, token); err != nil {
				return err
			}
		}
		return nil
	}))
	return texts
}

// AddUser creates a person with roles and gives their id.
func (w *World) AddUser(slug, username string, roles ...string) string {
	w.t.Helper()
	id := w.Must(http.MethodPost, slug, "/users", map[string]any{"username": username, "roles": roles})["id"].(string)
	w.Users[slug+"/"+username] = id
	return id
}

// SetPassword gives a person a password.
func (w *World) SetPassword(slug, user, text string) {
	w.t.Helper()
	ctx := context.Background()
	hash, err := w.Hasher.Hash(ctx, domain.NewSecret(text))
	require.NoError(w.t, err)
	_, tenancy := w.Tenancy(slug)
	act := domain.Act{By: domain.SystemActor("test"), At: w.Clock.Now()}
	require.NoError(w.t, tenancy.Change(ctx, act, func(tx domain.Changer) error {
		if err := tx.SetPassword(ctx, user, hash); err != nil {
			return err
		}
		return tx.Record(ctx, domain.Event{ID: newID(), At: act.At, Actor: act.By.String(), Action: "password.set", Object: "user:" + user})
	}))
}

// set changes settings of a tenant.
func (w *World) set(slug string, change func(*domain.Settings)) {
	w.t.Helper()
	ctx := context.Background()
	tenant, tenancy := w.Tenancy(slug)
	act := domain.Act{By: domain.SystemActor("test"), At: w.Clock.Now()}
	require.NoError(w.t, tenancy.Change(ctx, act, func(tx domain.Changer) error {
		change(&tenant.Settings)
		if err := tx.EditTenant(ctx, tenant); err != nil {
			return err
		}
		return tx.Record(ctx, domain.Event{ID: newID(), At: act.At, Actor: act.By.String(), Action: "settings.edited", Object: "tenant:" + slug})
	}))
}

// ManagingAs gives a token for the management API that speaks for a user, got by
// a client.
func (w *World) ManagingAs(client, user string) string {
	w.t.Helper()
	slug, _, _ := strings.Cut(client, "/")
	return w.Seed(client, domain.Token{Kind: domain.AccessToken, User: user, Audience: []domain.Target{{
		ResourceServer: domain.ManagementID, Identifier: PublicURL + "/t/" + slug + domain.ManagementPath,
	}}}, time.Hour)
}

// declaration gives what the world's file says of a client, or of the resource
// server with the credential.
func (w *World) declaration(tenant, name string) map[string]any {
	w.t.Helper()
	for _, declared := range declaredWorld(w.t) {
		if declared.Slug != tenant {
			continue
		}
		for _, rs := range declared.ResourceServers {
			if rs.Credential == name {
				return rs.Body
			}
		}
		for _, client := range declared.Clients {
			if client.Body["client_id"] == name {
				return client.Body
			}
		}
	}
	require.Fail(w.t, "nothing declared", "%s/%s", tenant, name)
	return nil
}
