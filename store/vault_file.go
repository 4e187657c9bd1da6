package store

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The key file: a header, and one key in each line, the newest last. Between the steps of a rotation it has two.
const (
	keyFileHeader = "wakeman-secrets-key 1"
	keyFileWords  = "# The key of the secrets in Wakeman's store. Keep a copy of this file apart from the backups:\n" +
		"# without it the secrets have to be typed again.\n"
	retiredSuffix = ".old" // the file of keys that were in force before
)

// readKeyFile reads a key file. The warning is about who else may read it.
func readKeyFile(path string) (keys []sealKey, warning string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		warning = fmt.Sprintf("others may read the key of the secrets: chmod 600 %s", path)
	}
	keys, err = parseKeyFile(text)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	return keys, warning, nil
}

func parseKeyFile(text []byte) (keys []sealKey, err error) {
	headed := false
	for line := range bytes.Lines(text) {
		word := strings.TrimSpace(string(line))
		switch {
		case word == "" || strings.HasPrefix(word, "#"):
		case !headed && word == keyFileHeader:
			headed = true
		case !headed:
			return nil, fmt.Errorf("is no key file: it does not begin with %q", keyFileHeader)
		default:
			raw, err := base64.StdEncoding.DecodeString(word)
			if err != nil {
				return nil, errors.New("has a line that is no key")
			}
			k, err := sealKeyOf(raw)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("has no key in it")
	}
	return keys, nil
}

func keyFileText(keys []sealKey) []byte {
	text := keyFileWords + keyFileHeader + "\n"
	for _, k := range keys {
		text += base64.StdEncoding.EncodeToString(k.raw) + "\n"
	}
	return []byte(text)
}

// writeKeyFile puts the keys into the file in one step, and makes that last. fresh demands that there is none yet.
func writeKeyFile(path string, keys []sealKey, fresh bool) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(keyFileText(keys))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if fresh {
		err = errors.Join(os.Link(part, path), os.Remove(part)) // unlike a rename it never replaces what is there
	} else {
		err = os.Rename(part, path)
	}
	return errors.Join(err, syncPath(filepath.Dir(path)))
}

// retire adds keys to those that were in force before: backups that are older than a rotation need them.
func retire(path string, keys []sealKey) error {
	old, _, err := readKeyFile(path + retiredSuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	all := slices.Clone(old)
	for _, k := range keys {
		if !hasKey(all, k.id) {
			all = append(all, k)
		}
	}
	if len(all) == len(old) {
		return nil
	}
	return writeKeyFile(path+retiredSuffix, all, false)
}

func hasKey(keys []sealKey, id string) bool {
	return slices.ContainsFunc(keys, func(k sealKey) bool { return k.id == id })
}

// load reads the keys of the file and the retired ones. own are those of the file itself; without one the error says why.
func (v *vault) load() (own []sealKey, err error) {
	own, warning, err := readKeyFile(v.file)
	retired, _, errOld := readKeyFile(v.file + retiredSuffix)
	if errOld != nil && !errors.Is(errOld, fs.ErrNotExist) {
		warning = strings.TrimPrefix(warning+"; the retired keys can not be read: "+errOld.Error(), "; ")
	}
	v.set(func() { v.keys, v.warning = slices.Concat(own, retired), warning })
	return own, err
}
