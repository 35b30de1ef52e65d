package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

type doctorCommand struct{}

// Run looks at everything and changes nothing. It goes on after a failure as far
// as the failure lets it, and fails if anything did.
func (*doctorCommand) Run(ctx context.Context, p *process) error {
	d := doctor{process: p}
	config, err := readConfig(p.environ)
	if err != nil {
		var mistakes configMistakes
		errors.As(err, &mistakes)
		for _, mistake := range mistakes {
			d.fail("settings", "%s", mistake)
		}
		return errTold
	}
	d.ok("settings", "all are valid")
	d.settings(config)
	d.machine(ctx, config)
	d.files(config)
	d.database(ctx, config)
	if d.failed {
		return errTold
	}
	return nil
}

// doctor prints one line for each thing it looked at.
type doctor struct {
	process *process
	failed  bool
}

func (d *doctor) ok(subject, format string, args ...any) { d.say("ok", subject, format, args...) }

// warn is for what works and should be otherwise.
func (d *doctor) warn(subject, format string, args ...any) { d.say("warn", subject, format, args...) }

func (d *doctor) fail(subject, format string, args ...any) {
	d.failed = true
	d.say("fail", subject, format, args...)
}

func (d *doctor) say(verdict, subject, format string, args ...any) {
	for i, arg := range args {
		// What a client would be told of it is of no use here.
		var told *domain.Error
		if err, ok := arg.(error); ok && errors.As(err, &told) && told.Err != nil {
			args[i] = told.Err
		}
	}
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	d.process.say("%-4s  %s: %s\n", verdict, subject, text)
}

// verdict says ok or, if there is an error, fail.
func (d *doctor) verdict(subject string, err error, ok string) {
	if err != nil {
		d.fail(subject, "%s", err)
		return
	}
	d.ok(subject, "%s", ok)
}
