package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	berrors "go.etcd.io/bbolt/errors"
	"wakeman/engine"
)

// Options say where the store is and how large it may become.
type Options struct {
	// Dir is the data directory; it is made with mode 0700 when it is missing.
	Dir string
	// MaxSize is the size in bytes that the file must not exceed, 0 for no limit.
	MaxSize int64
	// Reserve is the part of MaxSize, in bytes, that only urgent commands may use; 0 means 32 MiB.
	Reserve int64
	// Ballast is the size in bytes of the file that is given up when the disk is full; 0 means 16 MiB, below 0 none.
	Ballast int64
	// MaxBatch is how many commands may share one commit; 0 means 1024.
	MaxBatch int
	// Version of the program, kept in a new file for support; "" is allowed.
	Version string
	// Now is the clock for what the store records about itself; nil means time.Now.
	Now func() time.Time
	// SecretsKey is the file with the key that secrets are sealed with, outside of Dir. When no secret was ever sealed
	// it is made. "" means that secrets are stored as they are, and sealed ones can not be read.
	SecretsKey string
	// Log takes what an admin should know; nil means nowhere.
	Log *slog.Logger
	// NoSync leaves fsync out, so that a power cut loses commits: only for the harness that proves it would notice.
	NoSync bool
}

// FileName is the name of the store's file within the data directory.
const FileName = "wakeman.db"

const (
	defaultReserve  = 32 << 20
	defaultBallast  = 16 << 20
	defaultMaxBatch = 1024
	bigAlloc        = 16 << 20               // bbolt's own step of growth
	lockTimeout     = 3 * time.Second        // how long Open waits for another process to go away
	slowRead        = 100 * time.Millisecond // reads that take longer are logged
)

// DB is an open store. Its methods may be called from any goroutine.
type DB struct {
	options  Options
	catalog  catalog
	log      *slog.Logger
	now      func() time.Time
	path     string
	pageSize int
	bolt     *bbolt.DB
	lock     *dirLock
	rec      *records
	vault    *vault
	config   atomic.Pointer[engine.Config]
	// configuring holds the one change of configuration that may be under way.
	configuring chan struct{}
	meta        atomic.Pointer[meta]
	state       state
	damages     *damages
	queue       [classes]chan *command
	failed      chan struct{}
	closing     chan struct{}
	stopped     chan struct{} // the committer has ended
	close       sync.Once
	nextLook    time.Time // when the committer looks for room again; its own

	// testOnlyRotate is called after each step of a rotation, to end it there.
	testOnlyRotate func(step int) error
	// testOnlyCommit stands between the committer and bbolt's Commit, to make it fail.
	testOnlyCommit func(*bbolt.Tx) error
}

// Open opens the store in o.Dir, and creates it when there is none. It waits up to three seconds for another process to
// let go of it ([ErrLocked]) and brings an older file up to date, after a copy was put into the directory "snapshots".
// A file of a newer program is refused ([ErrNewer]), a damaged one too ([ErrCorrupt]), with what to do about it.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := open(ctx, o, wakeman(newVault(o.SecretsKey)))
	if err != nil {
		return nil, err
	}
	if err := db.openVault(ctx); err != nil { // the box must page all the same
		db.log.Error("store: secrets", "err", err)
	}
	config, err := db.loadConfig()
	if err == nil && db.damages.times() > 0 { // what was passed over is known once it is set aside
		db.setAsideMet(ctx)
		config, err = db.loadConfig()
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.config.Store(config)
	return db, nil
}

func open(ctx context.Context, o Options, c catalog) (*DB, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	db := newDB(o, c)
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if db.lock, err = lockDir(ctx, o.Dir); err != nil {
		return nil, err
	}
	if err := db.openFile(ctx); err != nil {
		return nil, errors.Join(err, db.lock.release())
	}
	if !db.ensureBallast() {
		db.becomeFull(overLimit, errors.New("no room for the ballast file"))
	}
	go db.commitLoop()
	go db.mendLoop()
	return db, nil
}

func newDB(o Options, c catalog) *DB {
	db := &DB{
		options: o, catalog: c, vault: c.vault, log: o.Log, now: o.Now, rec: newRecords(), configuring: make(chan struct{}, 1),
		path:   filepath.Join(o.Dir, FileName),
		queue:  [classes]chan *command{make(chan *command), make(chan *command)},
		failed: make(chan struct{}), closing: make(chan struct{}), stopped: make(chan struct{}), damages: newDamages(),
	}
	db.rec.guard(c.vault)
	return db
}

