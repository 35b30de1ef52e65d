package archive

import (
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"unicode/utf8"
)

// line is a row in a file.
type line struct {
	Table string         `json:"table"`
	Row   map[string]any `json:"row"`
}

// encoded are bytes in a row.
type encoded struct {
	Base64 []byte `json:"base64"`
}

// tally is the last line but one.
type tally struct {
	Rows map[string]int64 `json:"rows"`
}

// sealed is the last line.
type sealed struct {
	Seal []byte `json:"seal"`
}

// Write writes a file: fill calls add for every row, whose values are texts, whole
// numbers (int64) and bytes, or nil. It gives the number of rows of each table.
func Write(to io.Writer, key Key, header Header, fill func(add func(table string, row map[string]any) error) error) (map[string]int64, error) {
	header.Form, header.Key = form, key.name()
	w := writer{to: to, seal: key.seal()}
	if err := w.line(header); err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	err := fill(func(table string, row map[string]any) error {
		values := make(map[string]any, len(row))
		for column, value := range row {
			switch value := value.(type) {
			case []byte:
				values[column] = encoded{value}
			case string:
				// JSON would put something else in its place.
				if !utf8.ValidString(value) {
					return fmt.Errorf("column %s of a row of table %s is not UTF-8", column, table)
				}
				values[column] = value
			default:
				values[column] = value
			}
		}
		counts[table]++
		return w.line(line{table, values})
	})
	if err != nil {
		return nil, err
	}
	if err := w.line(tally{counts}); err != nil {
		return nil, err
	}
	return counts, w.line(sealed{w.seal.Sum(nil)})
}

// writer writes lines and seals them.
type writer struct {
	to   io.Writer
	seal hash.Hash
}

func (w writer) line(of any) error {
	text, err := encode(of)
	if err != nil {
		return err
	}
	w.seal.Write(text)
	if _, err := w.to.Write(text); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	return nil
}

// encode writes a line.
func encode(of any) ([]byte, error) {
	text, err := json.Marshal(of)
	if err != nil {
		return nil, fmt.Errorf("encode a line: %w", err)
	}
	return append(text, '\n'), nil
}
