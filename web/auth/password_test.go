package auth

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"

	"wakeman/embed"
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

// Ten characters and more, from counts of what leaked, and what people make of
// shorter ones.
func TestWhatGuessingBeginsWithIsRefused(t *testing.T) {
	for _, password := range []string{
		"1234567890", "qwertyuiop", "q1w2e3r4t5", "1qaz2wsx3edc", "iloveyou12", "basketball", "liverpool1", "1q2w3e4r5t6y", "konstantin", "abcdefghij",
		"password123", "P@ssw0rd2026!", "Passw0rd!!!", "p4ssw0rd 2024", "Summer2026!", "winter 2025!!", "Welcome12345", "Dragon1987!!", "letmein12345",
		"monkeydragon", "dragon monkey 12", "sunshine sunshine", "charliecharlie1", "changeme123", "administrator", "mikrotik123", "Ubiquiti2026!", "libreNMS!!!!",
		"correct horse battery staple", "nagiosadmin", "7654321 7654321", "!!!football!!", "1nternet99!",
	} {
		err := CheckPassword(password, "nia@example.net", "Nia Night")
		if err == nil || !strings.Contains(err.Error(), "guessing begins with") || !strings.Contains(err.Error(), "three or four words") {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestWhatIsHardToGuessIsTaken(t *testing.T) {
	for _, password := range []string{
		"seven grey routers", "a lamp in the window", "tower north was dark", "kx7-Vrlq2w", "monkey 482913x", "hqwnrtplzv", "das Wetter in Pike", "ночью звонит башня",
		"nineteen 84 was warm", "drei.Kabel.im.Keller", "9f3a71c04e", "violet anvil", "Elm Ridge 7 sheds", "paper-copper-glass", "2026 was a good harvest",
	} {
		if err := CheckPassword(password, "nia@example.net", "Nia Night"); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestMoreThanThreeThousandThatTheLengthWouldTakeAreKnown(t *testing.T) {
	list := readCommon(embed.CommonPasswords())
	if n := len(list.long) / 4; n < 3000 {
		t.Errorf("%d long passwords are known", n)
	}
	for _, part := range []string{list.long, list.short} {
		for i := 4; i+4 <= len(part); i += 4 {
			if part[i-4:i] >= part[i:i+4] {
				t.Fatalf("fingerprint %d is not in order: it would not be found", i/4)
			}
		}
	}
}

// Random texts of letters and digits must not be refused by accident.
func TestWhatIsRandomIsNotCommon(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 5_000 {
		text := make([]byte, 12)
		for i := range text {
			text[i] = "abcdefghijkmnpqrstuvwxyz23456789"[random.IntN(32)]
		}
		if common(string(text)) {
			refused++
		}
	}
	if refused > 2 {
		t.Errorf("%d of 5,000 random passwords are refused", refused)
	}
}

func FuzzCheckPasswordTakesAnything(f *testing.F) {
	f.Add("P@ssw0rd2026!")
	f.Add("\xff\xfe")
	f.Add(strings.Repeat("ab1!", 32))
	f.Fuzz(func(t *testing.T, password string) {
		if len(password) > 4*MaxPassword {
			return // refused for its length before it is looked at
		}
		if err := CheckPassword(password, "nia@example.net", "Nia Night"); err == nil && common(strings.ToUpper(password)) != common(password) && strings.EqualFold(strings.ToUpper(password), password) {
			t.Errorf("%q is common in capitals alone", password)
		}
	})
}

func BenchmarkCheckTheLongestPassword(b *testing.B) {
	password := strings.Repeat("ab1!", 32)
	for b.Loop() {
		_ = CheckPassword(password, "nia@example.net", "Nia Night")
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
