package auth

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"wakeman/engine"
)

func TestWhichPasswordsWillDo(t *testing.T) {
	for password, good := range map[string]bool{
		"seven grey routers":             true,
		"kx7-Vrlq2w":                     true, // ten characters
		"kx7-Vrlq2":                      false,
		"пароль-для-ночи":                true,
		strings.Repeat("añb4", 32):       true, // 128 characters, more bytes
		strings.Repeat("añb4", 32) + "c": false,
		"aaaaaaaaaaaa":                   false,
		"abababababab":                   false,
		"password123":                    false,
		"PassWord 123":                   false,
		"correct horse battery staple":   false,
		"ann@example.net":                false,
		"AnnArcher2026":                  false,
		"wakeman-ann-1":                  false,
		"ann likes mountains":            true,
		"          ":                     false,
		"broken \xff utf-8 here":         false,
	} {
		err := CheckPassword(password, "ann@example.net", "Ann Archer")
		if (err == nil) != good {
			t.Errorf("%q: %v, want good %v", password, err, good)
		}
		if f, ok := err.(*engine.Failure); err != nil && (!ok || f.Code != engine.Invalid || f.Field != "password") {
			t.Errorf("%q: %v names no field", password, err)
		}
	}
}

func TestTheListHoldsOnlyPasswordsThatPassTheLength(t *testing.T) {
	for _, p := range commonPasswords() {
		if len(p) < MinPassword || p != strings.ToLower(p) || variety(p) < 4 {
			t.Errorf("%q is refused anyway or never matches", p)
		}
	}
}

func TestAnUnknownAccountCostsTheSameHashing(t *testing.T) {
	h := newHasher()
	encoded, err := h.hash(t.Context(), "seven grey routers")
	if err != nil {
		t.Fatal(err)
	}
	if prefix := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(encoded, prefix) || !strings.HasPrefix(dummyHash, prefix) {
		t.Errorf("parameters of %q and %q, want %q", encoded, dummyHash, prefix)
	}
	if len(encoded) != len(dummyHash) {
		t.Errorf("a stored hash has %d characters, the dummy %d", len(encoded), len(dummyHash))
	}
	for password, want := range map[string]bool{"seven grey routers": true, "seven grey router": false} {
		if ok, err := h.verify(t.Context(), password, encoded); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if ok, err := h.verify(t.Context(), "", ""); ok || err != nil {
		t.Errorf("no account: %v, %v", ok, err)
	}
}

func TestOnlyTwoPasswordsAreWorkedOnAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHasher()
		first, err1 := h.enter(t.Context())
		second, err2 := h.enter(t.Context())
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if _, err := h.enter(t.Context()); engine.CodeOf(err) != engine.Unavailable {
			t.Errorf("the third, after its patience: %v, want Unavailable", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := h.enter(gone); err == nil {
			t.Error("a visitor who left got a slot")
		}
		first()
		third, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second()
		third()
	})
}
