// Package image packs the image, looks at it as other people's tools do, and runs it.
//
// It promises that the image is the same whoever packs it, holds nothing but the
// program and the list of what is in it, and needs nothing but a database: no root, no
// shell, no file it could write to.
//
// The one idea worth knowing is that what is run here is not what was packed but what
// skopeo, which others wrote, made of it.
package image

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// user is who runs the image: nobody whom the system knows.
const user = "65532:65532"

func TestImage(t *testing.T) {
	packer := filepath.Join(t.TempDir(), "packer")
	command(t, "go", "build", "-o", packer, "./pack")
	folder := pack(t, packer, "umask 022")
	another := pack(t, packer, "umask 077; export TZ=Asia/Tokyo LANG=tr_TR.UTF-8 USER=somebody TMPDIR="+t.TempDir())
	require.Equal(t, sums(t, folder), sums(t, another), "packed elsewhere, it is another image")
	require.Equal(t, sums(t, folder+".tar"), sums(t, another+".tar"))

	// As a registry gets it, as podman loads it, and as docker does.
	taken := skopeo(t, "oci:"+folder)
	require.Equal(t, sums(t, taken), sums(t, skopeo(t, "oci-archive:"+folder+".tar:devel")))
	require.Equal(t, read[manifest](t, taken, "manifest.json").Config.Digest, read[manifest](t, skopeo(t, "docker-archive:"+folder+".tar"), "manifest.json").Config.Digest)

	m := read[manifest](t, taken, "manifest.json")
	labels := m.Annotations
	require.Equal(t, "Jeton", labels["org.opencontainers.image.title"])
	require.Equal(t, "devel", labels["org.opencontainers.image.version"])
	for _, label := range []string{"description", "created", "source", "documentation", "licenses"} {
		require.NotEmpty(t, labels["org.opencontainers.image."+label], label)
	}
	c := read[config](t, taken, m.Config.file())
	require.Equal(t, labels, c.Config.Labels)
	require.Equal(t, user, c.Config.User)
	require.Equal(t, []string{"/jeton"}, c.Config.Entrypoint)
	require.Equal(t, []string{"serve"}, c.Config.Cmd)
	require.Equal(t, []string{"JETON_LISTEN=0.0.0.0:8080"}, c.Config.Env)
	require.Equal(t, map[string]struct{}{"8080/tcp": {}}, c.Config.ExposedPorts)
	require.Equal(t, []string{"linux", runtime.GOARCH}, []string{c.OS, c.Architecture})

	root := unpack(t, taken, m)
	t.Run("it names all that is in it", func(t *testing.T) { namesAll(t, root) })
	t.Run("it runs as an ordinary user with a database and nothing else", func(t *testing.T) { runs(t, root) })
	files, err := os.ReadDir(root)
	require.NoError(t, err)
	require.Len(t, files, 2, "it wrote into its own image")
}

// pack packs the image in a shell that was prepared, and gives its folder.
func pack(t *testing.T, packer, prepare string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "image")
	// Where the tree comes from is no concern of a test.
	script := prepare + `; cd ../.. && exec "$0" -vcs=false -platforms "$1" -o "$2"`
	command(t, "sh", "-c", script, packer, "linux/"+runtime.GOARCH, folder)
	return folder
}

// skopeo copies an image, by which it checks every hash in it, and gives the folder
// that holds manifest, configuration and layers.
func skopeo(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	command(t, "skopeo", "--insecure-policy", "copy", "--quiet", from, "dir:"+to)
	return to
}

func command(t *testing.T, line ...string) {
	t.Helper()
	output, err := exec.Command(line[0], line[1:]...).CombinedOutput()
	require.NoError(t, err, "%s: %s", strings.Join(line, " "), output)
}

// sums gives a hash of each file beneath a path.
func sums(t *testing.T, path string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(path, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		all[strings.TrimPrefix(name, path)] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

type descriptor struct{ Digest string }

// file is the name under which skopeo keeps content.
func (d descriptor) file() string { return strings.TrimPrefix(d.Digest, "sha256:") }

type manifest struct {
	Config      descriptor
	Layers      []descriptor
	Annotations map[string]string
}

type config struct {
	OS, Architecture string
	Config           struct {
		User            string
		Entrypoint, Cmd []string
		Env             []string
		ExposedPorts    map[string]struct{}
		Labels          map[string]string
	}
}

func read[T any](t *testing.T, folder, name string) (content T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &content))
	return content
}

