package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/archive"
	"github.com/jeton-id/jeton/migrations"
)

type tenantExportCommand struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The tenant."`
	To     string `required:"" placeholder:"FILE" help:"The file, which must not be there yet. It is for its owner only."`
}

// Run writes a tenant to a file, as of one moment. The tenant may be served meanwhile.
func (c *tenantExportCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	slug, err := domain.ParseSlug(c.Tenant)
	if err != nil {
		return err
	}
	if slug == domain.SystemSlug {
		return errors.New("tenant system holds the operators of this installation and stays in it; jeton move takes the whole installation")
	}
	key, err := config.exportKey()
	if err != nil {
		return err
	}
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	counts, err := in.exportTenant(ctx, key, slug, c.To)
	if err == nil {
		p.say("%s: %s\n", c.To, rowsOf(slug, counts))
	}
	return errors.Join(err, in.Close())
}

func (in *installation) exportTenant(ctx context.Context, key archive.Key, slug domain.Slug, file string) (counts map[string]int64, err error) {
	tenant, err := in.store.FindTenant(ctx, slug)
	if err != nil {
		return nil, err
	}
	schema, err := in.schema(ctx)
	if err != nil {
		return nil, err
	}
	// Whatever has this name already may be all that is left of a tenant.
	to, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file))
		}
	}()
	buffered := bufio.NewWriter(to)
	header := archive.Header{Schema: schema, Tenant: tenant.ID, Slug: slug}
	counts, err = archive.Write(buffered, key, header, func(add func(string, map[string]any) error) error {
		return in.store.Rows(ctx, tenant.ID, func(table string, row map[string]any) error {
			if err := archive.Carry(in.wrapper, key.Wrapper, tenant.ID, table, row); err != nil {
				return err
			}
			return add(table, row)
		})
	})
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = to.Sync()
	}
	return counts, errors.Join(err, to.Close())
}

type tenantImportCommand struct {
	From string `required:"" placeholder:"FILE" help:"The file that tenant export wrote."`
}

// Run adds the tenant of a file. The installation may be served meanwhile.
func (c *tenantImportCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	key, err := config.exportKey()
	if err != nil {
		return err
	}
	file, err := os.Open(c.From)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := openInstallation(ctx, config)
	if err != nil {
		return err
	}
	slug, counts, err := in.importTenant(ctx, key, file)
	if err == nil {
		p.say("%s\n", rowsOf(slug, counts))
	}
	return errors.Join(err, in.Close())
}

// importTenant reads the file twice: once to know that it is whole and which drawers
// its tokens are in, and again to write its rows. What the second reading finds is
// committed only if the file is whole then too.
func (in *installation) importTenant(ctx context.Context, key archive.Key, file io.ReadSeeker) (domain.Slug, map[string]int64, error) {
	schema, err := in.schema(ctx)
	if err != nil {
		return "", nil, err
	}
	counts, drawers := map[string]int64{}, map[domain.Drawer]bool{}
	header, err := archive.Read(file, key, schema, func(_ archive.Header, table string, row map[string]any) error {
		counts[table]++
		return noteDrawer(drawers, row)
	})
	if err != nil {
		return "", nil, err
	}
	slug, err := domain.ParseSlug(string(header.Slug))
	if err != nil {
		return "", nil, err
	}
	if err := in.openDrawers(ctx, drawers); err != nil {
		return "", nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", nil, fmt.Errorf("read the file again: %w", err)
	}
	imported := domain.Event{
		ID: newID(), At: time.Now().UTC().Truncate(time.Millisecond), Actor: domain.SystemActor("import").String(),
		Action: "tenant.imported", Object: "tenant:" + string(slug),
	}
	err = in.store.AddTenant(ctx, header.Tenant, imported, func(add func(string, map[string]any) error) error {
		_, err := archive.Read(file, key, schema, func(header archive.Header, table string, row map[string]any) error {
			if err := archive.Carry(key.Wrapper, in.wrapper, header.Tenant, table, row); err != nil {
				return err
			}
			return add(table, row)
		})
		return err
	})
	return slug, counts, err
}

// noteDrawer notes the drawer that a row is in, if it is in one.
func noteDrawer(drawers map[domain.Drawer]bool, row map[string]any) error {
	number, has := row["drawer"].(int64)
	if !has {
		return nil
	}
	drawer := domain.Drawer(number)
	if int64(drawer) != number || drawer.Ends().IsZero() {
		return fmt.Errorf("the file has a token in drawer %d, and there is none with this number", number)
	}
	drawers[drawer] = true
	return nil
}

func (in *installation) openDrawers(ctx context.Context, drawers map[domain.Drawer]bool) error {
	return in.store.OpenDrawers(ctx, slices.Sorted(maps.Keys(drawers)))
}

// schema is the version of the schema, which is this binary's: others are refused
// where the store is opened.
func (in *installation) schema(ctx context.Context) (uint, error) {
	state, err := migrations.Status(ctx, in.config.DatabaseURL.Reveal())
	return state.Version, err
}

// exportKey gives the one setting that only these commands need.
func (c *Config) exportKey() (archive.Key, error) {
	switch {
	case c.ExportKey.IsZero():
		return archive.Key{}, configMistakes{"JETON_EXPORT_KEY: it is required to export and import tenants, the same for both; for example JETON_EXPORT_KEY=$(openssl rand -base64 32)"}
	case c.ExportKey.Equal(c.SecretKey):
		return archive.Key{}, configMistakes{"JETON_EXPORT_KEY: it must not be JETON_SECRET_KEY: whoever imports a tenant would have the key of this installation; for example JETON_EXPORT_KEY=$(openssl rand -base64 32)"}
	}
	return archive.NewKey(c.ExportKey, rand.Reader)
}

func rowsOf(slug domain.Slug, counts map[string]int64) string {
	var all int64
	for _, n := range counts {
		all += n
	}
	return fmt.Sprintf("tenant %s, %d rows of %d tables", slug, all, len(counts))
}
