package visibility

import "github.com/jeton-id/jeton/domain"

// Tells reports whether the resource server is told the member, one of those that a
// release policy decides about: it is released, and the answer profile has it.
func Tells(server *domain.ResourceServer, member string) bool {
	return server.Release.Releases(member) && server.Answers.Profile.Has(member)
}

// username names the person as the resource server's profile does.
func username(snap *domain.Snapshot, finding *domain.Finding, server *domain.ResourceServer) string {
	switch server.Answers.Profile {
	case domain.AsgardeoAnswers:
		return server.Answers.UserStore + "/" + finding.User.Username + "@" + string(snap.Tenant.Slug)
	case domain.BankIDAnswers:
		return snap.HashKey.PairwiseUUID(server.ID, finding.Token.User)
	}
	return finding.User.Username
}
