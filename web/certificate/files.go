package certificate

import (
	"context"
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files is a key pair in files, read again when they change.
type Files struct {
	cert, key string
	instead   *Authority // nil: the files could be read
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	from   stamp // of what is loaded, or was tried
	failed error // of the last try
}

// stamp tells one content of the two files from another.
type stamp struct {
	cert, key         time.Time
	certSize, keySize int64
}

// OpenFiles reads a certificate with its chain, and its key, both PEM. When they
// cannot be read, a certificate of the box's own authority is served until they
// can: instead is asked for one then.
func OpenFiles(cert, key string, instead func() *Authority, log *slog.Logger) *Files {
	f := &Files{cert: cert, key: key, log: log}
	f.load()
	if f.loaded == nil {
		f.instead = instead()
	}
	return f
}

// load reads the files if they changed. When that fails, what is in memory goes
// on being used: a renewal that went wrong must not stop the box from being
// reached.
func (f *Files) load() *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, err := f.stamp()
	if err == nil && now == f.from {
		return f.loaded
	}
	f.from = now // zero if they are gone, so that they are read when they are back
	if err == nil {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(f.cert, f.key); err == nil {
			f.loaded = &pair
			f.log.Info("certificate read", "file", f.cert, "ends", pair.Leaf.NotAfter.UTC())
		}
	}
	if err != nil && (f.failed == nil || f.failed.Error() != err.Error()) {
		f.log.Error("the certificate files cannot be used", "err", err)
	}
	f.failed = err
	return f.loaded
}

func (f *Files) stamp() (stamp, error) {
	cert, err := os.Stat(f.cert)
	if err != nil {
		return stamp{}, err
	}
	key, err := os.Stat(f.key)
	if err != nil {
		return stamp{}, err
	}
	return stamp{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}

// Get gives what the files hold now.
func (f *Files) Get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if c := f.load(); c != nil {
		return c, nil
	}
	return f.instead.Get(hello)
}

// Run only renews what stands in: whoever writes the files renews them.
func (f *Files) Run(ctx context.Context) {
	if f.instead != nil {
		f.instead.Run(ctx)
	}
}

// State says what the files hold.
func (f *Files) State() State {
	c := f.load()
	f.mu.Lock()
	defer f.mu.Unlock()
	if c != nil {
		s := described(ModeFiles, c.Leaf)
		if f.failed != nil {
			s.Problem = "The files of --tls-cert and --tls-key cannot be used any more, the certificate read before is still served: " + f.failed.Error() + "."
		}
		return s
	}
	s := f.instead.State()
	s.Mode, s.Fallback = ModeFiles, true
	s.Problem = "The files of --tls-cert and --tls-key cannot be used: " + f.failed.Error() + "."
	return s
}
