package history_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/revocation/history"
)

// asked is a question about token k from sent to received.
func asked(sent, received time.Duration, answer history.Answer) history.Question {
	return history.Question{Token: "k", Through: "one", By: "api", Sent: sent, Received: received, Answer: answer}
}

func TestViolations(t *testing.T) {
	// Token k is taken back from 10 to 20 and is then inactive; token k2 goes
	// with it, and nobody touches k3.
	taken := history.Revocation{
		Level: "client", Through: "two", Tokens: []string{"k", "k2"}, Begun: 10, Acknowledged: 20,
		Then: []history.Answer{history.Inactive},
	}
	about := func(token string, q history.Question) history.Question { q.Token = token; return q }
	through := func(process string, q history.Question) history.Question { q.Through = process; return q }
	const (
		active, inactive, absent = history.Active, history.Inactive, history.Absent
		unknown                  = history.Unknown
	)
	type questions = []history.Question

	for _, row := range []struct {
		name      string
		questions questions
		violation string
	}{
		// What a server may do.
		{"nothing was asked", nil, ""},
		{"alive before it began, dead afterwards", questions{asked(1, 2, active), asked(20, 21, inactive)}, ""},
		{"alive until it was acknowledged", questions{asked(5, 15, active), asked(19, 30, active)}, ""},
		{"sent a moment before the acknowledgement, answered long after it", questions{asked(19, 99, active)}, ""},
		{"dead while it was under way", questions{asked(9, 11, inactive), asked(12, 13, inactive)}, ""},
		{"alive and dead at the same time", questions{asked(11, 15, active), asked(12, 14, inactive)}, ""},
		{"alive to a question that was sent before the first dead answer came", questions{asked(11, 14, inactive), asked(13, 16, active)}, ""},
		{"another token is alive", questions{about("k3", asked(30, 31, active))}, ""},
		{"nobody could find out", questions{asked(1, 2, unknown), asked(30, 31, unknown), about("k3", asked(1, 2, unknown))}, ""},

		// What it may not.
		{"alive at the moment of the acknowledgement", questions{asked(20, 21, active)}, "it had been taken back"},
		{"alive long afterwards", questions{asked(900, 901, active)}, "it had been taken back"},
		{"alive afterwards through the other process", questions{asked(21, 22, inactive), through("two", asked(21, 23, active))}, "it had been taken back"},
		{"another token of the same revocation is alive", questions{asked(21, 22, inactive), about("k2", asked(21, 22, active))}, "it had been taken back"},
		{"back to life while it was under way", questions{asked(11, 12, inactive), asked(12, 19, active)}, "it had been seen dead"},
		{"back to life through the other process", questions{asked(11, 12, inactive), through("two", asked(13, 14, active))}, "it had been seen dead"},
		{"dead before anybody began", questions{asked(1, 10, inactive)}, "nobody had begun to take it back"},
		{"absent before anybody began", questions{asked(1, 9, absent)}, "nobody had begun to take it back"},
		{"dead though nobody took it back", questions{about("k3", asked(30, 31, inactive))}, "nobody took it back"},
		{"refused though nobody took it back", questions{about("k3", asked(30, 31, history.Refused))}, "nobody took it back"},
		{"dead in a way that it should not be", questions{asked(21, 22, absent)}, "afterwards it should be [inactive]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := history.History{Questions: row.questions, Revocations: []history.Revocation{taken}}
			violations := h.Violations()
			if row.violation == "" {
				require.Empty(t, violations)
				return
			}
			require.Len(t, violations, 1)
			require.Equal(t, row.violation, violations[0].Because)
			require.Contains(t, violations[0].String(), row.violation)
		})
	}
}

func TestARevocationThatWasNeverAcknowledgedPromisesNothing(t *testing.T) {
	begun := history.Revocation{Level: "client", Tokens: []string{"k"}, Begun: 10, Acknowledged: history.Never, Then: []history.Answer{history.Inactive}}
	alive := history.History{Revocations: []history.Revocation{begun}, Questions: []history.Question{asked(30, 31, history.Active)}}
	require.Empty(t, alive.Violations())
	undead := alive
	undead.Questions = append(undead.Questions, asked(20, 21, history.Inactive))
	require.Len(t, undead.Violations(), 1, "though once seen dead it stays so")
}

func TestViolationsComeInTheOrderOfTheQuestions(t *testing.T) {
	h := history.History{Questions: []history.Question{asked(30, 31, history.Inactive), asked(10, 11, history.Inactive), asked(20, 21, history.Inactive)}}
	var sent []time.Duration
	for _, violation := range h.Violations() {
		sent = append(sent, violation.Question.Sent)
	}
	require.Equal(t, []time.Duration{10, 20, 30}, sent)
}

func TestCoverage(t *testing.T) {
	taken := history.Revocation{Level: "client", Through: "two", Tokens: []string{"k"}, Begun: 10, Acknowledged: 20}
	untouched := asked(1, 2, history.Active)
	untouched.Token = "k3"
	h := history.History{
		Revocations: []history.Revocation{taken},
		Questions: []history.Question{
			untouched, asked(1, 9, history.Active), asked(1, 11, history.Active), asked(19, 30, history.Active),
			asked(20, 21, history.Inactive), asked(22, 23, history.Inactive), asked(24, 25, history.Unknown),
		},
	}
	coverage := h.Coverage()
	route := history.Route{Level: "client", Revoked: "two", Asked: "one"}
	require.Equal(t, history.Coverage{
		Before: map[history.Route]int{route: 1}, During: map[history.Route]int{route: 2}, After: map[history.Route]int{route: 2},
		Untouched: map[string]int{"one": 1}, Unknown: 1, Asked: 7,
	}, coverage)

	require.Equal(t, "7 questions: 1 before a revocation, 2 during, 2 after, 1 unanswered, the others about untouched tokens", coverage.String())

	require.Empty(t, coverage.Gaps(nil, []string{"one"}))
	gaps := strings.Join(coverage.Gaps([]string{"client"}, []string{"one", "two"}), "\n")
	require.Contains(t, gaps, "no untouched token was asked about through two")
	require.Contains(t, gaps, "nothing was asked through two after client through two")
	require.Contains(t, gaps, "nothing was asked through one before client through one")
	require.NotContains(t, gaps, "nothing was asked through one after client through two")
}
