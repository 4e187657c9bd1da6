package secret_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine/secret"
)

type gateway struct {
	Host     string            `json:"host"`
	Password string            `json:"password" secret:"sealed"`
	Headers  map[string]string `json:"headers" secret:"sealed"`
	Since    time.Time         `json:"since"`
}

type method struct {
	ID  string
	Key string `json:"key" secret:"sealed"`
}

type embedded struct {
	Token string `secret:"sealed"`
}

type person struct {
	embedded
	Public
	Name    string          `json:"name"`
	Methods []method        `json:"methods"`
	Mail    *gateway        `json:"mail"`
	Spare   *gateway        `json:"spare"`
	Doors   map[string]door `json:"doors"`
	hidden  string
	Next    *person `json:"next"` // a type within itself
}

// Public is embedded.
type Public struct {
	Pin string `json:"pin" secret:"sealed"`
}

type door struct {
	Code string `json:"code" secret:"sealed"`
}

func somebody() person {
	return person{
		embedded: embedded{"kept"}, Public: Public{"0000"}, Name: "Ann", hidden: "h",
		Methods: []method{{"M1", "one"}, {"", "two"}, {"M3", ""}},
		Mail:    &gateway{Host: "mail.example.net", Password: "pass", Headers: map[string]string{"B": "b", "A": "a", "C": ""}, Since: time.Unix(1, 0)},
		Doors:   map[string]door{"front": {"1234"}},
	}
}

func TestEachSecretIsVisitedOnceUnderANameOfItsOwn(t *testing.T) {
	var got []string
	before := somebody()
	after, err := secret.Rewrite(before, func(place, value string) (string, error) {
		got = append(got, place+" "+value)
		return strings.ToUpper(value) + "!", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"pin 0000", "methods[M1].key one", "methods[1].key two", "mail.password pass", "mail.headers[A] a", "mail.headers[B] b", "doors[front].code 1234"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wanted := somebody()
	wanted.Pin = "0000!"
	wanted.Methods[0].Key, wanted.Methods[1].Key = "ONE!", "TWO!"
	wanted.Mail.Password, wanted.Mail.Headers = "PASS!", map[string]string{"A": "A!", "B": "B!", "C": ""}
	wanted.Doors = map[string]door{"front": {"1234!"}}
	if !reflect.DeepEqual(after, wanted) {
		t.Errorf("got  %+v\nwant %+v", after, wanted)
	}
	if !reflect.DeepEqual(before, somebody()) {
		t.Error("what it was made of was changed")
	}
}

func TestAnErrorEndsIt(t *testing.T) {
	no := errors.New("no")
	after, err := secret.Rewrite(somebody(), func(string, string) (string, error) { return "x", no })
	if !errors.Is(err, no) || !reflect.DeepEqual(after, somebody()) {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestPlacesNameWhatATypeHas(t *testing.T) {
	got := secret.Places(reflect.TypeFor[person]())
	want := []string{"doors[].code", "mail.headers[]", "mail.password", "methods[].key", "pin", "spare.headers[]", "spare.password"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if secret.Holds(reflect.TypeFor[time.Time]()) || !secret.Holds(reflect.TypeFor[map[string][]*person]()) {
		t.Error("Holds is wrong")
	}
}

func TestWhatCanNotBeReadIsTold(t *testing.T) {
	p := somebody()
	p.Mail.Password = secret.Mark + "1:abc"
	if got := secret.Unread(p); len(got) != 1 || got[0] != "mail.password" {
		t.Errorf("unread are %q", got)
	}
	if secret.Usable(p.Mail.Password) != "" || secret.Usable("pass") != "pass" {
		t.Error("Usable is wrong")
	}
}
