// Command passwords makes embed/passwords.bin, by which common passwords are
// recognised, from public lists of passwords by frequency, one a line, the most
// frequent first:
//
//	go run ./e2e/passwords -out embed/passwords.bin list.txt [more.txt …]
//
// The file has no password in it, only the first four bytes of the SHA-256 of
// each, sorted: see web/auth. Of those that are long enough to be chosen all are
// taken, of shorter ones, as people lengthen them, the most frequent.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// What is taken of a list.
const (
	long     = 10 // characters, as many as a password needs
	short    = 4
	maxShort = 20_000 // of each list
)

func main() {
	out := flag.String("out", "embed/passwords.bin", "the file to write")
	flag.Parse()
	longs, shorts, err := read(flag.Args())
	if err == nil {
		err = os.WriteFile(*out, append(pack(longs), pack(shorts)...), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "passwords:", err)
		os.Exit(1)
	}
	fmt.Printf("%d of %d characters and more, %d shorter\n", len(longs), long, len(shorts))
}

type print4 = [4]byte

func read(files []string) (longs, shorts map[print4]bool, err error) {
	longs, shorts = map[print4]bool{}, map[print4]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		taken := 0
		for line := range strings.Lines(string(text)) {
			word := strings.ToLower(strings.Join(strings.Fields(line), ""))
			switch n := utf8.RuneCountInString(word); {
			case n >= long:
				longs[fingerprint(word)] = true
			case n >= short && taken < maxShort:
				taken++
				shorts[fingerprint(word)] = true
			}
		}
	}
	return longs, shorts, nil
}

func fingerprint(word string) print4 {
	sum := sha256.Sum256([]byte(word))
	return print4(sum[:4])
}

// pack is a count in four bytes, big-endian, and the fingerprints in order.
func pack(set map[print4]bool) []byte {
	n := len(set)
	out := []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	for _, p := range slices.SortedFunc(maps.Keys(set), func(a, b print4) int { return slices.Compare(a[:], b[:]) }) {
		out = append(out, p[:]...)
	}
	return out
}
