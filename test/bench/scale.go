package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/test/bench/page"
)

// The growth table: the same questions over few tokens and over many. All sizes
// stand side by side, each in a database of its own with a server of its own, so
// that they can be measured in turns.

// size is one of them.
type size struct {
	name          string
	tenants, each int

	in     installation
	server *server
	world  []tenant
	cards  deckJob
}

func (b *bench) sizes() []*size {
	return []*size{
		{name: "10 thousand", tenants: askedTenants, each: askedEach},
		{name: "1 million", tenants: max(askedTenants, b.large(1_000)), each: 1_000},
		{name: "10 million", tenants: max(askedTenants, b.large(10_000)), each: 1_000},
	}
}

// askedTenants times askedEach tokens are asked about where each is asked about
// for the first time: as many as there are at the smallest size.
const askedTenants, askedEach = 100, 100

// wayOfAsking is which of the tokens are asked about.
type wayOfAsking struct {
	is, because string
	measure     func(b *bench, ctx context.Context, s *size, round int) (figures, error)
}

var waysOfAsking = []wayOfAsking{
	{
		"tokens asked about for the first time",
		"Each round starts the server anew and asks about 10 thousand tokens of 100 tenants, each once: what a look-up costs that nothing is remembered for. All else is equal, but for the number of tokens and tenants there are.",
		(*bench).askFirstTime,
	},
	{
		"any token of any tenant",
		"Any of all tokens at random, again and again: of the few, most are remembered, of the many hardly any, nor are all of their tenants.",
		(*bench).askAny,
	},
}

// measureScale is make bench-scale.
func (b *bench) measureScale(ctx context.Context) (err error) {
	sizes := b.sizes()
	for _, s := range sizes {
		if err := b.grow(ctx, s); err != nil {
			return fmt.Errorf("%s tokens: %w", s.name, err)
		}
	}
	var r report
	fmt.Fprintf(&r.text, "Each size is a database of its own on one Postgres, with a server of its own; all are measured in turns, %d rounds at 64 connections. The tokens were copied into the tables as rows that differ from really issued ones in key and times alone.\n", b.rounds)
	for _, way := range waysOfAsking {
		all := map[*size][]figures{}
		for i := range b.rounds {
			b.say("%s: round %d of %d", way.is, i+1, b.rounds)
			for _, s := range sizes {
				f, err := way.measure(b, ctx, s, i)
				if err != nil {
					return fmt.Errorf("%s tokens: %w", s.name, err)
				}
				all[s] = append(all[s], f)
				b.say("%12s tokens: %.0f answers/s, p50 %s ms", s.name, f.Throughput, millis(f.P50))
			}
		}
		t := table{head: append([]string{"tokens", "tenants"}, figureHead...), texts: 1}
		for _, s := range sizes {
			t.rows = append(t.rows, append([]string{s.name, strconv.Itoa(s.tenants)}, medians(all[s]).row(harder)...))
		}
		fmt.Println("\n" + t.text())
		r.verdicts = append(r.verdicts, growth(way.is, all[sizes[0]], all[sizes[len(sizes)-1]])...)
		fmt.Fprintf(&r.text, "\n### %s\n\n%s\n\n%s", strings.ToUpper(way.is[:1])+way.is[1:], way.because, t.markdown())
	}
	for _, s := range sizes {
		err = errors.Join(err, s.server.stop())
	}
	return errors.Join(err, b.publish(ctx, page.Scale, &r))
}

// growth compares many tokens with few, round by round.
func growth(what string, few, many []figures) []verdict {
	var slower, less []float64
	for i := range few {
		slower = append(slower, float64(many[i].P50)/float64(few[i].P50))
		less = append(less, few[i].Throughput/many[i].Throughput)
	}
	return []verdict{
		newVerdict("p50 with 10 million tokens / with 10 thousand: "+what, 1.25, true, "", slower),
		newVerdict("throughput with 10 thousand tokens / with 10 million: "+what, 1.25, true, "", less),
	}
}

// grow makes an installation of the size.
func (b *bench) grow(ctx context.Context, s *size) (err error) {
	b.say("%s tokens of %d tenants", s.name, s.tenants)
	if s.in, err = b.postgresInstallation(ctx, fmt.Sprintf("growth-%dx%d", s.tenants, s.each)); err != nil {
		return err
	}
	if s.server, err = b.serve(ctx, s.in); err != nil {
		return err
	}
	s.world = newTenants(s.tenants)
	if err := b.declareAll(ctx, s.in, s.world); err != nil {
		return err
	}
	tokens, _, err := issue(ctx, s.server, s.world, 1)
	if err != nil {
		return err
	}
	load, err := b.newBulk(ctx, s.in, s.world, tokens)
	if err != nil {
		return err
	}
	s.cards = deckJob{File: b.group.path(s.in.name + ".deck"), Heads: b.group.path(s.in.name + ".heads"), To: s.tenants * s.each}
	if err := load.load(ctx, s.each, time.Now().Add(-time.Minute), s.cards.File); err != nil {
		return err
	}
	return load.check(ctx, s.server, s.world, s.cards.File, 0, s.tenants*s.each)
}

// askAny asks about tokens at random over all there are.
func (b *bench) askAny(ctx context.Context, s *size, _ int) (figures, error) {
	cards := s.cards
	cards.Random = true
	return b.askCards(ctx, s, job{Connections: harder, Unmeasured: b.seconds(1), Lasts: b.seconds(2), Deck: &cards})
}

// askFirstTime starts the server anew, so that it remembers no token, has it know
// the tenants, and asks about as many tokens as there are at the smallest size.
// At the others each round asks about its own, which Postgres has not read for a
// while either.
func (b *bench) askFirstTime(ctx context.Context, s *size, round int) (f figures, err error) {
	if err := s.server.stop(); err != nil {
		return f, err
	}
	if s.server, err = b.serve(ctx, s.in); err != nil {
		return f, err
	}
	for _, t := range s.world[:askedTenants] {
		if err := askInVain(ctx, s.server, t); err != nil {
			return f, err
		}
	}
	const count = askedTenants * askedEach
	cards := s.cards
	cards.Active = askedTenants
	cards.From = round % (s.each / askedEach) * count
	cards.To = cards.From + count
	return b.askCards(ctx, s, job{Connections: harder, Lasts: time.Minute, Deck: &cards})
}

func (b *bench) askCards(ctx context.Context, s *size, j job) (figures, error) {
	if err := writeGob(j.Deck.Heads, heads(s.world, s.server.address)); err != nil {
		return figures{}, err
	}
	return b.measure(ctx, s.server.subject(), j)
}

// askInVain asks about a token that was never issued.
func askInVain(ctx context.Context, s *server, t tenant) error {
	now := time.Now()
	token, err := domain.MintToken(rand.Reader, domain.AccessToken, domain.DrawerFor(now, now.Add(tokenSeconds*time.Second)))
	if err != nil {
		return err
	}
	r, err := send(ctx, http.MethodPost, "http://"+s.address+t.path("introspect"), &t.api, url.Values{"token": {token.Reveal()}})
	if err == nil && (r.status != http.StatusOK || string(r.body) != inactive) {
		err = fmt.Errorf("an answer about a token that was never issued: %d %s", r.status, r.body)
	}
	return err
}
