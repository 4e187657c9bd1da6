package auth_test

import (
	"testing"

	"wakeman/web/auth"
)

// TestWherePasskeysWork is browsers' rule: a host by name, over TLS or on the
// machine itself.
func TestWherePasskeysWork(t *testing.T) {
	for address, want := range map[string]auth.PasskeyPlace{
		"https://wakeman.example.net":            {Host: "wakeman.example.net", Origin: "https://wakeman.example.net"},
		"https://wakeman.example.net:443/":       {Host: "wakeman.example.net", Origin: "https://wakeman.example.net"},
		"https://Wakeman.Example.net:8443/pager": {Host: "wakeman.example.net", Origin: "https://wakeman.example.net:8443"},
		"https://pager":                          {Host: "pager", Origin: "https://pager", Obstacle: auth.NoName},
		"https://wächter.example.net":            {Host: "xn--wchter-bua.example.net", Origin: "https://xn--wchter-bua.example.net"},
		"http://localhost:8080":                  {Host: "localhost", Origin: "http://localhost:8080"},
		"http://pager.localhost":                 {Host: "pager.localhost", Origin: "http://pager.localhost"},
		"http://wakeman.example.net":             {Host: "wakeman.example.net", Origin: "http://wakeman.example.net", Obstacle: auth.NoTLS},
		"http://notlocalhost:8080":               {Host: "notlocalhost", Origin: "http://notlocalhost:8080", Obstacle: auth.NoName},
		"https://192.0.2.1":                      {Host: "192.0.2.1", Obstacle: auth.NoName},
		"http://127.0.0.1:8080":                  {Host: "127.0.0.1", Obstacle: auth.NoName},
		"https://[2001:db8::1]:8443":             {Host: "2001:db8::1", Obstacle: auth.NoName},
		"":                                       {Obstacle: auth.NoAddress},
		"wakeman.example.net":                    {Obstacle: auth.NoAddress},
		"https://%zz":                            {Obstacle: auth.NoAddress},
	} {
		if got := auth.PlaceOf(address); got != want {
			t.Errorf("%q: %+v, want %+v", address, got, want)
		}
	}
}
