package history_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/revocation/history"
)

func TestLapses(t *testing.T) {
	// The clocks are stepped away between 10 and 12, and back between 20 and 22.
	lapse := history.Lapse{Tokens: []string{"k"}, Begun: 10, Reached: 12, Leaving: 20, Over: 22}
	taken := history.Revocation{Level: "token", Tokens: []string{"k"}, Begun: 14, Acknowledged: 15, Then: []history.Answer{history.Inactive}}
	const active, inactive, unknown = history.Active, history.Inactive, history.Unknown
	type questions = []history.Question

	for _, row := range []struct {
		name      string
		questions questions
		revoked   bool
		violation string
	}{
		// What a server may do.
		{"alive, dead by the clock, and alive again", questions{asked(1, 2, active), asked(12, 20, inactive), asked(22, 23, active)}, false, ""},
		{"either while the clocks are being stepped", questions{asked(9, 11, inactive), asked(11, 13, active), asked(19, 21, active), asked(21, 30, inactive)}, false, ""},
		{"nobody could find out", questions{asked(13, 14, unknown)}, false, ""},
		{"taken back meanwhile", questions{asked(1, 2, active), asked(13, 14, inactive), asked(22, 23, inactive)}, true, ""},

		// What it may not.
		{"alive though its time was over", questions{asked(12, 13, active)}, false, "by the clock it was dead"},
		{"dead before the clocks were stepped", questions{asked(1, 10, inactive)}, false, "nobody took it back"},
		{"dead after they were stepped back", questions{asked(22, 23, inactive)}, false, "nobody took it back"},
		{"taken back meanwhile, and alive when the clocks are right again", questions{asked(22, 23, active)}, true, "it had been taken back"},
		{"taken back meanwhile, and alive while they are stepped back", questions{asked(19, 21, active)}, true, "it had been taken back"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := history.History{Questions: row.questions, Lapses: []history.Lapse{lapse}}
			if row.revoked {
				h.Revocations = append(h.Revocations, taken)
			}
			violations := h.Violations()
			if row.violation == "" {
				require.Empty(t, violations)
				return
			}
			require.Len(t, violations, 1)
			require.Equal(t, row.violation, violations[0].Because)
		})
	}

	forEver := history.History{
		Lapses:    []history.Lapse{{Tokens: []string{"k"}, Begun: 10, Reached: 12, Leaving: history.Never, Over: history.Never}},
		Questions: questions{asked(1, 2, active), asked(900, 901, inactive)},
	}
	require.Empty(t, forEver.Violations(), "a lapse need not end")
}
