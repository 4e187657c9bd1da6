// Peers holds the small parts that the run with real peers needs beside
// Debian's packages: a mail server that keeps what it is handed as files, a
// target for Prometheus to watch, free ports, and what an integration's page shows
// to paste. The scripts run, senders and monitors play them against each other.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"wakeman/notify/notifytest/carrier"
	"wakeman/web/ui/view"
)

const usage = `usage: peers mail ADDR DIR     take mail on ADDR, and write it to DIR
       peers target ADDR       answer Prometheus on ADDR
       peers ports N           print N free ports of 127.0.0.1
       peers snippet TYPE SENDER BASE KEY
                               print what the page of an integration has to paste`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	switch {
	case len(args) == 3 && args[0] == "mail":
		return mail(ctx, args[1], args[2])
	case len(args) == 2 && args[0] == "target":
		return target(ctx, args[1])
	case len(args) == 2 && args[0] == "ports":
		return ports(out, args[1])
	case len(args) == 5 && args[0] == "snippet":
		return snippet(out, args[2], view.Plug{Type: args[1], Base: args[3], Key: args[4]})
	}
	return fmt.Errorf("%s", usage)
}

// mail serves SMTP until ctx ends. A mail becomes a file NUMBER-RECIPIENT with
// its subject and its text as a reader sees them, which appears when it is whole.
func mail(ctx context.Context, addr, dir string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := carrier.NewSMTP(l, carrier.SMTPOptions{})
	var number atomic.Int64
	server.Watch(func(m carrier.Mail) {
		for _, to := range m.To {
			if err := keep(dir, int(number.Add(1)), to, m); err != nil {
				fmt.Fprintln(os.Stderr, "peers: a mail could not be kept:", err)
			}
		}
	})
	<-ctx.Done()
	return server.Close()
}

func keep(dir string, number int, to string, m carrier.Mail) error {
	letter, err := m.Letter()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%03d-%s", number, strings.ReplaceAll(to, "/", "_"))
	part := filepath.Join(dir, "."+name)
	text := fmt.Sprintf("To: %s\nSubject: %s\n\n%s", to, letter.Subject, strings.ReplaceAll(letter.Text, "\r\n", "\n"))
	if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(part, filepath.Join(dir, name))
}

// target answers like any exporter.
func target(ctx context.Context, addr string) error {
	server := &http.Server{Addr: addr, ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = io.WriteString(w, "# TYPE shed_battery_volts gauge\nshed_battery_volts 53.1\n")
	})}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// ports prints different free ports.
func ports(out io.Writer, count string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close() //nolint:errcheck // held until all are found
		fmt.Fprintln(out, l.Addr().(*net.TCPAddr).Port)
	}
	return nil
}

// snippet prints the first text that a sender is given on an integration's page.
func snippet(out io.Writer, sender string, at view.Plug) error {
	for _, s := range view.Senders(at) {
		if s.Name == sender && len(s.Texts) > 0 {
			_, err := fmt.Fprintln(out, s.Texts[0].Value)
			return err
		}
	}
	return fmt.Errorf("no text is shown for %s at an integration of type %s", sender, at.Type)
}
