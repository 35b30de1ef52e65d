package main_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing/fstest"
)

// mayImport says which of our own folders each folder may import. "." is the
// program itself, which wires everything.
var mayImport = map[string][]string{
	".":           {"domain", "tenants", "persistence", "migrations", "api", "web"},
	"domain":      {"domain"},
	"tenants":     {"domain", "tenants"},
	"persistence": {"domain", "migrations", "persistence"},
	"migrations":  {"migrations"},
	"api":         {"domain", "tenants", "api"},
	"web":         {"web"},
	"docs":        {"api"},
}

// home says where alone a library may be used.
var home = map[string][]string{
	"github.com/labstack/echo":          {"api"},
	"gorm.io":                           {"persistence", "migrations"},
	"github.com/golang-migrate/migrate": {"persistence", "migrations"},
	"database/sql":                      {"persistence", "migrations"},
	"github.com/jackc/pgx":              {"persistence", "migrations"},
	"modernc.org/sqlite":                {"persistence", "migrations"},
	"github.com/casbin/casbin":          {"tenants"},
	"github.com/ccojocar/zxcvbn-go":     {"tenants"},
	"github.com/go-jose/go-jose":        {"tenants"},
	// Spans are made where the work is done, by OpenTelemetry's interfaces; how they
	// are kept and sent is known in one place.
	"go.opentelemetry.io/otel":           {"api", "persistence"},
	"go.opentelemetry.io/otel/sdk":       {"api/traces"},
	"go.opentelemetry.io/otel/exporters": {"api/traces"},
	"go.opentelemetry.io/proto":          {"api/traces"},
	"google.golang.org/protobuf":         {"api/traces"},
	"github.com/stretchr/testify":        nil,
	"github.com/google/go-cmp":           nil,
	"pgregory.net/rapid":                 nil,
	"go.uber.org/goleak":                 nil,
	"testing":                            nil,
	module + "/test":                     nil,
	module + "/persistence/storetest":    nil,
}

var importRules = []rule{
	{
		name:    "imports point one way",
		because: "the program wires everything, adapters (api, web, persistence) never know one another, and nouns know nothing; so any part can be read, tested and replaced alone",
		check:   direction,
		caught: []fstest.MapFS{
			importing("api/a.go", "/persistence"),
			importing("api/oauth/a.go", "/web"),
			importing("web/a.go", "/api/admin"),
			importing("persistence/a.go", "/api"),
			importing("persistence/a.go", "/tenants"),
			importing("tenants/a.go", "/persistence"),
			importing("domain/issue/a.go", "/tenants"),
			importing("migrations/a.go", "/domain"),
			importing("persistence/a.go", "/api/traces"),
			importing("api/a.go", module),
			importing("elsewhere/a.go", "/domain"),
		},
		fine: []fstest.MapFS{
			importing("serve.go", "/api/oauth", "/persistence", "/web", "/tenants", "/domain/issue"),
			importing("api/oauth/a.go", "/api/bearer", "/domain/introspect", "/tenants"),
			importing("persistence/a_test.go", "/tenants"),
			importing("persistence/storetest/a.go", "/test/postgres"),
			importing("test/interop/a.go", "/api"),
		},
	},
	{
		name:    "domain imports the standard library",
		because: "the rules of the product outlive every framework, and only golang.org/x/crypto is needed that Go does not ship",
		check: noImport([]string{"domain"}, func(imported string) bool {
			return !isStandard(imported) && !under(imported, module, "golang.org/x/crypto")
		}),
		caught: []fstest.MapFS{importing("domain/a.go", "github.com/google/uuid"), importing("domain/keys/a.go", "golang.org/x/sync/errgroup")},
		fine:   []fstest.MapFS{importing("domain/a.go", "crypto/hmac", "golang.org/x/crypto/argon2", "/domain/keys"), importing("domain/a_test.go", "pgregory.net/rapid")},
	},
	{
		name:    "a resource server imports nothing but us",
		because: "api/bearer is built into other people's programs: the standard library only",
		check:   noImport([]string{"api/bearer"}, func(imported string) bool { return !isStandard(imported) }),
		caught:  []fstest.MapFS{importing("api/bearer/a.go", "github.com/labstack/echo/v4"), importing("api/bearer/a.go", "/domain")},
		fine:    []fstest.MapFS{importing("api/bearer/a.go", "net/http")},
	},
	{
		name:    "samples are other people's programs",
		because: "a sample shows what anybody can write: of ours it has what is made for them",
		check: noImport([]string{"docs"}, func(imported string) bool {
			return under(imported, module) && !under(imported, module+"/api/bearer", module+"/api/echobearer")
		}),
		caught: []fstest.MapFS{importing("docs/sample/a.go", "/api/oauth")},
		fine:   []fstest.MapFS{importing("docs/sample/a.go", "/api/bearer", "golang.org/x/oauth2")},
	},
	{
		name:    "verbs do not import verbs",
		because: "a rule that two use cases share belongs to a noun, to visibility, keys or password; otherwise a change to one use case changes another",
		check:   verbs,
		caught: []fstest.MapFS{
			importing("domain/issue/a.go", "/domain/revoke"),
			importing("domain/visibility/a.go", "/domain/introspect"),
			importing("domain/a.go", "/domain/keys"),
		},
		fine: []fstest.MapFS{importing("domain/issue/a.go", "/domain", "/domain/visibility", "/domain/keys", "/domain/password", "/domain/issue/inner")},
	},
	{
		name:    "a library has one home",
		because: "what one folder alone knows can be replaced there; test libraries stay out of the program",
		check:   homes,
		caught: []fstest.MapFS{
			importing("tenants/a.go", "github.com/labstack/echo/v4"),
			importing("serve.go", "gorm.io/gorm"),
			importing("api/a.go", "github.com/jackc/pgx/v5/pgxpool"),
			importing("commands.go", "github.com/golang-migrate/migrate/v4"),
			importing("api/a.go", "github.com/casbin/casbin/v2"),
			importing("api/oauth/a.go", "github.com/go-jose/go-jose/v4/jwt"),
			importing("serve.go", "testing"),
			importing("serve.go", "/test/postgres"),
			importing("persistence/a.go", "/persistence/storetest"),
			importing("api/a.go", "go.opentelemetry.io/otel/sdk/trace"),
			importing("tenants/a.go", "go.opentelemetry.io/otel/trace"),
		},
		fine: []fstest.MapFS{
			importing("api/admin/a.go", "github.com/labstack/echo/v4/middleware"),
			importing("persistence/a.go", "gorm.io/driver/postgres", "database/sql"),
			importing("migrations/a.go", "github.com/golang-migrate/migrate/v4/source/iofs"),
			importing("tenants/a.go", "github.com/casbin/casbin/v2", "github.com/go-jose/go-jose/v4"),
			importing("persistence/a.go", "go.opentelemetry.io/otel/trace"),
			importing("api/traces/a.go", "go.opentelemetry.io/otel/sdk/trace"),
			importing("api/a_test.go", "github.com/stretchr/testify/require", "gorm.io/gorm"),
			importing("test/postgres/a.go", "testing", "github.com/jackc/pgx/v5"),
		},
	},
}

