package frontdoor

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/domain"
)

// artefacts are the ids and texts of one tenant that a request may name.
type artefacts struct {
	tenant                               string
	client, secretID, server, credential string
	token, tokenID, grantID, cursor      string
	serverIdentifier, managing, lone     string
	user, chief, username                string
	// app works with people: handle is that of a sign-in under way in the browser
	// with the cookie, told is a token that says who the person is.
	app, handle, cookie, told string
	// link is the secret of a password link.
	link string
	// userCode is what a device of app shows.
	userCode string
	// session is the cookie of the user's session, sessionID its id; personal is a
	// personal access token of theirs, personalID its id.
	session, sessionID, personal, personalID string
	// initial is an initial access token and initialID its id, self a client that
	// registered itself, which selfToken manages.
	initial, initialID, self, selfToken string
}

// artefactsOf makes one of everything at a tenant of the world. The client is
// one that only this tenant has.
func (w *World) artefactsOf(tenant string) artefacts {
	w.t.Helper()
	a := artefacts{tenant: tenant, client: tenant + "-only", credential: tenant + "-credential", serverIdentifier: "https://" + tenant + "-only.example"}
	server := w.Must(http.MethodPost, tenant, "/resource-servers", map[string]any{
		"name": "Only " + tenant, "identifiers": []string{a.serverIdentifier}, "scopes": []any{map[string]any{"name": "only"}},
		"personal_access_tokens": true,
	})
	a.server = server["id"].(string)
	w.Secrets[tenant+"/"+a.credential] = w.Must(http.MethodPost, tenant, "/resource-servers/"+a.server+"/credentials", map[string]any{"id": a.credential})["secret"].(string)
	w.Secrets[tenant+"/"+a.client] = w.Must(http.MethodPost, tenant, "/clients", map[string]any{
		"client_id": a.client, "name": "Only " + tenant, "allowed": []any{map[string]any{"resource_server": a.serverIdentifier, "scopes": []string{"only"}}},
	})["client_secret"].(string)
	a.lone = tenant + "-owner"
	w.Secrets[tenant+"/"+a.lone] = w.Must(http.MethodPost, tenant, "/clients", map[string]any{"client_id": a.lone, "name": "Owner"})["client_secret"].(string)
	w.Must(http.MethodPut, tenant, "/members/"+a.lone, map[string]any{"roles": []string{"owner"}, "version": 0})
	secrets := w.Must(http.MethodGet, tenant, "/clients/"+a.client+"/secrets", nil)["items"].([]any)
	a.secretID = secrets[0].(map[string]any)["id"].(string)
	a.token = w.Token(tenant+"/"+a.client, "")
	a.tokenID = w.idOf(tenant, a.token)
	a.grantID = w.record(tenant, a.token)["grant"].(string)
	a.managing = w.Token(tenant+"/"+a.lone, "")
	// The names begin with the tenant's, so that all of them are its own.
	a.username = tenant + "-person"
	a.user = w.AddUser(tenant, a.username)
	a.chief = w.AddUser(tenant, tenant+"-chief", "admin")
	w.SetPassword(tenant, a.user, secret+a.username)
	link := w.Must(http.MethodPost, tenant, "/users/"+a.chief+"/password-links", map[string]any{"purpose": "invite"})["url"].(string)
	a.link = link[strings.LastIndex(link, "/")+1:]
	a.app = tenant + "-app"
	w.Secrets[tenant+"/"+a.app] = w.Must(http.MethodPost, tenant, "/clients", map[string]any{
		"client_id": a.app, "name": "App", "grant_types": []string{"authorization_code", domain.DeviceCode}, "redirect_uris": []string{back},
		"allowed": []any{map[string]any{"resource_server": a.serverIdentifier, "scopes": []string{"only"}}},
	})["client_secret"].(string)
	a.userCode = w.askByDevice(tenant+"/"+a.app, form("scope=openid")).UserCode
	b := w.NewBrowser()
	b.Get(authorizing(tenant, map[string]string{"client_id": a.app, "scope": "openid only"}))
	a.handle, a.cookie = strings.Split(b.Path, "/")[4], "__Secure-jeton_browser="+b.Cookie("jeton_browser")
	a.told = w.Seed(tenant+"/"+a.app, domain.Token{Kind: domain.AccessToken, User: a.user, Audience: []domain.Target{{
		ResourceServer: domain.IdentityID, Identifier: PublicURL + "/t/" + tenant + "/oauth2/userinfo", Scope: domain.Scope{domain.OpenIDScope},
	}}}, time.Hour)
	own := w.NewBrowser()
	own.signInHere(tenant, a.username)
	a.session = "__Secure-jeton_session=" + own.Cookie("jeton_session")
	a.sessionID = w.Must(http.MethodGet, tenant, "/users/"+a.user+"/sessions", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	a.personal = own.makeToken(tenant, tenant+" of mine", map[string]string{"allow " + a.server + " only": "on"})
	a.personalID = w.idOf(tenant, a.personal)
	w.edit(tenant, "/settings", "dynamic_registration", "token")
	initial := w.Must(http.MethodPost, tenant, "/initial-access-tokens", map[string]any{"name": tenant + "-initial", "uses": 100})
	w.Must(http.MethodPost, tenant, "/initial-access-tokens", map[string]any{"name": tenant + "-another"})
	a.initial, a.initialID = initial["token"].(string), initial["id"].(string)
	self := w.registers(tenant, a.initial, map[string]any{"redirect_uris": []string{back}, "token_endpoint_auth_method": "none"})
	a.self, a.selfToken = self["client_id"].(string), self["registration_access_token"].(string)
	a.cursor = w.Must(http.MethodGet, tenant, "/clients?limit=1", nil)["next_cursor"].(string)
	return a
}

// sample is one request to a route that succeeds for whoever may call it.
type sample struct {
	// path is what follows the tenant for management routes, the whole of it
	// otherwise.
	path string
	body any
	// form and as are of OAuth routes.
	form url.Values
	as   string
	// cookie and bearer are of the routes of people and their tokens.
	cookie, bearer string
	// gateway is the credential of the API that a gateway asks for.
	gateway string
	// status is that of the answer, zero for any success.
	status int
	// reads is whether it changes nothing.
	reads bool
}

// samples has a request for every route of the table, made from the artefacts of
// a tenant. In place of versions they have the paths of which it is to be read.
func samples(a artefacts) map[string]sample {
	name := func(path string) map[string]any {
		return map[string]any{"name": "Another name", "version": versionAt(path)}
	}
	client, server, user := "/clients/"+a.client, "/resource-servers/"+a.server, "/users/"+a.user
	fresh := fmt.Sprintf("fresh-%s", newID()[24:])
	all := map[string]sample{
		"GET /healthz": {path: "/healthz", reads: true},
		"GET /readyz":  {path: "/readyz", reads: true},
		"GET /t/:tenant/.well-known/openid-configuration":           {path: "/t/" + a.tenant + "/.well-known/openid-configuration", reads: true},
		"GET /.well-known/oauth-authorization-server/t/:tenant":     {path: "/.well-known/oauth-authorization-server/t/" + a.tenant, reads: true},
		"GET /t/:tenant/oauth2/jwks":                                {path: "/t/" + a.tenant + "/oauth2/jwks", reads: true},
		"GET /t/:tenant/console":                                    {path: "/t/" + a.tenant + "/console", reads: true},
		"GET /t/:tenant/console/*":                                  {path: "/t/" + a.tenant + "/console/applications", reads: true},
		"POST /t/:tenant/oauth2/token":                              {path: "/t/" + a.tenant + "/oauth2/token", form: form(grant), as: a.client},
		"POST /t/:tenant/oauth2/introspect":                         {path: "/t/" + a.tenant + "/oauth2/introspect", form: form("token=" + a.token), as: a.credential, reads: true},
		"GET /t/:tenant/oauth2/revocations":                         {path: "/t/" + a.tenant + "/oauth2/revocations?after=1", as: a.credential, reads: true},
		"POST /t/:tenant/oauth2/introspect/batch":                   {path: "/t/" + a.tenant + "/oauth2/introspect/batch", form: form("token=" + a.token), as: a.credential, reads: true},
		"POST /t/:tenant/oauth2/revoke":                             {path: "/t/" + a.tenant + "/oauth2/revoke", form: form("token=" + a.token), as: a.client},
		"POST /t/:tenant/oauth2/par":                                {path: "/t/" + a.tenant + "/oauth2/par", form: authorizingForm(a.app), as: a.app},
		"POST /t/:tenant/oauth2/device_authorization":               {path: "/t/" + a.tenant + "/oauth2/device_authorization", form: form("scope=openid"), as: a.app},
		"GET /t/:tenant/device":                                     {path: "/t/" + a.tenant + "/device", reads: true},
		"POST /t/:tenant/device":                                    {path: "/t/" + a.tenant + "/device", form: form("user_code=" + a.userCode), cookie: a.cookie, status: http.StatusSeeOther},
		"GET /t/:tenant/oauth2/authorize":                           {path: authorizing(a.tenant, map[string]string{"client_id": a.app, "scope": "openid"}), cookie: a.cookie, status: http.StatusSeeOther},
		"POST /t/:tenant/oauth2/authorize":                          {path: "/t/" + a.tenant + "/oauth2/authorize", form: authorizingForm(a.app), cookie: a.cookie, status: http.StatusSeeOther},
		"GET /t/:tenant/oauth2/logout":                              {path: "/t/" + a.tenant + "/oauth2/logout", cookie: a.cookie, reads: true},
		"POST /t/:tenant/oauth2/logout":                             {path: "/t/" + a.tenant + "/oauth2/logout", form: form(), cookie: a.cookie, reads: true},
		"GET /t/:tenant/oauth2/userinfo":                            {path: "/t/" + a.tenant + "/oauth2/userinfo", bearer: a.told, reads: true},
		"POST /t/:tenant/oauth2/userinfo":                           {path: "/t/" + a.tenant + "/oauth2/userinfo", bearer: a.told, reads: true},
		"GET /t/:tenant/signin/style.css":                           {path: "/t/" + a.tenant + "/signin/style.css", reads: true},
		"GET /t/:tenant/signin/form_post.js":                        {path: "/t/" + a.tenant + "/signin/form_post.js", reads: true},
		"GET /t/:tenant/signin/:handle":                             {path: "/t/" + a.tenant + "/signin/" + a.handle, cookie: a.cookie, reads: true},
		"POST /t/:tenant/signin/:handle/password":                   {path: "/t/" + a.tenant + "/signin/" + a.handle + "/password", form: form("username="+a.username, "password="+secret+a.username), cookie: a.cookie, status: http.StatusSeeOther},
		"POST /t/:tenant/signin/:handle/consent":                    {path: "/t/" + a.tenant + "/signin/" + a.handle + "/consent", form: form("decision=allow"), cookie: a.cookie},
		"POST /t/:tenant/signin/out":                                {path: "/t/" + a.tenant + "/signin/out", form: form(), cookie: a.cookie},
		"GET /t/:tenant/password/:secret":                           {path: "/t/" + a.tenant + "/password/" + a.link, reads: true},
		"POST /t/:tenant/password/:secret":                          {path: "/t/" + a.tenant + "/password/" + a.link, form: form("password=" + secret)},
		"GET /tenants":                                              {path: "/tenants?q=" + a.tenant, reads: true},
		"POST /tenants":                                             {path: "/tenants", body: map[string]any{"slug": fresh, "name": fresh}},
		"GET /tenants/:slug":                                        {path: "/tenants/globex", reads: true},
		"PATCH /tenants/:slug":                                      {path: "/tenants/globex", body: name("/tenants/globex")},
		"POST /tenants/:slug/owners":                                {path: "/tenants/globex/owners", body: map[string]any{"username": fresh}},
		"GET /tenants/:slug/usage":                                  {path: "/tenants/globex/usage", reads: true},
		"GET /tenants/:slug/activity":                               {path: "/tenants/globex/activity?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z&granularity=hour", reads: true},
		"DELETE /tenants/:slug":                                     {path: "/tenants/globex"},
		"GET /settings":                                             {path: "/settings", reads: true},
		"PATCH /settings":                                           {path: "/settings", body: map[string]any{"access_token_seconds": 1234, "version": versionAt("/settings")}},
		"GET /resource-servers":                                     {path: "/resource-servers?q=https://" + a.tenant, reads: true},
		"POST /resource-servers":                                    {path: "/resource-servers", body: map[string]any{"name": fresh, "identifiers": []string{"https://" + fresh + ".example"}}},
		"GET /resource-servers/:id":                                 {path: server, reads: true},
		"PATCH /resource-servers/:id":                               {path: server, body: name(server)},
		"DELETE /resource-servers/:id":                              {path: server},
		"POST /resource-servers/:id/preview":                        {path: server + "/preview", body: map[string]any{"edit": name(server), "sample": map[string]any{"client": a.client}}, reads: true},
		"GET /resource-servers/:id/credentials":                     {path: server + "/credentials", reads: true},
		"POST /resource-servers/:id/credentials":                    {path: server + "/credentials", body: map[string]any{"id": fresh}},
		"DELETE /resource-servers/:id/credentials/:credential_id":   {path: server + "/credentials/" + a.credential},
		"GET /clients":                                              {path: "/clients?q=" + a.client, reads: true},
		"POST /clients":                                             {path: "/clients", body: map[string]any{"client_id": fresh, "name": fresh}},
		"GET /clients/:client_id":                                   {path: client, reads: true},
		"PATCH /clients/:client_id":                                 {path: client, body: name(client)},
		"DELETE /clients/:client_id":                                {path: client},
		"GET /clients/:client_id/secrets":                           {path: client + "/secrets", reads: true},
		"POST /clients/:client_id/secrets":                          {path: client + "/secrets", body: map[string]any{}},
		"DELETE /clients/:client_id/secrets/:secret_id":             {path: client + "/secrets/" + a.secretID},
		"GET /users":                                                {path: "/users?q=" + a.username, reads: true},
		"POST /users":                                               {path: "/users", body: map[string]any{"username": fresh, "attributes": map[string]any{"a": 1}}},
		"GET /users/:id":                                            {path: user, reads: true},
		"PATCH /users/:id":                                          {path: user, body: name(user)},
		"DELETE /users/:id":                                         {path: user},
		"PUT /users/:id/roles":                                      {path: user + "/roles", body: map[string]any{"roles": []string{"auditor"}, "version": versionAt(user)}},
		"POST /users/:id/password-links":                            {path: user + "/password-links", body: map[string]any{"purpose": "reset"}},
		"POST /users/:id/sign-out":                                  {path: user + "/sign-out", body: map[string]any{"reason": "a test"}},
		"GET /roles":                                                {path: "/roles", reads: true},
		"GET /members":                                              {path: "/members", reads: true},
		"GET /members/:client_id":                                   {path: "/members/" + a.lone, reads: true},
		"PUT /members/:client_id":                                   {path: "/members/" + a.lone, body: map[string]any{"roles": []string{"auditor"}, "version": versionAt("/members/" + a.lone)}},
		"DELETE /members/:client_id":                                {path: "/members/" + a.lone},
		"GET /tokens":                                               {path: "/tokens", reads: true},
		"POST /tokens/inspect":                                      {path: "/tokens/inspect", body: map[string]any{"token": a.token}, reads: true},
		"GET /tokens/:id":                                           {path: "/tokens/" + a.tokenID, reads: true},
		"POST /tokens/:id/revoke":                                   {path: "/tokens/" + a.tokenID + "/revoke", body: map[string]any{"reason": "a test"}},
		"POST /revocations":                                         {path: "/revocations", body: map[string]any{"client": a.client}},
		"POST /revocations/preview":                                 {path: "/revocations/preview", body: map[string]any{"client": a.client}, reads: true},
		"GET /activity":                                             {path: "/activity?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z&granularity=minute", reads: true},
		"GET /grants":                                               {path: "/grants", reads: true},
		"GET /grants/:id":                                           {path: "/grants/" + a.grantID, reads: true},
		"GET /audit-events":                                         {path: "/audit-events", reads: true},
		"GET /me":                                                   {path: "/me", reads: true},
		"GET /pulse":                                                {path: "/pulse", reads: true},
		"POST /setup":                                               {path: "/setup", body: beginning("of-" + fresh)},
		"GET /t/:tenant/console/signin":                             {path: "/t/" + a.tenant + "/console/signin", reads: true},
		"POST /t/:tenant/console/signin":                            {path: "/t/" + a.tenant + "/console/signin", form: form("username="+a.username, "password="+secret+a.username), status: http.StatusSeeOther},
		"GET /keys":                                                 {path: "/keys", reads: true},
		"POST /keys/rotate":                                         {path: "/keys/rotate", body: map[string]any{}},
		"OPTIONS /t/:tenant/.well-known/openid-configuration":       {path: "/t/" + a.tenant + "/.well-known/openid-configuration", reads: true},
		"OPTIONS /.well-known/oauth-authorization-server/t/:tenant": {path: "/.well-known/oauth-authorization-server/t/" + a.tenant, reads: true},
		"OPTIONS /t/:tenant/oauth2/jwks":                            {path: "/t/" + a.tenant + "/oauth2/jwks", reads: true},
		"OPTIONS /t/:tenant/oauth2/token":                           {path: "/t/" + a.tenant + "/oauth2/token", reads: true},
		"OPTIONS /t/:tenant/oauth2/par":                             {path: "/t/" + a.tenant + "/oauth2/par", reads: true},
		"OPTIONS /t/:tenant/oauth2/userinfo":                        {path: "/t/" + a.tenant + "/oauth2/userinfo", reads: true},
		"OPTIONS /t/:tenant/oauth2/revoke":                          {path: "/t/" + a.tenant + "/oauth2/revoke", reads: true},
		"POST /t/:tenant/oauth2/register":                           {path: "/t/" + a.tenant + "/oauth2/register", body: map[string]any{"redirect_uris": []string{back}}, bearer: a.initial},
		"GET /t/:tenant/oauth2/register/:client_id":                 {path: "/t/" + a.tenant + "/oauth2/register/" + a.self, bearer: a.selfToken, reads: true},
		"PUT /t/:tenant/oauth2/register/:client_id":                 {path: "/t/" + a.tenant + "/oauth2/register/" + a.self, body: map[string]any{"client_id": a.self, "redirect_uris": []string{back}, "token_endpoint_auth_method": "none"}, bearer: a.selfToken},
		"DELETE /t/:tenant/oauth2/register/:client_id":              {path: "/t/" + a.tenant + "/oauth2/register/" + a.self, bearer: a.selfToken},
		"GET /initial-access-tokens":                                {path: "/initial-access-tokens", reads: true},
		"POST /initial-access-tokens":                               {path: "/initial-access-tokens", body: map[string]any{"name": fresh}},
		"DELETE /initial-access-tokens/:id":                         {path: "/initial-access-tokens/" + a.initialID},
	}
	for _, method := range gatewayMethods {
		all[method+" /t/:tenant/gateway/verify"] = sample{path: "/t/" + a.tenant + "/gateway/verify?scope=only", bearer: a.token, gateway: a.credential, reads: true}
	}
	maps.Copy(all, accountSamples(a))
	return all
}

// versionAt stands for the version of what is at a path.
type versionAt string

// sampleOf gives one of the samples with the versions of now, and nothing if there is
// none.
func sampleOf(a artefacts, name string, version func(path string) any) sample {
	s := samples(a)[name]
	fill(s.body, version)
	return s
}

// fill puts versions into a body in place of their paths.
func fill(body any, version func(path string) any) {
	members, _ := body.(map[string]any)
	for name, value := range members {
		if path, ok := value.(versionAt); ok {
			members[name] = version(string(path))
		}
		fill(value, version)
	}
}

const management = "/t/:tenant" + domain.ManagementPath

// managing reports whether the route is one of the management API, and gives
// what it is called in samples.
func managing(route api.Route) (string, bool) {
	path, ok := strings.CutPrefix(route.Path, management)
	return route.Method + " " + path, ok
}

// operators reports whether the route exists at tenant system only.
func operators(route api.Route) bool {
	return strings.HasPrefix(route.Path, management+"/tenants") || route.Path == management+"/setup"
}

// version reads the version of what is at a management path of the tenant.
func (w *World) version(tenant string) func(path string) any {
	return func(path string) any {
		at := tenant
		if strings.HasPrefix(path, "/tenants/") {
			at = "system"
		}
		response := w.Manage(w.Operator, http.MethodGet, at, path, nil)
		var members map[string]any
		_ = json.Unmarshal([]byte(response.Body), &members)
		return members["version"]
	}
}

// send sends a sample to a route: with the bearer to the management API of the
// tenant, with its own credentials elsewhere.
func (w *World) send(route api.Route, s sample, tenant, bearer string) Response {
	w.t.Helper()
	if _, ok := managing(route); ok {
		return w.Manage(bearer, route.Method, tenant, s.path, s.body)
	}
	header, body := http.Header{}, ""
	if s.form != nil {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		body = s.form.Encode()
	}
	if s.body != nil {
		text, err := json.Marshal(s.body)
		require.NoError(w.t, err)
		header.Set("Content-Type", "application/json")
		body = string(text)
	}
	if s.as != "" {
		header.Set("Authorization", Basic(s.as, w.Secrets[tenant+"/"+s.as]))
	}
	if s.bearer != "" {
		header.Set("Authorization", "Bearer "+s.bearer)
	}
	if s.gateway != "" {
		header.Set("Jeton-Authorization", Basic(s.gateway, w.Secrets[tenant+"/"+s.gateway]))
	}
	if s.cookie != "" {
		header.Set("Cookie", s.cookie)
	}
	return w.Send(route.Method, s.path, header, body)
}

// answered holds an answer to the sample's.
func (s sample) answered(t *testing.T, r Response) {
	t.Helper()
	if s.status != 0 {
		require.Equal(t, s.status, r.Status, r.Body)
		return
	}
	require.Less(t, r.Status, 300, r.Body)
}

// forEachRoute runs a test for every route of the table, each with its sample. A
// route without one fails: whoever adds a route says here how it is called.
func (w *World) forEachRoute(t *testing.T, a artefacts, test func(t *testing.T, route api.Route, s sample)) {
	t.Helper()
	for _, route := range w.Routes {
		name, _ := managing(route)
		if _, ok := managing(route); !ok {
			name = route.Method + " " + route.Path
		}
		s := sampleOf(a, name, w.version(a.tenant))
		require.NotEmpty(t, s.path, "%s has no sample", name)
		t.Run(strings.ReplaceAll(name, "/", "."), func(t *testing.T) { test(t, route, s) })
	}
}
