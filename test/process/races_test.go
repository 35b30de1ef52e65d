package process_test

import (
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// TestOnceMeansOnceAtTwoProcesses has fifty use at once what is good once, at two
// servers that share nothing but the database. One of them gets tokens, and they
// are taken back with the use that came second (S21, S22).
func TestOnceMeansOnceAtTwoProcesses(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		w := newPeople(t, config, "")
		servers := []*process.Process{process.Start(t, w.Config), process.Start(t, w.Config)}
		for what, prepare := range map[string]func() func(*process.Process) process.Answer{
			"a code": func() func(*process.Process) process.Answer {
				once, _ := w.signIn(t, servers[0])
				return func(at *process.Process) process.Answer { return w.redeem(t, at, once) }
			},
			"a refresh token": func() func(*process.Process) process.Answer {
				code, _ := w.signIn(t, servers[1])
				once := w.redeem(t, servers[0], code).Member("refresh_token").(string)
				return func(at *process.Process) process.Answer { return w.refresh(t, at, once) }
			},
		} {
			use := prepare()
			answers := make([]process.Answer, 50)
			var all sync.WaitGroup
			for i := range answers {
				all.Go(func() { answers[i] = use(servers[i%len(servers)]) })
			}
			all.Wait()
			statuses := map[int]int{}
			var got process.Answer
			for _, answer := range answers {
				if statuses[answer.Status]++; answer.Status == http.StatusOK {
					got = answer
				}
			}
			require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 49}, statuses, what)
			for _, at := range servers {
				asked, err := at.Post("/t/acme/oauth2/introspect", w.app, url.Values{"token": {got.Member("access_token").(string)}})
				require.NoError(t, err)
				require.True(t, asked.Inactive(), "%s that came twice takes its tokens back", what)
				require.Equal(t, "invalid_grant", w.refresh(t, at, got.Member("refresh_token").(string)).Member("error"), what)
			}
		}
	})
}
