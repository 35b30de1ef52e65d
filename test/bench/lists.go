package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/test/bench/page"
	"github.com/jeton-id/jeton/test/filling"
)

// The lists: every list of the management API, as its specification has them, about
// a tenant with ten thousand applications and a million tokens. The times are the
// server's own, out of its log.

const (
	listedTokens = 1_000_000
	// slowest is what a page may take, in milliseconds.
	slowest = 100
	// shownItems are as many as the console asks for.
	shownItems = 50
	// pagesOn is how many of the largest pages lie before what is called further.
	pagesOn = 5
	// asksEach is how often each question is asked, after once for nothing.
	asksEach = 9
)

// listing is a server on one engine with the tenant.
type listing struct {
	engine   string
	server   *server
	operator string
	slug     string
	// read is how much of the log was read, asked how much was asked since.
	read  int64
	asked int
	// took has the medians of first pages and of further ones, by question.
	took map[string][2]float64
}

// measureLists is make bench-lists.
func (b *bench) measureLists(ctx context.Context) error {
	questions, err := filling.Questions(filepath.Join(b.root, "api", "admin", "openapi.yaml"), time.Now())
	if err != nil {
		return err
	}
	postgres, err := b.postgresInstallation(ctx, "lists")
	if err != nil {
		return err
	}
	listings := []*listing{{engine: "SQLite"}, {engine: "Postgres"}}
	var r report
	for i, in := range []installation{newInstallation("sqlite-lists", "sqlite:"+b.group.path("lists.db"), 0), postgres} {
		l := listings[i]
		if err := b.prepareListing(ctx, l, in); err != nil {
			return err
		}
		var worst []float64
		for _, question := range questions {
			times, err := b.watched(ctx, l, question)
			if err != nil {
				return errors.Join(fmt.Errorf("%s: %w", question.Name, err), l.server.stop())
			}
			l.took[question.Name] = times
			worst = append(worst, max(times[0], times[1]))
			b.say("%8s  %6.1f ms, further %6.1f ms: %s", l.engine, times[0], times[1], question.Name)
		}
		v := newVerdict("the slowest of all questions on "+l.engine+", median", slowest, true, " ms", []float64{slices.Max(worst)})
		r.verdicts = append(r.verdicts, v)
		if err := l.server.stop(); err != nil {
			return err
		}
	}
	fmt.Fprintf(&r.text, "Every list of the management API about a tenant with %d applications, %d people and %d tokens, asked for %d items without a filter, with each filter, and with every two; of two, the values have nothing in common, so that a page has to be looked for. *Further* is behind five pages of 200. The times are the server's own, out of its log, from the first byte of the request to the last of the answer: for each list the slowest of its questions, each the median of %d.\n\n%s",
		b.large(listedTokens)/100, b.large(listedTokens)/100, b.large(listedTokens), shownItems, asksEach, listsTable(questions, listings).markdown())
	return b.publish(ctx, page.Lists, &r)
}

// prepareListing makes the tenant, and starts the server.
func (b *bench) prepareListing(ctx context.Context, l *listing, in installation) (err error) {
	tenants := newTenants(1)
	l.slug, l.operator, l.took = tenants[0].slug, newSecret(), map[string][2]float64{}
	if err := b.apply(ctx, in, tenants); err != nil {
		return err
	}
	began := time.Now()
	if err := filling.FillTenant(ctx, in.databaseURL, l.slug, b.large(listedTokens)); err != nil {
		return err
	}
	b.say("%s: %d tokens made up in %s", l.engine, b.large(listedTokens), time.Since(began).Round(time.Second))
	l.server, err = b.serve(ctx, in, "JETON_OPERATOR_TOKEN="+l.operator)
	return err
}

// watched asks, and notes what the machine did beside it.
func (b *bench) watched(ctx context.Context, l *listing, question filling.Question) (times [2]float64, err error) {
	before, own, err := l.used(ctx)
	if err != nil {
		return times, err
	}
	if times, err = l.ask(ctx, question); err != nil {
		return times, err
	}
	after, ours, err := l.used(ctx)
	b.elsewhere.add(before.machine, after.machine, after.server-before.server+after.database-before.database+ours-own)
	return times, err
}

