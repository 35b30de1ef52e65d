package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
)

// The apply file as it is written, member by member in this order.
type (
	fileDeclaration struct {
		Tenants []fileTenant `yaml:"tenants"`
	}
	fileTenant struct {
		Slug            string        `yaml:"slug"`
		Name            string        `yaml:"name"`
		Settings        *fileSettings `yaml:"settings,omitempty"`
		ResourceServers []fileServer  `yaml:"resource_servers,omitempty"`
		Clients         []fileClient  `yaml:"clients,omitempty"`
		Users           []fileUser    `yaml:"users,omitempty"`
	}
	fileSettings struct {
		AccessTokenSeconds   int64              `yaml:"access_token_seconds"`
		SigningKeyDays       int64              `yaml:"signing_key_days"`
		SecretOverlapSeconds int64              `yaml:"secret_overlap_seconds"`
		RequirePAR           bool               `yaml:"require_pushed_authorization_requests,omitempty"`
		DynamicRegistration  string             `yaml:"dynamic_registration,omitempty"`
		CallerRate           int64              `yaml:"caller_requests_per_second,omitempty"`
		People               filePeopleSettings `yaml:",inline"`
	}
	fileServer struct {
		Identifiers        []string         `yaml:"identifiers"`
		Name               string           `yaml:"name"`
		Status             string           `yaml:"status,omitempty"`
		Scopes             []fileScope      `yaml:"scopes,omitempty"`
		TokenFormat        string           `yaml:"token_format"`
		SigningAlg         string           `yaml:"token_signing_alg"`
		AccessTokenSeconds int64            `yaml:"access_token_seconds,omitempty"`
		Release            fileRelease      `yaml:"release"`
		Answers            fileAnswers      `yaml:",inline"`
		Personal           bool             `yaml:"personal_access_tokens,omitempty"`
		Sees               []string         `yaml:"sees,omitempty"`
		Hides              []string         `yaml:"hides,omitempty"`
		Credentials        []fileCredential `yaml:"credentials,omitempty"`
	}
	fileScope struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description,omitempty"`
	}
	fileRelease struct {
		Claims  []string `yaml:"claims,flow"`
		Subject string   `yaml:"subject"`
	}
	fileCredential struct {
		ID     string `yaml:"id"`
		Secret string `yaml:"secret"`
	}
	fileClient struct {
		ID           string           `yaml:"client_id"`
		Name         string           `yaml:"name"`
		Status       string           `yaml:"status,omitempty"`
		GrantTypes   []string         `yaml:"grant_types,flow"`
		AuthMethod   string           `yaml:"token_endpoint_auth_method"`
		Registration fileRegistration `yaml:",inline"`
		Allowed      []fileAllowance  `yaml:"allowed,omitempty"`
		ActsFor      string           `yaml:"acts_for,omitempty"`
		Secrets      *[]string        `yaml:"secrets,omitempty"`
		Roles        []domain.Role    `yaml:"roles,omitempty,flow"`
	}
	fileRegistration struct {
		RedirectURIs             []string `yaml:"redirect_uris,omitempty"`
		PostLogoutRedirectURIs   []string `yaml:"post_logout_redirect_uris,omitempty"`
		ApplicationType          string   `yaml:"application_type,omitempty"`
		JWKS                     any      `yaml:"jwks,omitempty"`
		JWKSURI                  string   `yaml:"jwks_uri,omitempty"`
		IDTokenAlg               string   `yaml:"id_token_signed_response_alg,omitempty"`
		SubjectType              string   `yaml:"subject_type,omitempty"`
		BackchannelLogoutURI     string   `yaml:"backchannel_logout_uri,omitempty"`
		BackchannelLogoutSession bool     `yaml:"backchannel_logout_session_required,omitempty"`
		RequirePAR               bool     `yaml:"require_pushed_authorization_requests,omitempty"`
		ClientURI                string   `yaml:"client_uri,omitempty"`
		LogoURI                  string   `yaml:"logo_uri,omitempty"`
		PolicyURI                string   `yaml:"policy_uri,omitempty"`
		TermsURI                 string   `yaml:"tos_uri,omitempty"`
		Contacts                 []string `yaml:"contacts,omitempty"`
		PKCE                     string   `yaml:"pkce,omitempty"`
		Consent                  string   `yaml:"consent,omitempty"`
	}
	fileUser struct {
		Username      string         `yaml:"username"`
		Email         string         `yaml:"email,omitempty"`
		EmailVerified *bool          `yaml:"email_verified,omitempty"`
		Name          string         `yaml:"name"`
		Password      *string        `yaml:"password,omitempty"`
		Status        string         `yaml:"status,omitempty"`
		Roles         []domain.Role  `yaml:"roles,omitempty,flow"`
		Attributes    map[string]any `yaml:"attributes,omitempty"`
	}
	fileAllowance struct {
		ResourceServer string   `yaml:"resource_server"`
		Scopes         []string `yaml:"scopes,omitempty,flow"`
	}
)

// secretWriter gives what stands in the file for a secret of the client or
// credential with the id.
type secretWriter func(id string, secret domain.Secret) string

var notInName = regexp.MustCompile(`[^A-Z0-9]`)

