package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// limit is how long is waited for what must come.
const limit = 45 * time.Second

// eventually tries until there is no error.
func eventually(ctx context.Context, try func() error) error {
	began := time.Now()
	for {
		err := try()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil, time.Since(began) > limit:
			return fmt.Errorf("after %.0f s: %w", time.Since(began).Seconds(), err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// process is a program that runs beside this one.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

func begin(said *lines, binary string, env []string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(binary, args...), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = said, said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // stopped by us
		close(p.ended)
	}()
	return p, nil
}

// stop asks it to end, and waits. A nil process has ended.
func (p *process) stop() {
	if p == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// lines is what programs say.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write keeps it.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all of it.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// freePorts finds different ones.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() //nolint:errcheck // held until all are found
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