// used reads what the server, its database and the machine have used, and this
// program, which asks.
func (l *listing) used(ctx context.Context) (meter, time.Duration, error) {
	m, err := l.server.subject().read(ctx)
	if err != nil {
		return m, 0, err
	}
	own, err := cpuOf(os.Getpid())
	return m, own, err
}

// ask gives the medians of the first page and of one that lies further on, in
// milliseconds. Where there is none further on, it is the first again.
func (l *listing) ask(ctx context.Context, question filling.Question) (times [2]float64, err error) {
	query := url.Values{}
	for name, values := range question.Query {
		query[name] = values
	}
	for i := range times {
		query.Set("limit", strconv.Itoa(shownItems))
		if times[i], err = l.median(ctx, question, query); err != nil {
			return times, err
		}
		query.Set("limit", "200")
		for range pagesOn {
			next, err := l.page(ctx, question, query)
			if err != nil || next == "" {
				break
			}
			query.Set("cursor", next)
		}
	}
	return times, nil
}

func (l *listing) median(ctx context.Context, question filling.Question, query url.Values) (float64, error) {
	for range 1 + asksEach {
		if _, err := l.page(ctx, question, query); err != nil {
			return 0, err
		}
	}
	took, err := l.logged(ctx)
	if err != nil {
		return 0, err
	}
	return median(took[len(took)-asksEach:]), nil
}

// page asks once, and gives the cursor of the next page.
func (l *listing) page(ctx context.Context, question filling.Question, query url.Values) (string, error) {
	slug := l.slug
	if question.Operators {
		slug = "system"
	}
	address := "http://" + l.server.address + "/t/" + slug + "/api/v1" + question.Path + "?" + query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+l.operator)
	l.asked++
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	var page struct {
		Items []any   `json:"items"`
		Next  *string `json:"next_cursor"`
	}
	if err := json.Unmarshal(body, &page); err != nil || response.StatusCode != http.StatusOK || page.Items == nil {
		return "", fmt.Errorf("an answer that is no list: %d %s", response.StatusCode, body)
	}
	if page.Next == nil {
		return "", nil
	}
	return *page.Next, nil
}

// logged gives the times of all that was asked since it was last called, out of the
// server's log.
func (l *listing) logged(ctx context.Context) ([]float64, error) {
	deadline := time.Now().Add(patience)
	for {
		text, err := os.ReadFile(l.server.log)
		if err != nil {
			return nil, err
		}
		var took []float64
		for line := range bytes.Lines(text[min(l.read, int64(len(text))):]) {
			var event struct {
				Route string  `json:"route"`
				MS    float64 `json:"ms"`
			}
			if json.Unmarshal(line, &event) == nil && strings.Contains(event.Route, "/api/v1/") {
				took = append(took, event.MS)
			}
		}
		if len(took) == l.asked {
			l.read, l.asked = int64(len(text)), 0
			return took, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("the log of %s has %d requests, want %d", l.engine, len(took), l.asked)
		}
	}
}

// listsTable has a row for each list, with the slowest of its questions.
func listsTable(questions []filling.Question, listings []*listing) table {
	t := table{head: []string{"list", "questions"}, texts: 1}
	for _, l := range listings {
		t.head = append(t.head, l.engine+": first page ms", "further ms")
	}
	var rows []string
	worst, asked := map[string][]float64{}, map[string]int{}
	for _, question := range questions {
		list, _, _ := strings.Cut(question.Name, "?")
		if worst[list] == nil {
			rows, worst[list] = append(rows, list), make([]float64, 2*len(listings))
		}
		asked[list]++
		for i, l := range listings {
			for j, took := range l.took[question.Name] {
				worst[list][2*i+j] = max(worst[list][2*i+j], took)
			}
		}
	}
	for _, list := range rows {
		row := []string{"`" + list + "`", strconv.Itoa(asked[list])}
		for _, ms := range worst[list] {
			row = append(row, digits(ms))
		}
		t.rows = append(t.rows, row)
	}
	return t
}
