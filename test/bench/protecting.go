package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The protecting run: what it costs an API to have its tokens looked at.

const protectedConnections = 64

func (b *bench) measureProtecting(ctx context.Context, world *stage, r *report) (err error) {
	ways := []protection{unprotected, leased, cached, asking}
	tokens, _, err := issue(ctx, world.server, world.tenants[:1], warmTokensEach)
	if err != nil {
		return err
	}
	jobs := map[protection]job{}
	for i, way := range ways {
		api, err := b.startSelf(ctx, "api", apiJob{way, world.tenants[0].asAPI(), []string{world.address}})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, api.stop()) }()
		questions := make([]question, len(tokens))
		for i, t := range tokens {
			questions[i] = question{[]byte("GET /orders HTTP/1.1\r\nHost: " + api.address + "\r\nUser-Agent: jeton-bench\r\nAuthorization: Bearer " + t.token + "\r\n\r\n"), []byte(ordersBody)}
		}
		j := b.job(protectedConnections)
		j.Address, j.Questions = api.address, b.group.path(fmt.Sprintf("api-%d.questions", i))
		if err := writeGob(j.Questions, questions); err != nil {
			return err
		}
		jobs[way] = j
	}
	// Each round goes through the ways and back, so that a machine that grows slower or
	// faster meanwhile does so for all of them alike.
	back := slices.Clone(ways)
	slices.Reverse(back)
	order := slices.Concat(ways, back)
	done := make([]map[protection][]result, b.rounds)
	for i := range done {
		done[i] = map[protection][]result{}
		for _, way := range order {
			measured, _, err := b.generate(ctx, jobs[way])
			if err != nil {
				return fmt.Errorf("an API %s: %w", way, err)
			}
			done[i][way] = append(done[i][way], measured)
		}
		if err := world.emptyLog(); err != nil {
			return err
		}
	}
	over := func(one, other protection) (ratios []float64) {
		for _, round := range done {
			ratios = append(ratios, together(round[one])/together(round[other]))
		}
		return ratios
	}
	r.verdicts = append(r.verdicts, newVerdict("an API under leases / without protection, 64 connections, warm", .9, false, "", over(leased, unprotected)))
	t := table{head: []string{"an API", "answers/s", "p50 ms", "p99 ms", "of the one without"}, texts: 1}
	for _, way := range ways {
		var rate, p50, p99 []float64
		for _, round := range done {
			for _, of := range round[way] {
				rate, p50, p99 = append(rate, of.throughput()), append(p50, of.P50.Seconds()*1000), append(p99, of.P99.Seconds()*1000)
			}
		}
		t.rows = append(t.rows, []string{string(way), fmt.Sprintf("%.0f", median(rate)), digits(median(p50)), digits(median(p99)), digits(median(over(way, unprotected)))})
	}
	fmt.Println("\n" + t.text())
	fmt.Fprintf(&r.text, "\n### Protecting an API\n\nAn API in Go, which answers a constant, behind `api/bearer`: %s. %d connections, %d tokens, each answer looked at. Five minutes is what other libraries remember for; a token that was taken back works that long.\n\n%s",
		strings.Join([]string{string(unprotected), string(leased), string(cached), string(asking)}, "; "), protectedConnections, len(tokens), t.markdown())
	return nil
}

// together gives the answers per second of several results.
func together(results []result) float64 {
	var counted int64
	var elapsed time.Duration
	for _, of := range results {
		counted, elapsed = counted+of.Counted, elapsed+of.Elapsed
	}
	return float64(counted) / elapsed.Seconds()
}
