package cable_test

import (
	"bufio"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/faults/cable"
)

const line = "to be or not to be\n"

func TestACablePassesOnAndBack(t *testing.T) {
	near := connect(t, cable.Lay(t, echo(t)))
	require.Equal(t, line, say(t, near))
	require.Equal(t, line, say(t, near))
}

func TestACutCableEndsWhatIsOpenAndNothingElse(t *testing.T) {
	wire := cable.Lay(t, echo(t))
	near := connect(t, wire)
	require.Equal(t, line, say(t, near))
	wire.Cut()
	_, err := near.Read(make([]byte, 1))
	require.Error(t, err)
	require.Equal(t, line, say(t, connect(t, wire)))
}

func TestACableIsCutInTheMiddleOfAnAnswer(t *testing.T) {
	wire := cable.Lay(t, echo(t))
	for range 20 {
		near := connect(t, wire)
		require.Equal(t, line, say(t, near))
		wire.CutWithin(len(line), rand.New(rand.NewPCG(1, 2)))
		_, err := io.WriteString(near, line)
		require.NoError(t, err)
		// A reset may overtake what came before it.
		answer, _ := io.ReadAll(near)
		require.Less(t, len(answer), len(line))
		require.Equal(t, line[:len(answer)], string(answer))
	}
}

func TestAJammedCableHoldsBackUntilItIsClear(t *testing.T) {
	wire := cable.Lay(t, echo(t))
	near := connect(t, wire)
	require.Equal(t, line, say(t, near))
	wire.Jam()
	_, err := io.WriteString(near, line)
	require.NoError(t, err)
	require.NoError(t, near.SetReadDeadline(time.Now().Add(200*time.Millisecond)))
	_, err = near.Read(make([]byte, 1))
	var timeout net.Error
	require.ErrorAs(t, err, &timeout)
	require.True(t, timeout.Timeout())

	wire.Clear()
	require.NoError(t, near.SetReadDeadline(time.Now().Add(10*time.Second)))
	answer, err := bufio.NewReader(near).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, line, answer)
}

func TestASlowCable(t *testing.T) {
	wire := cable.Lay(t, echo(t))
	near := connect(t, wire)
	wire.Delay(50 * time.Millisecond)
	began := time.Now()
	require.Equal(t, line, say(t, near))
	require.GreaterOrEqual(t, time.Since(began), 100*time.Millisecond, "there and back")
}

func TestNobodyAtTheFarEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	near := connect(t, cable.Lay(t, listener.Addr().String()))
	_, err = near.Read(make([]byte, 1))
	require.Error(t, err)
}

// echo is a far end that says what it is told.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func connect(t *testing.T, wire *cable.Cable) net.Conn {
	t.Helper()
	near, err := net.Dial("tcp", wire.Address())
	require.NoError(t, err)
	t.Cleanup(func() { _ = near.Close() })
	require.NoError(t, near.SetDeadline(time.Now().Add(10*time.Second)))
	return near
}

func say(t *testing.T, to net.Conn) string {
	t.Helper()
	_, err := io.WriteString(to, line)
	require.NoError(t, err)
	answer, err := bufio.NewReader(to).ReadString('\n')
	require.NoError(t, err)
	return answer
}
