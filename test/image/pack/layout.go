package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// user is who the program runs as: a number, so that whoever forbids root can see
// that it is not root.
const user = "65532:65532"

// platform is what an image runs on.
type platform struct {
	OS           string `json:"os"`
	Architecture string `json:"architecture"`
}

func parsePlatform(text string) (platform, error) {
	system, architecture, ok := strings.Cut(text, "/")
	if !ok || system != "linux" || architecture == "" || strings.ContainsAny(architecture, "/\\.") {
		return platform{}, fmt.Errorf("%q is no platform such as linux/amd64", text)
	}
	return platform{system, architecture}, nil
}

// descriptor names content by its hash.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// image is an image in the making.
type image struct {
	from origin
	// blobs is what there is, by path in the layout.
	blobs map[string][]byte
	// manifests has one for each platform.
	manifests []descriptor
	// loadable is what docker calls a manifest: docker's own list of what is in an
	// archive, for the first platform, since it knows but one.
	loadable []loadable
}

type loadable struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// keep adds content, and gives what names it.
func (i *image) keep(mediaType string, content []byte) descriptor {
	if i.blobs == nil {
		i.blobs = map[string][]byte{"oci-layout": []byte(`{"imageLayoutVersion":"1.0.0"}`)}
	}
	sum := sha256.Sum256(content)
	named := descriptor{MediaType: mediaType, Digest: "sha256:" + hex.EncodeToString(sum[:]), Size: len(content)}
	i.blobs[named.path()] = content
	return named
}

// path is where the content is kept.
func (d descriptor) path() string { return "blobs/" + strings.Replace(d.Digest, ":", "/", 1) }

func (i *image) keepJSON(mediaType string, content any) (descriptor, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return descriptor{}, err
	}
	return i.keep(mediaType, text), nil
}

// add packs the program for one platform, with the bill of what is in it beside it.
func (i *image) add(on platform, from origin, program []byte, materials bill) error {
	list, err := json.MarshalIndent(materials, "", " ")
	if err != nil {
		return err
	}
	plain, compressed, err := layer([]file{{"jeton", 0o755, program}, {"jeton.cdx.json", 0o644, list}}, from.created)
	if err != nil {
		return err
	}
	content := i.keep(layerType, compressed)
	sum := sha256.Sum256(plain)
	config, err := i.keepJSON(configType, map[string]any{
		"created": from.created, "os": on.OS, "architecture": on.Architecture,
		"config": map[string]any{
			"User": user, "Entrypoint": []string{"/jeton"}, "Cmd": []string{"serve"}, "WorkingDir": "/",
			// Within a container nobody reaches the loopback address.
			"Env": []string{"JETON_LISTEN=0.0.0.0:8080"}, "ExposedPorts": map[string]any{"8080/tcp": struct{}{}},
			"Labels": from.labels(),
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + hex.EncodeToString(sum[:])}},
		"history": []any{map[string]any{"created": from.created, "created_by": "go run ./test/image/pack"}},
	})
	if err != nil {
		return err
	}
	manifest, err := i.keepJSON(manifestType, map[string]any{
		"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": []descriptor{content}, "annotations": from.labels(),
	})
	if err != nil {
		return err
	}
	manifest.Platform = &on
	i.manifests = append(i.manifests, manifest)
	if i.loadable == nil {
		i.from = from
		i.loadable = []loadable{{config.path(), []string{"jeton:" + from.tag()}, []string{content.path()}}}
	}
	return nil
}

// seal writes what names the whole, and gives the image's tag and digest.
func (i *image) seal() (tag, digest string, err error) {
	index, err := i.keepJSON(indexType, map[string]any{
		"schemaVersion": 2, "mediaType": indexType, "manifests": i.manifests, "annotations": i.from.labels(),
	})
	if err != nil {
		return "", "", err
	}
	index.Annotations = map[string]string{"org.opencontainers.image.ref.name": i.from.tag()}
	for name, content := range map[string]any{
		"index.json":    map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": []descriptor{index}},
		"manifest.json": i.loadable,
	} {
		if i.blobs[name], err = json.Marshal(content); err != nil {
			return "", "", err
		}
	}
	return i.from.tag(), index.Digest, nil
}

// writeFolder writes the layout, in place of one that is there.
func (i *image) writeFolder(folder string) error {
	if _, err := os.Stat(filepath.Join(folder, "oci-layout")); errors.Is(err, fs.ErrNotExist) {
		// What is no layout is not for us to remove; an empty folder is fine.
		if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write the image: %w", err)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("remove the image before: %w", err)
	}
	for name, content := range i.blobs {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write the image: %w", err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return fmt.Errorf("write the image: %w", err)
		}
	}
	return nil
}

// writeFile writes the layout as one file.
func (i *image) writeFile(name string) error {
	var files []file
	for _, path := range slices.Sorted(maps.Keys(i.blobs)) {
		files = append(files, file{path, 0o644, i.blobs[path]})
	}
	archive, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the image: %w", err)
	}
	return errors.Join(writeTar(archive, files, i.from.created), archive.Close())
}
