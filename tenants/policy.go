package tenants

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"github.com/jeton-id/jeton/domain"
)

var (
	//go:embed policy.conf
	roleModel string
	//go:embed policy.csv
	roleLines string
	//go:embed sight.conf
	sightModel string
)

// rolePermissions is the policy worked out once, when the program starts: casbin
// is never asked during a request.
var rolePermissions = mustEvaluateRoles()

// Permissions gives what the roles may do together.
func Permissions(roles []domain.Role) domain.PermissionSet {
	all := domain.PermissionSet{}
	for _, role := range roles {
		for permission := range rolePermissions[role] {
			all[permission] = true
		}
	}
	return all
}

func mustEvaluateRoles() map[domain.Role]domain.PermissionSet {
	evaluated, err := evaluateRoles()
	if err != nil {
		panic(fmt.Sprintf("the role policy that is part of this program is broken: %v", err))
	}
	return evaluated
}

func evaluateRoles() (map[domain.Role]domain.PermissionSet, error) {
	enforcer, err := newEnforcer(roleModel)
	if err != nil {
		return nil, err
	}
	var lines [][]string
	for line := range strings.Lines(roleLines) {
		fields := strings.Split(strings.TrimSpace(line), ", ")
		lines = append(lines, fields[1:])
	}
	if _, err := enforcer.AddPolicies(lines); err != nil {
		return nil, fmt.Errorf("add role lines: %w", err)
	}
	evaluated := map[domain.Role]domain.PermissionSet{}
	for _, role := range domain.Roles() {
		evaluated[role] = domain.PermissionSet{}
		for _, permission := range domain.Permissions() {
			object, action, _ := strings.Cut(string(permission), ":")
			allowed, err := enforcer.Enforce(string(role), object, action)
			if err != nil {
				return nil, fmt.Errorf("evaluate role %s: %w", role, err)
			}
			if allowed {
				evaluated[role][permission] = true
			}
		}
	}
	return evaluated, nil
}

// sights works out, once per snapshot, which resource servers' tokens each one
// sees and which clients' it must not. The universe is the tenant's own resource
// servers: not even a gateway that sees "*" sees the management API's tokens.
func sights(servers []domain.ResourceServer) (map[string]domain.Sight, error) {
	owner := map[string]string{}
	for _, rs := range servers {
		for _, identifier := range rs.Identifiers {
			owner[identifier] = rs.ID
		}
	}
	all := make(map[string]domain.Sight, len(servers))
	for _, viewer := range servers {
		sight := domain.Sight{Servers: map[string]bool{viewer.ID: true}, Hidden: map[string]bool{}}
		// Most resource servers see their own tokens and hide none: no line is
		// theirs and there is nothing to evaluate.
		if len(viewer.Sees)+len(viewer.Hides) > 0 {
			if err := evaluate(viewer, servers, owner, sight); err != nil {
				return nil, fmt.Errorf("evaluate visibility of %s: %w", viewer.ID, err)
			}
		}
		all[viewer.ID] = sight
	}
	return all, nil
}

// Imagine gives the tenant as it would be with the resource server in place of the
// one that has its id.
func Imagine(snap *domain.Snapshot, instead domain.ResourceServer) (*domain.Snapshot, error) {
	var servers []domain.ResourceServer
	for _, server := range snap.ResourceServers() {
		if server.ID == instead.ID {
			server = &instead
		}
		servers = append(servers, *server)
	}
	sight, err := sights(servers)
	if err != nil {
		return nil, err
	}
	return snap.With(servers, sight), nil
}

// evaluate asks the policy about one viewer. It is given the viewer's own lines
// alone: casbin looks at every line for every question, and a tenant full of
// gateways would pay for all of them with each.
func evaluate(viewer domain.ResourceServer, servers []domain.ResourceServer, owner map[string]string, sight domain.Sight) error {
	enforcer, err := newEnforcer(sightModel)
	if err != nil {
		return err
	}
	if _, err := enforcer.AddPolicies(sightLines(viewer, owner)); err != nil {
		return err
	}
	for _, client := range viewer.Hides {
		seen, err := enforcer.Enforce(viewer.ID, client)
		if err != nil {
			return err
		}
		sight.Hidden[client] = !seen
	}
	if len(viewer.Sees) == 0 {
		return nil
	}
	for _, target := range servers {
		// No client has an empty id, so this asks about any that is not hidden.
		seen, err := enforcer.Enforce(target.ID, "")
		if err != nil {
			return err
		}
		if seen {
			sight.Servers[target.ID] = true
		}
	}
	return nil
}

// sightLines turns what a resource server declares into policy lines.
func sightLines(viewer domain.ResourceServer, owner map[string]string) [][]string {
	lines := [][]string{{viewer.ID, "*", "allow"}}
	for _, audience := range viewer.Sees {
		if audience == domain.SeesAll {
			lines = append(lines, []string{"*", "*", "allow"})
		} else if id, ok := owner[audience]; ok && id != viewer.ID {
			lines = append(lines, []string{id, "*", "allow"})
		}
	}
	for _, client := range viewer.Hides {
		lines = append(lines, []string{"*", client, "deny"})
	}
	return lines
}

func newEnforcer(text string) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(text)
	if err != nil {
		return nil, fmt.Errorf("read policy model: %w", err)
	}
	enforcer, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("prepare policy: %w", err)
	}
	return enforcer, nil
}
