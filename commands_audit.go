package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wakeman/store"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Walk the audit log and say whether a row was changed or removed."`
	Key    auditKeyCmd    `cmd:"" help:"Print the public key; keep it off the box."`
}

type auditVerifyCmd struct {
	dataFlag
	Heads     []string `help:"Files with signed ends that were kept: syslog files, saved mails. The one in the data directory is always looked at." type:"existingfile" placeholder:"FILE"`
	PublicKey string   `name:"public-key" help:"What 'wakeman audit key' printed; the key file's if left out." placeholder:"KEY"`
	AuditKey  string   `name:"audit-key" help:"Key file (default: audit.key in the data directory)." env:"WAKEMAN_AUDIT_KEY" type:"path" placeholder:"FILE"`
}

// Run verifies the log, of a running server or of the file itself.
func (c auditVerifyCmd) Run(ctx context.Context, std stdio) error {
	kept, err := c.kept()
	if err != nil {
		return err
	}
	heads, forged, err := c.genuine(kept)
	if err != nil {
		return err
	}
	var r store.AuditReport
	if err := call(ctx, c.Data, "audit.verify", auditVerifyIn{heads}, &r); err != nil {
		return err
	}
	for _, line := range slices.Concat(r.Restores, forged, r.Findings) {
		fmt.Fprintln(std.out, line)
	}
	if n := len(forged) + len(r.Findings) + r.More; n > 0 {
		return fmt.Errorf("the audit log is not what it was: %d findings", n)
	}
	if _, err = fmt.Fprintf(std.out, "%d rows, nothing changed or removed.\n", r.Rows); err == nil && r.Rows > 0 {
		_, err = fmt.Fprintf(std.out, "From %s to %s; %d signed ends compared.\n", r.First.Format(time.RFC3339), r.Last.Format(time.RFC3339), r.Heads)
	}
	return err
}

// kept reads every signed end that is at hand.
func (c auditVerifyCmd) kept() (heads []signedHead, err error) {
	if heads, err = ownHeads(c.Data); err != nil {
		return nil, err
	}
	for _, file := range c.Heads {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		heads = append(heads, readHeads(text)...)
	}
	return heads, nil
}

// ownHeads are the signed ends that the box itself keeps; a box that never made
// one has none.
func ownHeads(data string) ([]signedHead, error) {
	text, err := os.ReadFile(filepath.Join(data, headsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return readHeads(text), err
}

// genuine keeps what this box has signed.
func (c auditVerifyCmd) genuine(kept []signedHead) (heads []store.AuditHead, forged []string, err error) {
	if len(kept) == 0 {
		return nil, nil, nil
	}
	text := c.PublicKey
	if text == "" {
		file := auditKeyFile(c.AuditKey, c.Data)
		if _, err := os.Stat(file); err != nil {
			return nil, nil, fmt.Errorf("--public-key: needed to compare the signed ends: %w", err)
		}
		key, err := auditKey(file)
		if err != nil {
			return nil, nil, err
		}
		text = publicKey(key)
	}
	key, err := parsePublicKey(text)
	if err != nil {
		return nil, nil, err
	}
	heads, forged = genuineHeads(kept, key)
	return heads, forged, nil
}

// genuineHeads parts the ends that were signed with a key from the others.
func genuineHeads(kept []signedHead, key ed25519.PublicKey) (heads []store.AuditHead, forged []string) {
	for _, h := range kept {
		if h.genuine(key) {
			heads = append(heads, h.AuditHead)
		} else {
			forged = append(forged, fmt.Sprintf("the end of %s (row %d) was not signed with this key, or was changed", h.At.Format(time.RFC3339), h.Seq))
		}
	}
	return heads, forged
}

type auditVerifyIn struct{ Heads []store.AuditHead }

func (c commands) auditVerify(ctx context.Context, in auditVerifyIn) (store.AuditReport, error) {
	return c.db.VerifyAudit(ctx, in.Heads)
}

type auditKeyCmd struct {
	dataFlag
	AuditKey string `name:"audit-key" help:"Key file (default: audit.key in the data directory)." env:"WAKEMAN_AUDIT_KEY" type:"path" placeholder:"FILE"`
}

// Run prints the public half of the key, making the key if there is none.
func (c auditKeyCmd) Run(std stdio) error {
	key, err := auditKey(auditKeyFile(c.AuditKey, c.Data))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, publicKey(key))
	return err
}

// auditKeyFile is where the key lies.
func auditKeyFile(flag, data string) string {
	if flag != "" {
		return flag
	}
	return filepath.Join(data, "audit.key")
}
