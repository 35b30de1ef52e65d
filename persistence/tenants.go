package persistence

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/jeton-id/jeton/domain"
)

type tenantRow struct {
	ID       string
	Slug     string
	Name     string
	Status   string
	Revision int64
	Epoch    int64
	Settings document[domain.Settings]
	Rate     int64 `gorm:"column:requests_per_second"`
	Version  int64
	Created  moment `gorm:"column:created_at"`
	Updated  moment `gorm:"column:updated_at"`
}

func (tenantRow) TableName() string { return "tenants" }

func (r tenantRow) domain() domain.Tenant {
	return domain.Tenant{
		ID: domain.TenantID(r.ID), Slug: domain.Slug(r.Slug), Name: r.Name, Status: domain.Status(r.Status),
		Revision: r.Revision, Epoch: r.Epoch, Settings: r.Settings.of, Rate: r.Rate, Version: r.Version,
		Created: r.Created.Time, Updated: r.Updated.Time,
	}
}

type tenantKeyRow struct {
	TenantID string
	HashKey  []byte
}

func (tenantKeyRow) TableName() string { return "tenant_keys" }

// FindTenant finds a tenant by slug, whatever its status but Deleted.
func (s *Store) FindTenant(ctx context.Context, slug domain.Slug) (domain.Tenant, error) {
	return read(ctx, s.directory(), "find a tenant", func(v view) (domain.Tenant, error) {
		var row tenantRow
		err := v.db.WithContext(ctx).Where("slug = ? AND status <> 'deleted'", string(slug)).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return domain.Tenant{}, domain.NotFound("tenant")
		}
		return row.domain(), err
	})
}

// Tenants lists the tenants that are not deleted, by slug.
func (s *Store) Tenants(ctx context.Context, prefix string, page domain.Page) (domain.List[domain.Tenant], error) {
	return read(ctx, s.directory(), "list tenants", func(v view) (domain.List[domain.Tenant], error) {
		if err := limited(page); err != nil {
			return domain.List[domain.Tenant]{}, err
		}
		var rows []tenantRow
		err := v.db.WithContext(ctx).Where("slug > ? AND slug >= ? AND slug < ? AND status <> 'deleted'", page.After, prefix, prefix+last).
			Order("slug").Limit(page.Limit + 1).Find(&rows).Error
		found := each(rows, tenantRow.domain)
		return cut(found, page, func(t domain.Tenant) string { return string(t.Slug) }), err
	})
}

// directory is the tenancy of nobody, for reading what belongs to no tenant.
func (s *Store) directory() *tenancy { return s.In("").(*tenancy) }

// CreateTenant creates a tenant with its keys and its audit event.
func (s *Store) CreateTenant(ctx context.Context, act domain.Act, rows domain.TenantRows, created domain.Event) (err error) {
	defer s.span(ctx, "create a tenant").end(&err)
	t := s.In(rows.Tenant.ID).(*tenancy)
	if t.tenant != string(rows.Tenant.ID) || t.tenant == s.directory().tenant {
		return defect(errors.New("a tenant's id is a UUID in lower case, and not the nil one"))
	}
	tx, _, err := s.engine.begin(ctx, t.tenant, adding)
	if err != nil {
		return failed("begin a transaction", err)
	}
	defer func() { _ = tx.Rollback() }()
	creating := &change{addition{view: t.view(tx), act: act, ledger: &ledger{}}}
	if err := creating.create(ctx, rows, created); err != nil {
		return failed("create a tenant", err)
	}
	if err := s.watch.before(ctx, "commit"); err != nil {
		return failed("commit", err)
	}
	return failed("commit", tx.Commit())
}

