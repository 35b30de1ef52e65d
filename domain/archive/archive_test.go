package archive_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/archive"
	"github.com/jeton-id/jeton/domain/keys"
)

const schema = 18

// drawn gives a new key in the form of a setting.
func drawn() domain.Secret {
	key := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(key)
	return domain.NewSecret(base64.StdEncoding.EncodeToString(key))
}

func exportKey(t testing.TB) archive.Key {
	t.Helper()
	key, err := archive.NewKey(drawn(), rand.Reader)
	require.NoError(t, err)
	return key
}

// rows are of two tables, with every kind of value.
var rows = []map[string]any{
	{"id": "1", "name": "Ünï <&> \u2028 \"\\ \x00", "bytes": []byte{0, 255}, "none": nil, "least": int64(math.MinInt64), "most": int64(math.MaxInt64)},
	{"id": "2", "empty": "", "bytes": []byte("x"), "zero": int64(0)},
	{"id": "3"},
}

func write(t testing.TB, key archive.Key) []byte {
	t.Helper()
	var file bytes.Buffer
	counts, err := archive.Write(&file, key, archive.Header{Schema: schema, Tenant: "acme-id", Slug: "acme"}, func(add func(string, map[string]any) error) error {
		for i, row := range rows {
			if err := add([]string{"users", "clients", "clients"}[i], row); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"users": 1, "clients": 2}, counts)
	return file.Bytes()
}

func read(file []byte, key archive.Key) ([]map[string]any, archive.Header, error) {
	var found []map[string]any
	header, err := archive.Read(bytes.NewReader(file), key, schema, func(_ archive.Header, _ string, row map[string]any) error {
		found = append(found, row)
		return nil
	})
	return found, header, err
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	key := exportKey(t)
	found, header, err := read(write(t, key), key)
	require.NoError(t, err)
	require.Equal(t, rows, found)
	require.EqualValues(t, "acme-id", header.Tenant)
	require.EqualValues(t, "acme", header.Slug)
}

// TestAFileThatIsNotAsItWasWrittenIsRefused cuts it at every byte, changes every byte,
// takes lines out and puts them elsewhere.
func TestAFileThatIsNotAsItWasWrittenIsRefused(t *testing.T) {
	key := exportKey(t)
	file := write(t, key)
	refused := func(altered []byte, how string, at int) {
		t.Helper()
		_, _, err := read(altered, key)
		require.Error(t, err, "%s at %d:\n%s", how, at, altered)
	}
	for i := range file {
		refused(file[:i], "cut off", i)
		altered := bytes.Clone(file)
		altered[i] ^= 1
		refused(altered, "altered", i)
		refused(append(append(bytes.Clone(file[:i]), ' '), file[i:]...), "filled", i)
	}
	lines := bytes.SplitAfter(file, []byte("\n"))
	for i := range len(lines) - 1 {
		without := append(append([][]byte{}, lines[:i]...), lines[i+1:]...)
		refused(bytes.Join(without, nil), "without a line", i)
		if i > 0 {
			swapped := append([][]byte{}, lines...)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			refused(bytes.Join(swapped, nil), "with lines swapped", i)
		}
	}
	refused(append(bytes.Clone(file), file...), "twice", 0)
	_, _, err := read(file[:len(file)-len(lines[len(lines)-2])], key)
	require.ErrorIs(t, err, archive.ErrBroken)
}

func TestAFileIsRefusedByItsFirstLine(t *testing.T) {
	key := exportKey(t)
	file := string(write(t, key))
	for _, test := range []struct{ file, want string }{
		{strings.Replace(file, `"schema":18`, `"schema":17`, 1), "the file has schema version 17 and this binary 18"},
		{strings.Replace(file, `"jeton_tenant":1`, `"jeton_tenant":2`, 1), "the file has form 2"},
		{"tenants:\n  - slug: acme\n", "this is not a file of a tenant"},
		{"", "this is not a file of a tenant"},
		{"{}\n", "this is not a file of a tenant"},
	} {
		found, _, err := read([]byte(test.file), key)
		require.ErrorContains(t, err, test.want)
		require.Empty(t, found)
	}
	found, _, err := read([]byte(file), exportKey(t))
	require.ErrorContains(t, err, "another export key")
	require.Empty(t, found)
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	_, err := archive.Write(&bytes.Buffer{}, exportKey(t), archive.Header{}, func(add func(string, map[string]any) error) error {
		return add("users", map[string]any{"name": "\xff"})
	})
	require.ErrorContains(t, err, "column name of a row of table users is not UTF-8")
}

// TestKeysAreCarriedAndNothingElse wraps the keys of a tenant for a file and from
// there for another installation.
func TestKeysAreCarriedAndNothingElse(t *testing.T) {
	wrapper := func() keys.Wrapper {
		w, err := keys.NewWrapper(drawn(), rand.Reader)
		require.NoError(t, err)
		return w
	}
	here, there, key := wrapper(), wrapper(), exportKey(t)
	made, err := keys.Maker{Wrapper: here, Random: rand.Reader}.Tenant(domain.Tenant{ID: "acme"}, noon())
	require.NoError(t, err)
	hash, err := here.HashKey(made)
	require.NoError(t, err)

	row := map[string]any{"tenant_id": "acme", "hash_key": []byte(made.HashKey)}
	require.NoError(t, archive.Carry(here, key.Wrapper, "acme", "tenant_keys", row))
	require.NotContains(t, fmt.Sprintf("%s", row["hash_key"]), string(hash.Bytes()))
	require.NoError(t, archive.Carry(key.Wrapper, there, "acme", "tenant_keys", row))
	carried, err := there.HashKey(domain.TenantRows{Tenant: made.Tenant, HashKey: row["hash_key"].([]byte)})
	require.NoError(t, err)
	require.Equal(t, hash.Bytes(), carried.Bytes())

	for _, signing := range made.SigningKeys {
		row := map[string]any{"id": signing.ID, "private": []byte(signing.Private)}
		require.NoError(t, archive.Carry(here, there, "acme", "signing_keys", row))
		was, err := here.Private("acme", signing)
		require.NoError(t, err)
		signing.Private = row["private"].([]byte)
		is, err := there.Private("acme", signing)
		require.NoError(t, err)
		require.Equal(t, was, is)
		_, err = here.Private("acme", signing)
		require.Error(t, err)
	}

	other := map[string]any{"hash": []byte("x"), "private": []byte("y")}
	same := maps.Clone(other)
	require.NoError(t, archive.Carry(here, there, "acme", "client_secrets", same))
	require.Equal(t, other, same)
	for table, row := range map[string]map[string]any{
		"tenant_keys": {"hash_key": "text"}, "signing_keys": {"private": []byte("too short"), "id": "x"},
	} {
		require.Error(t, archive.Carry(here, there, "acme", table, row))
	}
	require.Error(t, archive.Carry(here, there, "acme", "signing_keys", map[string]any{"private": []byte("x")}))
}

// FuzzRead reads what anybody could write: it refuses, and panics at nothing.
func FuzzRead(f *testing.F) {
	key := exportKey(f)
	file := write(f, key)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte("{\"jeton_tenant\":1}\n"))
	f.Fuzz(func(t *testing.T, altered []byte) {
		if _, _, err := read(altered, key); err == nil && !bytes.Equal(altered, file) {
			t.Fatalf("read as whole:\n%s", altered)
		}
	})
}

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
