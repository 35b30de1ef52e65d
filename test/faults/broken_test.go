package faults_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/breakage"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// broken is a server that a fault has to show up, and what shows it.
type broken struct {
	name  string
	build func(t testing.TB) string
	shown func(history.History) []history.Violation
}

// brokens are the servers that test/revocation finds out, and two that are as
// good as any until their database fails them.
func brokens() (all []broken) {
	for _, b := range breakage.All() {
		all = append(all, broken{b.Name, b.Build, history.History.Undead})
	}
	edited := func(edit process.Edit) func(t testing.TB) string {
		return func(t testing.TB) string { t.Helper(); return process.BuildEdited(t, edit) }
	}
	const durable = `config.ConnConfig.RuntimeParams["lock_timeout"] = "5000"`
	const honest = "e.Introspector.Introspect(ctx, slug, question)\n\tif err != nil {"
	return append(all,
		broken{
			"what was acknowledged is not yet on disk",
			edited(process.Edit{
				File: "persistence/postgres.go", Old: durable,
				New: durable + "\n\tconfig.ConnConfig.RuntimeParams[\"synchronous_commit\"] = \"off\"",
			}),
			history.History.Violations,
		},
		broken{
			"who cannot find out says no",
			edited(process.Edit{
				File: "api/oauth/introspect.go", Old: honest,
				New: "e.Introspector.Introspect(ctx, slug, question)\n\tif err != nil && !domain.KindUnavailable.Is(err) {",
			}),
			wrongNo,
		},
	)
}

// wrongNo gives the violations in which a token was called dead.
func wrongNo(seen history.History) []history.Violation {
	return slices.DeleteFunc(seen.Violations(), func(v history.Violation) bool { return v.Question.Answer != history.Inactive })
}

// TestAServerIsFoundOutInWhich shows that the load and the checker see what they
// are there to see: each of these servers is used while its database is killed
// and started, until it has been found out.
func TestAServerIsFoundOutInWhich(t *testing.T) {
	if !*all {
		t.Log("left to make faults")
		return
	}
	s := newStage(t)
	for _, b := range brokens() {
		t.Run(b.name, func(t *testing.T) {
			config := s.OnPostgres(t, s.durable)
			config.Binary = b.build(t)
			l := s.NewLoad(t, config, 2)
			l.Begin(t)
			defer l.End()
			for began := time.Now(); len(b.shown(l.History())) == 0 && time.Since(began) < time.Minute; {
				time.Sleep(load.Steady)
				require.NoError(t, s.durable.Kill())
				s.pause(t)
				require.NoError(t, s.durable.Restart(t.Context()))
			}
			l.End()
			shown := b.shown(l.History())
			require.NotEmpty(t, shown, "nobody saw it")
			t.Log("found out:", shown[0])
		})
	}
}
