package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// revoker is one tenant's client, which takes back a token each second.
type revoker struct {
	work []revocation
	// after is how long after the beginning it takes its first one back.
	after time.Duration
}

// revokers deals the revocations out: each tenant's client gets one for each
// second, and they take turns within it.
func (r *run) revokers() []revoker {
	seconds := r.revocationsEach()
	if seconds == 0 {
		return nil
	}
	all := make([]revoker, len(r.Revoke)/seconds)
	for i := range all {
		all[i].work = r.Revoke[i*seconds : (i+1)*seconds]
		all[i].after = time.Duration(i) * 900 * time.Millisecond / time.Duration(len(all))
	}
	return all
}

// revocationsEach is how many revocations each tenant has in a job: as many as
// it has seconds.
func (j job) revocationsEach() int {
	if len(j.Revoke) == 0 {
		return 0
	}
	return int((j.Unmeasured + j.Lasts) / time.Second)
}

// run takes the tokens back, one a second, and counts those that are back in
// time. Each has to be inactive as soon as its revocation was acknowledged.
func (v revoker) run(ctx context.Context, r *run, revoked *atomic.Int64) error {
	conn, err := dial(ctx, r.Address)
	if err != nil {
		return err
	}
	defer conn.close()
	context.AfterFunc(ctx, conn.close)
	if err := conn.expectBy(r.until.Add(patience)); err != nil {
		return err
	}
	for i, one := range v.work {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Until(r.began.Add(v.after + time.Duration(i)*time.Second))):
		}
		a, err := conn.ask(one.Revoke)
		if err != nil {
			return fmt.Errorf("take a token back: %w", err)
		}
		if a.status != http.StatusOK {
			return fmt.Errorf("take a token back: %w", wrong(a, "200"))
		}
		if a, err = conn.ask(one.Ask); err != nil {
			return fmt.Errorf("ask about a token that was taken back: %w", err)
		}
		if a.status != http.StatusOK || string(a.body) != inactive {
			return fmt.Errorf("a token that was taken back: %w", wrong(a, inactive))
		}
		if time.Now().Before(r.until) {
			revoked.Add(1)
		}
	}
	return nil
}

const inactive = `{"active":false}`
