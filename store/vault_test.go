package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/secret"
)

// place is a data directory, and the key file beside it.
type place struct{ dir, key string }

func newPlace(t *testing.T) place {
	dir := t.TempDir()
	return place{filepath.Join(dir, "data"), filepath.Join(dir, "data.key")}
}

func (p place) file() string { return filepath.Join(p.dir, FileName) }

func (p place) open(t *testing.T) *DB {
	t.Helper()
	o := testOptions(t, p.dir)
	o.SecretsKey, o.NoSync = p.key, true
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// with opens the store for one step.
func (p place) with(t *testing.T, do func(*DB)) {
	t.Helper()
	db := p.open(t)
	do(db)
	must(t, db.Close())
}

// words are the secrets of the tests, easy to find in a file.
func words() []string {
	return []string{
		"mail-password-xyzzy", "push-token-xyzzy", "url-password-xyzzy", "header-password-xyzzy", "body-password-xyzzy",
		"ann-webhook-xyzzy", "ben-webhook-xyzzy", "JBSWY3DPEHPKXYZZY", "heartbeat-path-xyzzy",
	}
}

func secretive() (engine.Settings, map[string]people.User) {
	s := engine.DefaultSettings()
	s.Mail = &engine.MailSettings{Host: "mail.example.net", Password: "mail-password-xyzzy", From: "a@example.net"}
	s.Push = &engine.PushSettings{Server: "https://push.example.net", Token: "push-token-xyzzy"}
	s.SMS = &engine.SMSSettings{
		URL: "https://sms.example.net/?p=url-password-xyzzy", Body: "body-password-xyzzy", Headers: map[string]string{"Authorization": "header-password-xyzzy"},
	}
	s.Heartbeat = &engine.HeartbeatSettings{URL: "https://watch.example.net/heartbeat-path-xyzzy", Interval: time.Minute}
	user := func(id, name, key string) people.User {
		return people.User{ID: id, Name: name, Email: strings.ToLower(name) + "@example.net", ContactMethods: []people.ContactMethod{
			{ID: "PM" + id, Label: "pager", Type: "webhook", Address: "https://pager.example.net/" + id, Secret: key},
		}}
	}
	return s, map[string]people.User{"PANN": user("PANN", "Ann", "ann-webhook-xyzzy"), "PBEN": user("PBEN", "Ben", "ben-webhook-xyzzy")}
}

// fillSecrets stores every kind of secret, and gives the key of acknowledge links.
func fillSecrets(t *testing.T, db *DB) (links []byte) {
	t.Helper()
	configure(t, db, func(c *engine.Config) { c.Settings, c.Users = secretive() })
	must(t, db.ChangeFactor(t.Context(), FactorChange{User: "PANN", Do: func(people.SecondFactor) (people.SecondFactor, error) {
		return people.SecondFactor{Secret: "JBSWY3DPEHPKXYZZY"}, nil
	}}))
	links, err := db.Secret(t.Context(), "acknowledge links")
	must(t, err)
	return links
}

// wantAll demands that every secret is what fillSecrets stored.
func wantAll(t *testing.T, db *DB, links []byte) {
	t.Helper()
	settings, users := secretive()
	if diff := cmp.Diff(settings, db.Config().Settings, cmp.AllowUnexported()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(users, db.Config().Users); diff != "" {
		t.Error(diff)
	}
	if f, _, err := db.SecondFactor("PANN"); err != nil || f.Secret != "JBSWY3DPEHPKXYZZY" {
		t.Errorf("the factor is %+v, %v", f, err)
	}
	if key, err := db.Secret(t.Context(), "acknowledge links"); err != nil || !bytes.Equal(key, links) {
		t.Errorf("the key of links is another (%v)", err)
	}
	s, err := db.Secrets()
	if err != nil || s.Sealed != 10 || s.Plain != 0 || len(s.Unreadable) != 0 || s.Problem != "" {
		t.Errorf("%+v, %v", s, err)
	}
}

func wantNoneIn(t *testing.T, file string, links []byte) {
	t.Helper()
	raw := readFile(t, file)
	for _, w := range append(words(), string(links)) {
		if bytes.Contains(raw, []byte(w)) {
			t.Errorf("%q is in %s", w, filepath.Base(file))
		}
	}
}

func TestNoSecretIsInTheFileOrInABackup(t *testing.T) {
	p := newPlace(t)
	var links []byte
	backup := filepath.Join(t.TempDir(), "backup.db")
	p.with(t, func(db *DB) {
		links = fillSecrets(t, db)
		wantAll(t, db, links)
		_, err := db.Backup(t.Context(), backup)
		must(t, err)
	})
	wantNoneIn(t, p.file(), links)
	wantNoneIn(t, backup, links)
	p.with(t, func(db *DB) {
		wantAll(t, db, links)
		_, err := db.RotateSecrets(t.Context(), false)
		must(t, err)
		wantAll(t, db, links)
	})
	wantNoneIn(t, p.file(), links)
	if info, err := os.Stat(p.key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info, err)
	}
}

func TestWhatWasStoredPlainIsSealedAtTheNextStart(t *testing.T) {
	p := newPlace(t)
	var links []byte
	place{dir: p.dir}.with(t, func(db *DB) {
		links = fillSecrets(t, db)
		if s, err := db.Secrets(); err != nil || s.Plain != 10 || s.Sealed != 0 {
			t.Errorf("%+v, %v", s, err)
		}
	})
	if !bytes.Contains(readFile(t, p.file()), []byte(words()[0])) {
		t.Fatal("the search finds nothing where it is plain")
	}
	p.with(t, func(db *DB) { wantAll(t, db, links) })
	p.with(t, func(db *DB) { wantAll(t, db, links) })
	before, err := os.Stat(p.file())
	must(t, err)
	report, err := Compact(t.Context(), p.dir)
	must(t, err)
	wantNoneIn(t, p.file(), links)
	if after, err := os.Stat(p.file()); err != nil || after.Size() != report.After || report.Before != before.Size() || after.Mode().Perm() != 0o600 {
		t.Errorf("compact says %+v, was %d, is %d (%v)", report, before.Size(), after.Size(), err)
	}
	p.with(t, func(db *DB) { wantAll(t, db, links); mustBeSound(t, db) })
}

func TestACompactOfAStoreInUseOrMissingIsRefused(t *testing.T) {
	p := newPlace(t)
	p.with(t, func(*DB) {
		if _, err := Compact(t.Context(), p.dir); !errors.Is(err, ErrLocked) {
			t.Errorf("in use: %v", err)
		}
	})
	if _, err := Compact(t.Context(), t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no store: %v", err)
	}
}

// rawRows reads rows as they lie in the file, and changes some.
func rawRows(t *testing.T, p place, bucket string, change func(rows map[string][]byte)) {
	t.Helper()
	b, err := bbolt.Open(p.file(), 0o600, nil)
	must(t, err)
	must(t, b.Update(func(bt *bbolt.Tx) error {
		rows := map[string][]byte{}
		must(t, bt.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error { rows[string(k)] = bytes.Clone(v); return nil }))
		change(rows)
		for k, v := range rows {
			must(t, bt.Bucket([]byte(bucket)).Put([]byte(k), v))
		}
		return nil
	}))
	must(t, b.Close())
}

