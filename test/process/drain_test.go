package process_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestEndingLosesNothing(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		server, w := serveTwins(t, config)
		token := server.At("acme").Token(t, w.shop, ordersAPI)

		slow := beginIntrospection(t, server, w.orders, token)
		idle := dial(t, server)
		server.Terminate()
		awaitRefusal(t, server)

		// An idle connection has nothing under way.
		require.NoError(t, idle.SetReadDeadline(time.Now().Add(10*time.Second)))
		_, err := idle.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)

		// The request still gets its answer, for which the store has to be there.
		response := slow.finish(t)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode, string(body))
		require.Contains(t, string(body), `"active":true`)
		require.True(t, response.Close, "the client is told to go elsewhere")

		require.Zero(t, server.Wait())
		survivesAKill(t, w, token)
	})
}

// TestALeavingServerAnswersOn gives a balancer time to notice: until that is over only
// /readyz says no, and every answer is the last on its connection.
func TestALeavingServerAnswersOn(t *testing.T) {
	const delay = 3 * time.Second
	config := process.SQLite(t)
	config.Env = append(config.Env, "JETON_DRAIN_DELAY="+delay.String())
	server, w := serveTwins(t, config)
	token := server.At("acme").Token(t, w.shop, ordersAPI)
	idle := dial(t, server)
	began := time.Now()
	server.Terminate()
	require.Eventually(t, func() bool {
		ready, err := server.Get("/readyz")
		return err == nil && ready.Status == http.StatusServiceUnavailable
	}, delay, 10*time.Millisecond)

	// A connection that was open gets an answer, and is closed with it.
	_, err := fmt.Fprintf(idle, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", idle.RemoteAddr())
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(idle), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.True(t, response.Close, "the client is told to come back by another")

	// So does a new one.
	acme := server.At("acme")
	require.True(t, acme.Introspect(t, w.orders, token).Active())
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, token).Status)
	require.True(t, acme.Introspect(t, w.orders, token).Inactive())

	require.Zero(t, server.Wait())
	require.GreaterOrEqual(t, time.Since(began), delay)
}

// survivesAKill loses the machine after something was acknowledged.
func survivesAKill(t *testing.T, w twins, kept string) {
	t.Helper()
	server := process.Start(t, w.Config)
	acme := server.At("acme")
	taken := acme.Token(t, w.shop, ordersAPI)
	require.Equal(t, http.StatusOK, acme.Revoke(t, w.shop, taken).Status)
	server.Kill()

	acme = process.Start(t, w.Config).At("acme")
	require.True(t, acme.Introspect(t, w.orders, kept).Active())
	require.True(t, acme.Introspect(t, w.orders, taken).Inactive())
}

// slowRequest is an introspection of which half has been sent, and of which the
// server is known to be waiting for the other half.
type slowRequest struct {
	connection net.Conn
	reader     *bufio.Reader
	rest       string
}

func beginIntrospection(t *testing.T, server *process.Process, by process.Caller, token string) slowRequest {
	t.Helper()
	connection := dial(t, server)
	body := url.Values{"token": {token}}.Encode()
	slow := slowRequest{connection, bufio.NewReader(connection), body[len(body)/2:]}
	_, err := fmt.Fprintf(connection, "POST /t/acme/oauth2/introspect HTTP/1.1\r\nHost: %s\r\nAuthorization: Basic %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		connection.RemoteAddr(), base64.StdEncoding.EncodeToString([]byte(by.ID+":"+by.Secret)), len(body))
	require.NoError(t, err)
	// It says so once the handler wants the body.
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(10*time.Second)))
	for _, line := range []string{"HTTP/1.1 100 Continue\r\n", "\r\n"} {
		said, err := slow.reader.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, line, said)
	}
	_, err = io.WriteString(connection, body[:len(body)/2])
	require.NoError(t, err)
	return slow
}

func (s slowRequest) finish(t *testing.T) *http.Response {
	t.Helper()
	_, err := io.WriteString(s.connection, s.rest)
	require.NoError(t, err)
	require.NoError(t, s.connection.SetReadDeadline(time.Now().Add(10*time.Second)))
	response, err := http.ReadResponse(s.reader, nil)
	require.NoError(t, err)
	return response
}

// dial opens a connection and uses it once, so that it is idle.
func dial(t *testing.T, server *process.Process) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	_, err = fmt.Fprintf(connection, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", connection.RemoteAddr())
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return connection
}

// awaitRefusal returns when nobody listens any more.
func awaitRefusal(t *testing.T, server *process.Process) {
	t.Helper()
	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		if err != nil {
			return true
		}
		_ = connection.Close()
		return false
	}, 5*time.Second, 20*time.Millisecond)
}
