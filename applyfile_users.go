package main

import (
	"go.yaml.in/yaml/v3"

	"github.com/jeton-id/jeton/domain/apply"
)

func (r *fileReader) user(node *yaml.Node) apply.User {
	o := r.object(node, "username", "email", "email_verified", "name", "password", "status", "roles", "attributes")
	r.needs(o, "username")
	var username string
	text(r, o, "username", &username)
	u := apply.NewUser(username)
	u.Place = o.place
	text(r, o, "email", &u.Want.Email)
	if n, ok := o.members["email_verified"]; ok {
		u.EmailVerified = r.boolean("email_verified", n)
	}
	text(r, o, "name", &u.Want.Name)
	if n, ok := o.members["password"]; ok {
		password := r.secret("password", n)
		u.Password = &password
	}
	r.status(o, &u.Want.Status)
	texts(r, o, "roles", &u.Want.Roles)
	if n, ok := o.members["attributes"]; ok {
		var ok bool
		if u.Want.Attributes, ok = r.value("attributes", n, 0).(map[string]any); !ok {
			r.Add(n.Line, "attributes: an object is expected here, not %s", kindOf(n))
		}
		if len(u.Want.Attributes) == 0 {
			u.Want.Attributes = nil
		}
	}
	return u
}