// forge rewrites the JSON of rows with a right checksum, as somebody who may write the file can.
func forge(t *testing.T, p place, bucket string, kind byte, change func(payloads map[string]string)) {
	t.Helper()
	rawRows(t, p, bucket, func(rows map[string][]byte) {
		payloads := map[string]string{}
		for k, row := range rows {
			payloads[k] = string(row[headerSize:])
		}
		change(payloads)
		for k, text := range payloads {
			env := envelope{format: rows[k][0], kind: kind, version: rows[k][1]}
			rows[k] = env.seal([]byte(k), append(make([]byte, headerSize), text...))
		}
	})
}

// sealedIn finds the sealed texts of a payload, as JSON writes them.
func sealedIn(payload string) (list []string) {
	for rest := payload; ; {
		i := strings.Index(rest, `\u0001sealed:`)
		if i < 0 {
			return list
		}
		rest = rest[i:]
		list = append(list, rest[:strings.IndexByte(rest, '"')])
		rest = rest[1:]
	}
}

func TestASealedSecretThatWasChangedOrMovedDoesNotOpen(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(t *testing.T, p place)
		want  []string
	}{
		"one letter of it": {func(t *testing.T, p place) {
			forge(t, p, "users", kindUser, func(rows map[string]string) {
				s := sealedIn(rows["PANN\x00"])[0]
				i := len(s) - 8
				changed := s[:i] + string('A'+(s[i]+1)%26) + s[i+1:]
				rows["PANN\x00"] = strings.Replace(rows["PANN\x00"], s, changed, 1)
			})
		}, []string{"ann@example.net: contact method pager, secret"}},
		"two people's": {func(t *testing.T, p place) {
			forge(t, p, "users", kindUser, func(rows map[string]string) {
				ann, ben := sealedIn(rows["PANN\x00"])[0], sealedIn(rows["PBEN\x00"])[0]
				rows["PANN\x00"] = strings.Replace(rows["PANN\x00"], ann, ben, 1)
				rows["PBEN\x00"] = strings.Replace(rows["PBEN\x00"], ben, ann, 1)
			})
		}, []string{"ann@example.net: contact method pager, secret", "ben@example.net: contact method pager, secret"}},
		"two fields of the settings": {func(t *testing.T, p place) {
			forge(t, p, "settings", kindSettings, func(rows map[string]string) {
				all := sealedIn(rows["account\x00"])
				mail, push := all[0], all[1]
				rows["account\x00"] = strings.NewReplacer(mail, push, push, mail).Replace(rows["account\x00"])
			})
		}, []string{"settings.mail.password", "settings.push.token"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			p.with(t, func(db *DB) { fillSecrets(t, db) })
			c.forge(t, p)
			seen, err := InspectSecrets(t.Context(), p.file(), p.key)
			if diff := cmp.Diff(c.want, seen.Unreadable); diff != "" || err != nil {
				t.Errorf("%s %v", diff, err)
			}
			p.with(t, func(db *DB) {
				if got, err := db.Unreadable(); err != nil || !slices.Equal(got, c.want) {
					t.Errorf("the open store says %q, %v", got, err)
				}
				if _, err := db.RotateSecrets(t.Context(), false); err == nil || !strings.Contains(err.Error(), c.want[0]) {
					t.Errorf("the key would go while something needs it: %v", err)
				}
			})
		})
	}
}

