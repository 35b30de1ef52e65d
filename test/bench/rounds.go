package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jeton-id/jeton/test/bench/page"
)

// The sizes of a full run.
const (
	worldTenants   = 50
	warmTokensEach = 100
	coldTokens     = 1_000_000
)

// connections are how many there are at a time.
func connections() []int { return []int{1, 16, 64, 256} }

// measureAll is make bench.
func (b *bench) measureAll(ctx context.Context) (err error) {
	var r report
	in, err := b.postgresInstallation(ctx, "postgres-world")
	if err != nil {
		return err
	}
	b.say("declaring %d tenants on Postgres and issuing %d tokens", worldTenants, worldTenants*warmTokensEach)
	world, err := b.newStage(ctx, in, newTenants(worldTenants), warmTokensEach)
	if err != nil {
		return err
	}
	if err := b.measureCells(ctx, world, &r); err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context, *stage, *report) error
	}{
		{"protecting", b.measureProtecting},
		{"listening", b.measureListening},
		{"fairness", b.measureFairness},
		{"drawer", b.measureDrawer},
		{"memory", b.measureMemory},
	} {
		if !b.only.MatchString(part.name) {
			continue
		}
		if err := part.measure(ctx, world, &r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return errors.Join(world.stop(), b.publish(ctx, page.Bench, &r))
}

// measureCells measures all cells, round after round.
func (b *bench) measureCells(ctx context.Context, world *stage, r *report) error {
	c := &cast{bench: b, postgres: world}
	if len(c.all()) == 0 {
		return nil
	}
	if err := c.assemble(ctx); err != nil {
		return err
	}
	var rounds []round
	for i := range b.rounds {
		b.say("round %d of %d", i+1, b.rounds)
		measured, err := c.measureRound(ctx, i)
		if err != nil {
			return err
		}
		rounds = append(rounds, measured)
	}
	for _, ratio := range ratios() {
		if v, ok := ratio.judge(rounds); ok {
			r.verdicts = append(r.verdicts, v)
		}
	}
	fmt.Fprintf(&r.text, "\n### Side by side\n\n%d rounds, %s for each line in each.\n\n%s", b.rounds, b.length, figuresTable(rounds, c.all()).markdown())
	if len(c.revoked) > 0 {
		fmt.Fprintf(&r.text, "\nWhile every tenant revokes, %.0f tokens a second were taken back, each asked about at once and found inactive; trips and writes include theirs.\n", median(c.revoked))
	}
	return stopAll(c.sqlite.child, c.baseline.child, c.oidc.child)
}

// all lists the cells that were asked for.
func (c *cast) all() (all []cell) {
	for _, n := range connections() {
		all = append(all, c.cells(n)...)
	}
	return all
}

// measureRound goes through all cells, forwards in one round and backwards in the
// next, so that nothing always comes after the same thing.
func (c *cast) measureRound(ctx context.Context, number int) (round, error) {
	cells := c.all()
	if number%2 == 1 {
		slices.Reverse(cells)
	}
	measured := round{}
	widths := []int{27, 11, 9, 8, 8, 9, 18, 8, 6, 12, 13}
	fmt.Println("\n" + line(append([]string{"cell"}, figureHead...), widths, 1))
	for _, one := range cells {
		f, err := one.measure(ctx, number)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.name(), err)
		}
		measured[one.name()] = f
		fmt.Println(line(append([]string{one.series}, f.row(one.connections)...), widths, 1))
	}
	fmt.Println()
	return measured, nil
}

// assemble brings everything else on that is measured beside the world on
// Postgres.
func (c *cast) assemble(ctx context.Context) (err error) {
	c.say("declaring the same on SQLite")
	in := newInstallation("sqlite-world", "sqlite:"+c.group.path("jeton.db"), 0)
	if c.sqlite, err = c.newStage(ctx, in, newTenants(worldTenants), warmTokensEach); err != nil {
		return err
	}
	if c.oidc, err = c.startOIDCProvider(ctx); err != nil {
		return err
	}
	c.oidcIssued = map[string]bool{}
	if c.pgbench, err = c.newPgbench(ctx); err != nil {
		return err
	}
	if c.baseline, err = c.startBaseline(ctx, c.postgres.example); err != nil {
		return err
	}
	c.baselineQuestions = c.group.path("baseline.questions")
	if err := c.postgres.echoQuestions(c.baseline.address, c.baselineQuestions); err != nil {
		return err
	}
	return c.dealCold(ctx)
}

// dealCold loads the tokens that nobody has asked about.
func (c *cast) dealCold(ctx context.Context) error {
	world := c.postgres
	tokens, _, err := issue(ctx, world.server, world.tenants, 1)
	if err != nil {
		return err
	}
	load, err := c.newBulk(ctx, world.in, world.tenants, tokens)
	if err != nil {
		return err
	}
	each := max(1, c.large(coldTokens)/len(world.tenants))
	c.cold = deckJob{File: c.group.path("cold.deck"), Heads: c.group.path("cold.heads"), To: each * len(world.tenants)}
	// A few more are there to be looked at beforehand.
	const more = 2
	if err := load.load(ctx, each+more, time.Now().Add(-time.Minute), c.cold.File); err != nil {
		return err
	}
	if err := writeGob(c.cold.Heads, heads(world.tenants, world.address)); err != nil {
		return err
	}
	return load.check(ctx, world.server, world.tenants, c.cold.File, c.cold.To, (each+more)*len(world.tenants))
}
