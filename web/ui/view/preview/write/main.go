// Command write draws every preview page into a directory, with the assets
// where the pages expect them:
//
//	go run ./web/ui/view/preview/write DIR
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"wakeman/embed"
	"wakeman/web/ui/view/preview"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: write DIR")
	}
	set, err := embed.Load()
	if err != nil {
		return err
	}
	for _, name := range set.Names() {
		a, _ := set.Get(name)
		if err := write(filepath.Join(args[0], a.Path()), a.Body); err != nil {
			return err
		}
	}
	for _, s := range preview.All(set) {
		var page bytes.Buffer
		if err := s.Page.Render(context.Background(), &page); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		if err := write(filepath.Join(args[0], s.Name+".html"), page.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o644)
}
