package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// This file reads a bbolt file as bytes, without bbolt. bbolt follows whatever page numbers and lengths it finds through
// mapped memory, partly on goroutines of its own: a wild number ends the process and can not be caught, a circle never
// ends. So a file is walked here first, and bbolt sees only files whose pages hang together.
//
// Layout, from bbolt's internal/common (native byte order): page header {id u64, flags u16, count u16, overflow u32};
// meta {magic u32, version u32, pageSize u32, flags u32, root u64, sequence u64, freelist u64, high u64, txid u64,
// checksum u64 = FNV-1a of what is before}; branch element {pos u32, ksize u32, page u64}; leaf element {flags u32, pos
// u32, ksize u32, vsize u32}; a nested bucket's value {root u64, sequence u64, and the page itself when root is 0}.

const (
	pageHeader  = 16
	elementSize = 16
	bucketSize  = 16
	metaSum     = 56 // bytes of a meta page that its checksum covers

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	bucketLeaf   = 0x01 // flag of a leaf element

	boltMagic   = 0xED0CDAED
	boltVersion = 2
	maxDepth    = 64 // far above what a tree of 2^64 pages has
	manyCount   = 0xFFFF
)

// pageMeta is a valid meta page.
type pageMeta struct {
	pageSize             int64
	root, freelist, high uint64
	txid                 uint64
}

// pages is a file under inspection.
type pages struct {
	r      io.ReaderAt
	size   int64
	meta   pageMeta
	used   map[uint64]bool // pages that were reached, with their overflow
	report func(problem string)
}

// checkPages walks everything that can be reached from the newest valid meta page.
func checkPages(r io.ReaderAt, size int64, report func(problem string)) {
	p := &pages{r: r, size: size, used: map[uint64]bool{}, report: report}
	if err := p.readHead(); err != nil {
		report(err.Error())
		return
	}
	p.bucket(p.meta.root, 0)
	if err := p.freelist(); err != nil {
		report(err.Error())
	}
}

// checkHead looks only at what bbolt reads when it opens a file: cheap, whatever the size.
func checkHead(r io.ReaderAt, size int64) error {
	p := &pages{r: r, size: size, used: map[uint64]bool{}, report: func(string) {}}
	if err := p.readHead(); err != nil {
		return err
	}
	return p.freelist()
}

// readHead finds the meta page that is in force. The other one is allowed to be broken: a commit that was cut off
// leaves it so.
func (p *pages) readHead() error {
	var found []pageMeta
	if m, err := p.metaAt(0); err == nil {
		found = append(found, m)
	} else {
		p.report("meta page 0 is damaged, the last commit may be missing: " + err.Error())
	}
	if m, err := p.secondMeta(found); err == nil {
		found = append(found, m)
	} else {
		p.report("meta page 1 is damaged, the last commit may be missing: " + err.Error())
	}
	if len(found) == 0 {
		return errors.New("neither meta page is valid: not a store, or its beginning is destroyed")
	}
	p.meta = found[0]
	if len(found) == 2 && found[1].txid > found[0].txid {
		p.meta = found[1]
	}
	if p.meta.high > uint64(p.size/p.meta.pageSize) {
		return fmt.Errorf("the file has %d bytes, %d pages of %d are needed", p.size, p.meta.high, p.meta.pageSize)
	}
	return nil
}

// secondMeta is behind the first page, whose size only the first meta page tells; without it every size is tried.
func (p *pages) secondMeta(first []pageMeta) (m pageMeta, err error) {
	if len(first) == 1 {
		return p.metaAt(first[0].pageSize)
	}
	for size := int64(1024); size <= 1<<24; size *= 2 {
		if m, err = p.metaAt(size); err == nil {
			return m, nil
		}
	}
	return m, err
}

func (p *pages) metaAt(offset int64) (m pageMeta, err error) {
	buf := make([]byte, pageHeader+metaSum+8)
	if _, err := p.r.ReadAt(buf, offset); err != nil {
		return m, err
	}
	b := buf[pageHeader:]
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaSum])
	m = pageMeta{
		pageSize: int64(u32(b, 8)), root: u64(b, 16), freelist: u64(b, 32), high: u64(b, 40), txid: u64(b, 48),
	}
	switch {
	case u32(b, 0) != boltMagic:
		return m, errors.New("wrong magic number")
	case u32(b, 4) != boltVersion:
		return m, fmt.Errorf("version %d, want %d", u32(b, 4), boltVersion)
	case sum.Sum64() != u64(b, metaSum):
		return m, errChecksum
	case m.pageSize < 1024 || m.pageSize > 1<<24 || m.pageSize&(m.pageSize-1) != 0:
		return m, fmt.Errorf("page size %d", m.pageSize)
	}
	return m, nil
}

