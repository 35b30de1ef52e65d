package persistence

import (
	"context"
	"fmt"
)

// oldestPostgres is the first version that Jeton is tested with.
const oldestPostgres = 150000

// setUp is what Postgres says of itself.
type setUp struct {
	superuser, readOnly, clear         bool
	version, room, taken               int
	encoding, fsync, commit, fullPages string
	autovacuum                         string
}

// setUpStatement asks for it. What others hold includes the connections of this
// process; a connection over the loopback is as good as encrypted.
const setUpStatement = "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)," +
	" pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'," +
	" NOT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AND inet_client_addr() IS NOT NULL" +
	" AND NOT inet_client_addr() <<= '127.0.0.0/8' AND inet_client_addr() <> '::1'," +
	" current_setting('server_version_num')::int," +
	" least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - coalesce(current_setting('reserved_connections', true)::int, 0)," +
	" (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())," +
	" (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = session_user))," +
	" (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')," +
	" (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database())," +
	" current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('autovacuum')"

// condition looks at what Postgres says of itself.
func (e *postgresEngine) condition(ctx context.Context, found *Condition) error {
	var s setUp
	err := e.ask(ctx, "", setUpStatement, nil, func(row cursor) error {
		return row.Scan(&s.superuser, &s.readOnly, &s.clear, &s.version, &s.room, &s.taken, &s.encoding, &s.fsync, &s.commit, &s.fullPages, &s.autovacuum)
	})
	if err != nil {
		return err
	}
	// One leads the sweep. What a pooler opens is not ours to judge.
	wanted := 1
	if !e.pooled {
		wanted += e.app.most() + e.filing.most() + e.lookup.most()
	}
	for _, judged := range []struct {
		is        bool
		into      *[]string
		complaint string
	}{
		{s.version < oldestPostgres, &found.Wrong, "this version is older than 15, with which Jeton was never tried: use a newer one"},
		{s.readOnly, &found.Wrong, "it takes no writes: it is a standby, or default_transaction_read_only is on; let JETON_DATABASE_URL name every host, with target_session_attrs=read-write"},
		{s.encoding != "UTF8", &found.Wrong, "its encoding is " + s.encoding + ", which cannot hold every name: make the database anew with ENCODING 'UTF8'"},
		{
			wanted > s.room, &found.Wrong,
			fmt.Sprintf("a process of Jeton opens up to %d connections, and it allows %d: raise max_connections (or CONNECTION LIMIT of the role or database)", wanted, s.room),
		},
		{
			wanted <= s.room && s.room-s.taken < wanted, &found.Unwise,
			fmt.Sprintf("it allows %d connections and %d are open, so there is no room for another process of Jeton, which opens up to %d: raise max_connections before you add one", s.room, s.taken, wanted),
		},
		{s.superuser, &found.Unwise, "the role of JETON_DATABASE_URL is a superuser: Jeton gives that up, but whoever gets hold of the URL has all; make a role of its own that owns the database"},
		{s.clear, &found.Unwise, "what goes to it travels unencrypted: add sslmode=verify-full to JETON_DATABASE_URL"},
		{s.fsync == "off", &found.Unwise, "fsync is off: a crash loses revocations that were acknowledged, or the whole database; turn it on"},
		{s.commit == "off", &found.Unwise, "synchronous_commit is off: a crash loses revocations that were acknowledged, and their tokens live again; turn it on"},
		{s.fullPages == "off", &found.Unwise, "full_page_writes is off: a crash may spoil the database; turn it on, unless its disk writes whole pages"},
		{s.autovacuum == "off", &found.Unwise, "autovacuum is off: the database grows and gets slow; turn it on"},
	} {
		if judged.is {
			*judged.into = append(*judged.into, judged.complaint)
		}
	}
	return nil
}
