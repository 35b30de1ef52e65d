package domain

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// TenantID is a tenant's immutable id. It is not the slug: a slug may one day
// belong to another tenant, an id never.
type TenantID string

// Status says whether something may be used.
type Status string

// The statuses. Tenants are active, suspended or (on their way out) deleted;
// everything else is active or disabled.
const (
	Active    Status = "active"
	Disabled  Status = "disabled"
	Suspended Status = "suspended"
	Deleted   Status = "deleted"
)

// Tenant is one customer's world.
type Tenant struct {
	ID     TenantID
	Slug   Slug
	Name   string
	Status Status
	// Revision is raised by every change that could turn an answer.
	Revision int64
	// Epoch is raised to take back every token of the tenant.
	Epoch    int64
	Settings Settings
	// Rate is how many requests a second its callers may make together, as operators
	// decided; zero is the installation's.
	Rate int64
	// Version is raised by every edit of name, status, settings or rate.
	Version          int64
	Created, Updated time.Time
}

// SetupLink is the one-time link by which the first operator gets in, as far as
// it is kept: its secret was printed once.
type SetupLink struct {
	Hash             SecretHash
	Created, Expires time.Time
}

// Settings are what a tenant's admins may choose.
type Settings struct {
	// AccessTokenSeconds is the lifetime of access tokens, in seconds, where
	// the resource server does not set its own.
	AccessTokenSeconds int64 `json:"access_token_seconds"`
	// SigningKeyDays is how many days a signing key signs before its successor
	// takes over.
	SigningKeyDays int64 `json:"signing_key_days"`
	// SecretOverlapSeconds is how long, in seconds, the older of two secrets
	// stays valid when a new one is made.
	SecretOverlapSeconds int64 `json:"secret_overlap_seconds"`
	// SessionSeconds is how long a session lasts however much it is used,
	// SessionIdleSeconds how long one lasts that is not used, in seconds. Zero
	// is the default.
	SessionSeconds     int64 `json:"session_seconds,omitempty"`
	SessionIdleSeconds int64 `json:"session_idle_seconds,omitempty"`
	// RefreshSeconds is how long a person's authorization may be refreshed from
	// when it was given, RefreshIdleSeconds how long one refresh token may go
	// unused, RefreshGraceSeconds how long a used one may be repeated, in
	// seconds. Zero is the default; of the last, -1 is none.
	RefreshSeconds      int64 `json:"refresh_seconds,omitempty"`
	RefreshIdleSeconds  int64 `json:"refresh_idle_seconds,omitempty"`
	RefreshGraceSeconds int64 `json:"refresh_grace_seconds,omitempty"`
	// RequirePAR demands pushed authorization requests of every client (RFC 9126
	// section 5).
	RequirePAR bool `json:"require_pushed_authorization_requests"`
	// PersonalTokenSeconds is the longest a personal access token may live, in
	// seconds. Zero is the default, and -1 that people make none.
	PersonalTokenSeconds int64 `json:"personal_access_token_seconds,omitempty"`
	// BrandColor is the tenant's colour on the pages that people see, as #rrggbb,
	// empty for ours.
	BrandColor string `json:"brand_color,omitempty"`
	// DynamicRegistration says whether clients may register themselves (RFC 7591):
	// RegistrationOff, which is the default, or RegistrationByToken.
	DynamicRegistration string `json:"dynamic_registration,omitempty"`
	// CallerRate is how many requests a second each client and each resource server
	// may make, if the installation allows as many. Zero is the installation's.
	CallerRate int64 `json:"caller_requests_per_second,omitempty"`
}

// The defaults of sessions and refresh tokens.
const (
	defaultRefresh      = 90 * 24 * time.Hour
	defaultRefreshIdle  = 30 * 24 * time.Hour
	defaultRefreshGrace = 30 * time.Second
	defaultSession      = 30 * 24 * time.Hour
	defaultSessionIdle  = 7 * 24 * time.Hour
	defaultPersonal     = 365 * 24 * time.Hour
)

// SessionLifetime is how long a session lasts however much it is used.
func (s Settings) SessionLifetime() time.Duration {
	return cmp.Or(time.Duration(s.SessionSeconds)*time.Second, defaultSession)
}

// RefreshLifetime is how long an authorization may be refreshed in all.
func (s Settings) RefreshLifetime() time.Duration {
	return cmp.Or(time.Duration(s.RefreshSeconds)*time.Second, defaultRefresh)
}

// RefreshIdle is how long a refresh token may go unused.
func (s Settings) RefreshIdle() time.Duration {
	return cmp.Or(time.Duration(s.RefreshIdleSeconds)*time.Second, defaultRefreshIdle)
}

// RefreshGrace is how long a used refresh token may be repeated.
func (s Settings) RefreshGrace() time.Duration {
	return orDefault(s.RefreshGraceSeconds, defaultRefreshGrace)
}

// RegistersClients reports whether clients may register themselves.
func (s Settings) RegistersClients() bool { return s.DynamicRegistration == RegistrationByToken }

// SessionIdle is how long a session lasts that is not used.
func (s Settings) SessionIdle() time.Duration {
	return cmp.Or(time.Duration(s.SessionIdleSeconds)*time.Second, defaultSessionIdle)
}

// DefaultSettings are those of a new tenant.
func DefaultSettings() Settings {
	return Settings{AccessTokenSeconds: 3600, SigningKeyDays: 90, SecretOverlapSeconds: 24 * 3600}
}

// Check refuses settings that cannot be kept.
func (s Settings) Check() error {
	if err := CheckLifetime("access_token_seconds", s.AccessTokenSeconds); err != nil {
		return err
	}
	if s.SigningKeyDays < 1 || s.SigningKeyDays > 3650 {
		return InvalidField("signing_key_days", "a signing key signs for 1 to 3650 days")
	}
	if s.SecretOverlapSeconds < 0 || s.SecretOverlapSeconds > 366*24*3600 {
		return InvalidField("secret_overlap_seconds", "secrets overlap for 0 seconds to 366 days")
	}
	if s.DynamicRegistration != "" && s.DynamicRegistration != RegistrationOff && s.DynamicRegistration != RegistrationByToken {
		return InvalidField("dynamic_registration", "clients register themselves by token, or it is off")
	}
	if err := CheckRate("caller_requests_per_second", s.CallerRate); err != nil {
		return err
	}
	return s.checkPeople()
}

// CheckLifetime refuses a token lifetime in seconds that is not from 1 second
// to a hundred years.
func CheckLifetime(field string, seconds int64) error {
	if limit := int64(MaxTokenLifetime / time.Second); seconds < 1 || seconds > limit {
		return InvalidField(field, "a lifetime is from 1 to %d seconds", limit)
	}
	return nil
}

// maxName bounds the names people give to things, in characters.
const maxName = 200

// CheckName refuses a name for people that is empty, too long, or has
// characters that do not print.
func CheckName(field, name string) error {
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > maxName {
		return InvalidField(field, "a name has 1 to %d characters", maxName)
	}
	return checkText(field, name)
}

// CheckDescription refuses a description that is too long or does not print.
func CheckDescription(field, text string) error {
	if utf8.RuneCountInString(text) > 1000 {
		return InvalidField(field, "a description has at most 1000 characters")
	}
	return checkText(field, text)
}

func checkText(field, text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return InvalidField(field, "only characters that print are allowed")
	}
	return nil
}
