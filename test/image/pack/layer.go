package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"time"
)

// file is one file of a layer or an archive.
type file struct {
	name string
	mode int64
	data []byte
}

// writeTar writes files, in their order, as root's and all of one time.
func writeTar(w io.Writer, files []file, at time.Time) error {
	archive := tar.NewWriter(w)
	for _, f := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: at, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := archive.Write(f.data); err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	return archive.Close()
}

// layer packs files, and gives them as they are named in a configuration, by what is
// in them, and as they are kept, compressed.
func layer(files []file, at time.Time) (plain, compressed []byte, err error) {
	var whole, small bytes.Buffer
	if err := writeTar(&whole, files, at); err != nil {
		return nil, nil, err
	}
	// Its header has neither name nor time, and so is always the same.
	writer := gzip.NewWriter(&small)
	if _, err := writer.Write(whole.Bytes()); err != nil {
		return nil, nil, fmt.Errorf("compress the layer: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, nil, fmt.Errorf("compress the layer: %w", err)
	}
	return whole.Bytes(), small.Bytes(), nil
}
