//go:build !linux

package main

import "errors"

// maxOpenFiles is known on Linux alone.
func maxOpenFiles() (uint64, error) { return 0, errors.ErrUnsupported }

// disk is known on Linux alone.
func disk(string) (free uint64, network string, err error) { return 0, "", errors.ErrUnsupported }
