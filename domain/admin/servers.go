package admin

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// ServerDraft is a resource server to be registered. Empty members take
// defaults: the first identifier as name, reference tokens with the tenant's
// lifetime, and the release of every claim with a public subject.
type ServerDraft struct {
	Identifiers        []string
	Name               string
	Scopes             []domain.ResourceScope
	TokenFormat        domain.TokenFormat
	SigningAlg         string
	AccessTokenSeconds int64
	Release            domain.Release
	// Answers is over domain.DefaultAnswers; to see refresh tokens needs
	// visibility:write.
	Answers AnswersEdit
	// Personal is whether it accepts personal access tokens.
	Personal bool
	// Sees and Hides need visibility:write.
	Sees, Hides []string
}

// ServerEdit changes a resource server. Nil members stay.
type ServerEdit struct {
	Version     int64
	Identifiers []string
	Name        *string
	Status      *domain.Status
	Scopes      []domain.ResourceScope
	TokenFormat *domain.TokenFormat
	SigningAlg  *string
	// AccessTokenSeconds zero means the tenant's lifetime.
	AccessTokenSeconds *int64
	Release            *domain.Release
	Answers            AnswersEdit
	Personal           *bool
	// Sees and Hides need visibility:write if they change anything.
	Sees, Hides []string
}

// serverRecord is a resource server in audit events.
type serverRecord struct {
	Identifiers        []string               `json:"identifiers"`
	Name               string                 `json:"name"`
	Status             domain.Status          `json:"status"`
	Scopes             []domain.ResourceScope `json:"scopes"`
	TokenFormat        domain.TokenFormat     `json:"token_format"`
	SigningAlg         string                 `json:"token_signing_alg"`
	AccessTokenSeconds int64                  `json:"access_token_seconds,omitempty"`
	Release            domain.Release         `json:"release"`
	domain.Answers
	Personal bool     `json:"personal_access_tokens,omitempty"`
	Sees     []string `json:"sees"`
	Hides    []string `json:"hides"`
}

func recordOfServer(r domain.ResourceServer) serverRecord {
	return serverRecord{
		r.Identifiers, r.Name, r.Status, append([]domain.ResourceScope{}, r.Scopes...), r.TokenFormat, r.SigningAlg,
		r.AccessTokenSeconds, r.Release, r.Answers, r.Personal, append([]string{}, r.Sees...), append([]string{}, r.Hides...),
	}
}

// FindServer gives a resource server by its id.
func (m *Management) FindServer(ctx context.Context, caller Caller, id string) (domain.ResourceServer, error) {
	return caller.store.FindResourceServer(ctx, id)
}

// RegisterServer registers a resource server, without a credential as yet.
func (m *Management) RegisterServer(ctx context.Context, caller Caller, draft ServerDraft) (domain.ResourceServer, error) {
	server := domain.ResourceServer{
		ID: m.NewID(), Name: draft.Name, Identifiers: draft.Identifiers, Scopes: draft.Scopes, Status: domain.Active,
		TokenFormat: draft.TokenFormat, SigningAlg: draft.SigningAlg, AccessTokenSeconds: draft.AccessTokenSeconds,
		Release: filled(draft.Release), Answers: domain.DefaultAnswers(), Personal: draft.Personal, Sees: draft.Sees, Hides: draft.Hides,
		Version: 1, Created: caller.at, Updated: caller.at,
	}
	draft.Answers.over(&server.Answers)
	if server.Name == "" && len(server.Identifiers) > 0 {
		server.Name = server.Identifiers[0]
	}
	if server.TokenFormat == "" {
		server.TokenFormat = domain.Reference
	}
	if server.SigningAlg == "" {
		server.SigningAlg = domain.SigningAlgs()[0]
	}
	if err := checkServer(caller, domain.ResourceServer{}, server); err != nil {
		return domain.ResourceServer{}, err
	}
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		if err := tx.AddResourceServer(ctx, server); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "resource-server.created", serverObject(server.ID), nil, recordOfServer(server))
	})
	return server, err
}

// EditServer changes a resource server. Tokens already issued for an identifier
// that goes are no longer told to it.
func (m *Management) EditServer(ctx context.Context, caller Caller, id string, edit ServerEdit) (domain.ResourceServer, error) {
	var is domain.ResourceServer
	err := caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		was, err := tx.FindResourceServer(ctx, id)
		if err != nil {
			return err
		}
		if err := sameVersion(was.Version, edit.Version); err != nil {
			return err
		}
		is = edit.over(was)
		is.Updated = caller.at
		if err := checkServer(caller, was, is); err != nil {
			return err
		}
		if err := tx.EditResourceServer(ctx, is); err != nil {
			return err
		}
		is.Version++
		return m.record(ctx, tx, caller, "resource-server.edited", serverObject(id), recordOfServer(was), recordOfServer(is))
	})
	return is, err
}

// RemoveServer removes a resource server with its credentials and every client's
// allowance there. Its tokens are dead from then on, also if an identifier is
// registered again.
func (m *Management) RemoveServer(ctx context.Context, caller Caller, id string) error {
	return caller.store.Change(ctx, caller.act(), func(tx domain.Changer) error {
		server, err := tx.FindResourceServer(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveResourceServer(ctx, id); err != nil {
			return err
		}
		return m.record(ctx, tx, caller, "resource-server.removed", serverObject(id), recordOfServer(server), nil)
	})
}

func (e ServerEdit) over(server domain.ResourceServer) domain.ResourceServer {
	setList(&server.Identifiers, e.Identifiers)
	set(&server.Name, e.Name)
	set(&server.Status, e.Status)
	setList(&server.Scopes, e.Scopes)
	set(&server.TokenFormat, e.TokenFormat)
	set(&server.SigningAlg, e.SigningAlg)
	set(&server.AccessTokenSeconds, e.AccessTokenSeconds)
	e.Answers.over(&server.Answers)
	set(&server.Personal, e.Personal)
	setList(&server.Sees, e.Sees)
	setList(&server.Hides, e.Hides)
	if e.Release != nil {
		server.Release = filled(*e.Release)
	}
	return server
}

// filled gives a release policy its defaults. An empty list of claims releases
// none; only an absent one means all.
func filled(release domain.Release) domain.Release {
	if release.Claims == nil {
		release.Claims = domain.ReleasableClaims()
	}
	if release.Subject == "" {
		release.Subject = domain.PublicSubject
	}
	return release
}

// checkServer refuses what cannot be registered, or not by this caller.
func checkServer(caller Caller, was, is domain.ResourceServer) error {
	if err := is.Check(); err != nil {
		return err
	}
	if err := is.CheckForeign(caller.issuers()); err != nil {
		return err
	}
	if !slices.Equal(was.Sees, is.Sees) {
		if err := mayLook(caller, "sees"); err != nil {
			return err
		}
	}
	if was.Answers.SeesRefreshTokens != is.Answers.SeesRefreshTokens {
		if err := mayLook(caller, "sees_refresh_tokens"); err != nil {
			return err
		}
	}
	if !slices.Equal(was.Hides, is.Hides) {
		return mayLook(caller, "hides")
	}
	return nil
}
