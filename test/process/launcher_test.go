package process

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// leave, if set, has a test binary start this binary of the program, say where,
// and die without a word to anybody.
const leave = "PROCESS_TEST_LEAVES_BEHIND"

func TestNothingOutlivesTheTestBinary(t *testing.T) {
	if binary := os.Getenv(leave); binary != "" {
		config := SQLite(t)
		config.Binary = binary
		server := Start(t, config)
		keeper, err := theGuard()
		require.NoError(t, err)
		_, err = os.Stdout.WriteString("left " + strings.TrimPrefix(server.URL, "http://") + " " + keeper.dir + "\n")
		require.NoError(t, err)
		require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGKILL))
	}

	self := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	self.Env = append(os.Environ(), leave+"="+product(t), "TMPDIR="+t.TempDir())
	output, err := self.Output()
	require.Error(t, err, "it was killed")
	_, left, found := strings.Cut(string(output), "left ")
	require.True(t, found, string(output))
	address, dir, _ := strings.Cut(strings.TrimSpace(left), " ")

	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			_ = connection.Close()
		}
		return err != nil
	}, 10*time.Second, 20*time.Millisecond, "the server is gone")
	require.NoDirExists(t, dir)
}

func TestALogIsSearchedForWhatItMustNotHold(t *testing.T) {
	secret := NewSecret()
	for line, fine := range map[string]bool{
		`{"level":"INFO","msg":"request","route":"/t/:tenant/oauth2/token","status":200}`: true,
		`{"token_id":"0abc.Vn1yX3eyJ0"}`:                             true,
		`{"error":"refused jtn_at_00Ab1"}`:                           false,
		`{"error":"refused eyJhbGciOiJFUzI1NiJ9.e30.x"}`:             false,
		`{"error":"panic: runtime error: index out of range\n"}`:     false,
		`WARNING: DATA RACE`:                                         false,
		`{"error":"connect to postgres://jeton:` + secret + `@db/"}`: false,
	} {
		var log output
		_, err := log.Write([]byte("before\n" + line + "\nafter\n"))
		require.NoError(t, err)
		wrong := log.wrong()
		require.Equal(t, fine, len(wrong) == 0, "%s: %s", line, wrong)
		require.NotContains(t, strings.Join(wrong, " "), secret, "what is said of a leak does not repeat it")
	}
}
