package recording

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"
)

const (
	maxHeader = 64 << 10 // bytes, before anything is parsed
	maxParts  = 100      // of a mail that are looked at
	maxDepth  = 20       // of parts within parts
	maxFound  = 10       // recordings of one mail
	maxName   = 100      // characters of a file name
)

// Recording is one that came with a mail.
type Recording struct {
	// Number is its place among the recordings of the mail, from 1. The same mail
	// has the same numbers whenever it is read.
	Number int
	Name   string // of the file, harmless, never empty
	Type   string // as the mail calls it, in lower case: "audio/x-wav"
	Body   []byte
	format format
}

// Find takes the recordings out of a mail. It never fails: of a mail that breaks
// off in the middle of one, what is there is found.
func Find(mail []byte) []Recording {
	entity, err := message.ReadWithOptions(bytes.NewReader(bytes.TrimLeft(mail, "\r\n")), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil || err != nil && !soft(err) {
		return nil
	}
	var f finder
	f.walk(entity, 0)
	return f.found
}

// soft tells errors after which there is still something to read.
func soft(err error) bool {
	return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)
}

type finder struct {
	found []Recording
	parts int
}

func (f *finder) walk(e *message.Entity, depth int) {
	if f.parts++; f.parts > maxParts || depth > maxDepth || len(f.found) == maxFound {
		return
	}
	mr := e.MultipartReader()
	if mr == nil {
		f.leaf(e)
		return
	}
	for f.parts <= maxParts {
		part, err := mr.NextPart()
		if part == nil || err != nil && !soft(err) {
			return
		}
		f.walk(part, depth+1)
	}
}

func (f *finder) leaf(e *message.Entity) {
	kind, params, _ := e.Header.ContentType()
	_, args, _ := e.Header.ContentDisposition()
	name := args["filename"]
	if name == "" {
		name = params["name"]
	}
	if !Sounds(kind, name) {
		return
	}
	body, _ := io.ReadAll(e.Body) // what came before an error is worth hearing
	if len(body) == 0 {
		return
	}
	n := len(f.found) + 1
	f.found = append(f.found, Recording{Number: n, Name: fileName(name), Type: strings.ToLower(kind), Body: body, format: formatOf(body, kind, name)})
}

// Sounds reports whether a part of a mail may be a recording, by its type and name.
func Sounds(kind, name string) bool {
	kind = strings.ToLower(kind)
	if strings.HasPrefix(kind, "audio/") {
		return true
	}
	if strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return false
	}
	known := []string{".wav", ".gsm", ".mp3", ".ogg", ".oga", ".opus", ".flac", ".m4a", ".amr", ".au", ".ul", ".ulaw", ".al", ".alaw"}
	return slices.Contains(known, strings.ToLower(path.Ext(name)))
}

// fileName keeps what no file system and no header minds.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	name = strings.TrimLeft(name[max(0, len(name)-maxName):], "._-")
	if name == "" {
		return "recording"
	}
	return name
}

// Length is how long it is; zero if its bytes do not say.
func (r Recording) Length() time.Duration {
	sound, err := r.wave()
	if err != nil {
		return 0
	}
	return sound.length()
}
