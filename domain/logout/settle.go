package logout

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of trying again.
const (
	firstPause, longestPause = 5 * time.Second, 2 * time.Hour
	// giveUpAfter is how long a client is tried to be told.
	giveUpAfter = 24 * time.Hour
)

// outcome is what became of a notice.
type outcome string

const (
	delivered outcome = "delivered"
	unwanted  outcome = "unwanted"
	postponed outcome = "postponed"
	givenUp   outcome = "given_up"
)

// settle removes a notice that was delivered or given up, and postpones any other.
func (d *Deliverer) settle(ctx context.Context, slug domain.Slug, notice domain.LogoutNotice, a answer) (outcome, error) {
	now := d.Now()
	pause, err := d.pause(notice.Attempts)
	if err != nil {
		return postponed, err
	}
	became := postponed
	switch {
	case a.taken():
		became = delivered
	case a.unwanted:
		became = unwanted
	case a.refused(), now.Add(pause).Sub(notice.Created) > giveUpAfter:
		became = givenUp
	}
	snap, err := d.Tenant(ctx, slug)
	if err != nil {
		return postponed, err
	}
	err = d.Store.In(snap.Tenant.ID).Add(ctx, act(now), func(tx domain.Adder) error {
		if became == postponed {
			return tx.PostponeLogoutNotice(ctx, notice, now.Add(pause))
		}
		if became == givenUp {
			event, err := d.gaveUp(notice, a, now)
			if err != nil {
				return err
			}
			if err := tx.Record(ctx, event); err != nil {
				return err
			}
		}
		return tx.RemoveLogoutNotice(ctx, notice)
	})
	if err != nil {
		return postponed, err
	}
	switch became {
	case delivered:
		d.delivered.Add(1)
	case postponed:
		d.postponed.Add(1)
	case givenUp:
		d.givenUp.Add(1)
	case unwanted:
	}
	return became, nil
}

// gaveUp makes the audit event of a client that could not be told.
func (d *Deliverer) gaveUp(notice domain.LogoutNotice, a answer, now time.Time) (domain.Event, error) {
	after, err := json.Marshal(map[string]any{
		"session": notice.Session, "user": notice.User, "host": notice.Host, "attempts": notice.Attempts, "status": a.status,
	})
	return domain.Event{
		ID: d.NewID(), At: now, Actor: act(now).By.String(), Action: "logout-notice.given_up", Object: "client:" + notice.Client, After: after,
	}, err
}

// pause gives how long to wait after so many attempts: twice as long each time, and
// anything from half of it to the whole, so that what failed together does not come
// back together.
func (d *Deliverer) pause(attempts int) (time.Duration, error) {
	whole := longestPause
	if doublings := attempts - 1; doublings < 16 {
		whole = min(longestPause, firstPause<<max(doublings, 0))
	}
	var drawn [1]byte
	if _, err := io.ReadFull(d.Random, drawn[:]); err != nil {
		return 0, fmt.Errorf("draw a pause: %w", err)
	}
	return whole/2 + whole/2*time.Duration(drawn[0])/255, nil
}
