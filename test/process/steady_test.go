package process_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// steadily issues tokens of both forms at each of the servers and asks the next one
// about them, all the time, until the function it gives is called: not one of them may
// have failed.
func steadily(t *testing.T, w twins, servers ...*process.Process) (stop func()) {
	t.Helper()
	var all sync.WaitGroup
	var stopped atomic.Bool
	var done atomic.Int64
	failed := make(chan error, 2*len(servers))
	for i, issuing := range servers {
		asking := servers[(i+1)%len(servers)]
		for _, resource := range []struct {
			parameter string
			api       process.Caller
		}{{ordersAPI, w.orders}, {billingAPI, w.billing}} {
			all.Go(func() {
				for !stopped.Load() {
					if err := issueAndAsk(w, resource.parameter, resource.api, issuing, asking); err != nil {
						failed <- err
						return
					}
					done.Add(1)
				}
			})
		}
	}
	return func() {
		t.Helper()
		stopped.Store(true)
		all.Wait()
		close(failed)
		for err := range failed {
			t.Error(err)
		}
		require.Greater(t, done.Load(), int64(2*len(servers)), "there was something to disturb")
	}
}

func issueAndAsk(w twins, parameter string, api process.Caller, issuing, asking *process.Process) error {
	name, value, _ := strings.Cut(parameter, "=")
	issued, err := issuing.Post("/t/acme/oauth2/token", w.shop, url.Values{"grant_type": {"client_credentials"}, name: {value}})
	if err != nil {
		return err
	}
	token, _ := issued.Member("access_token").(string)
	if token == "" {
		return fmt.Errorf("no token: %d %s", issued.Status, issued.Body)
	}
	told, err := asking.Post("/t/acme/oauth2/introspect", api, url.Values{"token": {token}})
	if err == nil && !told.Active() {
		err = fmt.Errorf("not active: %d %s", told.Status, told.Body)
	}
	return err
}
