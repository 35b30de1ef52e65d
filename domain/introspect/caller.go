package introspect

import (
	"cmp"
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// caller is who asks: what it may see, and what it is called in the log and in
// the figures.
type caller struct {
	viewer   visibility.Viewer
	name, by string
	// bearer is the key of the access token that proved it, nil for one that proved
	// itself otherwise. It cannot vouch for itself.
	bearer *domain.TokenKey
}

func serverAsking(server *domain.ResourceServer) caller {
	return caller{viewer: visibility.Viewer{Server: server}, name: "resource_server:" + server.ID, by: server.ID}
}

func clientAsking(id string) caller {
	return caller{viewer: visibility.Viewer{Client: id}, name: "client:" + id, by: domain.ByClient}
}

// profile is the form in which the caller is answered: a client is told everything
// about its own tokens always in the same one.
func (c caller) profile() domain.AnswerProfile {
	if c.viewer.Server != nil {
		return c.viewer.Server.Answers.Profile
	}
	return domain.StandardAnswers
}

// noted is what the figures may know of a question before it is answered. Of a
// caller that proved nothing it is the whole.
func (c caller) noted(snap *domain.Snapshot, now time.Time) domain.Introspection {
	return domain.Introspection{Tenant: snap.Tenant.ID, At: now, By: c.by}
}

// authenticate finds out who asks a number of questions: a resource server by one
// of its credentials, or a confidential client. A refusal rests on a read of the
// revision, since the credentials may have been registered after the snapshot.
func (i Introspector) authenticate(ctx context.Context, snap *domain.Snapshot, c domain.Credentials, questions int, now time.Time) (caller, domain.Basis, error) {
	server, err := snap.AuthenticateServer(c, questions, now)
	switch {
	case err == nil:
		return serverAsking(server.ResourceServer()), domain.Basis{Revision: snap.Tenant.Revision}, nil
	case !domain.KindUnauthenticated.Is(err):
		return caller{}, domain.Basis{}, err
	}
	found, revision, err := i.Directory.Client(ctx, snap, c.ID)
	if err != nil {
		return caller{}, domain.Basis{}, err
	}
	client, err := snap.AuthenticateConfidential(ctx, found, c, questions, now)
	switch {
	case err == nil:
		return clientAsking(client.Client().ID), domain.Basis{Revision: revision, Client: found}, nil
	case !domain.KindUnauthenticated.Is(err):
		return caller{}, domain.Basis{}, err
	case revision == snap.Tenant.Revision:
		read, unread := i.Reader(snap.Tenant.ID).Revision(ctx)
		return caller{}, domain.Basis{Revision: read}, cmp.Or(unread, err)
	}
	return caller{}, domain.Basis{Revision: revision}, err
}
