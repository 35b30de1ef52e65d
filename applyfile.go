package main

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
)

// maxApplyFile bounds an apply file, in bytes.
const maxApplyFile = 8 << 20

// readApplyFile reads a declaration in YAML. Its error has every mistake with
// its line: unknown and repeated keys, values of a wrong form, and all that
// Declaration.Check refuses. lookup gives the variables that secrets name.
func readApplyFile(data []byte, lookup func(string) (string, bool)) (apply.Declaration, error) {
	r := fileReader{lookup: lookup}
	declaration := r.declaration(r.document(data))
	r.alsoWrong(declaration.Check())
	if err := r.Err(); err != nil {
		return apply.Declaration{}, err
	}
	return declaration, nil
}

func (r *fileReader) declaration(node *yaml.Node) apply.Declaration {
	var declaration apply.Declaration
	if node == nil {
		return declaration
	}
	o := r.object(node, "tenants")
	r.needs(o, "tenants")
	for _, n := range r.list(o, "tenants") {
		declaration.Tenants = append(declaration.Tenants, r.tenant(n))
	}
	return declaration
}

func (r *fileReader) tenant(node *yaml.Node) apply.Tenant {
	o := r.object(node, "slug", "name", "settings", "resource_servers", "clients", "users")
	r.needs(o, "slug")
	var slug domain.Slug
	text(r, o, "slug", &slug)
	t := apply.NewTenant(slug)
	t.Place = o.place
	text(r, o, "name", &t.Name)
	if n, ok := o.members["settings"]; ok {
		t.Settings = r.settings(n, t.Place)
	}
	for _, n := range r.list(o, "resource_servers") {
		t.ResourceServers = append(t.ResourceServers, r.server(n))
	}
	for _, n := range r.list(o, "clients") {
		t.Clients = append(t.Clients, r.client(n))
	}
	for _, n := range r.list(o, "users") {
		t.Users = append(t.Users, r.user(n))
	}
	return t
}

// settings also notes the lines of its members in the tenant's place, by which
// the check of a tenant finds them.
func (r *fileReader) settings(node *yaml.Node, tenant apply.Place) *domain.Settings {
	o := r.object(node, append(peopleSettings(), "access_token_seconds", "signing_key_days", "secret_overlap_seconds", "require_pushed_authorization_requests", "dynamic_registration", "caller_requests_per_second")...)
	s := domain.DefaultSettings()
	r.peopleSettings(o, &s)
	r.number(o, "access_token_seconds", &s.AccessTokenSeconds)
	r.number(o, "signing_key_days", &s.SigningKeyDays)
	r.number(o, "secret_overlap_seconds", &s.SecretOverlapSeconds)
	r.yesOrNo(o, "require_pushed_authorization_requests", &s.RequirePAR)
	text(r, o, "dynamic_registration", &s.DynamicRegistration)
	r.number(o, "caller_requests_per_second", &s.CallerRate)
	for name, line := range o.place.Members {
		tenant.Members[name] = line
	}
	return &s
}

func (r *fileReader) server(node *yaml.Node) apply.ResourceServer {
	o := r.object(node, "identifiers", "name", "status", "scopes", "token_format", "token_signing_alg",
		"access_token_seconds", "release", "answer_profile", "user_store", "sees_refresh_tokens", "cache_seconds", "personal_access_tokens", "sees", "hides", "credentials")
	r.needs(o, "identifiers")
	var identifiers []string
	texts(r, o, "identifiers", &identifiers)
	rs := apply.NewResourceServer(identifiers)
	rs.Place = o.place
	text(r, o, "name", &rs.Want.Name)
	r.status(o, &rs.Want.Status)
	for _, n := range r.list(o, "scopes") {
		rs.Want.Scopes = append(rs.Want.Scopes, r.scope(n))
	}
	text(r, o, "token_format", &rs.Want.TokenFormat)
	text(r, o, "token_signing_alg", &rs.Want.SigningAlg)
	if r.number(o, "access_token_seconds", &rs.Want.AccessTokenSeconds) && rs.Want.AccessTokenSeconds == 0 {
		// Inside, 0 stands for the tenant's; a file leaves the member out for that.
		r.Add(o.members["access_token_seconds"].Line, "access_token_seconds: a lifetime is at least 1 second")
	}
	if n, ok := o.members["release"]; ok {
		r.release(n, &rs.Want.Release)
	}
	r.answers(o, &rs.Want.Answers)
	r.yesOrNo(o, "personal_access_tokens", &rs.Want.Personal)
	texts(r, o, "sees", &rs.Want.Sees)
	texts(r, o, "hides", &rs.Want.Hides)
	for _, n := range r.list(o, "credentials") {
		rs.Credentials = append(rs.Credentials, r.credential(n))
	}
	return rs
}

