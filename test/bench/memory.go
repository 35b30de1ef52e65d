package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The memory run: a server that has met ten thousand tenants and works for a
// hundred of them must not grow with either the tenants or the questions.

const (
	knownTenants  = 10_000
	activeTenants = 100
	memoryAsked   = 1_000_000
)

func (b *bench) measureMemory(ctx context.Context, _ *stage, r *report) (err error) {
	in, err := b.postgresInstallation(ctx, "memory")
	if err != nil {
		return err
	}
	tenants := newTenants(b.large(knownTenants))
	busy := tenants[:min(activeTenants, len(tenants))]
	s, err := b.serve(ctx, in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := b.declareAll(ctx, in, tenants); err != nil {
		return err
	}
	t := table{head: []string{"after", "memory MB", "at most so far"}, texts: 1}
	note := func(after string) error {
		now, most, err := memoryOf(s.cmd.Process.Pid)
		t.rows = append(t.rows, []string{after, fmt.Sprintf("%.0f", float64(now)/1e6), fmt.Sprintf("%.0f", float64(most)/1e6)})
		return errors.Join(err, s.emptyLog())
	}
	if err := note("the start"); err != nil {
		return err
	}
	// A tenant is known when it has been served: its client has got a token, its
	// API has asked about it.
	b.say("memory: every tenant gets a token and asks about it")
	met, _, err := issue(ctx, s, tenants, 1)
	if err == nil {
		_, _, err = learn(ctx, s, tenants, met)
	}
	if err = errors.Join(err, note(fmt.Sprintf("%d tenants were served", len(tenants)))); err != nil {
		return err
	}
	tokens, _, err := issue(ctx, s, busy, warmTokensEach)
	if err != nil {
		return err
	}
	questions, _, err := learn(ctx, s, busy, tokens)
	if err != nil {
		return err
	}
	j := job{Connections: harder, Lasts: 10 * time.Minute, Count: int64(b.large(memoryAsked)), Questions: b.group.path("memory.questions")}
	if err := writeGob(j.Questions, questions); err != nil {
		return err
	}
	b.say("memory: %d tenants ask %d times", len(busy), j.Count)
	f, err := b.measure(ctx, s.subject(), j)
	if err = errors.Join(err, note(fmt.Sprintf("%d introspections of %d of them", j.Count, len(busy)))); err != nil {
		return err
	}
	fmt.Println("\n" + t.text())
	r.verdicts = append(r.verdicts, newVerdict("server memory: 10,000 tenants known, 100 active, after a million introspections", 150, true, " MB", []float64{float64(f.Memory) / 1e6}))
	fmt.Fprintf(&r.text, "\n### Memory\n\nEach tenant has an API and an application, and was served at least once. They were declared by the code of `jeton apply` within the benchmark, with signing keys drawn once for all.\n\n%s", t.markdown())
	return nil
}
