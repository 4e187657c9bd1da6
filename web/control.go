package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"wakeman/engine"
)

const (
	controlName = "control.sock"
	// maxCommand bounds a command's input: a configuration file.
	maxCommand = 16 << 20
	// maxSocketPath is the room for a path in a Unix address (sun_path, unix(7)),
	// less the closing zero.
	maxSocketPath = 107
)

// Control answers the command line on a Unix socket in the data directory. Who
// may open the socket (mode 0600) may do everything.
type Control struct {
	// Handlers are the commands by name. The body is the command's input as
	// JSON; the answer is marshalled. A Failure's code, message and field reach
	// the caller; the text of any other error too, as that of an internal one.
	Handlers map[string]func(ctx context.Context, body json.RawMessage) (any, error)
	Log      *slog.Logger // nil: no log
}

// ErrControlled: another server answers on the directory's control socket.
var ErrControlled = errors.New("another wakeman serves this data directory")

// Listen opens the socket in dir. One left behind by a server that was killed is
// replaced; one that is answered is [ErrControlled].
func (c Control) Listen(dir string) (net.Listener, error) {
	path, err := controlPath(dir)
	if err != nil {
		return nil, err
	}
	if probe, err := net.DialTimeout("unix", path, time.Second); err == nil {
		_ = probe.Close()
		return nil, fmt.Errorf("%w (%s)", ErrControlled, path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	l, err := listenPrivately(dir, path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

func controlPath(dir string) (string, error) {
	path := filepath.Join(dir, controlName)
	if len(path) > maxSocketPath {
		return "", fmt.Errorf("control socket: the path %s is longer than the %d bytes a socket may have: use a shorter data directory, or a relative path", path, maxSocketPath)
	}
	return path, nil
}

// listenPrivately makes the socket inside a directory that only we can enter and
// moves it into place with its final mode, so that there is no moment in which
// others could connect. (The umask would do too, but belongs to the process.)
func listenPrivately(dir, path string) (net.Listener, error) {
	private, err := os.MkdirTemp(dir, "c")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(private) //nolint:errcheck // empty by then
	inside := filepath.Join(private, "s")
	if len(inside) > maxSocketPath {
		return nil, fmt.Errorf("the path %s is too long for a socket", inside)
	}
	l, err := net.Listen("unix", inside)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(inside, 0o600), os.Rename(inside, path)); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &controlListener{Listener: l, path: path}, nil
}

// controlListener removes the socket's file when it is closed.
type controlListener struct {
	net.Listener
	path string
}

func (l *controlListener) Close() error {
	if err := os.Remove(l.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, l.Listener.Close())
	}
	return l.Listener.Close()
}

// Run answers commands until ctx ends, then lets running ones finish for up to
// five seconds.
func (c Control) Run(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: c, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(c.log().Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(l) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("control socket: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := srv.Shutdown(last)
	if err != nil {
		err = errors.Join(fmt.Errorf("control socket: %w", err), srv.Close())
	}
	<-stopped
	return err
}

func (c Control) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// controlError is a failed command on the wire.
type controlError struct {
	Code    engine.Code   `json:"code,omitempty"` // "" for an internal error
	Message string        `json:"message"`
	Field   string        `json:"field,omitempty"`
	Retry   time.Duration `json:"retry,omitempty"`
}

// ServeHTTP runs one command: POST /NAME.
func (c Control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path[min(1, len(r.URL.Path)):]
	do, ok := c.Handlers[name]
	if r.Method != http.MethodPost || !ok {
		answerControl(w, nil, engine.Fail(engine.NotFound, "the running server does not know the command %q: is it another version?", name))
		return
	}
	var body json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCommand)).Decode(&body); err != nil {
		answerControl(w, nil, engine.Fail(engine.Invalid, "the command's input is not understood: %v", err))
		return
	}
	out, err := c.run(r.Context(), name, do, body)
	answerControl(w, out, err)
}

// run keeps a command's panic from ending the server.
func (c Control) run(ctx context.Context, name string, do func(context.Context, json.RawMessage) (any, error), body json.RawMessage) (out any, err error) {
	defer func() {
		if v := recover(); v != nil {
			c.log().Error("a command panicked", "command", name, "panic", v, "stack", stack())
			out, err = nil, fmt.Errorf("the command %s failed inside the server: see its log", name)
		}
	}()
	return do(ctx, body)
}

func answerControl(w http.ResponseWriter, out any, err error) {
	status := http.StatusOK
	if err != nil {
		status, out = http.StatusUnprocessableEntity, controlErrorOf(err)
	}
	text, err := json.Marshal(out)
	if err != nil {
		status, text = http.StatusUnprocessableEntity, []byte(`{"message":`+strconv.Quote("the answer cannot be written: "+err.Error())+`}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func controlErrorOf(err error) controlError {
	if f, ok := errors.AsType[*engine.Failure](err); ok {
		return controlError{Code: f.Code, Message: f.Message, Field: f.Field, Retry: f.Retry}
	}
	return controlError{Message: err.Error()}
}
