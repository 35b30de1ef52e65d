package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/labstack/echo/v4"
)

// The baseline is what there is to win: a handler in the same framework that
// reads the same request the ordinary way, finds nothing out, and writes an
// answer of Jeton's with the same headers.

// echoed is what the baseline answers.
type echoed struct {
	Header map[string]string
	Body   []byte
}

// baseline is the subcommand that serves it. It tells its address on standard
// output.
func baseline() error {
	var give echoed
	if err := json.NewDecoder(os.Stdin).Decode(&give); err != nil {
		return fmt.Errorf("read the answer to give: %w", err)
	}
	e := echo.New()
	e.GET("/readyz", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.POST("/t/:tenant/oauth2/introspect", func(c echo.Context) error {
		id, secret, ok := c.Request().BasicAuth()
		if !ok || id == "" || secret == "" || c.Param("tenant") == "" || c.FormValue("token") == "" {
			return c.NoContent(http.StatusBadRequest)
		}
		header := c.Response().Header()
		for name, value := range give.Header {
			header.Set(name, value)
		}
		return c.Blob(http.StatusOK, give.Header[echo.HeaderContentType], give.Body)
	})
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Println(listener.Addr()); err != nil {
		return err
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(listener)
}

// startBaseline starts the baseline in a process of its own.
func (b *bench) startBaseline(ctx context.Context, give echoed) (subject, error) {
	return b.startSelf(ctx, "baseline", give)
}

// startSelf starts a subcommand of this program that serves, hands it JSON on its
// standard input, and reads its address.
func (b *bench) startSelf(ctx context.Context, subcommand string, given any) (subject, error) {
	self, err := os.Executable()
	if err != nil {
		return subject{}, err
	}
	in, err := json.Marshal(given)
	if err != nil {
		return subject{}, err
	}
	cmd := exec.Command(self, subcommand)
	cmd.Stdin = bytes.NewReader(in)
	c, err := b.group.start(subcommand, cmd)
	if err != nil {
		return subject{}, err
	}
	s := subject{child: c}
	if _, err := fmt.Fscanln(c.stdout, &s.address); err != nil {
		return s, errors.Join(fmt.Errorf("start %s: %w\n%s", subcommand, err, c.lastWords()), c.stop())
	}
	return s, awaitAnswer(ctx, "http://"+s.address+"/readyz", c)
}

// echoOf gives an answer of Jeton's for the baseline to give. What the HTTP
// server adds by itself it adds there too.
func echoOf(body []byte, header http.Header) echoed {
	give := echoed{Header: map[string]string{}, Body: body}
	for name := range header {
		if name != "Date" && name != "Content-Length" {
			give.Header[name] = header.Get(name)
		}
	}
	return give
}
