package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
)

type applyCommand struct {
	File   string `short:"f" required:"" placeholder:"FILE" help:"The file; - reads from standard input. Its secrets may name environment variables as $${NAME}."`
	DryRun bool   `help:"Print the difference and change nothing."`
}

// Run applies a file.
func (c *applyCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	data, err := p.read(c.File)
	if err != nil {
		return err
	}
	declaration, err := readApplyFile(data, p.lookup)
	if err != nil {
		return err
	}
	if c.DryRun {
		return dryRun(ctx, p, config, declaration)
	}
	in, err := openInstallation(ctx, config)
	if err != nil {
		return err
	}
	difference, err := in.applier().Apply(ctx, declaration, time.Now())
	p.say("%s", difference)
	if err == nil {
		p.say("%s\n", summary(difference, "applied"))
	}
	return errors.Join(err, in.Close())
}

func dryRun(ctx context.Context, p *process, config Config, declaration apply.Declaration) error {
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	difference, err := in.applier().Plan(ctx, declaration, time.Now())
	if err == nil {
		p.say("%s%s\n", difference, summary(difference, "to be made; nothing was written"))
	}
	return errors.Join(err, in.Close())
}

func summary(difference apply.Difference, done string) string {
	switch n := len(difference.Changes); n {
	case 0:
		return "no changes"
	case 1:
		return "1 change " + done
	default:
		return fmt.Sprintf("%d changes %s", n, done)
	}
}

// read gives what is in a file, or on standard input if it is named "-". It
// reads no more than can be an apply file.
func (p *process) read(file string) ([]byte, error) {
	in := p.in
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		in = opened
	}
	return io.ReadAll(io.LimitReader(in, maxApplyFile+1))
}

// lookup finds a variable of the environment; the last one of a name counts.
func (p *process) lookup(name string) (value string, ok bool) {
	for _, variable := range p.environ {
		if key, v, _ := strings.Cut(variable, "="); key == name {
			value, ok = v, true
		}
	}
	return value, ok
}

type exportCommand struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The tenant."`
}

// Run exports a tenant.
func (c *exportCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	slug, err := domain.ParseSlug(c.Tenant)
	if err != nil {
		return err
	}
	in, err := viewInstallation(ctx, config)
	if err != nil {
		return err
	}
	declaration, err := apply.Export(ctx, in.store, slug)
	if err == nil {
		p.say("%s", exportHeader)
		err = writeApplyFile(p.out, declaration, placeholders())
	}
	return errors.Join(err, in.Close())
}
