package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"wakeman/engine"
)

// ControlClient sends commands to a running server.
type ControlClient struct {
	http *http.Client
	path string
}

// Dial finds the server of a data directory. It fails when none is running.
func Dial(dir string) (*ControlClient, error) {
	path, err := controlPath(dir)
	if err != nil {
		return nil, err
	}
	probe, err := net.DialTimeout("unix", path, 3*time.Second)
	if err != nil {
		return nil, fmt.Errorf("no server answers for %s: %w", dir, err)
	}
	if err := probe.Close(); err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	return &ControlClient{path: path, http: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}, nil
}

// Call runs a command with in as its input and reads its answer into out (nil:
// not wanted). What the command refuses is an [engine.Failure] with its code,
// message and field.
func (c *ControlClient) Call(ctx context.Context, name string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("command %s: %w", name, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://wakeman/"+name, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("command %s: %w", name, err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("command %s: the server did not answer: %w", name, err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("command %s: the server's answer broke off: %w", name, err)
	}
	return readAnswer(name, res.StatusCode, text, out)
}

func readAnswer(name string, status int, text []byte, out any) error {
	if status == http.StatusOK {
		if out == nil {
			return nil
		}
		if err := json.Unmarshal(text, out); err != nil {
			return fmt.Errorf("command %s: the server's answer is not understood: %w", name, err)
		}
		return nil
	}
	var e controlError
	if err := json.Unmarshal(text, &e); err != nil || e.Message == "" {
		return fmt.Errorf("command %s: the server answered %d %s", name, status, http.StatusText(status))
	}
	if e.Code == "" {
		return errors.New(e.Message)
	}
	return &engine.Failure{Code: e.Code, Message: e.Message, Field: e.Field, Retry: e.Retry}
}
