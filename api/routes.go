package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// Route is one line of the table: method, path, who may call it, handler.
type Route struct {
	Method, Path string
	Who          Who
	Handler      echo.HandlerFunc
}

// Who says who may call a route.
type Who struct {
	name string
	// permission is what the management API demands of the caller.
	permission domain.Permission
}

// String gives the permission, or the words for those who need none.
func (w Who) String() string {
	if w.permission != "" {
		return string(w.permission)
	}
	return w.name
}

// Those who need no permission. Callers of the OAuth endpoints are authenticated
// by the endpoint itself, in the order its RFC sets.
var (
	anyone         = Who{name: "anyone"}
	client         = Who{name: "client"}
	serverOrClient = Who{name: "resource server or client"}
	person         = Who{name: "person"}
	server         = Who{name: "resource server"}
	bearer         = Who{name: "access token"}
	gateway        = Who{name: "gateway of a resource server"}
	registrant     = Who{name: "initial or registration access token"}
)

// may demands a permission in the tenant's management API.
func may(permission domain.Permission) Who { return Who{permission: permission} }

// Routes is the whole of Jeton over HTTP. A method or path that is not here does
// not exist, but that every GET can be asked for as HEAD.
func (s *Server) Routes() []Route {
	const tenant = "/t/:tenant"
	const management = tenant + domain.ManagementPath
	return []Route{
		{http.MethodGet, "/healthz", anyone, s.Health},
		{http.MethodGet, "/readyz", anyone, s.Ready},

		{http.MethodGet, tenant + "/.well-known/openid-configuration", anyone, s.OAuth.Metadata},
		{http.MethodGet, "/.well-known/oauth-authorization-server" + tenant, anyone, s.OAuth.Metadata},
		{http.MethodGet, tenant + "/oauth2/jwks", anyone, s.OAuth.JWKS},
		{http.MethodGet, tenant + "/oauth2/authorize", person, s.Login.Authorize},
		{http.MethodPost, tenant + "/oauth2/authorize", person, s.Login.Authorize},
		{http.MethodPost, tenant + "/oauth2/par", client, s.OAuth.Push},
		{http.MethodPost, tenant + "/oauth2/device_authorization", client, s.OAuth.AuthorizeDevice},
		{http.MethodPost, tenant + "/oauth2/token", client, s.OAuth.Token},
		{http.MethodGet, tenant + "/oauth2/logout", person, s.Login.Logout},
		{http.MethodPost, tenant + "/oauth2/logout", person, s.Login.Logout},
		{http.MethodGet, tenant + "/oauth2/userinfo", bearer, s.OAuth.UserInfo},
		{http.MethodPost, tenant + "/oauth2/userinfo", bearer, s.OAuth.UserInfo},
		{http.MethodPost, tenant + "/oauth2/introspect", serverOrClient, s.OAuth.Introspect},
		{http.MethodGet, tenant + "/oauth2/revocations", server, s.OAuth.Revocations},
		{http.MethodPost, tenant + "/oauth2/introspect/batch", serverOrClient, s.OAuth.IntrospectAll},
		{http.MethodPost, tenant + "/oauth2/revoke", client, s.OAuth.Revoke},
		{http.MethodPost, tenant + "/oauth2/register", registrant, s.OAuth.Register},
		{http.MethodGet, tenant + "/oauth2/register/:client_id", registrant, s.OAuth.ReadRegistration},
		{http.MethodPut, tenant + "/oauth2/register/:client_id", registrant, s.OAuth.UpdateRegistration},
		{http.MethodDelete, tenant + "/oauth2/register/:client_id", registrant, s.OAuth.RemoveRegistration},

		// A gateway asks with the method of the request that it holds.
		{http.MethodGet, tenant + "/gateway/verify", gateway, s.OAuth.Verify},
		{http.MethodPost, tenant + "/gateway/verify", gateway, s.OAuth.Verify},
		{http.MethodPut, tenant + "/gateway/verify", gateway, s.OAuth.Verify},
		{http.MethodPatch, tenant + "/gateway/verify", gateway, s.OAuth.Verify},
		{http.MethodDelete, tenant + "/gateway/verify", gateway, s.OAuth.Verify},
		{http.MethodOptions, tenant + "/gateway/verify", gateway, s.OAuth.Verify},

		// Pages of other origins may ask here: see api/oauth/cors.go.
		{http.MethodOptions, tenant + "/.well-known/openid-configuration", anyone, s.OAuth.Preflight},
		{http.MethodOptions, "/.well-known/oauth-authorization-server" + tenant, anyone, s.OAuth.Preflight},
		{http.MethodOptions, tenant + "/oauth2/jwks", anyone, s.OAuth.Preflight},
		{http.MethodOptions, tenant + "/oauth2/token", anyone, s.OAuth.Preflight},
		{http.MethodOptions, tenant + "/oauth2/par", anyone, s.OAuth.Preflight},
		{http.MethodOptions, tenant + "/oauth2/userinfo", anyone, s.OAuth.Preflight},
		{http.MethodOptions, tenant + "/oauth2/revoke", anyone, s.OAuth.Preflight},

		{http.MethodGet, tenant + "/signin/style.css", anyone, s.Login.Style},
		{http.MethodGet, tenant + "/signin/form_post.js", anyone, s.Login.Script},
		{http.MethodPost, tenant + "/signin/out", person, s.Login.SignOut},
		{http.MethodGet, tenant + "/signin/:handle", person, s.Login.Show},
		{http.MethodPost, tenant + "/signin/:handle/password", person, s.Login.SignIn},
		{http.MethodPost, tenant + "/signin/:handle/consent", person, s.Login.Decide},

		{http.MethodGet, tenant + "/signin/brand.css", anyone, s.Login.Brand},

		{http.MethodGet, tenant + "/account", person, s.Login.Account},
		{http.MethodPost, tenant + "/account/signin", person, s.Login.AccountSignIn},
		{http.MethodPost, tenant + "/account/confirm", person, s.Login.Confirm},
		{http.MethodPost, tenant + "/account/password", person, s.Login.ChangePassword},
		{http.MethodPost, tenant + "/account/sessions/:id/end", person, s.Login.EndSession},
		{http.MethodPost, tenant + "/account/end-other-sessions", person, s.Login.EndOtherSessions},
		{http.MethodPost, tenant + "/account/applications/:client_id/disconnect", person, s.Login.Disconnect},
		{http.MethodGet, tenant + "/account/tokens", person, s.Login.TokenForm},
		{http.MethodPost, tenant + "/account/tokens", person, s.Login.MakeToken},
		{http.MethodPost, tenant + "/account/tokens/:id/revoke", person, s.Login.RevokeToken},

		{http.MethodGet, tenant + "/device", person, s.Login.ShowDevice},
		{http.MethodPost, tenant + "/device", person, s.Login.EnterCode},

		{http.MethodGet, tenant + "/password/:secret", person, s.Login.ShowPasswordLink},
		{http.MethodPost, tenant + "/password/:secret", person, s.Login.UsePasswordLink},

		{http.MethodGet, tenant + "/console/signin", person, s.Login.ConsoleSignInPage},
		{http.MethodPost, tenant + "/console/signin", person, s.Login.ConsoleSignIn},
		{http.MethodGet, tenant + "/console", anyone, echo.WrapHandler(s.Console)},
		{http.MethodGet, tenant + "/console/*", anyone, echo.WrapHandler(s.Console)},

		{http.MethodGet, management + "/me", may(domain.ReadSelf), s.Admin.GetSelf},
		{http.MethodGet, management + "/pulse", may(domain.ReadSelf), s.Admin.Pulse},
		{http.MethodPost, management + "/setup", may(domain.SetUp), s.Admin.SetUp},
		{http.MethodGet, management + "/tenants", may(domain.ReadTenants), s.Admin.ListTenants},
		{http.MethodPost, management + "/tenants", may(domain.WriteTenants), s.Admin.CreateTenant},
		{http.MethodGet, management + "/tenants/:slug", may(domain.ReadTenants), s.Admin.GetTenant},
		{http.MethodPatch, management + "/tenants/:slug", may(domain.WriteTenants), s.Admin.EditTenant},
		{http.MethodDelete, management + "/tenants/:slug", may(domain.WriteTenants), s.Admin.DeleteTenant},
		{http.MethodPost, management + "/tenants/:slug/owners", may(domain.WriteTenants), s.Admin.InviteOwner},
		{http.MethodGet, management + "/tenants/:slug/usage", may(domain.ReadTenants), s.Admin.GetTenantUsage},
		{http.MethodGet, management + "/tenants/:slug/activity", may(domain.ReadTenants), s.Admin.GetTenantActivity},
		{http.MethodGet, management + "/settings", may(domain.ReadSettings), s.Admin.GetSettings},
		{http.MethodPatch, management + "/settings", may(domain.WriteSettings), s.Admin.EditSettings},
		{http.MethodGet, management + "/resource-servers", may(domain.ReadServers), s.Admin.ListResourceServers},
		{http.MethodPost, management + "/resource-servers", may(domain.WriteServers), s.Admin.RegisterResourceServer},
		{http.MethodGet, management + "/resource-servers/:id", may(domain.ReadServers), s.Admin.GetResourceServer},
		{http.MethodPatch, management + "/resource-servers/:id", may(domain.WriteServers), s.Admin.EditResourceServer},
		{http.MethodDelete, management + "/resource-servers/:id", may(domain.WriteServers), s.Admin.RemoveResourceServer},
		{http.MethodPost, management + "/resource-servers/:id/preview", may(domain.ReadServers), s.Admin.PreviewResourceServer},
		{http.MethodGet, management + "/resource-servers/:id/credentials", may(domain.ReadServers), s.Admin.ListCredentials},
		{http.MethodPost, management + "/resource-servers/:id/credentials", may(domain.WriteServers), s.Admin.MakeCredential},
		{http.MethodDelete, management + "/resource-servers/:id/credentials/:credential_id", may(domain.WriteServers), s.Admin.RemoveCredential},
		{http.MethodGet, management + "/clients", may(domain.ReadClients), s.Admin.ListClients},
		{http.MethodPost, management + "/clients", may(domain.WriteClients), s.Admin.RegisterClient},
		{http.MethodGet, management + "/clients/:client_id", may(domain.ReadClients), s.Admin.GetClient},
		{http.MethodPatch, management + "/clients/:client_id", may(domain.WriteClients), s.Admin.EditClient},
		{http.MethodDelete, management + "/clients/:client_id", may(domain.WriteClients), s.Admin.RemoveClient},
		{http.MethodGet, management + "/clients/:client_id/secrets", may(domain.ReadClients), s.Admin.ListClientSecrets},
		{http.MethodPost, management + "/clients/:client_id/secrets", may(domain.WriteClients), s.Admin.MakeClientSecret},
		{http.MethodDelete, management + "/clients/:client_id/secrets/:secret_id", may(domain.WriteClients), s.Admin.RemoveClientSecret},
		{http.MethodGet, management + "/initial-access-tokens", may(domain.ReadClients), s.Admin.ListInitialAccessTokens},
		{http.MethodPost, management + "/initial-access-tokens", may(domain.WriteClients), s.Admin.MakeInitialAccessToken},
		{http.MethodDelete, management + "/initial-access-tokens/:id", may(domain.WriteClients), s.Admin.RemoveInitialAccessToken},
		{http.MethodGet, management + "/users", may(domain.ReadUsers), s.Admin.ListUsers},
		{http.MethodPost, management + "/users", may(domain.WriteUsers), s.Admin.CreateUser},
		{http.MethodGet, management + "/users/:id", may(domain.ReadUsers), s.Admin.GetUser},
		{http.MethodPatch, management + "/users/:id", may(domain.WriteUsers), s.Admin.EditUser},
		{http.MethodDelete, management + "/users/:id", may(domain.WriteUsers), s.Admin.RemoveUser},
		{http.MethodPut, management + "/users/:id/roles", may(domain.WriteMembers), s.Admin.SetUserRoles},
		{http.MethodPost, management + "/users/:id/password-links", may(domain.WriteUsers), s.Admin.MakePasswordLink},
		{http.MethodPost, management + "/users/:id/sign-out", may(domain.RevokeTokens), s.Admin.SignOutUser},
		{http.MethodGet, management + "/users/:id/sessions", may(domain.ReadUsers), s.Admin.ListUserSessions},
		{http.MethodDelete, management + "/users/:id/sessions/:session_id", may(domain.RevokeTokens), s.Admin.EndUserSession},
		{http.MethodGet, management + "/users/:id/applications", may(domain.ReadGrants), s.Admin.ListUserApplications},
		{http.MethodDelete, management + "/users/:id/applications/:client_id", may(domain.RevokeTokens), s.Admin.DisconnectUserApplication},
		{http.MethodGet, management + "/users/:id/personal-access-tokens", may(domain.ReadTokens), s.Admin.ListUserPersonalAccessTokens},
		{http.MethodGet, management + "/roles", may(domain.ReadMembers), s.Admin.ListRoles},
		{http.MethodGet, management + "/members", may(domain.ReadMembers), s.Admin.ListMembers},
		{http.MethodGet, management + "/members/:client_id", may(domain.ReadMembers), s.Admin.GetMember},
		{http.MethodPut, management + "/members/:client_id", may(domain.WriteMembers), s.Admin.SetMember},
		{http.MethodDelete, management + "/members/:client_id", may(domain.WriteMembers), s.Admin.RemoveMember},
		{http.MethodGet, management + "/tokens", may(domain.ReadTokens), s.Admin.SearchTokens},
		{http.MethodPost, management + "/tokens/inspect", may(domain.ReadTokens), s.Admin.InspectToken},
		{http.MethodGet, management + "/tokens/:id", may(domain.ReadTokens), s.Admin.GetToken},
		{http.MethodPost, management + "/tokens/:id/revoke", may(domain.RevokeTokens), s.Admin.RevokeToken},
		{http.MethodPost, management + "/revocations", may(domain.RevokeTokens), s.Admin.Revoke},
		{http.MethodPost, management + "/revocations/preview", may(domain.ReadTokens), s.Admin.PreviewRevocation},
		{http.MethodGet, management + "/activity", may(domain.ReadTokens), s.Admin.GetActivity},
		{http.MethodGet, management + "/grants", may(domain.ReadGrants), s.Admin.ListGrants},
		{http.MethodGet, management + "/grants/:id", may(domain.ReadGrants), s.Admin.GetGrant},
		{http.MethodGet, management + "/audit-events", may(domain.ReadAuditEvents), s.Admin.ListAuditEvents},
		{http.MethodGet, management + "/keys", may(domain.ReadKeys), s.Admin.ListKeys},
		{http.MethodPost, management + "/keys/rotate", may(domain.RotateKeys), s.Admin.RotateKeys},
	}
}
