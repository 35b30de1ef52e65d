package admin_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	manage "github.com/jeton-id/jeton/domain/admin"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/tenants"
)

const publicURL = "https://id.example"

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var contract = sync.OnceValues(func() (*openapi3.T, error) {
	spec, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	return spec, spec.Validate(context.Background())
})

// installation is the management API as the contract describes it: every
// operation is mounted under its method and path, with its permission, and every
// answer is held against the contract.
type installation struct {
	t        *testing.T
	now      time.Time
	operator string
	store    *persistence.Store
	issuer   issue.Issuer
	echo     *echo.Echo
	spec     *openapi3.T
	// exact matches the paths of each template of the contract.
	exact map[string]*regexp.Regexp
	// fault is asked before every statement of the store.
	fault func() error
}

func install(t *testing.T) *installation {
	t.Helper()
	ctx := context.Background()
	url := "sqlite:" + filepath.Join(t.TempDir(), "jeton.db")
	require.NoError(t, migrations.Up(ctx, url))
	in := &installation{
		t: t, now: noon, operator: rand.Text() + rand.Text(), echo: echo.New(), exact: map[string]*regexp.Regexp{}, fault: func() error { return nil },
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: url, Fault: func(context.Context, string) error { return in.fault() }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	secret := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(secret)
	wrapper, err := keys.NewWrapper(domain.NewSecret(base64.StdEncoding.EncodeToString(secret)), rand.Reader)
	require.NoError(t, err)
	in.store = store
	in.spec, err = contract()
	require.NoError(t, err)

	clock := func() time.Time { return in.now }
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	directory := tenants.NewDirectory(store, wrapper, publicURL, tenants.NewLimits(domain.Rates{}))
	maker := keys.Maker{Wrapper: wrapper, Random: rand.Reader, Generate: oneRSA}
	in.issuer = issue.Issuer{Directory: directory, Store: store, Now: clock, Random: rand.Reader, NewID: newID}
	api := admin.New(&manage.Management{
		Store: store, Tenants: directory, Permissions: tenants.Permissions, Imagine: tenants.Imagine,
		Operator: domain.NewOperatorToken(domain.NewSecret(in.operator)), Keys: maker, Random: rand.Reader, NewID: newID,
		SignedIn: func(context.Context, domain.Slug, domain.Secret) (domain.SignedIn, error) {
			return domain.SignedIn{}, domain.Unauthenticated()
		},
		Passwords: password.NewHasher(rand.Reader, password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, 1), Rules: password.Rules{Weakness: tenants.Weakness},
	}, browser.Cookies{}, clock)
	in.mount(api)

	require.NoError(t, store.OpenDrawers(ctx, domain.OpenDrawers(noon)))
	rows, err := maker.Tenant(domain.Tenant{
		ID: domain.TenantID(newID()), Slug: domain.SystemSlug, Name: "System", Status: domain.Active,
		Settings: domain.DefaultSettings(), Created: noon, Updated: noon,
	}, noon)
	require.NoError(t, err)
	act := domain.Act{By: domain.SystemActor("test"), At: noon}
	require.NoError(t, store.CreateTenant(ctx, act, rows, domain.Event{
		ID: newID(), At: noon, Actor: "system:test", Action: "tenant.created", Object: "tenant:system",
	}))
	return in
}

var rsaKey = sync.OnceValues(func() (crypto.Signer, error) { return keys.GenerateKey(rand.Reader, "RS256") })

// oneRSA spares the tests from searching for primes.
func oneRSA(random io.Reader, alg string) (crypto.Signer, error) {
	if alg == "RS256" {
		return rsaKey()
	}
	return keys.GenerateKey(random, alg)
}

var pathParameter = regexp.MustCompile(`\{([a-z_]+)\}`)

func (in *installation) mount(api *admin.API) {
	in.echo.Binder = admin.Binder{}
	in.echo.HTTPErrorHandler = func(err error, c echo.Context) {
		c.SetRequest(c.Request().WithContext(event.New(c.Request().Context(), "request-1")))
		in.t.Logf("%s %s: %v", c.Request().Method, c.Request().URL.Path, err)
		require.NoError(in.t, admin.WriteError(c, err))
	}
	for path, item := range in.spec.Paths.Map() {
		in.exact[path] = regexp.MustCompile("^/t/[^/]+/api/v1" + pathParameter.ReplaceAllString(path, "[^/]+") + "$")
		for method, operation := range item.Operations() {
			handler := reflect.ValueOf(api).MethodByName(strings.ToUpper(operation.OperationID[:1]) + operation.OperationID[1:])
			require.True(in.t, handler.IsValid(), "no handler for %s", operation.OperationID)
			in.echo.Add(method, "/t/:tenant/api/v1"+pathParameter.ReplaceAllString(path, ":$1"),
				handler.Interface().(func(echo.Context) error), api.Require(permissionOf(in.t, operation)))
		}
	}
}

func permissionOf(t *testing.T, operation *openapi3.Operation) domain.Permission {
	t.Helper()
	text, ok := operation.Extensions["x-permission"].(string)
	require.True(t, ok, "%s declares no permission", operation.OperationID)
	require.Contains(t, domain.Permissions(), domain.Permission(text), "permission of %s", operation.OperationID)
	return domain.Permission(text)
}

// response is an answer that fits the contract.
type response struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// send sends one request and holds the answer against the contract.
func (in *installation) send(request *http.Request) response {
	in.t.Helper()
	recorder := httptest.NewRecorder()
	in.echo.ServeHTTP(recorder, request)
	r := response{status: recorder.Code, header: recorder.Header(), text: recorder.Body.String()}
	if r.text != "" {
		require.NoError(in.t, json.Unmarshal(recorder.Body.Bytes(), &r.body), r.text)
	}
	in.keepsContract(request, recorder)
	return r
}

func (in *installation) keepsContract(request *http.Request, recorder *httptest.ResponseRecorder) {
	in.t.Helper()
	for template, item := range in.spec.Paths.Map() {
		operation := item.GetOperation(request.Method)
		if !in.exact[template].MatchString(request.URL.Path) || operation == nil {
			continue
		}
		input := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{
				Request: request, Route: &routers.Route{Spec: in.spec, Path: template, PathItem: item, Method: request.Method, Operation: operation},
			},
			Status: recorder.Code, Header: recorder.Header(),
			Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
		}
		input.SetBodyBytes(recorder.Body.Bytes())
		require.NoError(in.t, openapi3filter.ValidateResponse(context.Background(), input), recorder.Body.String())
		return
	}
}

