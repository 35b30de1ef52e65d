package backup_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/backup"
	"github.com/jeton-id/jeton/persistence/storetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// world is an open store with one tenant, and where its database is.
type world struct {
	*testing.T
	database migrations.Database
	store    *persistence.Store
	dir      string
}

func newWorld(t *testing.T) world {
	t.Helper()
	url := storetest.Database(t, migrations.SQLite)
	database, err := migrations.Parse(url)
	require.NoError(t, err)
	store, err := persistence.Open(t.Context(), persistence.Config{URL: url})
	require.NoError(t, err)
	raw := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(raw)
	wrapper, err := keys.NewWrapper(domain.NewSecret(base64.StdEncoding.EncodeToString(raw)), rand.Reader)
	require.NoError(t, err)
	tenant := domain.Tenant{
		ID: "0198a000-0000-7000-8000-000000000001", Slug: "acme", Name: "Acme", Status: domain.Active,
		Settings: domain.DefaultSettings(), Revision: 1, Version: 1, Created: noon, Updated: noon,
	}
	rows, err := keys.Maker{Wrapper: wrapper, Random: rand.Reader}.Tenant(tenant, noon)
	require.NoError(t, err)
	act := domain.Act{By: domain.SystemActor("test"), At: noon}
	require.NoError(t, store.CreateTenant(t.Context(), act, rows, domain.Event{ID: "1", At: noon, Actor: "system:test", Action: "tenant.created", Object: "tenant:acme"}))
	return world{t, database, store, t.TempDir()}
}

func (w world) close() { require.NoError(w, w.store.Close()) }

// write makes a backup that has to succeed.
func (w world) write() string {
	w.Helper()
	file := filepath.Join(w.dir, "backup")
	_, err := backup.Write(w.Context(), w.database, file, accept)
	require.NoError(w, err)
	return file
}

func accept(domain.TenantRows) error { return nil }

func (w world) restoration(from string) backup.Restoration {
	return backup.Restoration{
		From: from, To: w.database, Replace: true, Now: noon, Look: accept,
		Settle: func(context.Context, string) error { return nil },
	}
}

// beside lists what there is in a folder.
func (w world) beside(folder string) []string {
	w.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(w, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestACopyIsItsOwnersAndHoldsEverything(t *testing.T) {
	w := newWorld(t)
	defer w.close()
	file := filepath.Join(w.dir, "backup")
	var seen []domain.TenantRows
	contents, err := backup.Write(t.Context(), w.database, file, func(rows domain.TenantRows) error { seen = append(seen, rows); return nil })
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	latest := migrations.Latest(migrations.SQLite)
	require.Equal(t, backup.Contents{Schema: migrations.State{Version: latest, Latest: latest, Floor: contents.Schema.Floor}, Tenants: 1, Bytes: info.Size()}, contents)
	require.Positive(t, contents.Schema.Floor)
	require.Equal(t, []string{"backup"}, w.beside(w.dir), "nothing else is left")
	stored, err := w.store.In("0198a000-0000-7000-8000-000000000001").Load(t.Context())
	require.NoError(t, err)
	require.Len(t, seen, 1)
	require.Equal(t, stored.HashKey, seen[0].HashKey)
	require.Len(t, seen[0].SigningKeys, len(stored.SigningKeys))
	require.Equal(t, storetest.Dump(t, "sqlite:"+w.database.File, stored.Tenant.ID), storetest.Dump(t, "sqlite:"+file, stored.Tenant.ID))
}

func TestNothingIsOverwritten(t *testing.T) {
	w := newWorld(t)
	defer w.close()
	file := w.write()
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	_, err = backup.Write(t.Context(), w.database, file, accept)
	require.ErrorContains(t, err, "is there already")
	// Neither by one that comes while the copy is written.
	late := filepath.Join(w.dir, "late")
	_, err = backup.Write(t.Context(), w.database, late, func(domain.TenantRows) error { return os.WriteFile(late, []byte("mine"), 0o600) })
	require.ErrorIs(t, err, os.ErrExist)
	mine, err := os.ReadFile(late)
	require.NoError(t, err)
	require.Equal(t, "mine", string(mine))
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, []string{"backup", "late"}, w.beside(w.dir))
}

func TestACopyThatIsNotSoundHasNoName(t *testing.T) {
	w := newWorld(t)
	defer w.close()
	file := filepath.Join(w.dir, "backup")
	_, err := backup.Write(t.Context(), w.database, file, func(domain.TenantRows) error { return errors.New("another key") })
	require.ErrorContains(t, err, "another key")
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = backup.Write(ended, w.database, file, accept)
	require.Error(t, err)
	_, err = backup.Write(t.Context(), migrations.Database{Engine: migrations.SQLite, File: filepath.Join(w.dir, "nowhere")}, file, accept)
	require.ErrorContains(t, err, "there is no database")
	require.Empty(t, w.beside(w.dir))
}

func TestWhatIsNoSoundBackupIsNotRestored(t *testing.T) {
	w := newWorld(t)
	file := w.write()
	w.close()
	before, err := os.ReadFile(w.database.File)
	require.NoError(t, err)
	sound, err := os.ReadFile(file)
	require.NoError(t, err)
	exec := func(statement string) func() {
		return func() {
			db, err := sql.Open("sqlite", file)
			require.NoError(t, err)
			defer db.Close()
			_, err = db.Exec(statement)
			require.NoError(t, err)
		}
	}
	for _, test := range []struct {
		name string
		harm func()
		want string
	}{
		{"another file", func() {
			require.NoError(t, os.WriteFile(file, []byte("not a database at all, but long enough for one"), 0o600))
		}, "not a database"},
		{"nothing", func() { require.NoError(t, os.Truncate(file, 0)) }, "no database of Jeton's"},
		{"the first half", func() { require.NoError(t, os.Truncate(file, int64(len(sound)/2))) }, "malformed"},
		{"a page of noise", func() {
			noise := append([]byte(nil), sound...)
			for i := len(noise) - 40_000; i < len(noise)-30_000; i++ {
				noise[i] = 0xA5
			}
			require.NoError(t, os.WriteFile(file, noise, 0o600))
		}, "damaged"},
		{"half of a copy from under a server", func() { require.NoError(t, os.WriteFile(file+"-wal", []byte("the rest"), 0o600)) }, "half a database"},
		{"a newer schema", exec("UPDATE schema_floor SET oldest = 999; UPDATE schema_migrations SET version = 999"), "this binary is older"},
		{"a schema in the middle", exec("UPDATE schema_migrations SET dirty = 1"), "did not finish"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.harm()
			_, err := w.restoration(file).Run(t.Context())
			require.ErrorContains(t, err, test.want)
			require.NoError(t, os.RemoveAll(file+"-wal"))
			require.NoError(t, os.WriteFile(file, sound, 0o600))
		})
	}
	refused := w.restoration(file)
	refused.Look = func(domain.TenantRows) error { return errors.New("another key") }
	_, err = refused.Run(t.Context())
	require.ErrorContains(t, err, "another key")
	refused = w.restoration(file)
	refused.Settle = func(context.Context, string) error { return errors.New("no room") }
	_, err = refused.Run(t.Context())
	require.ErrorContains(t, err, "no room")

	after, err := os.ReadFile(w.database.File)
	require.NoError(t, err)
	require.Equal(t, before, after, "what was refused changed nothing")
	for _, name := range w.beside(filepath.Dir(w.database.File)) {
		require.Contains(t, []string{"jeton.db", "jeton.db.lock"}, name, "and left nothing behind")
	}
}

