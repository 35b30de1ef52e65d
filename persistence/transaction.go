package persistence

import (
	"context"
	"errors"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// maxAttempts bounds how often a transaction that lost a race is run.
const maxAttempts = 5

// Add runs a transaction that only adds.
func (t *tenancy) Add(ctx context.Context, act domain.Act, work func(domain.Adder) error) error {
	return t.transact(ctx, adding, func(v view) (*ledger, error) {
		tx := &addition{view: v, act: act, ledger: &ledger{}}
		return tx.ledger, work(tx)
	})
}

// Change runs a transaction that may change or remove. Those of one tenant go
// one after another: they all end at the same row, and would otherwise meet
// there in a deadlock. Additions and reads wait for none of them.
func (t *tenancy) Change(ctx context.Context, act domain.Act, work func(domain.Changer) error) error {
	return t.transact(ctx, changing, func(v view) (*ledger, error) {
		tx := &change{addition{view: v, act: act, ledger: &ledger{}}}
		if err := work(tx); err != nil {
			return tx.ledger, err
		}
		return tx.ledger, failed("raise the revision", tx.raise(ctx))
	})
}

func (t *tenancy) transact(ctx context.Context, kind transactionKind, work func(view) (*ledger, error)) (err error) {
	defer t.store.span(ctx, kind.String()).end(&err)
	return untilWon(ctx, func() error { return t.attempt(ctx, kind, work) })
}

// untilWon begins a transaction again that lost a race to another.
func untilWon(ctx context.Context, transaction func() error) error {
	for attempt := 1; ; attempt++ {
		err := transaction()
		if attempt < maxAttempts && isLostRace(err) && ctx.Err() == nil {
			continue
		}
		return err
	}
}

func (t *tenancy) attempt(ctx context.Context, kind transactionKind, work func(view) (*ledger, error)) error {
	tx, status, err := t.store.engine.begin(ctx, t.tenant, kind)
	if err != nil {
		return failed("begin a transaction", err)
	}
	// After a commit this does nothing.
	defer func() { _ = tx.Rollback() }()
	if status == "" || status == domain.Deleted {
		return domain.NotFound("tenant")
	}
	ledger, err := work(t.view(tx))
	if errors.Is(err, domain.ErrUnchanged) && ledger.failure == nil {
		return nil
	}
	if err == nil {
		err = ledger.check()
	}
	if err != nil {
		return defect(err)
	}
	if err := t.store.watch.before(ctx, "commit"); err != nil {
		return failed("commit", err)
	}
	if err := tx.Commit(); err != nil {
		return failed("commit", err)
	}
	t.store.taken.add(ledger.taken)
	if ledger.noticed {
		select {
		case t.store.noticed <- struct{}{}:
		default: // nobody has looked since the last time
		}
	}
	return nil
}

// ledger is what a transaction remembers about itself for the moment of its
// commit.
type ledger struct {
	// changed is set by every method outside domain.Issuing that writes.
	changed, recorded bool
	// whole is set if more was changed than parts.
	whole bool
	parts map[domain.Part]struct{}
	// noticed is set if logout notices were filed.
	noticed bool
	// taken is what was taken back.
	taken [levels]int64
	// failure is the first error a writing method gave. On Postgres nothing
	// can be committed after one, so that on no engine anything is.
	failure error
}

func (l *ledger) check() error {
	if l.failure != nil {
		return l.failure
	}
	if l.changed && !l.recorded {
		return errors.New("a change without an audit event is not committed")
	}
	return nil
}

// defect makes an error that is not the domain's, which work should not give,
// one of the domain; an ended context is what it is.
func defect(err error) error {
	var known *domain.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return domain.Unavailable(err)
	}
	return &domain.Error{Kind: domain.KindInternal, Code: "internal", Err: err}
}

// addition is a transaction that only adds. It has no method that changes, so
// that work which asks for more than domain.Adder does not get it.
type addition struct {
	view
	act    domain.Act
	ledger *ledger
}

// change is a transaction that may change and remove.
type change struct{ addition }

var (
	_ domain.Adder   = (*addition)(nil)
	_ domain.Changer = (*change)(nil)
)

// issue notes the outcome of a method of domain.Issuing. After a failure every
// method gives that failure again.
func (a *addition) issue(verb string, err error) error {
	if a.ledger.failure == nil {
		a.ledger.failure = failed(verb, err)
	}
	return a.ledger.failure
}

// alter notes the outcome of a method that has to be audited, and that what it
// wrote is the whole tenant's.
func (a *addition) alter(verb string, err error) error {
	a.ledger.whole = true
	return a.alterParts(verb, err)
}

// alterParts is alter for a method that wrote nothing but what rests on the
// parts.
func (a *addition) alterParts(verb string, err error, parts ...domain.Part) error {
	a.ledger.changed = true
	for _, part := range parts {
		if a.ledger.parts == nil {
			a.ledger.parts = map[domain.Part]struct{}{}
		}
		a.ledger.parts[part] = struct{}{}
	}
	return a.issue(verb, err)
}

// dropExpired removes up to two rows of a table that have expired. Each that is
// added calls it, so that what expires never grows beyond what is live for long,
// and nothing has to sweep it.
func (a *addition) dropExpired(ctx context.Context, table, key string) error {
	return a.dropExpiredBy(ctx, table, key, a.act.At)
}

// dropExpiredBy is dropExpired for what had expired by a moment.
func (a *addition) dropExpiredBy(ctx context.Context, table, key string, by time.Time) error {
	_, err := a.exec(ctx, "DELETE FROM "+table+" WHERE tenant_id = ? AND "+key+" IN (SELECT "+key+" FROM "+table+
		" WHERE tenant_id = ? AND expires_at <= ? ORDER BY expires_at LIMIT 2)", a.tenant, a.tenant, moment{by})
	return err
}
