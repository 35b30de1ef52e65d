package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// app is the application that people use.
type app struct {
	oauth2.Config
	address  string
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	logout   string

	mu sync.Mutex
	// begun are sign-ins under way by the cookie of their browser, visits are
	// people who are signed in, by theirs.
	begun  map[string]attempt
	visits map[string]visit
}

// client is what the application calls the API with.
var client = &http.Client{Timeout: 5 * time.Second}

var errNonce = errors.New("the ID token is another sign-in's")

// attempt is what a sign-in has to come back with.
type attempt struct{ state, nonce, verifier string }

// visit is somebody who is signed in.
type visit struct {
	name, idToken string
	tokens        oauth2.TokenSource
}

// newApp reads the issuer's metadata; the rest is the client's id.
func newApp(ctx context.Context, issuer, address string) (*app, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		Logout string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, err
	}
	const clientID = "sample"
	return &app{
		Config: oauth2.Config{
			ClientID: clientID, Endpoint: provider.Endpoint(), RedirectURL: address + "/back",
			Scopes: []string{oidc.ScopeOpenID, "profile", "orders:read"},
		},
		address: address, provider: provider, verifier: provider.Verifier(&oidc.Config{ClientID: clientID}), logout: more.Logout,
		begun: map[string]attempt{}, visits: map[string]visit{},
	}, nil
}

// signIn sends the browser to Jeton.
func (a *app) signIn(w http.ResponseWriter, r *http.Request) {
	this := attempt{rand.Text(), rand.Text(), oauth2.GenerateVerifier()}
	browser := rand.Text()
	a.mu.Lock()
	a.begun[browser] = this
	a.mu.Unlock()
	setCookie(w, "sample_signin", browser)
	http.Redirect(w, r, a.AuthCodeURL(this.state, oidc.Nonce(this.nonce), oauth2.S256ChallengeOption(this.verifier)), http.StatusSeeOther)
}

// back is where Jeton sends the browser to, with a code or an error.
func (a *app) back(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	this, known := a.begun[cookie(r, "sample_signin")]
	delete(a.begun, cookie(r, "sample_signin"))
	a.mu.Unlock()
	query := r.URL.Query()
	switch {
	case !known || query.Get("state") != this.state:
		show(w, http.StatusBadRequest, page{Problem: "That sign-in did not begin in this browser."})
		return
	case query.Get("error") != "":
		show(w, http.StatusOK, page{Problem: "You were not signed in: " + query.Get("error")})
		return
	}
	came, err := a.redeem(r.Context(), query.Get("code"), this)
	if err != nil {
		show(w, http.StatusBadGateway, page{Problem: err.Error()})
		return
	}
	browser := rand.Text()
	a.mu.Lock()
	a.visits[browser] = came
	a.mu.Unlock()
	setCookie(w, "sample", browser)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// redeem gets tokens for the code, and reads who it is that came.
func (a *app) redeem(ctx context.Context, code string, this attempt) (visit, error) {
	token, err := a.Exchange(ctx, code, oauth2.VerifierOption(this.verifier))
	if err != nil {
		return visit{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	proven, err := a.verifier.Verify(ctx, raw)
	if err != nil {
		return visit{}, err
	}
	if proven.Nonce != this.nonce {
		return visit{}, errNonce
	}
	name := proven.Subject
	if who, err := a.provider.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil {
		var claims struct {
			Name string `json:"name"`
		}
		if who.Claims(&claims) == nil && claims.Name != "" {
			name = claims.Name
		}
	}
	// The source outlives the request, and renews tokens by itself.
	return visit{name, raw, a.TokenSource(context.WithoutCancel(ctx), token)}, nil
}

// signOut ends the visit here and has Jeton end the session.
func (a *app) signOut(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	gone := a.visits[cookie(r, "sample")]
	delete(a.visits, cookie(r, "sample"))
	a.mu.Unlock()
	query := url.Values{"client_id": {a.ClientID}, "post_logout_redirect_uri": {a.address + "/"}}
	if gone.idToken != "" {
		query.Set("id_token_hint", gone.idToken)
	}
	http.Redirect(w, r, a.logout+"?"+query.Encode(), http.StatusSeeOther)
}