func direction(h house) (violations []string) {
	for f, imported := range h.imports() {
		ours, isOurs := strings.CutPrefix(imported+"/", module+"/")
		if !isOurs {
			continue
		}
		from, to := top(f.dir), top(strings.TrimSuffix(ours, "/"))
		folders, known := mayImport[from]
		switch {
		case !known:
			violations = append(violations, fmt.Sprintf("%s is in a folder that mayImport does not list", f.path))
		case !slices.Contains(folders, to):
			violations = append(violations, fmt.Sprintf("%s imports %s", f.path, imported))
		}
	}
	return violations
}

// noImport forbids some imports to some folders.
func noImport(folders []string, forbidden func(imported string) bool) func(house) []string {
	return func(h house) (violations []string) {
		for f, imported := range h.imports() {
			if under(f.dir, folders...) && forbidden(imported) {
				violations = append(violations, fmt.Sprintf("%s imports %s", f.path, imported))
			}
		}
		return violations
	}
}

func verbs(h house) (violations []string) {
	for f, imported := range h.imports() {
		verb, isVerb := strings.CutPrefix(imported, module+"/domain/")
		if !isVerb || !under(f.dir, "domain") {
			continue
		}
		shared := slices.Contains([]string{"visibility", "keys", "password"}, top(verb))
		own, inVerb := strings.CutPrefix(f.dir, "domain/")
		if !inVerb || !shared && top(own) != top(verb) {
			violations = append(violations, fmt.Sprintf("%s imports %s", f.path, imported))
		}
	}
	return violations
}

func homes(h house) (violations []string) {
	for f, imported := range h.imports() {
		for _, library := range slices.Sorted(maps.Keys(home)) {
			if !under(imported, library) || under(f.dir, home[library]...) {
				continue
			}
			where := "tests"
			if len(home[library]) > 0 {
				where = strings.Join(home[library], " and ")
			}
			violations = append(violations, fmt.Sprintf("%s imports %s, whose home is %s", f.path, imported, where))
		}
	}
	return violations
}

// imports gives every import of the program, generated code included.
func (h house) imports() iter.Seq2[file, string] {
	return func(yield func(file, string) bool) {
		for _, f := range h.files {
			if f.isTest() {
				continue
			}
			for _, imported := range slices.Sorted(maps.Values(f.imports)) {
				if !yield(f, imported) {
					return
				}
			}
		}
	}
}

// isStandard is true of packages that come with Go: their first element is not
// a host name.
func isStandard(imported string) bool { return !strings.Contains(top(imported), ".") }

// top gives the first element of a path.
func top(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}
