package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// bill is a software bill of materials, as much of CycloneDX 1.6 as it takes to say
// what is in the program.
type bill struct {
	Format   string `json:"bomFormat"`
	Spec     string `json:"specVersion"`
	Version  int    `json:"version"`
	Metadata struct {
		Timestamp string    `json:"timestamp"`
		Component component `json:"component"`
	} `json:"metadata"`
	Components []component `json:"components"`
}

// component is one thing that the program is made of; its purl is by what those who
// look for known weaknesses know it.
type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
}

// billOfMaterials names every module that was linked into the program, the standard
// library among them, and the packages that the console was built from.
func billOfMaterials(info *debug.BuildInfo, console []component) bill {
	from := release(info)
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1}
	b.Metadata.Timestamp = from.labels()["org.opencontainers.image.created"]
	b.Metadata.Component = component{
		Type: "application", Ref: "jeton", Name: "jeton", Version: from.version, PURL: "pkg:golang/" + info.Main.Path + "@" + from.version,
	}
	b.Components = append(b.Components, module("std", strings.TrimPrefix(info.GoVersion, "go")))
	for _, linked := range info.Deps {
		if linked.Replace != nil {
			linked = linked.Replace
		}
		b.Components = append(b.Components, module(linked.Path, linked.Version))
	}
	b.Components = append(b.Components, console...)
	return b
}

func module(path, version string) component {
	purl := "pkg:golang/" + strings.ToLower(path) + "@" + version
	return component{"library", purl, path, version, purl}
}

// consolePackages reads from the lock file what was there to build the console from;
// tools that only build are left out.
func consolePackages(file string) ([]component, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read what the console is built from: %w", err)
	}
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
			Dev     bool   `json:"dev"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	named := map[string]component{}
	for path, locked := range lock.Packages {
		at := strings.LastIndex(path, "node_modules/")
		if at < 0 || locked.Dev {
			continue
		}
		name := path[at+len("node_modules/"):]
		purl := "pkg:npm/" + strings.ReplaceAll(name, "@", "%40") + "@" + locked.Version
		named[purl] = component{"library", purl, name, locked.Version, purl}
	}
	var sorted []component
	for _, purl := range slices.Sorted(maps.Keys(named)) {
		sorted = append(sorted, named[purl])
	}
	return sorted, nil
}
