package persistence

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// verify reads both sides again, row by row in the order of their keys, and compares
// every value. What was moved by a way that changes it (an engine that cuts a text, a
// trigger, a bug of ours) is found here, while nothing is committed.
//
// Its errors name table, key and column, and no value: the key of a token, a hash,
// opens nothing.
func (p *passage) verify(ctx context.Context) error {
	there, err := p.target.tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	if !slices.Equal(there, p.tenants) {
		return fmt.Errorf("verify: there are %d tenants where %d were written", len(there), len(p.tenants))
	}
	return p.each(ctx, true, func(tenant string, table int) error {
		return p.compare(ctx, tenant, table)
	})
}

func (p *passage) compare(ctx context.Context, tenant string, table int) error {
	t := p.source.tables[table]
	source, err := p.source.read(ctx, t, tenant)
	if err != nil {
		return err
	}
	defer source.close()
	target, err := p.target.read(ctx, p.target.tables[table], tenant)
	if err != nil {
		return err
	}
	defer target.close()
	for {
		was, failed := source.next()
		is, err := target.next()
		if err := errors.Join(failed, err); err != nil {
			return err
		}
		if was == nil && is == nil {
			return nil
		}
		if err := t.differ(was, is); err != nil {
			return fmt.Errorf("verify table %s: %w", t.name, err)
		}
		p.passed()
	}
}

// differ says how two rows that should be the same are not, nil if they are. Nil
// stands for a row after the last.
func (t table) differ(was, is []any) error {
	order := 0
	switch {
	case was == nil:
		order = 1
	case is == nil:
		order = -1
	default:
		for _, name := range t.key {
			i := t.index(name)
			order = cmp.Or(order, compareValues(was[i], is[i]))
		}
	}
	switch {
	case order < 0:
		return fmt.Errorf("the row with the key %s is missing", t.keyOf(was))
	case order > 0:
		return fmt.Errorf("there is a row with the key %s that was not written", t.keyOf(is))
	}
	for i, c := range t.columns {
		if compareValues(was[i], is[i]) != 0 {
			return fmt.Errorf("column %s of the row with the key %s is not what was written", c.name, t.keyOf(was))
		}
	}
	return nil
}

// compareValues orders values of one kind as the engines do, NULL before all.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case []byte:
		if b, ok := b.([]byte); ok {
			return bytes.Compare(a, b)
		}
	case nil:
		if b == nil {
			return 0
		}
		return -1
	}
	return 1
}

// keyOf writes a row's key for people.
func (t table) keyOf(values []any) string {
	texts := make([]string, len(t.key))
	for i, name := range t.key {
		switch value := values[t.index(name)].(type) {
		case string:
			texts[i] = strconv.Quote(value)
		case []byte:
			texts[i] = hex.EncodeToString(value)
		default:
			texts[i] = fmt.Sprint(value)
		}
	}
	return "(" + strings.Join(texts, ", ") + ")"
}
