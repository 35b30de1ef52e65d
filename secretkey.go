package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/migrations"
)

// prepare makes what must be there before the database is opened to write, and
// gives the secret key. Of SQLite that is the folder, the key and an empty file,
// each for its owner only; what SQLite puts beside the file has the same mode.
func (c *Config) prepare() (domain.Secret, error) {
	if c.database().Engine != migrations.SQLite {
		return c.SecretKey, nil
	}
	if err := os.MkdirAll(filepath.Dir(c.database().File), 0o700); err != nil {
		return domain.Secret{}, fmt.Errorf("make the data folder: %w", err)
	}
	secret, err := c.secretKey()
	if err != nil {
		return domain.Secret{}, err
	}
	file, err := os.OpenFile(c.database().File, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return domain.Secret{}, fmt.Errorf("make the database: %w", err)
	}
	return secret, file.Close()
}

// secretKey gives the secret key of an SQLite installation: the setting, or the
// file beside the database, which is made if there is no installation yet.
func (c *Config) secretKey() (domain.Secret, error) {
	secret, err := c.presentSecretKey()
	if !errors.Is(err, os.ErrNotExist) {
		return secret, err
	}
	// The key is made before the database, so a database without one has lost it,
	// unless another process made both since we looked: look again.
	if _, err := os.Stat(c.database().File); err == nil {
		if secret, err = c.presentSecretKey(); errors.Is(err, os.ErrNotExist) {
			return secret, errLostKey(*c)
		}
		return secret, err
	}
	if err := makeSecretKey(c.secretKeyFile()); err != nil {
		return domain.Secret{}, fmt.Errorf("make a secret key (JETON_SECRET_KEY can give one instead): %w", err)
	}
	return c.presentSecretKey()
}

// presentSecretKey gives the secret key if there is one; it makes none.
func (c *Config) presentSecretKey() (domain.Secret, error) {
	if !c.SecretKey.IsZero() {
		return c.SecretKey, nil
	}
	text, err := os.ReadFile(c.secretKeyFile())
	if err != nil {
		return domain.Secret{}, fmt.Errorf("read secret key: %w", err)
	}
	secret := domain.NewSecret(strings.TrimSpace(string(text)))
	if err := checkSecretKey(secret); err != nil {
		return domain.Secret{}, fmt.Errorf("read secret key from %s: %w", c.secretKeyFile(), err)
	}
	return secret, nil
}

// makeSecretKey writes a new key to file, unless another process is first. The
// whole of it appears at once under its name, so that whoever finds the file
// finds a whole key, and of two made at once only one ever had the name.
func makeSecretKey(file string) (err error) {
	var key [keys.SecretKeySize]byte
	if _, err := rand.Read(key[:]); err != nil {
		return err
	}
	// Files made so are for their owner only.
	draft, err := os.CreateTemp(filepath.Dir(file), "secret.key.*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), file); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func errLostKey(c Config) error {
	return fmt.Errorf("%s is missing, without which %s cannot be read: restore it, or set JETON_SECRET_KEY to what it held",
		c.secretKeyFile(), c.database().File)
}