// page reads a page with its overflow and marks both as used.
func (p *pages) page(id uint64) ([]byte, error) {
	if id < 2 || id >= p.meta.high {
		return nil, fmt.Errorf("page %d is outside the file of %d pages", id, p.meta.high)
	}
	head := make([]byte, pageHeader)
	if _, err := p.r.ReadAt(head, int64(id)*p.meta.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	overflow := uint64(u32(head, 12))
	switch {
	case u64(head, 0) != id:
		return nil, fmt.Errorf("page %d calls itself %d", id, u64(head, 0))
	case overflow >= p.meta.high-id:
		return nil, fmt.Errorf("page %d reaches %d pages beyond its own, out of the file", id, overflow)
	}
	for n := id; n <= id+overflow; n++ {
		if p.used[n] {
			return nil, fmt.Errorf("page %d is used twice", n)
		}
		p.used[n] = true
	}
	buf := make([]byte, int64(overflow+1)*p.meta.pageSize)
	if _, err := p.r.ReadAt(buf, int64(id)*p.meta.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	return buf, nil
}

// bucket walks the tree of a bucket.
func (p *pages) bucket(root uint64, depth int) {
	page, err := p.page(root)
	if err == nil {
		err = p.node(page, depth)
	}
	if err != nil {
		p.report(err.Error())
	}
}

func (p *pages) node(page []byte, depth int) error {
	id := u64(page, 0)
	if depth > maxDepth {
		return fmt.Errorf("page %d: the tree is deeper than %d", id, maxDepth)
	}
	switch flags := u16(page, 8); flags {
	case flagBranch:
		return p.branch(page, depth)
	case flagLeaf:
		return p.leaf(page, depth)
	default:
		return fmt.Errorf("page %d: type %#x is neither branch nor leaf", id, flags)
	}
}

func (p *pages) branch(page []byte, depth int) error {
	id, count := u64(page, 0), int(u16(page, 10))
	if count == 0 {
		return fmt.Errorf("page %d: an empty branch", id)
	}
	children := make([]uint64, 0, count)
	last := []byte(nil)
	for i := range count {
		at := pageHeader + i*elementSize
		if at+elementSize > len(page) {
			return fmt.Errorf("page %d: %d elements do not fit", id, count)
		}
		key, err := slice(page, at, u32(page, at), u32(page, at+4))
		if err != nil || (i > 0 && bytes.Compare(last, key) >= 0) {
			return fmt.Errorf("page %d: key %d is damaged", id, i)
		}
		last = key
		children = append(children, u64(page, at+8))
	}
	for _, child := range children {
		p.bucket(child, depth+1)
	}
	return nil
}

func (p *pages) leaf(page []byte, depth int) error {
	id, count := u64(page, 0), int(u16(page, 10))
	last := []byte(nil)
	for i := range count {
		at := pageHeader + i*elementSize
		if at+elementSize > len(page) {
			return fmt.Errorf("page %d: %d elements do not fit", id, count)
		}
		flags, pos, keySize, valueSize := u32(page, at), u32(page, at+4), u32(page, at+8), u32(page, at+12)
		key, err := slice(page, at, pos, keySize)
		if err != nil || len(key) == 0 || (i > 0 && bytes.Compare(last, key) >= 0) {
			return fmt.Errorf("page %d: key %d is damaged", id, i)
		}
		last = key
		value, err := slice(page, at+int(pos)+int(keySize), 0, valueSize)
		if err != nil {
			return fmt.Errorf("page %d: value %d is damaged", id, i)
		}
		if err := p.element(flags, value, depth); err != nil {
			return fmt.Errorf("page %d: element %d: %w", id, i, err)
		}
	}
	return nil
}

// element follows a leaf element that is a bucket.
func (p *pages) element(flags uint32, value []byte, depth int) error {
	switch {
	case flags&^bucketLeaf != 0:
		return fmt.Errorf("unknown flags %#x", flags)
	case flags == 0:
		return nil
	case len(value) < bucketSize:
		return errors.New("a bucket without a header")
	}
	if root := u64(value, 0); root != 0 {
		p.bucket(root, depth+1)
		return nil
	}
	inline := value[bucketSize:]
	if len(inline) < pageHeader || u16(inline, 8) != flagLeaf {
		return errors.New("a small bucket without its page")
	}
	if depth+1 > maxDepth {
		return errors.New("buckets are nested too deeply")
	}
	return p.leaf(inline, depth+1)
}

// freelist reads the list of free pages: each inside the file, not in use, and there once.
func (p *pages) freelist() error {
	page, err := p.page(p.meta.freelist)
	if err != nil {
		return fmt.Errorf("list of free pages: %w", err)
	}
	if flags := u16(page, 8); flags != flagFreelist {
		return fmt.Errorf("list of free pages: page %d has type %#x", p.meta.freelist, flags)
	}
	count, at := uint64(u16(page, 10)), pageHeader
	if count == manyCount {
		count, at = u64(page, at), at+8
	}
	if count > uint64(len(page)-at)/8 {
		return fmt.Errorf("list of free pages: %d entries do not fit", count)
	}
	for range count {
		id := u64(page, at)
		if id < 2 || id >= p.meta.high || p.used[id] {
			return fmt.Errorf("list of free pages: page %d is in use, listed twice or outside the file", id)
		}
		p.used[id] = true
		at += 8
	}
	return nil
}

// slice is page[at+pos : at+pos+n], if that is inside.
func slice(page []byte, at int, pos, n uint32) ([]byte, error) {
	from := int64(at) + int64(pos)
	to := from + int64(n)
	if to > int64(len(page)) {
		return nil, io.ErrUnexpectedEOF
	}
	return page[from:to], nil
}

func u16(b []byte, at int) uint16 { return binary.NativeEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.NativeEndian.Uint32(b[at:]) }
func u64(b []byte, at int) uint64 { return binary.NativeEndian.Uint64(b[at:]) }
