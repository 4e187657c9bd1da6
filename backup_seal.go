package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"wakeman/engine/config"
)

// Backups leave the box encrypted for recipients (age-encryption.org/v1): the
// box itself can make them and can not read them.

// ageHeader begins every file in the age format.
const ageHeader = "age-encryption.org/v1"

// recipients reads public keys: age1… or those of ssh.
func recipients(keys []string) (list []age.Recipient, err error) {
	for _, key := range keys {
		r, err := config.ParseRecipient(key)
		if err != nil {
			return nil, fmt.Errorf("--recipient %.12s…: %w", key, err)
		}
		list = append(list, r)
	}
	return list, nil
}

// seal writes an encrypted copy of a file. It gets its name when it is whole.
func seal(from, to string, keys []string) (err error) {
	list, err := recipients(keys)
	if err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	return writeWhole(to, func(out io.Writer) error {
		w, err := age.Encrypt(out, list...)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, in)
		return errors.Join(err, w.Close())
	})
}

// writeWhole writes a new file beside its name, syncs it, and then names it.
func writeWhole(path string, write func(io.Writer) error) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Link(part, path) // unlike a rename it never replaces what is there
	}
	return errors.Join(err, os.Remove(part))
}

// sealed tells whether a file is encrypted.
func sealed(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // only read
	head := make([]byte, len(ageHeader))
	_, err = io.ReadFull(f, head)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return false, nil
	}
	return bytes.Equal(head, []byte(ageHeader)), err
}

// opened gives the path of a backup that can be read: itself, or a decrypted
// copy in a directory of its own, which clean removes.
func opened(path, identity, dir string) (plain string, clean func() error, err error) {
	nothing := func() error { return nil }
	secret, err := sealed(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nothing, nil // whoever reads it says so, after what is worse
	}
	if err != nil || !secret {
		return path, nothing, err
	}
	if identity == "" {
		return "", nothing, fmt.Errorf("%s is encrypted: name the file with its key, --identity FILE", path)
	}
	keys, err := identities(identity)
	if err != nil {
		return "", nothing, err
	}
	scratch, err := os.MkdirTemp(dir, "unsealed-")
	if err != nil {
		return "", nothing, err
	}
	clean = func() error { return os.RemoveAll(scratch) }
	plain = filepath.Join(scratch, "backup.db")
	return plain, clean, unseal(path, plain, keys)
}

func unseal(from, to string, keys []age.Identity) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	r, err := age.Decrypt(bufio.NewReader(in), keys...)
	if err != nil {
		return fmt.Errorf("decrypt %s: %w", from, err)
	}
	return writeWhole(to, func(out io.Writer) error {
		_, err := io.Copy(out, r)
		return err
	})
}

// identities reads a key file: of age, or of ssh without a passphrase.
func identities(path string) ([]age.Identity, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--identity: %w", err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("-----BEGIN")) {
		key, err := agessh.ParseIdentity(text)
		if err != nil {
			return nil, fmt.Errorf("--identity %s: %w", path, err)
		}
		return []age.Identity{key}, nil
	}
	keys, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("--identity %s: %w", path, err)
	}
	return keys, nil
}

type keygenCmd struct {
	File string `arg:"" help:"Where to write the secret key. Keep it off the box." type:"path"`
}

// Run makes a key pair for encrypted backups.
func (c keygenCmd) Run(std stdio) error {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	err = writeWhole(c.File, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "# The secret key of Wakeman's backups. Without it they can not be read.\n# recipient: %s\n%s\n", key.Recipient(), key)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, key.Recipient())
	return err
}
