package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

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
	SetupLink setupLinkCommand `cmd:"" help:"Print a one-time link for the first operator, in place of the one before."`
	Apply     applyCommand     `cmd:"" help:"Bring tenants to the state that a file declares."`
	Export    exportCommand    `cmd:"" help:"Write a tenant as a file for apply, without secrets."`
	Backup    backupCommand    `cmd:"" help:"Copy the SQLite database to a file, while servers go on."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup in the place of the SQLite database."`
	Restored  restoredCommand  `cmd:"" help:"Make a database fit to be served that other means have set back, such as pg_restore."`
	Rekey     rekeyCommand     `cmd:"" help:"Wrap all keys under the secret key that are under another, while servers go on."`
	Move      moveCommand      `cmd:"" help:"Take the whole installation to another database, on the other engine for instance."`
	Tenant    struct {
		Export tenantExportCommand `cmd:"" help:"Write every row of a tenant to a file, for import elsewhere."`
		Import tenantImportCommand `cmd:"" help:"Add a tenant from such a file."`
	} `cmd:"" help:"Take a tenant to another installation."`
	Doctor  doctorCommand  `cmd:"" help:"Look for what is wrong and say how to mend it."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// process is what a command has of the world.
type process struct {
	environ  []string
	in       io.Reader
	out, err io.Writer
	// unsaid is why something could not be written to out.
	unsaid error
}

// say writes to standard output. A command whose words are lost has failed: run
// sees to that, so that nobody else has to.
func (p *process) say(format string, args ...any) {
	if _, err := fmt.Fprintf(p.out, format, args...); err != nil && p.unsaid == nil {
		p.unsaid = fmt.Errorf("write to standard output: %w", err)
	}
}

// counted gives a number of things in words, such as 1 tenant or 2 tenants.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprint(n, " ", thing)
}

// complain writes a line to standard error. If that fails there is nobody left
// to tell.
func (p *process) complain(about any) { _, _ = fmt.Fprintf(p.err, "jeton: %s\n", about) }

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
		p.complain(err.Error() + " (see jeton --help)")
		return exitUsage
	}
	err = command.Run()
	if err == nil {
		err = p.unsaid
	}
	return p.fail(err)
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
			p.complain(mistake)
		}
		return exitUsage
	case errors.As(err, &declaration):
		for _, mistake := range declaration {
			p.complain(mistake)
		}
	default:
		p.complain(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	}
	return exitFailure
}

// helpWithSettings prints the help with the settings after it.
func helpWithSettings(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("\nSettings (environment variables):\n")
	for _, s := range settings() {
		fmt.Fprintf(&text, "  %-27s %s\n", s.name, s.help)
	}
	text.WriteString("\nExit codes: 0 done, 1 failed, 2 wrong arguments or settings.\n")
	_, err := io.WriteString(ctx.Stdout, text.String())
	return err
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
	announce := func() error {
		// A link that is being stored when the end is near must still be seen.
		link, err := in.offerSetup(context.WithoutCancel(ctx))
		if link != "" {
			p.say("%s", firstLines(config, link))
		}
		return errors.Join(err, p.unsaid)
	}
	if c.Demo {
		secrets, err := applyDemo(ctx, in)
		if err != nil {
			return errors.Join(err, in.Close())
		}
		announce = func() error {
			p.say("%s", demoLines(config.PublicURL, secrets))
			return p.unsaid
		}
	}
	log, flush := newLog(p.err)
	defer flush()
	return errors.Join(serve(ctx, in, log, announce), in.Close())
}

type setupLinkCommand struct{}

// Run makes the link, and the installation if there is none yet. It fails once
// somebody manages the installation.
func (*setupLinkCommand) Run(ctx context.Context, p *process) error {
	config, err := readConfig(p.environ)
	if err != nil {
		return err
	}
	in, err := openInstallation(ctx, config)
	if err != nil {
		return err
	}
	link, err := in.renewSetup(ctx)
	if err == nil {
		p.say("%s", setupLines(link))
	}
	return errors.Join(err, in.Close())
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
	p.say("schema version %d of %d\n", state.Version, state.Latest)
	if err := state.Check(); err != nil {
		return err
	}
	if state.Ahead() {
		p.say("a newer binary was here; this one may serve it\n")
	}
	return nil
}

type versionCommand struct{}

// Run prints what the build knows of itself.
func (*versionCommand) Run(p *process) error {
	p.say("%s\n", versionLine())
	return nil
}

// version is that of the module that was built.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

func versionLine() string {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
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
	return "jeton " + version() + commit
}
