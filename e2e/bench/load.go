package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is what a generator measured.
type load struct {
	took     time.Duration
	answers  int
	failures int
	times    []time.Duration // sorted
}

func (l load) rate() float64 { return float64(l.answers) / l.took.Seconds() }

func (l load) at(quantile float64) time.Duration {
	if len(l.times) == 0 {
		return 0
	}
	return l.times[min(int(quantile*float64(len(l.times))), len(l.times)-1)]
}

// flood posts as fast as conns connections allow. body gives the n-th event's.
func flood(ctx context.Context, addr string, conns int, d time.Duration, body func(n uint64) []byte) (load, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var serial atomic.Uint64
	results := make([]load, conns)
	errs := make([]error, conns)
	began := time.Now()
	var group sync.WaitGroup
	for i := range conns {
		group.Go(func() { results[i], errs[i] = post(ctx, addr, &serial, body) })
	}
	group.Wait()
	total := load{took: time.Since(began)}
	for i, r := range results {
		if errs[i] != nil {
			return total, errs[i]
		}
		total.answers += r.answers
		total.failures += r.failures
		total.times = append(total.times, r.times...)
	}
	slices.Sort(total.times)
	return total, nil
}

// post uses one connection, with a client so plain that it costs little.
func post(ctx context.Context, addr string, serial *atomic.Uint64, body func(uint64) []byte) (l load, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return l, err
	}
	defer conn.Close() //nolint:errcheck // only read from
	r := bufio.NewReader(conn)
	for ctx.Err() == nil {
		status, took, err := exchange(conn, r, addr, body(serial.Add(1)))
		if err != nil {
			return l, err
		}
		l.times = append(l.times, took)
		if status == http.StatusAccepted {
			l.answers++
		} else {
			l.failures++
		}
	}
	return l, nil
}

func exchange(conn net.Conn, r *bufio.Reader, host string, body []byte) (status int, took time.Duration, err error) {
	request := fmt.Appendf(nil, "POST /v2/enqueue HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", host, len(body))
	began := time.Now()
	if _, err := conn.Write(append(request, body...)); err != nil {
		return 0, 0, err
	}
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return 0, 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, time.Since(began), err
}

// steady posts at a rate, from a few connections, with arrivals that know nothing
// of each other (a Poisson process): two loads on a common beat would always, or
// never, meet.
func steady(ctx context.Context, addr string, perSecond int, d time.Duration, body func(n uint64) []byte) (load, error) {
	const conns = 8
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	tickets := make(chan struct{}, perSecond)
	go arrive(ctx, tickets, perSecond)
	var serial atomic.Uint64
	return gather(conns, func() (load, error) { return paced(addr, tickets, &serial, body) })
}

// arrive gives out tickets until ctx ends.
func arrive(ctx context.Context, tickets chan<- struct{}, perSecond int) {
	defer close(tickets)
	random := rand.New(rand.NewPCG(uint64(perSecond), 1))
	timer := time.NewTimer(0)
	defer timer.Stop()
	for next := time.Now(); ; next = next.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / float64(perSecond))) {
		timer.Reset(time.Until(next))
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		select {
		case tickets <- struct{}{}:
		default: // the server is behind; the rate shows it
		}
	}
}

func gather(conns int, run func() (load, error)) (load, error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	var failed error
	total := load{}
	began := time.Now()
	for range conns {
		group.Go(func() {
			l, err := run()
			mu.Lock()
			defer mu.Unlock()
			total.answers += l.answers
			total.failures += l.failures
			total.times = append(total.times, l.times...)
			if err != nil {
				failed = err
			}
		})
	}
	group.Wait()
	total.took = time.Since(began)
	slices.Sort(total.times)
	return total, failed
}

func paced(addr string, tickets <-chan struct{}, serial *atomic.Uint64, body func(uint64) []byte) (l load, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return l, err
	}
	defer conn.Close() //nolint:errcheck // only read from
	r := bufio.NewReader(conn)
	for range tickets {
		status, took, err := exchange(conn, r, addr, body(serial.Add(1)))
		if err != nil {
			return l, err
		}
		l.times = append(l.times, took)
		if status == http.StatusAccepted {
			l.answers++
		} else {
			l.failures++
		}
	}
	return l, nil
}
