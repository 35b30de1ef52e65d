package main

import (
	"context"
	"errors"
	"runtime/debug"
	"time"
)

// pace hands out the moments at which requests are due until the time is over.
func (r *run) pace(ctx context.Context) error {
	defer close(r.due)
	// Collecting garbage of its own would make the generator late, and it would
	// take that for the server's doing. A paced job makes little, and ends soon.
	debug.SetGCPercent(-1)
	between := time.Duration(float64(time.Second) / r.Rate)
	for at := r.began; at.Before(r.until); at = at.Add(between) {
		sleepUntil(at)
		select {
		case r.due <- at:
		case <-ctx.Done():
			return nil
		default:
			return errors.New("the server is so far behind that the requests cannot be kept")
		}
	}
	return nil
}
