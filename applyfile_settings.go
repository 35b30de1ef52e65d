package main

import "github.com/jeton-id/jeton/domain"

// filePeopleSettings are settings about people as they are written. Those that
// have their default are left out.
type filePeopleSettings struct {
	SessionSeconds       int64  `yaml:"session_seconds,omitempty"`
	SessionIdleSeconds   int64  `yaml:"session_idle_seconds,omitempty"`
	RefreshSeconds       int64  `yaml:"refresh_seconds,omitempty"`
	RefreshIdleSeconds   int64  `yaml:"refresh_idle_seconds,omitempty"`
	RefreshGraceSeconds  *int64 `yaml:"refresh_grace_seconds,omitempty"`
	PersonalTokenSeconds *int64 `yaml:"personal_access_token_seconds,omitempty"`
	BrandColor           string `yaml:"brand_color,omitempty"`
}

// peopleSettings lists their names, in the order in which they are read.
func peopleSettings() []string {
	return []string{
		"session_seconds", "session_idle_seconds", "refresh_seconds", "refresh_idle_seconds", "refresh_grace_seconds",
		"personal_access_token_seconds", "brand_color",
	}
}

// peopleSettings reads them. Inside, 0 stands for the default; a file leaves the
// member out for that, and 0 is none.
func (r *fileReader) peopleSettings(o object, s *domain.Settings) {
	for i, to := range []*int64{
		&s.SessionSeconds, &s.SessionIdleSeconds, &s.RefreshSeconds, &s.RefreshIdleSeconds, &s.RefreshGraceSeconds, &s.PersonalTokenSeconds,
	} {
		name := peopleSettings()[i]
		if !r.number(o, name, to) || *to != 0 {
			continue
		}
		switch to {
		case &s.RefreshGraceSeconds, &s.PersonalTokenSeconds:
			*to = domain.OrNone(0)
		default:
			r.Add(o.members[name].Line, "%s: nothing lasts for 0 seconds", name)
		}
	}
	text(r, o, "brand_color", &s.BrandColor)
}

func peopleSettingsInFile(s domain.Settings) filePeopleSettings {
	given := func(kept int64) *int64 {
		if kept == 0 {
			return nil
		}
		written := max(kept, 0)
		return &written
	}
	return filePeopleSettings{
		SessionSeconds: s.SessionSeconds, SessionIdleSeconds: s.SessionIdleSeconds,
		RefreshSeconds: s.RefreshSeconds, RefreshIdleSeconds: s.RefreshIdleSeconds,
		RefreshGraceSeconds: given(s.RefreshGraceSeconds), PersonalTokenSeconds: given(s.PersonalTokenSeconds), BrandColor: s.BrandColor,
	}
}