func (c *change) create(ctx context.Context, rows domain.TenantRows, created domain.Event) error {
	t := rows.Tenant
	err := c.add(ctx, &tenantRow{
		ID: c.tenant, Slug: string(t.Slug), Name: t.Name, Status: string(t.Status), Revision: 1, Epoch: 1,
		Settings: document[domain.Settings]{t.Settings}, Rate: t.Rate, Version: 1,
		Created: moment{t.Created}, Updated: moment{t.Updated},
	})
	if isDuplicate(err) {
		return taken("slug_taken", "slug", "another tenant has this slug, or had it until lately")
	}
	if err != nil {
		return err
	}
	if err := c.add(ctx, &tenantKeyRow{TenantID: c.tenant, HashKey: rows.HashKey}); err != nil {
		return err
	}
	for _, key := range rows.SigningKeys {
		if err := c.AddSigningKey(ctx, key); err != nil {
			return err
		}
	}
	for _, rs := range rows.ResourceServers {
		if err := c.AddResourceServer(ctx, rs); err != nil {
			return err
		}
	}
	return c.Record(ctx, created)
}

// Load reads everything a snapshot is made of.
func (v view) Load(ctx context.Context) (domain.TenantRows, error) {
	tenant, err := v.self(ctx)
	if err != nil {
		return domain.TenantRows{}, err
	}
	var key tenantKeyRow
	if err := v.own(ctx, "tenant_keys").Take(&key).Error; err != nil {
		return domain.TenantRows{}, failed("read the hash key", err)
	}
	signing, err := v.signingKeys(ctx)
	if err != nil {
		return domain.TenantRows{}, err
	}
	servers, err := v.resourceServers(ctx, v.own(ctx, "resource_servers"))
	if err != nil {
		return domain.TenantRows{}, err
	}
	return domain.TenantRows{Tenant: tenant, HashKey: key.HashKey, SigningKeys: signing, ResourceServers: servers}, nil
}

// self reads the tenant itself.
func (v view) self(ctx context.Context) (domain.Tenant, error) {
	var row tenantRow
	err := v.db.WithContext(ctx).Where("id = ? AND status <> 'deleted'", v.tenant).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return domain.Tenant{}, domain.NotFound("tenant")
	}
	return row.domain(), failed("read the tenant", err)
}

// EditTenant writes name, status, settings and rate.
func (c *change) EditTenant(ctx context.Context, tenant domain.Tenant) error {
	row := func() *gorm.DB {
		return c.db.WithContext(ctx).Table("tenants").Where("id = ? AND status <> 'deleted'", c.tenant)
	}
	touched := row().Where("version = ?", tenant.Version).Updates(map[string]any{
		"name": tenant.Name, "status": string(tenant.Status), "settings": document[domain.Settings]{tenant.Settings}, "requests_per_second": tenant.Rate,
		"version": gorm.Expr("version + 1"), "updated_at": moment{c.act.At},
	})
	return c.alter("edit a tenant", edited(touched, row(), "tenant"))
}

// DeleteTenant marks the tenant deleted and destroys its keys.
func (c *change) DeleteTenant(ctx context.Context) error {
	for _, statement := range []string{
		"UPDATE tenants SET status = 'deleted', name = '', settings = '{}', requests_per_second = 0, notices_due = NULL," +
			" epoch = epoch + 1, version = version + 1 WHERE id = ?",
		"DELETE FROM tenant_keys WHERE tenant_id = ?",
		"DELETE FROM signing_keys WHERE tenant_id = ?",
	} {
		if _, err := c.exec(ctx, statement, c.tenant); err != nil {
			return c.alter("delete a tenant", err)
		}
	}
	return c.alter("delete a tenant", nil)
}

// RaiseTenantEpoch takes back every token of the tenant.
func (c *change) RaiseTenantEpoch(ctx context.Context) error {
	rows, err := c.exec(ctx, "UPDATE tenants SET epoch = epoch + 1 WHERE id = ?", c.tenant)
	c.ledger.taken[tenantLevel] += rows
	return c.alter("raise the tenant's epoch", err)
}

// PassRevision makes the tenant's revision no lower than a given one.
func (c *change) PassRevision(ctx context.Context, revision int64) error {
	_, err := c.exec(ctx, "UPDATE tenants SET revision = ? WHERE id = ? AND revision < ?", revision, c.tenant, revision)
	return c.alter("pass a revision", err)
}

// each converts every row.
func each[R, T any](rows []R, convert func(R) T) []T {
	converted := make([]T, len(rows))
	for i, row := range rows {
		converted[i] = convert(row)
	}
	return converted
}
