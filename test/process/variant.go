package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Edit replaces text in one file of the program while it is compiled. The file
// itself stays as it is.
type Edit struct {
	// File is relative to the root of the module. One that is not there is made,
	// of New alone.
	File string
	// Old has to be there exactly once, unless Throughout is set: an edit that
	// does not fit means that the program has changed, and that what the edit is
	// for has to be thought through again.
	Old, New   string
	Throughout bool
}

// variants holds what BuildEdited has built, by the edits.
var variants sync.Map

// BuildEdited builds the program with edits, once for a test binary, and gives
// the binary's path.
func BuildEdited(t testing.TB, edits ...Edit) string {
	t.Helper()
	return BuildOther(t, program, edits...)
}

// BuildOther is BuildEdited for another program of the module.
func BuildOther(t testing.TB, program string, edits ...Edit) string {
	t.Helper()
	built, _ := variants.LoadOrStore(fmt.Sprintf("%s %#v", program, edits), sync.OnceValues(func() (string, error) { return buildEdited(program, edits) }))
	binary, err := built.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func buildEdited(program string, edits []Edit) (string, error) {
	keeper, err := theGuard()
	if err != nil {
		return "", err
	}
	goMod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the root of the module: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(goMod)))
	edited, err := apply(root, edits)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(keeper.dir, "")
	if err != nil {
		return "", fmt.Errorf("make a folder for edited files: %w", err)
	}
	replace := map[string]string{}
	for file, text := range edited {
		replacement := filepath.Join(dir, fmt.Sprintf("%d_%s", len(replace), filepath.Base(file)))
		if err := os.WriteFile(replacement, []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write an edited file: %w", err)
		}
		replace[filepath.Join(root, filepath.FromSlash(file))] = replacement
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("encode the overlay: %w", err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	return build(program, "-overlay", file)
}

// apply gives the text of every edited file.
func apply(root string, edits []Edit) (map[string]string, error) {
	edited := map[string]string{}
	for _, edit := range edits {
		text, known := edited[edit.File]
		if !known {
			original, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(edit.File)))
			if errors.Is(err, fs.ErrNotExist) && edit.Old == "" {
				edited[edit.File] = edit.New
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("read the file to edit: %w", err)
			}
			text = string(original)
		}
		found := strings.Count(text, edit.Old)
		if found == 0 || found > 1 && !edit.Throughout || edit.Old == "" {
			return nil, fmt.Errorf("%s has changed: %q is there %d times. Think through again how the program has to be edited for this test", edit.File, edit.Old, found)
		}
		edited[edit.File] = strings.ReplaceAll(text, edit.Old, edit.New)
	}
	return edited, nil
}