func TestADatabaseThatIsOpenIsNotReplaced(t *testing.T) {
	w := newWorld(t)
	file := w.write()
	_, err := w.restoration(file).Run(t.Context())
	require.ErrorIs(t, err, backup.ErrInUse)
	w.close()
	unlock, err := migrations.TryLock(t.Context(), w.database.Sibling("lock"), false)
	require.NoError(t, err)
	_, err = w.restoration(file).Run(t.Context())
	require.ErrorIs(t, err, backup.ErrInUse, "another one migrates or restores it")
	unlock()

	keeping := w.restoration(file)
	keeping.Replace = false
	_, err = keeping.Run(t.Context())
	require.ErrorContains(t, err, "--replace")

	restored, err := w.restoration(file).Run(t.Context())
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(restored.Aside, "jeton.db.replaced-20261121T120000Z"), restored.Aside)
	for _, sound := range []string{w.database.File, restored.Aside} {
		_, err := backup.Examine(t.Context(), sound, accept)
		require.NoError(t, err)
		info, err := os.Stat(sound)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	// The second one at the same moment does not take the first one's place.
	first, err := os.ReadFile(restored.Aside)
	require.NoError(t, err)
	again, err := w.restoration(file).Run(t.Context())
	require.NoError(t, err)
	require.Equal(t, restored.Aside+"-2", again.Aside)
	kept, err := os.ReadFile(restored.Aside)
	require.NoError(t, err)
	require.Equal(t, first, kept)
}

// TestADatabaseThatIsDamagedIsReplaced restores over what cannot be opened any more:
// that is what backups are for. All there is of it is kept.
func TestADatabaseThatIsDamagedIsReplaced(t *testing.T) {
	w := newWorld(t)
	file := w.write()
	w.close()
	require.NoError(t, os.WriteFile(w.database.File, []byte("what the disk made of it, which is no database"), 0o600))
	require.NoError(t, os.WriteFile(w.database.File+"-wal", []byte("its log"), 0o600))
	restored, err := w.restoration(file).Run(t.Context())
	require.NoError(t, err)
	kept, err := os.ReadFile(restored.Aside + "-wal")
	require.NoError(t, err)
	require.Equal(t, "its log", string(kept))
	require.NoFileExists(t, w.database.File+"-wal", "the new one would take it for its own")
	_, err = backup.Examine(t.Context(), w.database.File, accept)
	require.NoError(t, err)
}