// unpack unpacks the layers into a folder that nobody but its owner could write to.
func unpack(t *testing.T, folder string, m manifest) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "root")
	require.NoError(t, os.Mkdir(root, 0o755))
	modes := map[string]int64{}
	for _, layer := range m.Layers {
		file, err := os.Open(filepath.Join(folder, layer.file()))
		require.NoError(t, err)
		defer file.Close()
		plain, err := gzip.NewReader(file)
		require.NoError(t, err)
		for archive := tar.NewReader(plain); ; {
			header, err := archive.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			require.Equal(t, byte(tar.TypeReg), header.Typeflag, header.Name)
			require.Zero(t, header.Uid+header.Gid, header.Name)
			require.Equal(t, m.Annotations["org.opencontainers.image.created"], header.ModTime.UTC().Format("2006-01-02T15:04:05Z"), header.Name)
			modes[header.Name] = header.Mode
			data, err := io.ReadAll(archive)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(root, header.Name), data, os.FileMode(header.Mode)))
		}
	}
	require.Equal(t, map[string]int64{"jeton": 0o755, "jeton.cdx.json": 0o644}, modes, "there is nothing else in it")
	require.NoError(t, os.Chmod(root, 0o555))
	return root
}

// namesAll compares the bill of materials with what the program says of itself.
func namesAll(t *testing.T, root string) {
	program, err := elf.Open(filepath.Join(root, "jeton"))
	require.NoError(t, err)
	defer func() { _ = program.Close() }()
	libraries, _ := program.ImportedLibraries()
	require.Empty(t, libraries, "an empty image has no library to link with")
	for _, part := range program.Progs {
		require.NotEqual(t, elf.PT_INTERP, part.Type)
	}

	info, err := buildinfo.ReadFile(filepath.Join(root, "jeton"))
	require.NoError(t, err)
	want := map[string]bool{"pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"): true}
	for _, module := range info.Deps {
		want["pkg:golang/"+strings.ToLower(module.Path)+"@"+module.Version] = true
	}
	bill := read[struct {
		BOMFormat, SpecVersion string
		Metadata               struct{ Component struct{ Name, PURL string } }
		Components             []struct{ Name, PURL string }
	}](t, root, "jeton.cdx.json")
	require.Equal(t, []string{"CycloneDX", "1.6"}, []string{bill.BOMFormat, bill.SpecVersion})
	require.Equal(t, "pkg:golang/"+info.Main.Path+"@devel", bill.Metadata.Component.PURL)
	linked, console := map[string]bool{}, map[string]bool{}
	for _, component := range bill.Components {
		if strings.HasPrefix(component.PURL, "pkg:golang/") {
			linked[component.PURL] = true
			continue
		}
		console[component.Name] = true
	}
	require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(linked)))
	require.True(t, console["react"] && console["@mantine/core"], "the console is in it too")
	require.False(t, console["vite"] || console["typescript"], "what built the console is not")
}

// runs starts what was unpacked. As root, who alone may do that, it has the program
// see nothing but the image, and be nobody.
func runs(t *testing.T, root string) {
	config := process.Postgres(t)
	config.Binary = filepath.Join(root, "jeton")
	if os.Geteuid() == 0 {
		config.Binary, config.Under = "/jeton", []string{"chroot", "--userspec=" + user, root}
	}
	require.Contains(t, process.Run(t, config, "version").Stdout, "jeton ")
	server := process.Start(t, config)
	for path, want := range map[string]string{"/healthz": "", "/readyz": "", "/t/system/console": "<script"} {
		answer, err := server.Get(path)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, answer.Status, path)
		require.Contains(t, string(answer.Body), want, path)
	}
	told := process.Run(t, config, "doctor")
	require.Zero(t, told.Code, told.Stdout)
	require.Contains(t, told.Stdout, "ok    isolation")
}
