package main_test

import (
	"fmt"
	"go/ast"
	"slices"
	"testing/fstest"
)

var outboundRules = []rule{{
	name:    "there is one way out",
	because: "whatever calls others goes where somebody else's words send it; only outbound decides where that may be (api/bearer and docs/sample are for other people's programs, and ask addresses that they set)",
	check:   oneWayOut,
	caught: []fstest.MapFS{
		source("domain/a.go", "package domain\nimport \"net/http\"\nvar c http.Client\n"),
		source("api/a.go", "package api\nimport \"net/http\"\nfunc a() { http.Get(\"x\") }\n"),
		source("tenants/a.go", "package tenants\nimport web \"net/http\"\nvar t = web.DefaultTransport\n"),
		source("serve.go", "package main\nimport \"net\"\nfunc a() { net.Dial(\"tcp\", \"x\") }\n"),
		source("domain/a.go", "package domain\nimport \"crypto/tls\"\nvar d tls.Dialer\n"),
	},
	fine: []fstest.MapFS{
		source("tenants/outbound/a.go", "package outbound\nimport \"net/http\"\nvar c http.Client\n"),
		source("api/bearer/a.go", "package bearer\nimport \"net/http\"\nvar c = http.DefaultClient\n"),
		source("api/a_test.go", "package api\nimport \"net/http\"\nvar c http.Client\n"),
		source("api/a.go", "package api\nimport \"net/http\"\nvar s http.Server\n"),
		source("api/a.go", "package api\nimport \"net\"\nvar l net.ListenConfig\n"),
	},
}}

// callers are the names by which the standard library calls out.
var callers = map[string][]string{
	"net/http":   {"Client", "Get", "Head", "Post", "PostForm", "DefaultClient", "Transport", "DefaultTransport"},
	"net":        {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "Dialer"},
	"crypto/tls": {"Dial", "DialWithDialer", "Dialer"},
}

func oneWayOut(h house) (violations []string) {
	for _, f := range h.program() {
		if under(f.dir, "tenants/outbound", "api/bearer", "docs/sample") {
			continue
		}
		ast.Inspect(f.syntax, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if name, ok := selector.X.(*ast.Ident); ok && slices.Contains(callers[f.imports[name.Name]], selector.Sel.Name) {
				violations = append(violations, fmt.Sprintf("%s calls out: %s.%s", f.at(node), name.Name, selector.Sel.Name))
			}
			return true
		})
	}
	return violations
}