// as calls the API with a bearer and a body of JSON text, or none.
func (in *installation) as(bearer, method, tenant, path, body string) response {
	in.t.Helper()
	request := httptest.NewRequest(method, "/t/"+tenant+"/api/v1"+path, bytes.NewBufferString(body))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	return in.send(request)
}

// must calls as the operator and wants success.
func (in *installation) must(method, tenant, path, body string) response {
	in.t.Helper()
	r := in.as(in.operator, method, tenant, path, body)
	require.Less(in.t, r.status, 300, r.text)
	return r
}

// token gets an access token for a client by its secret; an empty resource means
// the tenant's management API.
func (in *installation) token(tenant, client, secret, resource string) string {
	in.t.Helper()
	if resource == "" {
		resource = publicURL + "/t/" + tenant + domain.ManagementPath
	}
	issued, err := in.issuer.Issue(context.Background(), domain.Slug(tenant), issue.Request{
		Credentials: domain.Credentials{ID: client, Secret: domain.NewSecret(secret), Method: domain.SecretBasic},
		GrantType:   domain.ClientCredentials, Resources: []string{resource},
	})
	require.NoError(in.t, err)
	return issued.AccessToken.Reveal()
}

// member registers a client with roles and gives an access token of it.
func (in *installation) member(tenant, client string, roles ...string) string {
	in.t.Helper()
	body, err := json.Marshal(map[string]any{"client_id": client, "roles": roles})
	require.NoError(in.t, err)
	made := in.must(http.MethodPost, tenant, "/clients", string(body))
	return in.token(tenant, client, made.body["client_secret"].(string), "")
}

func TestEveryPermissionOpensSomething(t *testing.T) {
	spec, err := contract()
	require.NoError(t, err)
	// These two are asked for beside others, by what a request would do.
	used := map[domain.Permission]bool{domain.WriteVisibility: true, domain.WriteOwnership: true}
	for _, item := range spec.Paths.Map() {
		for _, operation := range item.Operations() {
			used[permissionOf(t, operation)] = true
		}
	}
	for _, permission := range domain.Permissions() {
		require.True(t, used[permission], permission)
	}
}
