package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// keyCodec turns a key into bytes whose order is the order of the keys, and back. Every codec is self-delimiting (no
// key is a prefix of another), so composites are made by appending.
type keyCodec[K any] struct {
	size   int // length in bytes of every key, 0 when it varies
	append func(dst []byte, k K) ([]byte, error)
	parse  func(b []byte) (k K, rest []byte, err error)
}

// errShortKey is what parsing reports for a key that ends too early.
var errShortKey = errors.New("key is too short")

// errNUL is what encoding reports for a string that can not be a key.
var errNUL = errors.New("a key can not contain a NUL byte")

// bytes encodes k alone.
func (c keyCodec[K]) bytes(k K) ([]byte, error) {
	return c.append(make([]byte, 0, max(c.size, 24)), k)
}

// whole parses b, all of which must be the key.
func (c keyCodec[K]) whole(b []byte) (K, error) {
	k, rest, err := c.parse(b)
	if err == nil && len(rest) != 0 {
		err = fmt.Errorf("%d bytes after the end of the key", len(rest))
	}
	return k, err
}

// u64Key is 8 bytes, big endian.
func u64Key[T ~uint64]() keyCodec[T] {
	return keyCodec[T]{
		size:   8,
		append: func(dst []byte, k T) ([]byte, error) { return binary.BigEndian.AppendUint64(dst, uint64(k)), nil },
		parse: func(b []byte) (T, []byte, error) {
			if len(b) < 8 {
				return 0, nil, errShortKey
			}
			return T(binary.BigEndian.Uint64(b)), b[8:], nil
		},
	}
}

// stringKey is the bytes of the string and a terminating 0x00. A string that contains a NUL is refused.
func stringKey[T ~string]() keyCodec[T] {
	return keyCodec[T]{
		append: func(dst []byte, k T) ([]byte, error) { return appendString(dst, string(k)) },
		parse: func(b []byte) (T, []byte, error) {
			s, rest, ok := bytes.Cut(b, []byte{0})
			if !ok {
				return "", nil, errShortKey
			}
			return T(s), rest, nil
		},
	}
}

// timeKey is 8 bytes: nanoseconds since 1970 UTC with the sign bit turned over, so that times before 1970 sort first.
// The zero time.Time sorts before every other time and comes back as the zero time. Times that nanoseconds can not
// express (before 1678, after 2262) are moved to the nearest one that they can.
func timeKey() keyCodec[time.Time] {
	return keyCodec[time.Time]{
		size:   8,
		append: func(dst []byte, t time.Time) ([]byte, error) { return appendTime(dst, t), nil },
		parse: func(b []byte) (time.Time, []byte, error) {
			if len(b) < 8 {
				return time.Time{}, nil, errShortKey
			}
			return parseTime(binary.BigEndian.Uint64(b)), b[8:], nil
		},
	}
}

// pair is a composite key of two parts.
type pair[A, B any] struct {
	a A
	b B
}

// pairKey appends the key of b to the key of a; nest it for more parts.
func pairKey[A, B any](a keyCodec[A], b keyCodec[B]) keyCodec[pair[A, B]] {
	return keyCodec[pair[A, B]]{
		size: sumSize(a.size, b.size),
		append: func(dst []byte, k pair[A, B]) ([]byte, error) {
			dst, err := a.append(dst, k.a)
			if err != nil {
				return nil, err
			}
			return b.append(dst, k.b)
		},
		parse: func(buf []byte) (k pair[A, B], rest []byte, err error) {
			if k.a, rest, err = a.parse(buf); err != nil {
				return k, nil, err
			}
			k.b, rest, err = b.parse(rest)
			return k, rest, err
		},
	}
}

// mappedKey lets a type of the domain stand for the parts of a key.
func mappedKey[K, P any](c keyCodec[P], to func(K) P, from func(P) K) keyCodec[K] {
	return keyCodec[K]{
		size:   c.size,
		append: func(dst []byte, k K) ([]byte, error) { return c.append(dst, to(k)) },
		parse: func(b []byte) (k K, rest []byte, err error) {
			p, rest, err := c.parse(b)
			if err != nil {
				return k, nil, err
			}
			return from(p), rest, nil
		},
	}
}

func sumSize(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	return a + b
}

func appendString(dst []byte, s string) ([]byte, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, fmt.Errorf("%w: %q", errNUL, s)
	}
	return append(append(dst, s...), 0), nil
}

const signBit = 1 << 63

func appendTime(dst []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(dst, biasTime(t))
}

// biasTime maps a time to a number with the same order; 0 is kept for the zero time.
func biasTime(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	first, last := time.Unix(0, math.MinInt64+1), time.Unix(0, math.MaxInt64)
	switch {
	case t.Before(first):
		t = first
	case t.After(last):
		t = last
	}
	return uint64(t.UnixNano()) ^ signBit
}

func parseTime(n uint64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(n^signBit)).UTC()
}

// keyBuilder makes index keys part by part: newKey().str(s).time(t).bytes(). A string with a NUL byte spoils the key:
// bytes returns nil then, and the table refuses the row with an error that names the index.
type keyBuilder struct {
	buf   []byte
	wrong bool
}

// newKey begins a key; 32 bytes hold most index keys.
func newKey() keyBuilder { return keyBuilder{buf: make([]byte, 0, 32)} }

func (b keyBuilder) u64(n uint64) keyBuilder {
	b.buf = binary.BigEndian.AppendUint64(b.buf, n)
	return b
}

func (b keyBuilder) time(t time.Time) keyBuilder {
	b.buf = appendTime(b.buf, t)
	return b
}

func (b keyBuilder) str(s string) keyBuilder {
	buf, err := appendString(b.buf, s)
	if err != nil {
		b.wrong = true
		return b
	}
	b.buf = buf
	return b
}

func (b keyBuilder) bytes() []byte {
	if b.wrong {
		return nil
	}
	return b.buf
}

// one is the usual result of an index function: a single key.
func (b keyBuilder) one() [][]byte { return [][]byte{b.bytes()} }