func (r *fileReader) scope(node *yaml.Node) domain.ResourceScope {
	o := r.object(node, "name", "description")
	r.needs(o, "name")
	var s domain.ResourceScope
	text(r, o, "name", &s.Name)
	text(r, o, "description", &s.Description)
	return s
}

func (r *fileReader) release(node *yaml.Node, release *domain.Release) {
	o := r.object(node, "claims", "subject")
	texts(r, o, "claims", &release.Claims)
	text(r, o, "subject", &release.Subject)
}

func (r *fileReader) credential(node *yaml.Node) apply.Credential {
	o := r.object(node, "id", "secret")
	r.needs(o, "id", "secret")
	c := apply.Credential{Place: o.place}
	text(r, o, "id", &c.ID)
	if n, ok := o.members["secret"]; ok {
		c.Secret = r.secret("secret", n)
	}
	return c
}

func (r *fileReader) client(node *yaml.Node) apply.Client {
	o := r.object(node, slices.Concat([]string{"client_id", "name", "status", "grant_types", "token_endpoint_auth_method"},
		registrationMembers, []string{"allowed", "acts_for", "secrets", "roles"})...)
	r.needs(o, "client_id")
	var id string
	text(r, o, "client_id", &id)
	c := apply.NewClient(id)
	c.Place = o.place
	text(r, o, "name", &c.Want.Name)
	r.status(o, &c.Want.Status)
	r.registration(o, &c.Want.Registration)
	c.Want.GrantTypes = c.Want.Registration.DefaultGrantTypes()
	texts(r, o, "grant_types", &c.Want.GrantTypes)
	text(r, o, "token_endpoint_auth_method", &c.Want.AuthMethod)
	texts(r, o, "roles", &c.Want.Roles)
	for _, n := range r.list(o, "allowed") {
		c.Allowed = append(c.Allowed, r.allowance(n))
	}
	text(r, o, "acts_for", &c.ActsFor)
	if _, ok := o.members["secrets"]; ok {
		c.Secrets = []apply.Secret{}
	}
	for _, n := range r.list(o, "secrets") {
		c.Secrets = append(c.Secrets, apply.Secret{Line: n.Line, Text: r.secret("secrets", n)})
	}
	return c
}

func (r *fileReader) allowance(node *yaml.Node) apply.Allowance {
	o := r.object(node, "resource_server", "scopes")
	r.needs(o, "resource_server")
	a := apply.Allowance{Place: o.place}
	text(r, o, "resource_server", &a.ResourceServer)
	texts(r, o, "scopes", &a.Scope)
	return a
}

// status refuses what is present and empty, which inside means left alone.
func (r *fileReader) status(o object, status *domain.Status) {
	text(r, o, "status", status)
	if n, ok := o.members["status"]; ok && *status == "" {
		r.Add(n.Line, "status: a status is active or disabled")
	}
}

var variable = regexp.MustCompile(`\$(\$|\{([A-Za-z_][A-Za-z0-9_]*)\}|)`)

// secret reads a text in which ${NAME} stands for a variable of the environment
// and $$ for a dollar sign, so that no secret needs to stand in a file. What a
// variable holds is taken as it is.
func (r *fileReader) secret(member string, node *yaml.Node) domain.Secret {
	written, ok := r.scalar(member, node)
	if !ok {
		return domain.Secret{}
	}
	expanded := variable.ReplaceAllStringFunc(written, func(found string) string {
		switch found {
		case "$$":
			return "$"
		case "$":
			r.Add(node.Line, "%s: a variable is written ${NAME}, a dollar sign $$", member)
			return ""
		}
		name := found[2 : len(found)-1]
		value, ok := r.lookup(name)
		if !ok || value == "" {
			r.Add(node.Line, "%s: the environment variable %s is not set", member, name)
		}
		return value
	})
	return domain.NewSecret(expanded)
}

// document gives the root of the one YAML document in data, nil after a mistake.
func (r *fileReader) document(data []byte) *yaml.Node {
	if len(data) > maxApplyFile {
		r.Add(0, "the file has more than %d bytes", maxApplyFile)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, another yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF), err == nil && document.Kind != yaml.DocumentNode:
		r.Add(0, "the file is empty; it begins with tenants:")
		return nil
	case err != nil:
		r.notYAML(err)
		return nil
	}
	if err := decoder.Decode(&another); !errors.Is(err, io.EOF) {
		r.Add(another.Line, "the file has more than one document")
		return nil
	}
	return document.Content[0]
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)`)

// notYAML notes what the parser says, at the line that it names.
func (r *fileReader) notYAML(err error) {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		r.Add(line, "not YAML: %s", m[2])
		return
	}
	r.Add(0, "not YAML: %s", err)
}
