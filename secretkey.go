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
	return readSecretKey(c.secretKeyFile())
}

func readSecretKey(file string) (domain.Secret, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return domain.Secret{}, fmt.Errorf("read secret key: %w", err)
	}
	secret := domain.NewSecret(strings.TrimSpace(string(text)))
	if err := checkSecretKey(secret); err != nil {
		return domain.Secret{}, fmt.Errorf("read secret key from %s: %w", file, err)
	}
	return secret, nil
}

// keepsKeyFile reports whether the secret key is a file beside the database.
func (c *Config) keepsKeyFile() bool {
	return c.SecretKey.IsZero() && c.database().Engine == migrations.SQLite
}

// otherSecretKeys gives the keys that open, and wrap nothing: none but while the
// secret key is rotated. It is asked after the secret key was read, so that of two
// files that change places neither is missed.
func (c *Config) otherSecretKeys() ([]domain.Secret, error) {
	var others []domain.Secret
	if !c.OtherSecretKey.IsZero() {
		others = append(others, c.OtherSecretKey)
	}
	if !c.keepsKeyFile() {
		return others, nil
	}
	other, err := readSecretKey(c.otherSecretKeyFile())
	if errors.Is(err, os.ErrNotExist) {
		return others, nil
	}
	return append(others, other), err
}

// wrapper opens keys, and wraps them under the secret key.
func (c *Config) wrapper(secret domain.Secret) (keys.Wrapper, error) {
	others, err := c.otherSecretKeys()
	if err != nil {
		return keys.Wrapper{}, err
	}
	wrapper, err := keys.NewWrapper(secret, rand.Reader, others...)
	if err != nil {
		return keys.Wrapper{}, fmt.Errorf("read secret key: %w", err)
	}
	return wrapper, nil
}

// makeSecretKey writes a new key to file, unless another process is first. The
// whole of it appears at once under its name, so that whoever finds the file
// finds a whole key, and of two made at once only one ever had the name.
func makeSecretKey(file string) error {
	return draftSecretKey(file, func(draft string) error {
		if err := os.Link(draft, file); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		return nil
	})
}

// draftSecretKey writes a new key beside file, whole and on the disk, and hands it to
// place, which gives it its name.
func draftSecretKey(file string, place func(draft string) error) (err error) {
	var key [keys.SecretKeySize]byte
	if _, err := rand.Read(key[:]); err != nil {
		return err
	}
	// Files made so are for their owner only.
	draft, err := os.CreateTemp(filepath.Dir(file), "secret.key.*")
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(draft.Name()); !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return place(draft.Name())
}

// renewSecretKey puts a new key in the place of the key file, and keeps the old one
// beside it, as the one that opens. The old key has a name at every moment, so a
// crash leaves nothing that no file opens; done again after one, it goes on.
func (c *Config) renewSecretKey() error {
	file, other := c.secretKeyFile(), c.otherSecretKeyFile()
	err := os.Link(file, other)
	if errors.Is(err, os.ErrExist) {
		var present, kept domain.Secret
		if present, err = readSecretKey(file); err == nil {
			kept, err = readSecretKey(other)
		}
		if err == nil && !present.Equal(kept) {
			err = fmt.Errorf("%s is there: a rotation is under way; finish it with jeton rekey, and take that file away", other)
		}
	}
	if err != nil {
		return err
	}
	if err := syncFolder(file); err != nil {
		return err
	}
	err = draftSecretKey(file, func(draft string) error { return os.Rename(draft, file) })
	return errors.Join(err, syncFolder(file))
}

// syncFolder writes the names in a file's folder to the disk.
func syncFolder(of string) error {
	folder, err := os.Open(filepath.Dir(of))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func errLostKey(c Config) error {
	return fmt.Errorf("%s is missing, without which %s cannot be read: restore it, or set JETON_SECRET_KEY to what it held",
		c.secretKeyFile(), c.database().File)
}