// placeholders names a variable for each secret: ${SHOP_SECRET} for the first of
// client shop, ${SHOP_SECRET_2} for whatever would have the same name.
func placeholders() secretWriter {
	taken := map[string]bool{}
	return func(id string, _ domain.Secret) string {
		stem := notInName.ReplaceAllString(strings.ToUpper(id), "_") + "_SECRET"
		if stem[0] >= '0' && stem[0] <= '9' {
			stem = "_" + stem
		}
		name := stem
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", stem, n)
		}
		taken[name] = true
		return "${" + name + "}"
	}
}

const exportHeader = `# Exported by jeton export. Secrets are not included, since only their hashes
# are kept: set the variables named here to the secrets in use, and jeton apply
# changes nothing; set one to another secret, and it replaces the one in use. A
# client's secrets are left alone if its member secrets is taken out. Secrets
# that are about to expire are not declared, and neither are passwords: users keep
# theirs, and those who are new where the file is applied need a link to set one.
`

// writeApplyFile writes a declaration in the form that readApplyFile reads. The
// same declaration gives the same bytes.
func writeApplyFile(to io.Writer, declaration apply.Declaration, secret secretWriter) error {
	file := fileDeclaration{Tenants: []fileTenant{}}
	for _, t := range declaration.Tenants {
		tenant := fileTenant{Slug: string(t.Slug), Name: t.Name}
		if s := t.Settings; s != nil {
			tenant.Settings = &fileSettings{s.AccessTokenSeconds, s.SigningKeyDays, s.SecretOverlapSeconds, s.RequirePAR, s.DynamicRegistration, s.CallerRate, peopleSettingsInFile(*s)}
		}
		for _, rs := range t.ResourceServers {
			tenant.ResourceServers = append(tenant.ResourceServers, serverInFile(rs, secret))
		}
		for _, c := range t.Clients {
			tenant.Clients = append(tenant.Clients, clientInFile(c, secret))
		}
		for _, u := range t.Users {
			tenant.Users = append(tenant.Users, userInFile(u, secret))
		}
		file.Tenants = append(file.Tenants, tenant)
	}
	encoder := yaml.NewEncoder(to)
	encoder.SetIndent(2)
	if err := encoder.Encode(file); err != nil {
		return fmt.Errorf("write declaration: %w", err)
	}
	return encoder.Close()
}

func serverInFile(rs apply.ResourceServer, secret secretWriter) fileServer {
	want := rs.Want
	file := fileServer{
		Identifiers: want.Identifiers, Name: want.Name, Status: string(want.Status),
		TokenFormat: string(want.TokenFormat), SigningAlg: want.SigningAlg, AccessTokenSeconds: want.AccessTokenSeconds,
		Release: fileRelease{want.Release.Claims, string(want.Release.Subject)}, Answers: answersInFile(want.Answers),
		Personal: want.Personal, Sees: want.Sees, Hides: want.Hides,
	}
	for _, s := range want.Scopes {
		file.Scopes = append(file.Scopes, fileScope(s))
	}
	for _, c := range rs.Credentials {
		file.Credentials = append(file.Credentials, fileCredential{c.ID, secret(c.ID, c.Secret)})
	}
	return file
}

func clientInFile(c apply.Client, secret secretWriter) fileClient {
	want := c.Want
	file := fileClient{
		ID: want.ID, Name: want.Name, Status: string(want.Status), GrantTypes: want.GrantTypes,
		AuthMethod: string(want.AuthMethod), Registration: registrationInFile(want.Registration), ActsFor: c.ActsFor, Roles: want.Roles,
	}
	for _, a := range c.Allowed {
		file.Allowed = append(file.Allowed, fileAllowance{a.ResourceServer, a.Scope})
	}
	if c.Secrets != nil {
		file.Secrets = &[]string{}
		for _, s := range c.Secrets {
			*file.Secrets = append(*file.Secrets, secret(want.ID, s.Text))
		}
	}
	return file
}

func registrationInFile(r domain.Registration) fileRegistration {
	return fileRegistration{
		RedirectURIs: r.RedirectURIs, PostLogoutRedirectURIs: r.PostLogoutRedirectURIs, ApplicationType: string(r.ApplicationType),
		JWKS: keySetInFile(r.JWKS), JWKSURI: r.JWKSURI, IDTokenAlg: r.IDTokenAlg, SubjectType: string(r.SubjectType),
		BackchannelLogoutURI: r.BackchannelLogoutURI, BackchannelLogoutSession: r.BackchannelLogoutSession, RequirePAR: r.RequirePAR,
		ClientURI: r.ClientURI, LogoURI: r.LogoURI, PolicyURI: r.PolicyURI, TermsURI: r.TermsURI, Contacts: r.Contacts,
		PKCE: string(r.PKCE), Consent: string(r.Consent),
	}
}

func userInFile(u apply.User, secret secretWriter) fileUser {
	want := u.Want
	file := fileUser{
		Username: want.Username, Email: want.Email, EmailVerified: u.EmailVerified, Name: want.Name,
		Status: string(want.Status), Roles: want.Roles, Attributes: want.Attributes,
	}
	if u.Password != nil {
		password := secret(want.Username, *u.Password)
		file.Password = &password
	}
	return file
}
