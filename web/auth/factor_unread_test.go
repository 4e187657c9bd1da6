package auth_test

import (
	"path/filepath"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/auth"
)

// reopens starts the box again with a key file, or with none.
func (b *box) reopens(key string) {
	b.Helper()
	b.must(b.db.Close())
	var err error
	b.db, err = store.Open(b.ctx, store.Options{Dir: b.dir, NoSync: true, SecretsKey: key})
	b.must(err)
	b.auth = auth.New(auth.Options{Store: b.db, Refuse: b.refuse}).Cheap()
}

func TestAnAppWhoseSecretCanNotBeReadSaysSoAndARecoveryCodeWorks(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, seed string, codes []string) {
		key := filepath.Join(t.TempDir(), "key")
		b.reopens(key) // seals it
		b.reopens(key)
		phone := b.browser("192.0.2.8")
		wantCode(t, phone.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		b.must(phone.showsCode(b.codeNow(seed)))

		b.reopens("")
		phone = b.browser("192.0.2.8")
		wantCode(t, phone.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		for range 10 { // no guess, so nothing is counted
			err := phone.showsCode(b.codeNow(seed))
			wantCode(t, err, engine.Conflict, "a code that may be right")
			if !strings.Contains(err.Error(), "recovery code") {
				t.Errorf("it says %v", err)
			}
		}
		b.must(phone.showsCode(codes[0]))
		b.must(auth.ResetFactor(b.ctx, b.db, "ann@example.net", cli()))
		b.must(b.browser("192.0.2.9").signIn("ann@example.net", goodPassword))
	})
}
