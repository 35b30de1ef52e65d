// Command sample is a small application with an API of its own: somebody signs in
// through Jeton, and the API asks Jeton about every token it is shown. It is as
// much as such programs need and no more, to be read and tried beside `make run`,
// which prints how to start it.
//
// The application is a public client: it keeps no secret and proves itself by the
// verifier of PKCE (RFC 7636). The API has a credential, by which it may ask.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

func run() error {
	issuer := flag.String("issuer", "http://127.0.0.1:8080/t/acme", "the tenant's issuer")
	listen := flag.String("listen", "127.0.0.1:3000", "where to listen")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	secret := os.Getenv("ORDERS_API_SECRET")
	if secret == "" {
		return errors.New("ORDERS_API_SECRET is not set: make run prints the line that starts this program")
	}
	home := "http://" + *listen
	app, err := newApp(ctx, *issuer, home)
	if err != nil {
		return fmt.Errorf("find %s (is make run up?): %w", *issuer, err)
	}
	guard, err := newGuard(*issuer, "orders-api", secret)
	if err != nil {
		return err
	}
	defer guard.Close()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", app.home)
	mux.HandleFunc("GET /signin", app.signIn)
	mux.HandleFunc("GET /back", app.back)
	mux.HandleFunc("GET /signout", app.signOut)
	mux.Handle("GET /api/orders", guard.Require(http.HandlerFunc(orders), "orders:read"))
	server := &http.Server{Addr: *listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Fprintln(os.Stderr, "The sample is at "+home)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("listen: %w", err)
	}
	return nil
}
