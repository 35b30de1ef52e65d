package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
	"github.com/jeton-id/jeton/migrations"
)

// The exit codes.
const (
	exitOK = iota
	// exitFailure means that the command could not do what it was asked to.
	exitFailure
	// exitUsage means that nothing was tried: arguments or settings are wrong.
	exitUsage
)

// commands is the command line.
type commands struct {
	Serve   serveCommand `cmd:"" help:"Serve all tenants."`
	Migrate struct {
		Up     migrateUpCommand     `cmd:"" help:"Bring the database's schema to this binary's; serve and apply do so by themselves."`
		Status migrateStatusCommand `cmd:"" help:"Say how the database's schema stands to this binary's."`
	} `cmd:"" help:"Look after the database's schema."`
	Apply   applyCommand   `cmd:"" help:"Bring tenants to the state that a file declares."`
	Export  exportCommand  `cmd:"" help:"Write a tenant as a file for apply, without secrets."`
	Doctor  doctorCommand  `cmd:"" help:"Look for what is wrong and say how to mend it."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// process is what a command has of the world.
type process struct {
	environ  []string
	in       io.Reader
	out, err io.Writer
}

// errTold ends a command that has told what is wrong already.
var errTold = errors.New("told already")

// run parses the arguments, runs the command and gives the exit code.
func (p *process) run(ctx context.Context, args []string) int {
	exited := -1
	parser, err := kong.New(&commands{},
		kong.Name("jeton"), kong.Description("A multi-tenant OAuth 2.0 identity platform built around reference tokens."),
		kong.Writers(p.out, p.err), kong.Exit(func(code int) { exited = code }),
		kong.Help(helpWithSettings), kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p),
	)
	if err != nil {
		return p.fail(err)
	}
	command, err := parser.Parse(args)
	switch {
	case exited >= 0: // help was asked for
		return exited
	case err != nil:
		fmt.Fprintf(p.err, "jeton: %s (see jeton --help)\n", err)
		return exitUsage
	}
	return p.fail(command.Run())
}

// fail says what went wrong, a line for each mistake, and gives the exit code.
func (p *process) fail(err error) int {
	var settings configMistakes
	var declaration apply.Mistakes
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errTold):
	case errors.As(err, &settings):
		for _, mistake := range settings {
			fmt.Fprintf(p.err, "jeton: %s\n", mistake)
		}
		return exitUsage
	case errors.As(err, &declaration):
		for _, mistake := range declaration {
			fmt.Fprintf(p.err, "jeton: %s\n", mistake)
		}
	default:
		fmt.Fprintf(p.err, "jeton: %s\n", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	}
	return exitFailure
}

// helpWithSettings prints the help with the settings after it.
func helpWithSettings(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	fmt.Fprintln(ctx.Stdout, "\nSettings (environment variables):")
	for _, s := range settings() {
		fmt.Fprintf(ctx.Stdout, "  %-22s %s\n", s.name, s.help)
	}
	fmt.Fprintln(ctx.Stdout, "\nExit codes: 0 done, 1 failed, 2 wrong arguments or settings.")
	return nil
}

type serveCommand struct {
	Demo bool `help:"Serve two demo tenants from a database of their own and print commands to try."`
}

// Run serves until it is told to end.
func (c *serveCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	if c.Demo {
		if config, err = demoConfig(config); err != nil {
			return err
		}
	}
	in, err := openInstallation(ctx, config)
	if err != nil {
		return err
	}
	announce := func() error { return nil }
	if c.Demo {
		secrets, err := applyDemo(ctx, in)
		if err != nil {
			return errors.Join(err, in.Close())
		}
		announce = func() error {
			_, err := fmt.Fprint(p.out, demoLines(config.PublicURL, secrets))
			return err
		}
	}
	return errors.Join(serve(ctx, in, newLog(), announce), in.Close())
}

type migrateUpCommand struct{}

// Run migrates. It also makes sure of the secret key: a database must never be
// older than the key that opens it.
func (*migrateUpCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	if _, err := config.prepare(); err != nil {
		return err
	}
	if err := migrations.Up(ctx, config.DatabaseURL.Reveal()); err != nil {
		return err
	}
	return printMigrations(ctx, p, config)
}

type migrateStatusCommand struct{}

// Run says how the schema stands; it fails if this binary cannot serve it.
func (*migrateStatusCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	return printMigrations(ctx, p, config)
}

func printMigrations(ctx context.Context, p *process, config Config) error {
	state, err := migrations.Status(ctx, config.DatabaseURL.Reveal())
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "schema version %d of %d\n", state.Version, state.Latest)
	return state.Check()
}

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
	fmt.Fprint(p.out, difference)
	if err == nil {
		fmt.Fprintln(p.out, summary(difference, "applied"))
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
		fmt.Fprint(p.out, difference)
		fmt.Fprintln(p.out, summary(difference, "to be made; nothing was written"))
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
		fmt.Fprint(p.out, exportHeader)
		err = writeApplyFile(p.out, declaration, placeholders())
	}
	return errors.Join(err, in.Close())
}

type versionCommand struct{}

// Run prints what the build knows of itself.
func (*versionCommand) Run(p *process) error {
	fmt.Fprintln(p.out, versionLine())
	return nil
}

func versionLine() string {
	version, commit := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = " commit " + s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " with changes"
			}
		}
		commit += " " + info.GoVersion
	}
	return "jeton " + version + commit
}
