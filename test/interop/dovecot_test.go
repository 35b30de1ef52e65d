package interop_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/port"
	"github.com/jeton-id/jeton/test/process"
)

// TestDovecotAsksByForm runs Dovecot, whose users sign in with a token that it asks
// about by a form.
func TestDovecotAsksByForm(t *testing.T) {
	program, err := exec.LookPath("dovecot")
	require.NoError(t, err, "run go run ./test/setup")
	process.Engines(t, func(t *testing.T, config process.Config) {
		p := newProtected(t, config)
		const route = "/t/:tenant/oauth2/introspect"
		address, log := p.startDovecot(t, program)
		acme := p.server.At("acme")
		token := acme.Token(t, p.Shop.caller(), "scope=orders:read")
		for _, mechanism := range []string{"OAUTHBEARER", "XOAUTH2"} {
			before := p.asked(t, route)
			require.Equal(t, "OK", signIn(t, address, mechanism, "shop", token), "%s\n%s", mechanism, log())
			require.Equal(t, 1, p.asked(t, route)-before, "it really asked")
		}
		require.Equal(t, failed, signIn(t, address, "OAUTHBEARER", "alice", token), "it is another's")

		all := p.refused(t)
		all["without the scope"] = acme.Token(t, p.Shop.caller(), "scope=orders:write")
		for what, refused := range all {
			before := p.asked(t, route)
			require.Equal(t, failed, signIn(t, address, "OAUTHBEARER", "shop", refused), what)
			require.Equal(t, 1, p.asked(t, route)-before, what)
		}
		p.setOrders(t, "disabled")
		require.Equal(t, "UNAVAILABLE", signIn(t, address, "OAUTHBEARER", "shop", token), "the API is disabled: no fault of the user's")
		p.setOrders(t, "active")
		require.Equal(t, "OK", signIn(t, address, "OAUTHBEARER", "shop", token), log())
		require.Equal(t, http.StatusOK, acme.Revoke(t, p.Shop.caller(), token).Status)
		require.Equal(t, failed, signIn(t, address, "OAUTHBEARER", "shop", token), "nothing was cached")
		require.NotContains(t, log(), token)
	})
}

// startDovecot starts Dovecot with the recipe of the documentation as an ordinary
// process of an ordinary user, and gives its address and what reads its log.
func (p protected) startDovecot(t *testing.T, program string) (address string, log func() string) {
	t.Helper()
	// Not t.TempDir: sockets have short names, and who runs it has to get there.
	dir, err := os.MkdirTemp("/tmp", "dovecot")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	who := ordinaryUser(t)
	group, err := user.LookupGroupId(who.Gid)
	require.NoError(t, err)
	address = port.ForTest(t)
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	oauth2 := recipe(t, "Dovecot", "ini",
		"ID:SECRET@127.0.0.1:8000", p.Orders.ID+":"+p.Orders.Secret+"@"+strings.TrimPrefix(p.server.URL, "http://"),
		// A client that speaks for itself has no username.
		"= username", "= client_id")
	own := fmt.Sprintf(`
protocols = imap
listen = 127.0.0.1
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
ssl = no
disable_plaintext_auth = no
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[2]s
mail_location = maildir:%[1]s/mail
first_valid_uid = 1
auth_failure_delay = 0
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[4]s
  }
  inet_listener imaps {
    port = 0
  }
}
userdb {
  driver = static
  args = uid=%[5]s gid=%[6]s home=%[1]s/home
}
`, dir, who.Username, group.Name, port, who.Uid, who.Gid)
	settings := recipe(t, "Dovecot", "", "/etc/dovecot/dovecot-oauth2.conf.ext", filepath.Join(dir, "oauth2.conf"))
	uid, err := strconv.Atoi(who.Uid)
	require.NoError(t, err)
	gid, err := strconv.Atoi(who.Gid)
	require.NoError(t, err)
	for name, text := range map[string]string{"dovecot.conf": own + settings + "\n", "oauth2.conf": oauth2 + "\n", "log": ""} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		require.NoError(t, os.Chown(filepath.Join(dir, name), uid, gid))
	}
	require.NoError(t, os.Chown(dir, uid, gid))
	cmd := exec.CommandContext(t.Context(), program, "-F", "-c", filepath.Join(dir, "dovecot.conf"))
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	run(t, cmd, address)
	return address, func() string {
		text, err := os.ReadFile(filepath.Join(dir, "log"))
		require.NoError(t, err)
		return string(text)
	}
}

// ordinaryUser is who runs the tests, or nobody if that is root, as whom Dovecot
// lets nobody sign in.
func ordinaryUser(t *testing.T) *user.User {
	t.Helper()
	who, err := user.Current()
	require.NoError(t, err)
	if who.Uid == "0" {
		who, err = user.Lookup("nobody")
		require.NoError(t, err)
	}
	return who
}

// failed is what Dovecot says of a token that is refused.
const failed = "AUTHENTICATIONFAILED"

// signIn signs in by IMAP with a token (RFC 7628, or Google's XOAUTH2, which came
// before it), and gives OK, or the code of the refusal.
func signIn(t *testing.T, address, mechanism, username, token string) string {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer func() { _ = connection.Close() }()
	require.NoError(t, connection.SetDeadline(time.Now().Add(30*time.Second)))
	lines := bufio.NewScanner(connection)
	require.True(t, lines.Scan())
	require.Contains(t, lines.Text(), "AUTH="+mechanism)
	said := "n,a=" + username + ",\x01auth=Bearer " + token + "\x01\x01"
	if mechanism == "XOAUTH2" {
		said = "user=" + username + "\x01auth=Bearer " + token + "\x01\x01"
	}
	_, err = fmt.Fprintf(connection, "a AUTHENTICATE %s %s\r\n", mechanism, base64.StdEncoding.EncodeToString([]byte(said)))
	require.NoError(t, err)
	for lines.Scan() {
		switch answer := lines.Text(); {
		case strings.HasPrefix(answer, "+ "):
			// What was wrong, which is acknowledged (RFC 7628 section 3.2.3).
			_, err = fmt.Fprint(connection, "AQ==\r\n")
			require.NoError(t, err)
		case strings.HasPrefix(answer, "a OK"):
			return "OK"
		case strings.HasPrefix(answer, "a NO ["):
			code, _, _ := strings.Cut(strings.TrimPrefix(answer, "a NO ["), "]")
			return code
		}
	}
	require.NoError(t, lines.Err())
	require.Fail(t, "it said nothing to the end")
	return ""
}