func TestWithoutItsKeyAStoreOpensAndKeepsWhatItCanNotRead(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, p place){
		"missing": func(t *testing.T, p place) { must(t, os.Rename(p.key, p.key+".away")) },
		"another": func(t *testing.T, p place) {
			must(t, os.Rename(p.key, p.key+".away"))
			must(t, writeKeyFile(p.key, []sealKey{newSealKey()}, true))
		},
		"no key file at all": func(t *testing.T, p place) {
			must(t, os.Rename(p.key, p.key+".away"))
			must(t, os.WriteFile(p.key, []byte("-----BEGIN PRIVATE KEY-----\n"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			var links []byte
			p.with(t, func(db *DB) { links = fillSecrets(t, db) })
			spoil(t, p)
			left, _ := os.ReadFile(p.key)
			p.with(t, func(db *DB) {
				s, err := db.Secrets()
				if err != nil || len(s.Unreadable) != 10 || s.Sealed != 0 || s.Problem == "" {
					t.Errorf("%+v, %v", s, err)
				}
				if got := db.Config().Users["PANN"].ContactMethods[0]; got.To().Secret != "" || got.To().Value == "" {
					t.Errorf("Ann would be paged by %+v", got.To())
				}
				stand, err := db.Secret(t.Context(), "acknowledge links")
				again, _ := db.Secret(t.Context(), "acknowledge links")
				if err != nil || len(stand) != 32 || bytes.Equal(stand, links) || !bytes.Equal(stand, again) {
					t.Errorf("in place of the links' key: %x, %x, %v", stand, again, err)
				}
				configure(t, db, func(c *engine.Config) { // everything is written, nothing of it typed anew
					c.Settings.RawDays = 7
					ann := c.Users["PANN"]
					ann.Name = "Anna"
					c.Users = map[string]people.User{"PANN": ann, "PBEN": c.Users["PBEN"]}
				})
				configure(t, db, func(c *engine.Config) { // and one is
					mail := *c.Settings.Mail
					mail.Password = "typed-meanwhile"
					c.Settings.Mail = &mail
				})
				if _, err := db.RotateSecrets(t.Context(), false); err == nil {
					t.Error("it rotates away what it can not read")
				}
			})
			if now, _ := os.ReadFile(p.key); !bytes.Equal(left, now) {
				t.Error("the key file was touched")
			}
			must(t, os.Rename(p.key+".away", p.key))
			p.with(t, func(db *DB) {
				c := db.Config()
				if c.Settings.RawDays != 7 || c.Users["PANN"].Name != "Anna" || c.Settings.Mail.Password != "typed-meanwhile" {
					t.Error("what was changed meanwhile is lost")
				}
				configure(t, db, func(c *engine.Config) { c.Settings, c.Users = secretive() })
				wantAll(t, db, links)
			})
		})
	}
}

func TestALostKeyIsReplacedWhenSomebodySaysSo(t *testing.T) {
	p := newPlace(t)
	p.with(t, func(db *DB) { fillSecrets(t, db) })
	must(t, os.Remove(p.key))
	var links []byte
	p.with(t, func(db *DB) {
		links, _ = db.Secret(t.Context(), "acknowledge links")
		r, err := db.RotateSecrets(t.Context(), true)
		if err != nil || r.Sealed != 1 || len(r.Unreadable) != 9 || r.Retired != "" {
			t.Errorf("%+v, %v", r, err)
		}
	})
	p.with(t, func(db *DB) {
		if key, _ := db.Secret(t.Context(), "acknowledge links"); !bytes.Equal(key, links) {
			t.Error("links sent since are no good after a restart")
		}
		configure(t, db, func(c *engine.Config) { c.Settings, c.Users = secretive() })
		s, err := db.Secrets()
		if err != nil || s.Sealed != 9 || !slices.Equal(s.Unreadable, []string{"authenticator app of ann@example.net"}) {
			t.Errorf("typed again: %+v, %v", s, err)
		}
	})
}

var errCut = errors.New("power cut")

func TestARotationThatIsCutLosesNothingAtAnyPoint(t *testing.T) {
	for cut := range 5 { // after each step, and then not at all
		p := newPlace(t)
		var links []byte
		p.with(t, func(db *DB) {
			links = fillSecrets(t, db)
			db.testOnlyRotate = func(step int) error {
				if step == cut {
					return errCut
				}
				return nil
			}
			if _, err := db.RotateSecrets(t.Context(), false); (cut < 4) != errors.Is(err, errCut) {
				t.Fatal(err)
			}
			wantAll(t, db, links) // the process goes on
		})
		var ids []string
		for range 3 {
			p.with(t, func(db *DB) {
				wantAll(t, db, links)
				r, err := db.RotateSecrets(t.Context(), false)
				must(t, err)
				ids = append(ids, r.KeyID)
			})
		}
		if own, _, err := readKeyFile(p.key); err != nil || len(own) != 1 || own[0].id != ids[2] || len(slices.Compact(slices.Clone(ids))) != 3 {
			t.Errorf("cut after %d: the key file has %d keys, %v", cut, len(own), err)
		}
	}
}

func TestABackupFromBeforeARotationOpensWithTheRetiredKey(t *testing.T) {
	p := newPlace(t)
	var links []byte
	backup := filepath.Join(t.TempDir(), "backup.db")
	p.with(t, func(db *DB) {
		links = fillSecrets(t, db)
		_, err := db.Backup(t.Context(), backup)
		must(t, err)
		for range 2 {
			_, err = db.RotateSecrets(t.Context(), false)
			must(t, err)
		}
	})
	_, err := Restore(t.Context(), backup, p.dir, true)
	must(t, err)
	p.with(t, func(db *DB) {
		wantAll(t, db, links)
		own, _, err := readKeyFile(p.key)
		if s, _ := db.Secrets(); err != nil || s.KeyID != own[0].id {
			t.Errorf("it stays with the retired key %s (%v)", s.KeyID, err)
		}
	})
	must(t, os.Remove(p.key+retiredSuffix))
	p.with(t, func(db *DB) { wantAll(t, db, links) })
}

func TestAKeyFileThatOthersMayReadIsUsedAndWarnedOf(t *testing.T) {
	p := newPlace(t)
	p.with(t, func(db *DB) { fillSecrets(t, db) })
	must(t, os.Chmod(p.key, 0o640))
	p.with(t, func(db *DB) {
		s, err := db.Secrets()
		if err != nil || !strings.Contains(s.Warning, "chmod 600 "+p.key) || len(s.Unreadable) != 0 {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func TestAKeyThatCanNotBeMadeIsNoReasonNotToStart(t *testing.T) {
	p := newPlace(t)
	p.key = filepath.Join(t.TempDir(), "missing", "key")
	p.with(t, func(db *DB) {
		fillSecrets(t, db)
		if s, err := db.Secrets(); err != nil || s.Plain != 10 || !strings.Contains(s.Problem, "--secrets-key") {
			t.Errorf("%+v, %v", s, err)
		}
	})
	must(t, os.Mkdir(filepath.Dir(p.key), 0o700))
	p.with(t, func(db *DB) {
		if s, err := db.Secrets(); err != nil || s.Plain != 0 || s.Sealed != 10 {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func FuzzKeyFile(f *testing.F) {
	f.Add(keyFileText([]sealKey{newSealKey(), newSealKey()}))
	f.Add([]byte("wakeman-secrets-key 1\nAAAA\n"))
	f.Add([]byte("# nothing"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseKeyFile(text)
		if err != nil {
			return
		}
		again, err := parseKeyFile(keyFileText(keys))
		if err != nil || !slices.EqualFunc(keys, again, func(a, b sealKey) bool { return a.id == b.id }) {
			t.Errorf("%q is read back as something else: %v", text, err)
		}
	})
}

// suspects are words in the names of fields that hold secrets.
func suspects() []string {
	return []string{"secret", "password", "passwd", "token", "key", "seed", "credential"}
}

// openFields are the fields of stored records whose names sound like secrets, and that are stored as they are, with the
// reason.
func openFields() map[string]string {
	const dedup = "the sender's own name for a problem"
	return map[string]string{
		"integrations.key":        "senders are found by it, and admins copy it from its page; who has it can open incidents, not read them",
		"heartbeats.key":          "as of integrations",
		"incidents.key":           dedup,
		"alerts.key":              dedup,
		"recoveries.key":          dedup,
		"posts.events[].key":      dedup,
		"changes.event.key":       dedup,
		"changes.event.own_key":   dedup,
		"suppressions.key":        dedup,
		"blocks.key":              "a name that the throttle gives",
		"damaged.key":             "the key of a row",
		"posts.events[].sent_key": dedup,

		"suppressions.event.key":     dedup,
		"suppressions.event.own_key": dedup,

		"services.event_rules[].actions.dedup_key": "a template of a dedup key",
		"eventRules.[].actions.dedup_key":          "a template of a dedup key",
		"integrations.mapping.key":                 "where in a post the dedup key is",

		"passkeys.credential": "a credential id: public, and looked up by it (WebAuthn level 2, section 6.4.1)",
		"passkeys.public_key": "public",
	}
}

func TestEveryFieldThatSoundsLikeASecretIsSealedOrExplained(t *testing.T) {
	tables := reflect.TypeFor[records]()
	excused := map[string]bool{}
	for i := range tables.NumField() {
		table := tables.Field(i)
		codec, _ := table.Type.Elem().FieldByName("values")
		encode, _ := codec.Type.FieldByName("encode")
		record := encode.Type.In(0)
		sealed := secret.Places(record)
		fields(record, "", nil, func(place string, f reflect.StructField) {
			name := table.Name + "." + place
			switch {
			case !soundsSecret(f) || slices.Contains(sealed, place) || slices.Contains(sealed, place+"[]"):
			case openFields()[name] != "":
				excused[name] = true
			default:
				t.Errorf("%s sounds like a secret: give it the tag `secret:\"sealed\"`, or say in openFields why it may lie open", name)
			}
		})
	}
	for name := range openFields() {
		if !excused[name] {
			t.Errorf("%s is excused and there is no such field", name)
		}
	}
}

// soundsSecret tells whether a field that holds text is named like a secret.
func soundsSecret(f reflect.StructField) bool {
	switch f.Type.Kind() {
	case reflect.String, reflect.Map, reflect.Slice:
		return slices.ContainsFunc(suspects(), func(word string) bool { return strings.Contains(strings.ToLower(f.Name), word) })
	}
	return false
}

// fields visits the exported fields below a type.
func fields(t reflect.Type, place string, seen []reflect.Type, visit func(string, reflect.StructField)) {
	if slices.Contains(seen, t) {
		return
	}
	seen = append(seen, t)
	switch t.Kind() {
	case reflect.Pointer:
		fields(t.Elem(), place, seen, visit)
	case reflect.Slice, reflect.Map:
		fields(t.Elem(), place+"[]", seen, visit)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			at := strings.TrimPrefix(place+"."+name, ".")
			if name == "" {
				at = place
			}
			visit(at, f)
			fields(f.Type, at, seen, visit)
		}
	}
}