// complete fills in the defaults.
func (o Options) complete() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("store: Dir is missing")
	}
	o.Reserve = orDefault(o.Reserve, defaultReserve)
	o.Ballast = orDefault(o.Ballast, defaultBallast)
	o.MaxBatch = orDefault(o.MaxBatch, defaultMaxBatch)
	if o.MaxSize != 0 && o.MaxSize < 2*o.Reserve {
		return o, fmt.Errorf("store: MaxSize of %d bytes is too small, at least %d (twice the reserve) are needed", o.MaxSize, 2*o.Reserve)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

func orDefault[N int | int64](n, byDefault N) N {
	if n == 0 {
		return byDefault
	}
	return n
}

// openFile opens (or makes) the file and brings it up to date.
func (db *DB) openFile(ctx context.Context) (err error) {
	if err := db.createIfMissing(); err != nil {
		return err
	}
	db.bolt, err = openBolt(db.path, db.boltOptions())
	if err != nil {
		return db.explain(err)
	}
	db.pageSize = db.bolt.Info().PageSize
	db.bolt.AllocSize = db.allocSize()
	if err := db.upToDate(ctx); err != nil {
		return errors.Join(db.explain(err), guard(db.bolt.Close))
	}
	return nil
}

func (db *DB) boltOptions() *bbolt.Options {
	o := &bbolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: 1 << 30, // address space, not memory: spares writers and readers the wait for a larger map
		MaxSize:         int(db.options.MaxSize),
		NoSync:          db.options.NoSync,
		Logger:          boltLog{db.log},
	}
	if bits := 32 << (^uint(0) >> 63); bits == 32 {
		o.InitialMmapSize = 0
	}
	return o
}

// allocSize keeps one step of growth small against the reserve, because bbolt counts a whole step against the limit.
func (db *DB) allocSize() int {
	if db.options.MaxSize == 0 {
		return bigAlloc
	}
	return int(min(bigAlloc, db.options.Reserve/4))
}

// Close lets the running commit finish, answers the waiting commands with [ErrClosed] and waits for open reads.
func (db *DB) Close() error {
	var err error
	db.close.Do(func() {
		close(db.closing)
		<-db.stopped
		<-db.damages.ended
		err = errors.Join(db.closeBolt(), db.lock.release())
	})
	return err
}

// closeBolt closes the file. After a commit that has failed bbolt may hold its own lock for ever; the process must be
// able to exit all the same.
func (db *DB) closeBolt() error {
	if !db.hasFailed() {
		return guard(db.bolt.Close)
	}
	closed := make(chan error, 1)
	go func() { closed <- guard(db.bolt.Close) }()
	timer := time.NewTimer(lockTimeout)
	defer timer.Stop()
	select {
	case err := <-closed:
		return err
	case <-timer.C:
		return errors.New("store: the file can not be closed after the failure")
	}
}

func (db *DB) isClosing() bool {
	select {
	case <-db.closing:
		return true
	default:
		return false
	}
}

// commit is bbolt's Commit, behind the seam.
func (db *DB) commit(bt *bbolt.Tx) error {
	if db.testOnlyCommit != nil {
		return db.testOnlyCommit(bt)
	}
	return bt.Commit()
}

// rollback ends a transaction that is not wanted; one that is already over is fine.
func (db *DB) rollback(bt *bbolt.Tx) {
	err := guard(bt.Rollback)
	if err != nil && !errors.Is(err, berrors.ErrTxClosed) {
		db.log.Error("store: rollback", "err", err)
	}
}

// view runs fn in a read transaction: a fixed picture of the store. Keep it short: an open read keeps old pages from
// being reused. Reads over 100 ms are logged with their caller. A panic comes back as a [PanicError].
//
// Scans pass over damaged rows; get gives the error. Either way the row is set aside soon after.
func (db *DB) view(fn func(*tx) error) error {
	began := time.Now()
	bt, err := db.bolt.Begin(false)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	if err != nil {
		return fmt.Errorf("store: read: %w", err)
	}
	defer db.endView(bt, began)
	err = run(&tx{bolt: bt, lenient: true, met: db.damages.meet}, fn)
	db.damages.meet(err)
	return err
}

func (db *DB) endView(bt *bbolt.Tx, began time.Time) {
	db.rollback(bt)
	if took := time.Since(began); took > slowRead {
		db.log.Warn("store: slow read", "took", took.String(), "caller", callerOfView())
	}
}

// callerOfView is the function that called view, seen from a deferred endView.
func callerOfView() string {
	if pc, _, _, ok := runtime.Caller(3); ok {
		return runtime.FuncForPC(pc).Name()
	}
	return "unknown"
}
