package main

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// answer is one HTTP response. Its body is good until the connection is used
// again.
type answer struct {
	status     int
	body       []byte
	retryAfter string
}

// parseAnswer reads the answer at the beginning of what came in, and gives its
// length in bytes: 0 if the rest of it is still to come. It knows what servers
// that keep connections open send, and refuses everything else: a generator that
// guesses would measure something else than it says.
func parseAnswer(in []byte) (answer, int, error) {
	end := bytes.Index(in, []byte("\r\n\r\n"))
	if end < 0 {
		return answer{}, 0, nil
	}
	line, lines := cutLine(in[:end+2])
	if len(line) < 12 || string(line[:9]) != "HTTP/1.1 " {
		return answer{}, 0, fmt.Errorf("%.40q is no status line of HTTP/1.1", line)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return answer{}, 0, fmt.Errorf("%.40q has no status", line)
	}
	a := answer{status: status}
	length, chunked := -1, false
	for len(lines) > 0 {
		line, lines = cutLine(lines)
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case named(name, "Content-Length"):
			if length, err = strconv.Atoi(string(value)); err != nil || length < 0 {
				return answer{}, 0, fmt.Errorf("%q is no length", value)
			}
		case named(name, "Transfer-Encoding"):
			chunked = true
			if !bytes.EqualFold(value, []byte("chunked")) {
				return answer{}, 0, fmt.Errorf("the transfer encoding %q", value)
			}
		case named(name, "Connection"):
			if bytes.EqualFold(value, []byte("close")) {
				return answer{}, 0, errors.New("the server closes the connection")
			}
		case named(name, "Retry-After"):
			a.retryAfter = string(value)
		}
	}
	rest := in[end+4:]
	switch {
	case chunked:
		body, size, err := parseChunks(rest)
		if size == 0 || err != nil {
			return answer{}, 0, err
		}
		a.body = body
		return a, end + 4 + size, nil
	case length < 0:
		return answer{}, 0, errors.New("an answer without a length")
	case len(rest) < length:
		return answer{}, 0, nil
	}
	a.body = rest[:length]
	return a, end + 4 + length, nil
}

// parseChunks reads a chunked body (RFC 9112 section 7.1) and gives its size as
// sent: 0 if the rest of it is still to come.
func parseChunks(in []byte) (body []byte, size int, err error) {
	for rest := in; ; {
		line, after := cutLine(rest)
		if line == nil {
			return nil, 0, nil
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
		if err != nil {
			return nil, 0, fmt.Errorf("%.40q is no size of a chunk", line)
		}
		if n == 0 {
			for {
				if line, after = cutLine(after); line == nil {
					return nil, 0, nil
				}
				if len(line) == 0 {
					return body, len(in) - len(after), nil
				}
			}
		}
		if uint64(len(after)) < n+2 {
			return nil, 0, nil
		}
		if string(after[n:n+2]) != "\r\n" {
			return nil, 0, errors.New("a chunk is longer than it says")
		}
		body, rest = append(body, after[:n]...), after[n+2:]
	}
}

// cutLine gives the first line without its end, nil if its end is still to come,
// and what follows.
func cutLine(in []byte) (line, rest []byte) {
	end := bytes.IndexByte(in, '\n')
	if end < 0 {
		return nil, in
	}
	line = in[:end:end]
	if end > 0 && in[end-1] == '\r' {
		line = in[: end-1 : end-1]
	}
	return line, in[end+1:]
}

func named(name []byte, want string) bool {
	return len(name) == len(want) && bytes.EqualFold(name, []byte(want))
}
