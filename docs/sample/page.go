package main

import (
	"encoding/json"
	"html/template"
	"net/http"
)

// page is what the one page of the application shows.
type page struct {
	Name    string
	Orders  []string
	Problem string
}

var pages = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sample</title>
<style>body { max-width: 36rem; margin: 3rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif }</style>
<h1>Sample application</h1>
{{if .Problem}}<p role="alert">{{.Problem}}</p>{{end}}
{{if .Name}}<p>Hello, {{.Name}}.</p>
{{if .Orders}}<p>The Orders API says:</p>
<ul>{{range .Orders}}<li>{{.}}</li>{{end}}</ul>{{end}}
<p><a href="/">Ask again</a> · <a href="/signout">Sign out</a></p>
{{else}}<p><a href="/signin">Sign in</a></p>{{end}}
</html>
`))

func show(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = pages.Execute(w, p)
}

// home asks the API with the person's token, each time the page is opened.
func (a *app) home(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	who, signedIn := a.visits[cookie(r, "sample")]
	a.mu.Unlock()
	if !signedIn {
		show(w, http.StatusOK, page{})
		return
	}
	orders, problem := a.orders(r, who)
	if problem != "" {
		a.mu.Lock()
		delete(a.visits, cookie(r, "sample"))
		a.mu.Unlock()
		show(w, http.StatusOK, page{Problem: problem})
		return
	}
	show(w, http.StatusOK, page{Name: who.name, Orders: orders})
}

// orders calls the API as any client does, over HTTP with a bearer token.
func (a *app) orders(r *http.Request, who visit) (orders []string, problem string) {
	token, err := who.tokens.Token()
	if err != nil {
		return nil, "The tokens can no longer be renewed: sign in again."
	}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, a.address+"/api/orders", nil)
	if err != nil {
		return nil, err.Error()
	}
	token.SetAuthHeader(request)
	response, err := client.Do(request)
	if err != nil {
		return nil, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	switch response.StatusCode {
	case http.StatusOK:
		if err := json.NewDecoder(response.Body).Decode(&orders); err != nil {
			return nil, err.Error()
		}
		return orders, ""
	case http.StatusUnauthorized:
		return nil, "The Orders API does not take your token any more: your session was ended. Sign in again."
	default:
		return nil, "The Orders API answered " + response.Status + "."
	}
}

func setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
