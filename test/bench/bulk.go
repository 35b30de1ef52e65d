package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/jeton-id/jeton/domain"
)

// load copies as many tokens for each tenant, issued in the minute from a moment
// on, and writes them into a deck if one is named.
func (l *bulk) load(ctx context.Context, each int, from time.Time, deck string) (err error) {
	total := each * len(l.patterns)
	var file *os.File
	if deck != "" {
		if file, err = os.Create(deck); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
	}
	var loaded atomic.Int64
	defer l.progress(ctx, "tokens copied", total, &loaded)()
	group, copying := errgroup.WithContext(ctx)
	next := make(chan int)
	group.Go(func() error {
		defer close(next)
		for i := range l.patterns {
			select {
			case next <- i:
			case <-copying.Done():
				return copying.Err()
			}
		}
		return nil
	})
	for range runtime.NumCPU() {
		group.Go(func() error {
			conn, err := pgx.Connect(copying, l.in.databaseURL)
			if err != nil {
				return err
			}
			defer conn.Close(context.WithoutCancel(copying))
			for tenant := range next {
				if err := l.loadTenant(copying, conn, tenant, each, from, file, &loaded); err != nil {
					return fmt.Errorf("copy tokens: %w", err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return l.settle(ctx)
}

// settle leaves nothing to be done by Postgres afterwards: what it would clean up
// and write out while we measure.
func (l *bulk) settle(ctx context.Context) error {
	for _, statement := range []string{"VACUUM (ANALYZE) tokens", "VACUUM (ANALYZE) token_targets", "CHECKPOINT"} {
		if err := execute(ctx, l.in.databaseURL, statement); err != nil {
			return err
		}
	}
	return nil
}

// atOnce is how many tokens are in memory for one statement.
const atOnce = 10_000

func (l *bulk) loadTenant(ctx context.Context, conn *pgx.Conn, tenant, each int, from time.Time, deck *os.File, loaded *atomic.Int64) error {
	p := l.patterns[tenant]
	random := bufio.NewReaderSize(rand.Reader, 64<<10)
	for first := 0; first < each; first += atOnce {
		count := min(atOnce, each-first)
		tokens, targets := make([][]any, 0, count), make([][]any, 0, count*len(p.targets))
		for n := first; n < first+count; n++ {
			at := from.Add(time.Minute * time.Duration(n) / time.Duration(each)).Truncate(time.Millisecond)
			drawer := domain.DrawerFor(at, at.Truncate(time.Second).Add(l.lifetime))
			text, err := domain.MintToken(random, domain.AccessToken, drawer)
			if err != nil {
				return err
			}
			key := p.hashKey.TokenKey(drawer, text)
			own := l.own(at, key)
			tokens = append(tokens, like(p.token, l.tokenColumns, own))
			for _, target := range p.targets {
				targets = append(targets, like(target, l.targetColumns, own))
			}
			if deck == nil {
				continue
			}
			c, err := newCard(tenant, text, key)
			if err != nil {
				return err
			}
			if _, err := deck.WriteAt(c[:], int64(n*len(l.patterns)+tenant)*int64(cardSize)); err != nil {
				return err
			}
		}
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{"tokens"}, l.tokenColumns, pgx.CopyFromRows(tokens)); err != nil {
			return err
		}
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{"token_targets"}, l.targetColumns, pgx.CopyFromRows(targets)); err != nil {
			return err
		}
		loaded.Add(int64(count))
	}
	return nil
}

// check asks a server about some cards of a deck, from one number to another: it
// must take the copied tokens for its own.
func (l *bulk) check(ctx context.Context, s *server, tenants []tenant, deck string, from, to int) error {
	file, err := os.Open(deck)
	if err != nil {
		return err
	}
	defer file.Close()
	for number := from; number < to; number += max(1, (to-from)/100) {
		var c card
		if err := c.readFrom(file, number); err != nil {
			return err
		}
		t := tenants[c.tenant()]
		r, err := send(ctx, http.MethodPost, "http://"+s.address+t.path("introspect"), &t.api, url.Values{"token": {string(c.text())}})
		if err != nil {
			return err
		}
		if id, err := t.understand(r); err != nil || `"jti":"`+id+`"` != string(c.jti()) {
			return fmt.Errorf("a copied token is not like an issued one: %w", errors.Join(err, wrong(answer{status: r.status, body: r.body}, string(c.jti()))))
		}
	}
	return nil
}
