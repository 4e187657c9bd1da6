package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// listed is how many incidents the list pages go through.
const listed = 100_000

// pages compares the pages of a box that lists 100,000 incidents with those of
// one that has only what both have open. The pages show as many rows in both.
func (b *bench) pages(ctx context.Context) error {
	few, many := filepath.Join(b.dir, "few"), filepath.Join(b.dir, "many")
	for data, n := range map[string]int{few: 200, many: listed} {
		if err := b.configure(ctx, data, configuration("http://127.0.0.1:9/", 1, "1m")); err != nil {
			return err
		}
		if err := b.seed(ctx, data, n); err != nil {
			return err
		}
		if err := b.owner(ctx, data); err != nil {
			return err
		}
	}
	was, err := b.look(ctx, few)
	if err != nil {
		return err
	}
	is, err := b.look(ctx, many)
	if err != nil {
		return err
	}
	for i, path := range looked() {
		ratio := is[i].Seconds() / was[i].Seconds()
		what := fmt.Sprintf("%d incidents against 200, 200 more open: %s", listed, path)
		figure := fmt.Sprintf("%.1f ms against %.1f, %.2f ×", 1e3*is[i].Seconds(), 1e3*was[i].Seconds(), ratio)
		if strings.Contains(path, "q=") { // reads until the page is full, so it costs what it has to pass over
			b.report.note("pages", what, figure)
			continue
		}
		b.report.add("pages", what, figure, "≤ 1.5 ×", ratio <= 1.5)
	}
	return nil
}

// looked are the pages: home, everything, and what is searched for.
func looked() []string {
	return []string{"/", "/incidents?state=all", "/incidents?state=resolved", "/incidents?state=all&q=host-17"}
}

const password = "a bench in the shade"

// owner makes somebody who can sign in.
func (b *bench) owner(ctx context.Context, data string) error {
	c := exec.CommandContext(ctx, b.binary, "user", "create", "--data", data, "owner@example.net", "--name", "Owner", "--role", "owner")
	c.Stdin = bytes.NewBufferString(password + "\n")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("user create: %w: %s", err, out)
	}
	return nil
}

// look opens 200 incidents and times each page, signed in.
func (b *bench) look(ctx context.Context, data string) (times []time.Duration, err error) {
	x, err := b.start(ctx, data)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, x.stop()) }()
	for i := range 200 {
		name := fmt.Sprintf("open-%d", i)
		resp, err := http.Post("http://"+x.addr+"/v2/enqueue", "application/json", bytes.NewReader(event(0, name, name)))
		if err != nil {
			return nil, err
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusAccepted {
			return nil, fmt.Errorf("enqueue: %s", resp.Status)
		}
	}
	client, err := signedIn(x)
	if err != nil {
		return nil, err
	}
	for _, path := range looked() {
		took, err := timed(client, "http://"+x.addr+path, `class="title"`)
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	return times, nil
}

// signedIn is the owner's browser.
func signedIn(x *box) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar}
	resp, err := client.PostForm("http://"+x.addr+"/signin", url.Values{"email": {"owner@example.net"}, "password": {password}})
	if err != nil {
		return nil, err
	}
	return client, resp.Body.Close()
}

// timed is the median of many. A page without mark is another than was asked for.
func timed(client *http.Client, address, mark string) (time.Duration, error) {
	var times []time.Duration
	for range 60 {
		began := time.Now()
		resp, err := client.Get(address)
		if err != nil {
			return 0, err
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(mark)) {
			return 0, fmt.Errorf("%s: %s without %s, %w", address, resp.Status, mark, err)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}
