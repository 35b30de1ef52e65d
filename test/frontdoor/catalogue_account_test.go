package frontdoor

import "net/http"

// accountSamples are those of samples that are about a person's account.
func accountSamples(a artefacts) map[string]sample {
	account, user := "/t/"+a.tenant+"/account", "/users/"+a.user
	return map[string]sample{
		"GET /t/:tenant/signin/brand.css":                            {path: "/t/" + a.tenant + "/signin/brand.css", reads: true},
		"GET /t/:tenant/account":                                     {path: account, cookie: a.session, reads: true},
		"POST /t/:tenant/account/signin":                             {path: account + "/signin", form: form("username="+a.username, "password="+secret+a.username), status: http.StatusSeeOther},
		"POST /t/:tenant/account/confirm":                            {path: account + "/confirm", form: form("password=" + secret + a.username), cookie: a.session, status: http.StatusSeeOther},
		"POST /t/:tenant/account/password":                           {path: account + "/password", form: form("current_password="+secret+a.username, "password=another correct horse staple"), cookie: a.session, status: http.StatusSeeOther},
		"POST /t/:tenant/account/sessions/:id/end":                   {path: account + "/sessions/" + a.sessionID + "/end", form: form(), cookie: a.session, status: http.StatusSeeOther},
		"POST /t/:tenant/account/end-other-sessions":                 {path: account + "/end-other-sessions", form: form(), cookie: a.session, status: http.StatusSeeOther},
		"POST /t/:tenant/account/applications/:client_id/disconnect": {path: account + "/applications/" + a.app + "/disconnect", form: form(), cookie: a.session, status: http.StatusSeeOther},
		"GET /t/:tenant/account/tokens":                              {path: account + "/tokens", cookie: a.session, reads: true},
		"POST /t/:tenant/account/tokens":                             {path: account + "/tokens", form: form("name=another of mine", "lifetime=3600", "allow "+a.server+" only=on"), cookie: a.session},
		"POST /t/:tenant/account/tokens/:id/revoke":                  {path: account + "/tokens/" + a.personalID + "/revoke", form: form(), cookie: a.session, status: http.StatusSeeOther},
		"GET /users/:id/sessions":                                    {path: user + "/sessions", reads: true},
		"DELETE /users/:id/sessions/:session_id":                     {path: user + "/sessions/" + a.sessionID},
		"GET /users/:id/applications":                                {path: user + "/applications", reads: true},
		"DELETE /users/:id/applications/:client_id":                  {path: user + "/applications/" + a.app},
		"GET /users/:id/personal-access-tokens":                      {path: user + "/personal-access-tokens", reads: true},
	}
}
