package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// disk is an ext4 file system on a loop device whose power can be cut: the
// file system is told to shut down without writing its journal, so what was not
// synced is gone, as after a power failure.
type disk struct {
	image string
	mount string
}

// shutdownNoFlush is FS_IOC_SHUTDOWN with "no log flush".
const (
	fsIocShutdown = 0x8004587d
	noLogFlush    = 2
)

func newDisk(ctx context.Context, dir string) (*disk, error) {
	d := &disk{image: filepath.Join(dir, "disk.img"), mount: filepath.Join(dir, "mnt")}
	if err := os.Mkdir(d.mount, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(d.image, nil, 0o600); err != nil {
		return nil, err
	}
	if err := os.Truncate(d.image, 2<<30); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "mkfs.ext4", "-q", "-F", d.image).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mkfs.ext4: %w: %s", err, out)
	}
	return d, d.attach()
}

func (d *disk) attach() error {
	if out, err := exec.Command("mount", "-o", "loop", d.image, d.mount).CombinedOutput(); err != nil {
		return fmt.Errorf("mount (power cuts need root): %w: %s", err, out)
	}
	return nil
}

// cut shuts the file system down while the process still writes, then lets kill
// end it, and mounts what is left.
func (d *disk) cut(kill func() error) error {
	if err := d.shutdown(); err != nil {
		return errors.Join(err, kill())
	}
	if err := kill(); err != nil {
		return err
	}
	if out, err := exec.Command("umount", d.mount).CombinedOutput(); err != nil {
		return fmt.Errorf("umount: %w: %s", err, out)
	}
	return d.attach()
}

func (d *disk) shutdown() error {
	root, err := os.Open(d.mount)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	if err := unix.IoctlSetPointerInt(int(root.Fd()), fsIocShutdown, noLogFlush); err != nil {
		return fmt.Errorf("file system shutdown: %w", err)
	}
	return nil
}

func (d *disk) close() { _ = exec.Command("umount", "-l", d.mount).Run() }

// tryCut makes a disk, cuts its power once, and throws it away.
func tryCut(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "wakeman-cut-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	d, err := newDisk(ctx, dir)
	if err != nil {
		return err
	}
	defer d.close()
	return d.cut(func() error { return nil })
}
