package archive

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
)

// maxLine bounds a line, in bytes. The largest rows are audit events, with two states
// of one thing in them.
const maxLine = 64 << 20

// ErrBroken says that a file is not as it was written.
var ErrBroken = errors.New("the file was cut off or altered")

// Read reads a file and hands each row to each. It returns nil only if the whole file
// is as it was written with this key: what each did before that has to be undone when
// it does not.
//
// A file with another form, schema or export key is refused by its first line, before
// each is called.
func Read(from io.Reader, key Key, schema uint, each func(header Header, table string, row map[string]any) error) (Header, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	lines.Split(wholeLines)
	seal := key.seal()
	var header Header
	if !lines.Scan() || strict(lines.Bytes(), &header) != nil || header.Form == 0 {
		return header, errors.Join(errors.New("this is not a file of a tenant"), lines.Err())
	}
	if err := header.check(key, schema); err != nil {
		return header, err
	}
	seal.Write(lines.Bytes())
	counts := map[string]int64{}
	for lines.Scan() {
		var l line
		if strict(lines.Bytes(), &l) != nil || l.Row == nil {
			break
		}
		seal.Write(lines.Bytes())
		if err := decode(l.Row); err != nil {
			return header, err
		}
		counts[l.Table]++
		if err := each(header, l.Table, l.Row); err != nil {
			return header, err
		}
	}
	var told tally
	if lines.Err() != nil || strict(lines.Bytes(), &told) != nil || told.Rows == nil || !maps.Equal(told.Rows, counts) {
		return header, errors.Join(ErrBroken, lines.Err())
	}
	seal.Write(lines.Bytes())
	last, err := encode(sealed{seal.Sum(nil)})
	if err != nil {
		return header, err
	}
	// The seal is not under itself: there is one way to write it.
	if !lines.Scan() || !hmac.Equal(last, lines.Bytes()) || lines.Scan() {
		return header, errors.Join(ErrBroken, lines.Err())
	}
	return header, nil
}

// wholeLines splits after each line's end, which the last has too.
func wholeLines(data []byte, atEnd bool) (int, []byte, error) {
	if n := bytes.IndexByte(data, '\n') + 1; n > 0 {
		return n, data[:n], nil
	}
	if atEnd && len(data) > 0 {
		return 0, nil, ErrBroken
	}
	return 0, nil, nil
}

func (h Header) check(key Key, schema uint) error {
	switch {
	case h.Form != form:
		return fmt.Errorf("the file has form %d and this binary reads form %d: use the binary that wrote it", h.Form, form)
	case h.Schema != schema:
		return fmt.Errorf("the file has schema version %d and this binary %d: bring the installation it came from to this version and export again, or import with the version that wrote it", h.Schema, schema)
	case h.Key != key.name():
		return errors.New("the file was made with another export key: set JETON_EXPORT_KEY to the one it was exported with")
	}
	return nil
}

// strict decodes one object that has no other members than are known.
func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return ErrBroken
	}
	return nil
}

// decode makes the values of a row what they were.
func decode(row map[string]any) error {
	for column, value := range row {
		switch value := value.(type) {
		case nil, string:
		case json.Number:
			number, err := value.Int64()
			if err != nil {
				return ErrBroken
			}
			row[column] = number
		case map[string]any:
			text, ok := value["base64"].(string)
			raw, err := base64.StdEncoding.DecodeString(text)
			if !ok || err != nil || len(value) != 1 {
				return ErrBroken
			}
			row[column] = raw
		default:
			return ErrBroken
		}
	}
	return nil
}
