package main

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// tracesHeaders is the name that every exporter of OpenTelemetry reads headers
// from: whoever runs a collector has it already.
const tracesHeaders = "OTEL_EXPORTER_OTLP_HEADERS"

// parseTracesEndpoint reads the whole URL, as it is posted to. Logs repeat it, so
// it has no place for a secret.
func parseTracesEndpoint(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "", errors.New("it is not a URL")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return "", fmt.Errorf("it must not have a user, password, query or fragment: set headers in %s", tracesHeaders)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return "", fmt.Errorf("%q does not begin with https:// or http:// and a host", text)
	case u.Path == "" || u.Path == "/":
		return "", fmt.Errorf("%q has no path: it is used as it is, and most collectors take traces at /v1/traces", text)
	}
	return text, nil
}

// parseRatio reads a share of the whole.
func parseRatio(text string) (float64, error) {
	ratio, err := strconv.ParseFloat(text, 64)
	// NaN is within all bounds.
	if err != nil || math.IsNaN(ratio) || ratio < 0 || ratio > 1 {
		return 0, errors.New("a ratio is a number from 0 to 1")
	}
	return ratio, nil
}

// parseHeaders reads headers in the form that OpenTelemetry gives them, whose
// values are percent-encoded. It repeats none of them in an error.
func parseHeaders(text string) (http.Header, error) {
	headers := http.Header{}
	for pair := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || err != nil || name == "" || strings.ContainsFunc(name, notInFieldName) || strings.ContainsFunc(value, notInFieldValue) {
			return nil, errors.New("headers are name=value, comma-separated, with values percent-encoded")
		}
		headers.Add(name, value)
	}
	return headers, nil
}

// notInFieldName is whether a character has no place in the name of a header of ours:
// RFC 9110 section 5.6.2 allows more, and nobody uses it.
func notInFieldName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

func notInFieldValue(r rune) bool { return r < ' ' || r > '~' }

// tracesHeaders are the headers that were set.
func (c *Config) tracesHeaders() http.Header {
	if c.TracesHeaders.IsZero() {
		return http.Header{}
	}
	// readConfig parsed them before.
	headers, _ := parseHeaders(c.TracesHeaders.Reveal())
	return headers
}
