package main

import (
	"crypto/tls"
	"os"
	"sync"
	"time"
)

// certificate is a key pair in files, read again when they change.
type certificate struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate
	from   time.Time // the modification time of what is loaded
}

// get gives the certificate for a handshake. When the files cannot be read, the
// one in memory goes on being used: a renewal that went wrong must not stop the
// box from being reached.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.cert)
	if err == nil && info.ModTime().Equal(c.from) {
		return c.loaded, nil
	}
	if err == nil {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.cert, c.key); err == nil {
			c.loaded, c.from = &pair, info.ModTime()
		}
	}
	if c.loaded != nil {
		return c.loaded, nil
	}
	return nil, err
}
