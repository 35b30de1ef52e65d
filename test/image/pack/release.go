package main

import (
	"runtime/debug"
	"strings"
	"time"
)

const source = "https://github.com/jeton-id/jeton"

// origin is where a build comes from, as far as the build knows.
type origin struct {
	version, revision string
	// created is when the commit was made: when the image was packed is nobody's
	// affair, and would make each another.
	created time.Time
}

// release tells the origin of a program from what it says of itself.
func release(info *debug.BuildInfo) origin {
	o := origin{version: strings.Trim(info.Main.Version, "()"), created: time.Unix(0, 0).UTC()}
	if o.version == "" {
		o.version = "devel"
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			o.revision = setting.Value
		case "vcs.time":
			if at, err := time.Parse(time.RFC3339, setting.Value); err == nil {
				o.created = at.UTC()
			}
		}
	}
	return o
}

// tag is the version as the name of an image has it: without v, and without plus,
// which no tag may have.
func (o origin) tag() string {
	return strings.ReplaceAll(strings.TrimPrefix(o.version, "v"), "+", "-")
}

// labels are what the image says of itself, by the names of the OCI's annotations.
func (o origin) labels() map[string]string {
	labels := map[string]string{
		"org.opencontainers.image.title":         "Jeton",
		"org.opencontainers.image.description":   "A multi-tenant OAuth 2.0 identity platform built around reference tokens",
		"org.opencontainers.image.version":       o.version,
		"org.opencontainers.image.created":       o.created.Format(time.RFC3339),
		"org.opencontainers.image.source":        source,
		"org.opencontainers.image.documentation": source + "/tree/main/docs",
		"org.opencontainers.image.licenses":      "Apache-2.0",
	}
	if o.revision != "" {
		labels["org.opencontainers.image.revision"] = o.revision
	}
	return labels
}
