package domain

import (
	"cmp"
	"regexp"
	"time"
)

// orDefault gives a number of seconds as a time, where zero stands for a default
// and -1 for none.
func orDefault(seconds int64, usual time.Duration) time.Duration {
	switch {
	case seconds == 0:
		return usual
	case seconds < 0:
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// Filled gives the settings as people are told them: with the defaults in place,
// and 0 for none.
func (s Settings) Filled() Settings {
	seconds := func(d time.Duration) int64 { return int64(d / time.Second) }
	s.SessionSeconds, s.SessionIdleSeconds = seconds(s.SessionLifetime()), seconds(s.SessionIdle())
	s.RefreshSeconds, s.RefreshIdleSeconds = seconds(s.RefreshLifetime()), seconds(s.RefreshIdle())
	s.RefreshGraceSeconds = seconds(s.RefreshGrace())
	s.PersonalTokenSeconds = seconds(s.PersonalLifetime())
	s.DynamicRegistration = cmp.Or(s.DynamicRegistration, RegistrationOff)
	return s
}

// OrNone gives a number of seconds that somebody chose as it is kept where zero
// stands for the default: 0, which they chose, is -1.
func OrNone(seconds int64) int64 {
	if seconds == 0 {
		return -1
	}
	return seconds
}

// Bounds of what people's sessions and tokens may last, in seconds.
const (
	leastLasting = 60
	longestGrace = 600
	leastToken   = 3600
)

var colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// checkPeople refuses settings about people that cannot be kept. Zero is the
// default everywhere.
func (s Settings) checkPeople() error {
	limit := int64(MaxTokenLifetime / time.Second)
	for _, lasting := range []struct {
		field   string
		seconds int64
	}{
		{"session_seconds", s.SessionSeconds},
		{"session_idle_seconds", s.SessionIdleSeconds},
		{"refresh_seconds", s.RefreshSeconds},
		{"refresh_idle_seconds", s.RefreshIdleSeconds},
	} {
		if lasting.seconds != 0 && (lasting.seconds < leastLasting || lasting.seconds > limit) {
			return InvalidField(lasting.field, "it is %d to %d seconds", leastLasting, limit)
		}
	}
	if s.RefreshGraceSeconds < -1 || s.RefreshGraceSeconds > longestGrace {
		return InvalidField("refresh_grace_seconds", "it is 0 to %d seconds", longestGrace)
	}
	if p := s.PersonalTokenSeconds; p < -1 || p > limit || p > 0 && p < leastToken {
		return InvalidField("personal_access_token_seconds", "it is %d to %d seconds, or 0 for no such tokens", leastToken, limit)
	}
	if s.BrandColor != "" && !colorForm.MatchString(s.BrandColor) {
		return InvalidField("brand_color", "a colour is written #rrggbb, in hexadecimal digits")
	}
	return nil
}
