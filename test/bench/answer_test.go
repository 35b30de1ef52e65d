package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnswersAreReadHoweverTheyComeIn(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want answer
	}{
		"with a length":           {"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello", answer{200, []byte("hello"), ""}},
		"in another spelling":     {"HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello", answer{200, []byte("hello"), ""}},
		"without a body":          {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", answer{200, []byte{}, ""}},
		"without a reason":        {"HTTP/1.1 503\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n", answer{503, []byte{}, "1"}},
		"limited":                 {"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}", answer{429, []byte("{}"), "7"}},
		"in chunks":               {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", answer{200, []byte("hello"), ""}},
		"in chunks with extras":   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;name=value\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", answer{200, []byte("hello"), ""}},
		"in chunks that have \\n": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhel\r\n0\r\n\r\n\r\n0\r\n\r\n", answer{200, []byte("hel\r\n0\r\n\r\n"), ""}},
	} {
		t.Run(name, func(t *testing.T) {
			for end := range len(c.text) {
				_, size, err := parseAnswer([]byte(c.text[:end]))
				require.NoError(t, err)
				require.Zero(t, size, "%q is not all", c.text[:end])
			}
			got, size, err := parseAnswer([]byte(c.text + "more"))
			require.NoError(t, err)
			require.Equal(t, len(c.text), size)
			require.Equal(t, c.want, got)
		})
	}
}

func TestAnswersThatAreNotUnderstoodAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"another version":         "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"no status":               "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n",
		"no length":               "HTTP/1.1 200 OK\r\n\r\n",
		"a length that is none":   "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"an end of connection":    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
		"another encoding":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
		"a chunk without a size":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
		"a chunk of another size": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
	} {
		_, _, err := parseAnswer([]byte(text))
		require.Error(t, err, name)
	}
}
