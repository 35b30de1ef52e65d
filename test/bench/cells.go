package main

import (
	"context"
	"fmt"
	"time"
)

// The names of what is measured in every round.
const (
	baselineSeries    = "baseline"
	postgresWarm      = "introspect/postgres/warm"
	postgresCold      = "introspect/postgres/cold"
	postgresRevoking  = "introspect/postgres/revoking"
	sqliteWarm        = "introspect/sqlite/warm"
	oidcWarm          = "introspect/oidc-provider"
	postgresIssue     = "issue/postgres"
	sqliteIssue       = "issue/sqlite"
	oidcIssue         = "issue/oidc-provider"
	pgbenchSelectOnly = "pgbench/select"
	pgbenchInsertOnly = "pgbench/insert"
)

// allSeries lists them in the order of the report, with what they are.
var allSeries = []struct{ name, is string }{
	{baselineSeries, "empty handler"},
	{postgresWarm, "introspection on Postgres, warm"},
	{postgresCold, "introspection on Postgres, cold: each token asked about once"},
	{postgresRevoking, "introspection on Postgres, warm, every tenant revoking a token each second"},
	{sqliteWarm, "introspection on SQLite, warm"},
	{oidcWarm, "introspection, oidc-provider"},
	{pgbenchSelectOnly, "pgbench: select by primary key"},
	{postgresIssue, "issuing on Postgres"},
	{sqliteIssue, "issuing on SQLite"},
	{oidcIssue, "issuing, oidc-provider"},
	{pgbenchInsertOnly, "pgbench: insert"},
}

// cast is everything that is measured side by side.
type cast struct {
	*bench
	postgres, sqlite *stage
	baseline         subject
	// baselineQuestions is the file of what the baseline is asked.
	baselineQuestions string
	oidc              *oidcProvider
	// oidcIssued remembers every token of the run.
	oidcIssued map[string]bool
	pgbench    *pgbench
	cold       deckJob
	// revoked is how many tokens a second were taken back, round by round, where
	// that is what goes on.
	revoked []float64
}

// cells lists the cells at a number of connections. What is compared is measured
// one right after the other.
func (c *cast) cells(connections int) []cell {
	type measure = func(ctx context.Context, round int) (figures, error)
	ask := func(ctx context.Context, s subject, questions string) (figures, error) {
		j := c.job(connections)
		j.Questions = questions
		return c.measure(ctx, s, j)
	}
	warm := func(s *stage) measure {
		return func(ctx context.Context, _ int) (figures, error) { return ask(ctx, s.subject(), s.questions) }
	}
	bare := func(script string) measure {
		return func(ctx context.Context, _ int) (figures, error) {
			return c.pgbench.run(ctx, script, connections, c.seconds(1))
		}
	}
	issuing := func(s *stage) measure {
		return func(ctx context.Context, _ int) (figures, error) {
			return c.issue(ctx, s.subject(), s.issuing, connections, s.issued, s.ask)
		}
	}
	series := []struct {
		name    string
		measure measure
	}{
		{pgbenchSelectOnly, bare("select")},
		{postgresWarm, warm(c.postgres)},
		{baselineSeries, func(ctx context.Context, _ int) (figures, error) { return ask(ctx, c.baseline, c.baselineQuestions) }},
		{postgresCold, c.measureCold},
		{postgresRevoking, c.measureRevoking},
		{sqliteWarm, warm(c.sqlite)},
		{oidcWarm, func(ctx context.Context, _ int) (figures, error) { return c.measureOIDC(ctx, connections) }},
		{oidcIssue, func(ctx context.Context, _ int) (figures, error) {
			ask := func(ctx context.Context, t issued) error { _, err := c.oidc.ask(ctx, t.token); return err }
			return c.issue(ctx, c.oidc.subject, c.oidc.issueJob(), connections, c.oidcIssued, ask)
		}},
		{postgresIssue, issuing(c.postgres)},
		{pgbenchInsertOnly, bare("insert")},
		{sqliteIssue, issuing(c.sqlite)},
	}
	var cells []cell
	for _, s := range series {
		if connections != harder && (s.name == postgresCold || s.name == postgresRevoking) {
			continue
		}
		if one := (cell{s.name, connections, s.measure}); c.only.MatchString(one.name()) {
			cells = append(cells, one)
		}
	}
	return cells
}

