package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// rotate gives every tenant the keys its schedule asks for, and counts them.
func (s Sweeper) rotate(ctx context.Context, now time.Time) (int, error) {
	var seen keys.Standing
	rotated, err := s.each(ctx, "rotate keys", func(id domain.TenantID) (int, error) {
		n, standing, err := s.rotateTenant(ctx, id, now)
		seen = seen.With(standing)
		return n, err
	})
	s.Progress.saw(seen, err)
	return rotated, err
}

// each does work for every tenant and adds up what it did. One that fails does not
// keep the others from theirs.
func (s Sweeper) each(ctx context.Context, verb string, work func(domain.TenantID) (int, error)) (int, error) {
	total := 0
	var failed []error
	for tenant, err := range domain.EveryTenant(ctx, s.Store) {
		if err != nil {
			return total, errors.Join(append(failed, fmt.Errorf("list tenants: %w", err))...)
		}
		n, err := work(tenant.ID)
		total += n
		if err != nil {
			failed = append(failed, fmt.Errorf("%s of tenant %s: %w", verb, tenant.Slug, err))
		}
	}
	return total, errors.Join(failed...)
}

// rotateTenant gives a tenant the keys its schedule asks for, counts them, and says how
// its keys stand then.
func (s Sweeper) rotateTenant(ctx context.Context, id domain.TenantID, now time.Time) (int, keys.Standing, error) {
	tenancy := s.Store.In(id)
	rows, err := tenancy.Load(ctx)
	if err != nil {
		return 0, keys.Standing{}, err
	}
	settings := rows.Tenant.Settings
	successors, retired := keys.Due(rows.SigningKeys, settings, now)
	if len(successors)+len(retired) == 0 {
		return 0, keys.StandingOf(rows.SigningKeys, settings, now), nil
	}
	var made []domain.SigningKey
	act := domain.Act{By: domain.SystemActor("sweep"), At: now}
	err = tenancy.Change(ctx, act, func(tx domain.Changer) error {
		made = nil // of an attempt that lost a race
		for alg, signsFrom := range successors {
			key, err := s.Keys.Signing(id, alg, now, signsFrom)
			if err != nil {
				return err
			}
			for _, ended := range keys.Rotated(rows.SigningKeys, alg, signsFrom, keys.LongestToken(rows)) {
				if err := tx.EditSigningKey(ctx, ended); err != nil {
					return err
				}
			}
			if err := tx.AddSigningKey(ctx, key); err != nil {
				return err
			}
			made = append(made, key)
			if err := s.record(ctx, tx, act, "key.scheduled", key); err != nil {
				return err
			}
		}
		for _, key := range retired {
			if err := tx.RemoveSigningKey(ctx, key.ID); err != nil {
				return err
			}
			if err := s.record(ctx, tx, act, "key.retired", key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, keys.StandingOf(rows.SigningKeys, settings, now), err
	}
	return len(successors) + len(retired), keys.StandingOf(append(rows.SigningKeys, made...), settings, now), nil
}

func (s Sweeper) record(ctx context.Context, tx domain.Changer, act domain.Act, action string, key domain.SigningKey) error {
	after, err := json.Marshal(map[string]any{"alg": key.Alg, "signs_from": key.SignsFrom})
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	return tx.Record(ctx, domain.Event{ID: s.NewID(), At: act.At, Actor: act.By.String(), Action: action, Object: "key:" + key.ID, After: after})
}
