package main

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/sweep"
	"github.com/jeton-id/jeton/migrations"
)

// doctorPatience bounds how long the doctor waits for the database to answer.
const doctorPatience = 15 * time.Second

// maxClockSkew is how far the database's clock may be from ours before it is
// worth a word: tokens have times in whole seconds.
const maxClockSkew = time.Second

// sweepOverdue is how late what a server does by itself may be.
const sweepOverdue = 24 * time.Hour

// database looks at the store, and at what is in it as far as it can be read.
func (d *doctor) database(ctx context.Context, c Config) {
	patient, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	state, err := migrations.Status(patient, c.DatabaseURL.Reveal())
	if err != nil {
		d.fail("database", "it cannot be reached: %s; is JETON_DATABASE_URL right, and the server up?", err)
		return
	}
	if state.Version == 0 {
		d.warn("migrations", "the database is empty: start jeton serve, or run jeton migrate up")
		return
	}
	if err := state.Check(); err != nil {
		d.fail("migrations", "%s", err)
		return
	}
	if state.Ahead() {
		d.warn("migrations", "schema version %d is a newer binary's; this one knows up to %d and may serve it: finish the upgrade", state.Version, state.Latest)
	} else {
		d.ok("migrations", "schema version %d is this binary's", state.Version)
	}
	in, err := viewInstallation(patient, c)
	if err != nil {
		d.fail("database", "%s", err)
		return
	}
	defer func() {
		if err := in.Close(); err != nil {
			d.warn("database", "%s", err)
		}
	}()
	version, err := in.store.Version(patient)
	d.verdict("database", err, version)
	wall := "every statement names its tenant; Postgres would check it a second time"
	if c.database().Engine == migrations.Postgres {
		wall = "row-level security holds the roles that Jeton works under"
	}
	if !c.PoolerURL.IsZero() {
		wall += ", and the pooler hands nothing on from one transaction to another"
	}
	d.verdict("isolation", in.store.CheckIsolation(patient), wall)
	d.condition(patient, in)
	d.clock(patient, in)
	d.drawers(patient, in)
	d.people(patient, in)
	// A hundred thousand tenants take their time.
	d.keys(ctx, in)
}

// clock compares the database's clock with ours. Nothing that Jeton decides
// rests on the database's; a difference shows that one of them is wrong.
func (d *doctor) clock(ctx context.Context, in *installation) {
	before := time.Now()
	theirs, err := in.store.Clock(ctx)
	if err != nil {
		d.fail("clock", "%s", err)
		return
	}
	// The answer was made some time between asking and getting it.
	took := time.Since(before)
	skew := theirs.Sub(before.Add(took / 2)).Abs()
	if skew > maxClockSkew+took/2 {
		d.warn("clock", "the database's is %s from ours: tokens would begin and end at the wrong time; let NTP set both", skew.Round(time.Millisecond))
		return
	}
	d.ok("clock", "the database's agrees with ours")
}

// condition looks at how the database is set up.
func (d *doctor) condition(ctx context.Context, in *installation) {
	found, err := in.store.Condition(ctx)
	if err != nil {
		d.fail("database", "%s", err)
		return
	}
	for _, unwise := range found.Unwise {
		d.warn("database", "%s", unwise)
	}
	for _, wrong := range found.Wrong {
		d.fail("database", "%s", wrong)
	}
}

// drawers looks whether those that tokens need are open, and those that are long
// over are gone: a running server sees to both every ten minutes.
func (d *doctor) drawers(ctx context.Context, in *installation) {
	open, err := in.store.Drawers(ctx)
	if err != nil {
		d.fail("drawers", "%s", err)
		return
	}
	now := time.Now()
	for _, drawer := range domain.OpenDrawers(now.Add(-sweepOverdue)) {
		if !slices.Contains(open, drawer) && now.Before(drawer.Ends()) {
			d.warn("drawers", "some are missing that tokens will be filed in: start jeton serve, which opens them; if one runs, look in its log for an ERROR named sweep, before issuing stops")
			return
		}
	}
	for _, drawer := range open {
		if late := now.Sub(drawer.Ends().Add(sweep.Retention)); late > sweepOverdue {
			d.warn("drawers", "one was to be dropped %d days ago: the database grows; start jeton serve, or look in its log for an ERROR named sweep", int(late/(24*time.Hour)))
			return
		}
	}
	d.ok("drawers", "%d are open, those that tokens need among them", len(open))
}

// people looks whether anybody can get in.
func (d *doctor) people(ctx context.Context, in *installation) {
	system, err := in.store.FindTenant(ctx, domain.SystemSlug)
	if err == nil {
		var managed bool
		if managed, err = isManaged(ctx, in.store.In(system.ID)); err == nil && !managed && in.config.OperatorToken.IsZero() {
			d.warn("operators", "nobody manages this installation yet: open the set-up link that the first start printed, or make another with jeton setup-link")
			return
		}
	}
	d.verdict("operators", err, "somebody can get in")
}

// keys tries the secret key on every key of every tenant, says how a rotation of it
// stands, and looks at what has not been done for them that is done by itself.
func (d *doctor) keys(ctx context.Context, in *installation) {
	now := time.Now()
	count, overdue, byOther := 0, 0, 0
	for tenant, err := range domain.EveryTenant(ctx, in.store) {
		if err != nil {
			d.fail("keys", "%s", err)
			return
		}
		rows, under, err := tryKeys(ctx, in, tenant.ID)
		if err != nil {
			d.fail("keys", "tenant %s: %s", tenant.Slug, err)
		}
		if ahead := tenant.Updated.Sub(now); ahead > maxClockSkew {
			d.warn("clock", "tenant %s was changed %s from now: the clock was ahead then, or is behind; let NTP set it", tenant.Slug, ahead.Round(time.Second))
		}
		late := now.Add(-sweepOverdue)
		if successors, _ := keys.Due(rows.SigningKeys, tenant.Settings, late); tenant.Created.Before(late) && len(successors) > 0 {
			overdue++
		}
		count++
		byOther += under
	}
	if overdue > 0 {
		d.warn("keys", "new signing keys are overdue at %s. A running server makes them every six hours: start one, or look in its log for an ERROR named sweep", counted(overdue, "tenant"))
	}
	if !d.failed {
		d.rotation(in.config, count, byOther)
	}
}

// rotation says how many tenants' keys were opened, and how many keys are still under
// the other secret key.
func (d *doctor) rotation(c Config, tenants, byOther int) {
	if byOther > 0 {
		d.warn("keys", "the two secret keys open the keys of every tenant (%d), and under the other one there are still %s: run jeton rekey", tenants, counted(byOther, "key"))
		return
	}
	d.ok("keys", "the secret key opens the keys of every tenant (%d)", tenants)
	switch others, err := c.otherSecretKeys(); {
	case err != nil:
		d.fail("keys", "%s", err)
	case len(others) > 0:
		d.warn("keys", "none is under the other secret key: take it out, and keep it as long as the backups made under it")
	}
}

// tryKeys opens every key of a tenant, counts those that are under the other secret
// key, and gives what it read for that.
func tryKeys(ctx context.Context, in *installation, tenant domain.TenantID) (rows domain.TenantRows, byOther int, err error) {
	if rows, err = in.store.In(tenant).Load(ctx); err == nil {
		byOther, err = in.wrapper.Try(rows)
	}
	return rows, byOther, err
}
