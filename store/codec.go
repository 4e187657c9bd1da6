package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
)

// Formats of a payload: the first byte of every row.
const (
	formatJSON = 1
	formatRaw  = 2 // bytes as they came, for bodies
)

// headerSize is [format][kind version][crc32c, 4 bytes big endian].
const headerSize = 6

// envelope names what a row's header and checksum say about it.
type envelope struct {
	format  byte
	kind    byte // not stored: it goes into the checksum, so that a row can not be taken for one of another kind
	version byte // version of the kind
}

// sum is the checksum of a row. The key is part of it: a flipped bit in a key is found like one in the value, and a row
// that lands under another key is no longer valid. crc32c: RFC 3720 appendix B.4.
func (e envelope) sum(key, payload []byte) uint32 {
	castagnoli := crc32.MakeTable(crc32.Castagnoli) // made once, by hash/crc32
	sum := crc32.Update(0, castagnoli, []byte{e.format, e.kind, e.version})
	sum = crc32.Update(sum, castagnoli, key)
	return crc32.Update(sum, castagnoli, payload)
}

// seal fills the header of row, whose first headerSize bytes are free.
func (e envelope) seal(key, row []byte) []byte {
	row[0], row[1] = e.format, e.version
	binary.BigEndian.PutUint32(row[2:], e.sum(key, row[headerSize:]))
	return row
}

var (
	errShortRow = errors.New("row is shorter than its header")
	errChecksum = errors.New("checksum does not match")
	errNoRow    = errors.New("index entry without a row in")
)

// open checks the row under key against e and returns its version and payload. The payload is not a copy.
func (e envelope) open(key, row []byte) (version byte, payload []byte, err error) {
	if len(row) < headerSize {
		return 0, nil, errShortRow
	}
	found := envelope{format: row[0], kind: e.kind, version: row[1]}
	if found.sum(key, row[headerSize:]) != binary.BigEndian.Uint32(row[2:]) {
		return 0, nil, errChecksum
	}
	if found.format != e.format {
		return 0, nil, fmt.Errorf("format %d, want %d", found.format, e.format)
	}
	if found.version > e.version {
		return 0, nil, fmt.Errorf("%w: record version %d, this program knows up to %d", ErrNewer, found.version, e.version)
	}
	return found.version, row[headerSize:], nil
}

// codec turns values into rows, whose first headerSize bytes are left free, and payloads into values. decode must not
// keep the payload: it lies in mapped memory.
type codec[V any] struct {
	encode func(v V) (row []byte, err error)
	decode func(payload []byte) (V, error)
}

// jsonScratch is what encoding needs besides the row itself. It is kept: a commit encodes hundreds of rows.
type jsonScratch struct {
	buf bytes.Buffer
	enc *json.Encoder
}

func newJSONScratch() any {
	s := &jsonScratch{}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false) // the payload is never put into a page
	return s
}

// maxScratch is the largest buffer that is kept for the next row.
const maxScratch = 64 << 10

func jsonCodec[V any]() codec[V] {
	scratches := &sync.Pool{New: newJSONScratch}
	return codec[V]{
		encode: func(v V) ([]byte, error) {
			s := scratches.Get().(*jsonScratch)
			s.buf.Reset()
			s.buf.Write(make([]byte, headerSize))
			if err := s.enc.Encode(v); err != nil {
				return nil, err // an encoder that has failed goes on failing: it is not kept
			}
			row := bytes.Clone(bytes.TrimSuffix(s.buf.Bytes(), []byte{'\n'}))
			if s.buf.Cap() <= maxScratch {
				scratches.Put(s)
			}
			return row, nil
		},
		decode: func(payload []byte) (v V, err error) {
			err = json.Unmarshal(payload, &v)
			return v, err
		},
	}
}

func rawCodec() codec[[]byte] {
	return codec[[]byte]{
		encode: func(v []byte) ([]byte, error) { return append(make([]byte, headerSize, headerSize+len(v)), v...), nil },
		decode: func(payload []byte) ([]byte, error) { return append([]byte{}, payload...), nil },
	}
}
