package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// Finding is one thing that is wrong with a file.
type Finding struct {
	Bucket  string // "" when the file itself is meant
	Key     string // hex, "" when no row is meant
	Problem string
}

// String is one line.
func (f Finding) String() string {
	switch {
	case f.Bucket == "":
		return f.Problem
	case f.Key == "":
		return f.Bucket + ": " + f.Problem
	}
	return f.Bucket + " key " + f.Key + ": " + f.Problem
}

// Report is the result of a check.
type Report struct {
	Path     string
	Bytes    int64
	Schema   int
	Instance string
	Records  int            // rows that were read
	Tables   map[string]int // rows by table
	Findings []Finding      // the first maxFindings
	More     int            // findings beyond those
}

// maxFindings is enough to see the extent; a destroyed table has one for each row.
const maxFindings = 200

// OK tells that nothing is wrong.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// Err is nil when nothing is wrong, and else matches [ErrCorrupt] and gives the first finding.
func (r *Report) Err() error {
	if r.OK() {
		return nil
	}
	return &CorruptError{Err: fmt.Errorf("%d findings, the first: %s", len(r.Findings)+r.More, r.Findings[0])}
}

// Unfit is [Report.Err] without what is wrong with the audit log alone: a line that was damaged once stays damaged, and
// must not be the end of all backups.
func (r *Report) Unfit() error {
	for _, f := range r.Findings {
		if f.Bucket != auditTable {
			return r.Err()
		}
	}
	if len(r.Findings) == maxFindings {
		return r.Err() // what else there is nobody has seen
	}
	return nil
}

// auditTable is the name of the table of the audit log.
const auditTable = "audit"

// reporter takes a finding.
type reporter func(bucket string, key []byte, problem string)

// extraCheck looks at what the rows mean together (the audit chain, references).
type extraCheck func(tx *tx, report reporter) error

func (r *Report) add(bucket string, key []byte, problem string) {
	if len(r.Findings) >= maxFindings {
		r.More++
		return
	}
	f := Finding{Bucket: bucket, Problem: problem}
	if key != nil {
		f.Key = fmt.Sprintf("%x", key)
	}
	r.Findings = append(r.Findings, f)
}

// Check reads the whole file at path: its pages, bbolt's own book-keeping, the checksum of every row and every index in
// both directions. It does not change the file. Damage is reported, never a panic; the error is for a file that can not
// be looked at: missing, in use ([ErrLocked]), ctx done.
func Check(ctx context.Context, path string) (Report, error) {
	return check(ctx, path, wakeman(nil))
}

func check(ctx context.Context, path string, c catalog) (Report, error) {
	r := Report{Path: path, Tables: map[string]int{}}
	f, err := openShared(ctx, path)
	if err != nil {
		return r, err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return r, err
	}
	r.Bytes = info.Size()
	checkPages(f, r.Bytes, func(problem string) { r.add("", nil, problem) })
	if !r.OK() {
		return r, nil // bbolt would follow the wild pointers
	}
	b, err := openBolt(path, &bbolt.Options{ReadOnly: true, Timeout: lockTimeout, PreLoadFreelist: true})
	if errors.Is(err, ErrCorrupt) {
		r.add("", nil, err.Error())
		return r, nil
	}
	if err != nil {
		return r, err
	}
	defer b.Close() //nolint:errcheck // only read
	return r, r.checkOpen(ctx, b, c)
}

// openShared opens a file for reading and takes the lock that bbolt's readers take, so that no writer is at work.
func openShared(ctx context.Context, path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	locked, err := flock(ctx, f, unix.LOCK_SH)
	if err == nil && !locked {
		err = fmt.Errorf("%w: %s", ErrLocked, path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (r *Report) checkOpen(ctx context.Context, b *bbolt.DB, c catalog) error {
	bt, err := b.Begin(false)
	if err != nil {
		return err
	}
	defer bt.Rollback() //nolint:errcheck // only read
	if err := guard(func() error { return r.checkBolt(bt) }); err != nil {
		r.add("", nil, err.Error())
	}
	if !r.OK() {
		return nil // rows in broken pages would only repeat it
	}
	return r.checkTables(ctx, &tx{bolt: bt}, c)
}

func (r *Report) checkBolt(bt *bbolt.Tx) error {
	for err := range bt.Check() {
		r.add("", nil, err.Error())
	}
	return nil
}

func (r *Report) checkTables(ctx context.Context, tx *tx, c catalog) error {
	var m meta
	err := guard(func() (err error) {
		if m, err = readMeta(tx); err != nil {
			return err
		}
		return tx.checkBuckets(m, r.add)
	})
	if err != nil {
		r.add("meta", nil, reason(err))
		return nil
	}
	r.Schema, r.Instance = m.Schema, m.Instance
	if m.Schema > c.schema() && len(c.tables) > 0 {
		return newer(r.Path, m.Schema, c.schema())
	}
	current := m.Schema == c.schema()
	for _, t := range c.allTables() {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.checkTable(tx, t, current)
	}
	if !current {
		return nil
	}
	for _, extra := range c.checks {
		if err := guard(func() error { return extra(tx, r.add) }); err != nil {
			r.add("", nil, err.Error())
		}
	}
	return nil
}

// checkTable reads a table. A file that is not up to date is allowed not to have it, or not all of its indices: opening
// makes those.
func (r *Report) checkTable(tx *tx, t tabler, current bool) {
	missing := tx.missing(t)
	if len(missing) == len(t.buckets()) {
		return
	}
	err := guard(func() error {
		rows, err := t.verify(tx, current && len(missing) == 0, r.add)
		r.Tables[t.tableName()] = rows
		r.Records += rows
		return err
	})
	if err != nil {
		r.add(t.tableName(), nil, err.Error())
	}
}