// harder is the number of connections at which the harder cases are measured.
const harder = 64

// measureCold asks about tokens that nobody has asked about before: this round's
// share of them, each once.
func (c *cast) measureCold(ctx context.Context, round int) (figures, error) {
	share := (c.cold.To - c.cold.From) / c.rounds
	one := c.cold
	one.From, one.To = c.cold.From+round*share, c.cold.From+(round+1)*share
	j := job{Connections: harder, Unmeasured: c.seconds(.15), Lasts: c.seconds(8), Deck: &one}
	f, err := c.measure(ctx, c.postgres.subject(), j)
	if err != nil {
		return f, err
	}
	return f, c.rewarm(ctx)
}

// measureRevoking takes longer, so that every tenant has its turn more than
// once.
func (c *cast) measureRevoking(ctx context.Context, _ int) (figures, error) {
	j := job{Connections: harder, Lasts: max(c.seconds(2), 3*time.Second), Questions: c.postgres.questions}
	seconds := int(j.Lasts / time.Second)
	var err error
	if j.Revoke, err = c.postgres.revocations(ctx, seconds); err != nil {
		return figures{}, err
	}
	f, err := c.measure(ctx, c.postgres.subject(), j)
	if err != nil {
		return f, err
	}
	// The last ones of a slow machine come when nobody asks any more; were they
	// many, the figure would be one of fewer revocations.
	due := len(j.Revoke)
	if f.result.Revoked < int64(due*3/4) {
		return f, fmt.Errorf("%d of %d tokens were taken back in time", f.result.Revoked, due)
	}
	c.revoked = append(c.revoked, float64(f.result.Revoked)/float64(seconds))
	return f, c.rewarm(ctx)
}

// rewarm brings back what the cell before has driven out of the server's memory,
// so that no warm cell pays for it.
func (c *cast) rewarm(ctx context.Context) error {
	_, _, err := c.generate(ctx, job{
		Address: c.postgres.address, Connections: harder, Lasts: c.seconds(.5), Questions: c.postgres.questions,
	})
	return err
}

func (c *cast) measureOIDC(ctx context.Context, connections int) (figures, error) {
	questions, err := c.oidc.questions(ctx)
	if err != nil {
		return figures{}, err
	}
	j := c.job(connections)
	j.Questions = c.group.path("oidc.questions")
	if err := writeGob(j.Questions, questions); err != nil {
		return figures{}, err
	}
	return c.measure(ctx, c.oidc.subject, j)
}

// sampled is how many of the newest tokens are asked about after they were
// issued.
const sampled = 50

// issue measures issuing, and then looks at what was issued: no token of the run
// twice, and the newest active.
func (b *bench) issue(ctx context.Context, s subject, what issueJob, connections int, before map[string]bool, ask func(context.Context, issued) error) (figures, error) {
	what.Tokens = b.group.path("issued")
	j := b.job(connections)
	j.Issue = &what
	f, err := b.measure(ctx, s, j)
	if err != nil {
		return f, err
	}
	tokens, err := readIssued(what.Tokens)
	if err != nil {
		return f, err
	}
	for _, t := range tokens {
		if before[t.token] {
			return f, errTwice
		}
		before[t.token] = true
	}
	for _, t := range tokens[max(0, len(tokens)-sampled):] {
		if err := ask(ctx, t); err != nil {
			return f, fmt.Errorf("after issuing: %w", err)
		}
	}
	return f, nil
}
