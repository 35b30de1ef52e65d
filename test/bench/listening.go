package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/jeton-id/jeton/api/bearer"
)

// The listening run: a thousand APIs follow the revocation feeds of fifty tenants at
// two replicas; how long after a revocation was acknowledged does each let the
// token through?

const (
	listeners = 1_000
	// takenBack is how many tokens of each tenant are taken back.
	takenBack = 4
	// idle is how long the listeners are looked at while nothing happens.
	idle = 5 * time.Second
	// apart is the pause between two revocations.
	apart = 40 * time.Millisecond
)

// listenJob is what the process with the APIs has to do.
type listenJob struct {
	APIs []apiJob
	// Revoke has for each token whose it is and how it is taken back.
	Revoke []toTakeBack
}

type toTakeBack struct {
	// First and Last bound the APIs that it is brought to.
	First, Last int
	Token       string
	URL         string
	Client      caller
}

// listen is the subcommand: it says when all listen, waits for a line, takes the
// tokens back and tells in nanoseconds how long each API let each token through.
func listen() error {
	input := bufio.NewReader(os.Stdin)
	line, err := input.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read what to do: %w", err)
	}
	var j listenJob
	if err := json.Unmarshal(line, &j); err != nil {
		return err
	}
	guards := make([]*bearer.Guard, len(j.APIs))
	for i, api := range j.APIs {
		if guards[i], err = api.guard(); err != nil {
			return err
		}
	}
	for _, t := range j.Revoke {
		for i := t.First; i < t.Last; i++ {
			if err := verify(guards[i], t.Token); err != nil {
				return fmt.Errorf("a good token was refused: %w", err)
			}
		}
	}
	fmt.Println("listening")
	if _, err := input.ReadString('\n'); err != nil {
		return err
	}
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for _, t := range j.Revoke {
		r, err := send(context.Background(), http.MethodPost, t.URL, &t.Client, url.Values{"token": {t.Token}})
		acknowledged := time.Now()
		if err != nil || r.status != http.StatusOK {
			return fmt.Errorf("take a token back: %d %w", r.status, err)
		}
		for i := t.First; i < t.Last; i++ {
			all.Go(func() {
				for verify(guards[i], t.Token) == nil {
					time.Sleep(time.Millisecond)
				}
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(acknowledged))
			})
		}
		time.Sleep(apart)
	}
	all.Wait()
	return json.NewEncoder(os.Stdout).Encode(took)
}

func verify(guard *bearer.Guard, token string) error {
	r := httptest.NewRequest(http.MethodGet, "/orders", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	_, err := guard.Verify(r, "orders:read")
	return err
}

func (b *bench) measureListening(ctx context.Context, world *stage, r *report) (err error) {
	other, err := b.serve(ctx, world.in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, other.stop()) }()
	tokens, _, err := issue(ctx, world.server, world.tenants, takenBack)
	if err != nil {
		return err
	}
	each := b.large(listeners) / len(world.tenants)
	if each == 0 {
		return errors.New("too few listeners for a share of this size")
	}
	var j listenJob
	for _, t := range world.tenants {
		for range each {
			j.APIs = append(j.APIs, apiJob{leased, t.asAPI(), []string{world.address, other.address}})
		}
	}
	at := []*server{world.server, other}
	for i, token := range tokens {
		t := world.tenants[token.tenant]
		j.Revoke = append(j.Revoke, toTakeBack{token.tenant * each, (token.tenant + 1) * each, token.token, "http://" + at[i%2].address + t.path("revoke"), t.shop})
	}
	before, err := b.watch(ctx, at)
	if err != nil {
		return err
	}
	cmd, c, err := b.startListening(j)
	if err != nil {
		return err
	}
	defer func() { _ = c.stop() }()
	output := bufio.NewReader(c.stdout)
	if line, err := output.ReadString('\n'); err != nil || line != "listening\n" {
		return fmt.Errorf("the APIs do not listen: %q %w\n%s", line, err, c.lastWords())
	}
	began, err := b.watch(ctx, at)
	if err != nil {
		return err
	}
	time.Sleep(b.seconds(idle.Seconds() / fullRun().length.Seconds()))
	ended, err := b.watch(ctx, at)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(cmd); err != nil {
		return err
	}
	var took []time.Duration
	if err := json.NewDecoder(output).Decode(&took); err != nil {
		return fmt.Errorf("what came of the revocations: %w\n%s", err, c.lastWords())
	}
	slices.Sort(took)
	quantile := func(q float64) float64 { return took[int(q*float64(len(took)-1))].Seconds() * 1000 }
	r.verdicts = append(r.verdicts, newVerdict("p99 from an acknowledged revocation to its refusal by an API that listens", 300, true, " ms", []float64{quantile(.99)}))
	over := ended.at.Sub(began.at).Seconds()
	fmt.Fprintf(&r.text, "\n### Listening\n\n%d APIs of %d tenants, half of them at each of two servers, follow the revocation feed and answer from memory under a lease of %s. %d tokens were taken back, one every %s and at either server, each of which %d APIs were brought again and again until they refused it: p50 %s ms, p99 %s ms, at most %s ms after the revocation was acknowledged.\n\nWhile nothing happens, a listener costs its server %s kB of memory and %s µs of processor time a second; the two servers together make %s round trips a second to the database for all of them.\n",
		len(j.APIs), len(world.tenants), lease, len(tokens), apart, each, digits(quantile(.5)), digits(quantile(.99)), digits(quantile(1)),
		digits(float64(began.memory-before.memory)/1e3/float64(len(j.APIs))), digits((ended.cpu-began.cpu).Seconds()*1e6/over/float64(len(j.APIs))), digits((ended.trips-began.trips)/over))
	b.say("listening: p50 %.0f ms, p99 %.0f ms, at most %.0f ms", quantile(.5), quantile(.99), quantile(1))
	return nil
}

// startListening starts the process with the APIs, and gives where to write to it.
func (b *bench) startListening(j listenJob) (*os.File, *child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	text, err := json.Marshal(j)
	if err != nil {
		return nil, nil, err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer reader.Close()
	cmd := exec.Command(self, "listen")
	cmd.Stdin = reader
	c, err := b.group.start("listen", cmd)
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	_, err = writer.Write(append(text, '\n'))
	return writer, c, err
}

// watchedServers is what servers have used up to a moment.
type watchedServers struct {
	at     time.Time
	memory int64
	cpu    time.Duration
	trips  float64
}

func (b *bench) watch(ctx context.Context, servers []*server) (w watchedServers, err error) {
	w.at = time.Now()
	for _, s := range servers {
		memory, _, err := memoryOf(s.cmd.Process.Pid)
		if err != nil {
			return w, err
		}
		cpu, err := cpuOf(s.cmd.Process.Pid)
		if err != nil {
			return w, err
		}
		gone, err := trafficOf(ctx, s.metrics)
		if err != nil {
			return w, err
		}
		w.memory, w.cpu, w.trips = w.memory+memory, w.cpu+cpu, w.trips+gone.trips
	}
	return w, nil
}
