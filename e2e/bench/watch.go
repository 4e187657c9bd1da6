package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// How much is looked at: 40 hosts of 50 ports, each once a minute.
const (
	watchedHosts = 40
	watchedPorts = 50
	watchWindow  = 30 * time.Second
)

// watch measures what looking at 2,000 ports a minute costs, against the same box
// that looks at none.
func (b *bench) watch(ctx context.Context) error {
	ports, stop, err := openPorts(ctx)
	if err != nil {
		return err
	}
	defer stop()
	idleCPU, idleMemory, err := b.watched(ctx, "watch-none", "")
	if err != nil {
		return err
	}
	cpu, memory, err := b.watched(ctx, "watch-all", watches(ports))
	if err != nil {
		return err
	}
	share := func(d time.Duration) float64 { return 100 * d.Seconds() / watchWindow.Seconds() }
	b.report.note("watch", fmt.Sprintf("%d ports of %d hosts, each looked at once a minute: processor time", watchedHosts*watchedPorts, watchedHosts),
		fmt.Sprintf("%.1f %% of one core, against %.1f %% with none", share(cpu), share(idleCPU)))
	b.report.note("watch", "the same: memory, not counting the mapped store file",
		fmt.Sprintf("%.1f MiB, against %.1f MiB with none", float64(memory)/(1<<20), float64(idleMemory)/(1<<20)))
	return nil
}

// openPorts listens on as many ports, at every address of this machine: each of
// 127.0.0.0/8 is a host of its own then.
func openPorts(ctx context.Context) (ports []string, stop func(), err error) {
	var all []net.Listener
	stop = func() {
		for _, l := range all {
			_ = l.Close()
		}
	}
	for range watchedPorts {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "0.0.0.0:0")
		if err != nil {
			stop()
			return nil, nil, err
		}
		all = append(all, l)
		ports = append(ports, strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_ = c.Close()
			}
		}()
	}
	return ports, stop, nil
}

func watches(ports []string) string {
	var b strings.Builder
	for i := range watchedHosts {
		fmt.Fprintf(&b, "{name: host-%d, host: 127.0.1.%d, open_ports: [%s]}, ", i, i+1, strings.Join(ports, ", "))
	}
	return "watches: [" + b.String() + "], "
}

// watched is the processor time of a box in watchWindow, and its memory at its end.
func (b *bench) watched(ctx context.Context, name, watches string) (cpu time.Duration, memory int64, err error) {
	data := filepath.Join(b.dir, name)
	text := configuration("http://127.0.0.1:9/", 1, "1m")
	if err := b.configure(ctx, data, strings.Replace(text, "integrations: ", watches+"integrations: ", 1)); err != nil {
		return 0, 0, err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, x.stop()) }()
	time.Sleep(10 * time.Second) // its start is over
	before, err := x.processor()
	if err != nil {
		return 0, 0, err
	}
	select {
	case <-time.After(watchWindow):
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
	after, err := x.processor()
	memory, _ = x.memory()
	return after - before, memory, err
}

// processor is the time that the process has used, of its own and in the kernel
// (proc_pid_stat(5), fields 14 and 15, in ticks of 10 ms).
func (x *box) processor() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", x.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("/proc/PID/stat is not as expected")
	}
	user, errUser := strconv.Atoi(fields[11])
	kernel, errKernel := strconv.Atoi(fields[12])
	return time.Duration(user+kernel) * 10 * time.Millisecond, errors.Join(errUser, errKernel)
}
