package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain/rekey"
)

type rekeyCommand struct {
	NewKey bool `help:"First step where the key is a file beside the database: put a new one in its place, and keep the old one beside it."`
}

// Run wraps anew whatever is not under the secret key. It looks at everything before
// it writes anything.
func (c *rekeyCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	if c.NewKey && !config.keepsKeyFile() {
		return configMistakes{"--new-key: the secret key is JETON_SECRET_KEY, and whoever sets it makes a new one; see docs/operations.md, Rotating every secret"}
	}
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	if c.NewKey {
		err = in.newKey(ctx, p)
	} else {
		err = in.rekey(ctx, p)
	}
	return errors.Join(err, in.Close())
}

func (in *installation) rekeyer() rekey.Rekeyer {
	return rekey.Rekeyer{Store: in.store, Wrapper: in.wrapper, Now: time.Now, NewID: newID}
}

// newKey changes the key files, once the keys there are have proved to open all.
func (in *installation) newKey(ctx context.Context, p *process) error {
	if _, err := in.rekeyer().Look(ctx); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := in.config.renewSecretKey(); err != nil {
		return fmt.Errorf("make a new secret key: %w", err)
	}
	p.say("%s is a new key, and %s the one before.\nStart every server anew, so that it has both, and then run jeton rekey.\n", in.config.secretKeyFile(), in.config.otherSecretKeyFile())
	return nil
}

func (in *installation) rekey(ctx context.Context, p *process) error {
	found, err := in.rekeyer().Look(ctx)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	moved, err := in.rekeyer().Rekey(ctx)
	if moved.Moved > 0 || err == nil {
		p.say("wrapped anew: %s of %s\n", counted(moved.Keys, "key"), counted(moved.Moved, "tenant"))
	}
	if err != nil {
		return fmt.Errorf("%w; run jeton rekey again, it goes on from there", err)
	}
	// Whoever still wraps under the other key has done so meanwhile.
	left, err := in.rekeyer().Look(ctx)
	if err != nil {
		return err
	}
	if left.Keys > 0 {
		return fmt.Errorf("%d keys were wrapped under the other secret key meanwhile: a server still has it as its first one; start all anew, and run jeton rekey again", left.Keys)
	}
	p.say("Every key of %s is under the secret key.\n", counted(found.Tenants, "tenant"))
	others, err := in.config.otherSecretKeys()
	if err != nil || len(others) == 0 {
		return err
	}
	other := "JETON_SECRET_KEY_OTHER"
	if in.config.keepsKeyFile() && in.config.OtherSecretKey.IsZero() {
		other = in.config.otherSecretKeyFile()
	}
	p.say("The other one opens nothing any more. Keep %s with the backups made under it, and take it from here.\n", other)
	return nil
}
