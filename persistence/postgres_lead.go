package persistence

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// lead holds an advisory lock on a connection of its own. The lock ends with the
// connection, wherever that breaks, and then another process may begin: so
// while work runs we listen on the connection, and end work's context when it
// breaks.
func (e *postgresEngine) lead(ctx context.Context, work func(context.Context) error) (bool, error) {
	statement := fmt.Sprintf("SELECT pg_try_advisory_lock(%d)", leadLock)
	if err := e.watch.before(ctx, statement); err != nil {
		return false, err
	}
	conn, err := pgx.ConnectConfig(ctx, e.owner)
	if err != nil {
		return false, err
	}
	defer closeConn(conn)
	var leads bool
	if err := conn.QueryRow(ctx, statement).Scan(&leads); err != nil || !leads {
		return false, err
	}
	working, stop := context.WithCancelCause(ctx)
	listening, hangUp := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, err := conn.WaitForNotification(listening)
		if listening.Err() == nil {
			stop(fmt.Errorf("the connection that holds the lead broke: %w", err))
		}
	}()
	err = work(working)
	stop(nil)
	hangUp()
	<-ended
	// Told, the server lets go of the lock at once, not when it notices.
	_, _ = conn.Exec(context.WithoutCancel(ctx), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", leadLock))
	return true, err
}
