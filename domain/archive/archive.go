// Package archive is a tenant as a file, whole: every row of it, to be taken to
// another installation on whichever engine.
//
// A file is lines of JSON: a header that says whose rows follow and in which version
// of the schema, a line for each row, a line with the number of rows of each table,
// and last a seal over all that. A file that was cut off, altered or made up is
// refused; whoever reads one believes nothing of it before Read has returned.
//
// The one idea worth knowing is the export key. The keys of a tenant are wrapped under
// the secret key of its installation, which no other installation has. In the file they
// are wrapped under the export key instead, which the operator gives to both sides and
// which seals the file as well. So no key is ever in a file as it is.
package archive

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// form is the version of the form of files.
const form = 1

// Header says what a file holds.
type Header struct {
	// Form is the version of the form of the file; Write sets it.
	Form int `json:"jeton_tenant"`
	// Schema is the version of the schema that the rows are of.
	Schema uint            `json:"schema"`
	Tenant domain.TenantID `json:"tenant"`
	Slug   domain.Slug     `json:"slug"`
	// Key tells export keys apart and does not tell them; Write sets it.
	Key string `json:"export_key"`
}

// Key is an export key.
type Key struct {
	// Wrapper wraps the tenant's keys for the file.
	Wrapper keys.Wrapper
	// secret are the bytes of the key.
	secret domain.Secret
}

// NewKey takes an export key, which has the form of a secret key, and the source of
// nonces.
func NewKey(secret domain.Secret, random io.Reader) (Key, error) {
	wrapper, err := keys.NewWrapper(secret, random)
	if err != nil {
		return Key{}, err
	}
	text, err := base64.StdEncoding.DecodeString(secret.Reveal())
	return Key{wrapper, domain.NewSecret(string(text))}, err
}

// derived gives what the key is for one purpose.
func (k Key) derived(purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(k.secret.Reveal()))
	mac.Write([]byte("jeton\x00tenant file\x00" + purpose))
	return mac.Sum(nil)
}

func (k Key) name() string { return hex.EncodeToString(k.derived("name")[:8]) }

func (k Key) seal() hash.Hash { return hmac.New(sha256.New, k.derived("seal")) }

// wrappedIn are the columns with key material, by table.
var wrappedIn = map[string]string{"tenant_keys": "hash_key", "signing_keys": "private"}

// Wrapped reports whether a column holds key material, which is wrapped.
func Wrapped(table, column string) bool { return wrappedIn[table] == column }

// Carry wraps the key material of a row under another wrapper; a row without any it
// leaves as it is.
func Carry(from, to keys.Wrapper, tenant domain.TenantID, table string, row map[string]any) error {
	column, has := wrappedIn[table]
	if !has {
		return nil
	}
	wrapped, ok := row[column].([]byte)
	if !ok {
		return fmt.Errorf("a row of %s has no key", table)
	}
	var err error
	var carried domain.Wrapped
	if table == "tenant_keys" {
		carried, err = from.CarryHashKey(to, tenant, wrapped)
	} else {
		id, ok := row["id"].(string)
		if !ok {
			return errors.New("a signing key has no id")
		}
		carried, err = from.CarrySigningKey(to, tenant, id, wrapped)
	}
	row[column] = []byte(carried)
	return err
}
