package mailgate

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // teaches go-message the charsets
	"github.com/k3a/html2text"
)

const (
	maxParts = 100       // of a mail that are looked at
	maxDepth = 20        // of parts within parts
	maxText  = 256 << 10 // bytes of a part that are decoded
	maxFiles = 20        // attachments that are named
	maxNotes = 10
)

// body collects a mail's text from its parts: the first plain one, or else the
// first HTML one.
type body struct {
	plain, html, other string
	files              []file
	notes              []string
	parts              int
	broken             bool
}

// text is what the mail says.
func (b *body) text() string {
	switch {
	case strings.TrimSpace(b.plain) != "":
		return lines(b.plain)
	case strings.TrimSpace(b.html) != "":
		if text := lines(htmlText(b.html)); text != "" {
			return text
		}
		return lines(b.html) // all of it inside a tag that is never closed
	}
	return lines(b.other)
}

// otherText is the HTML as text where the mail has a plain text, too.
func (b *body) otherText() string {
	if strings.TrimSpace(b.plain) == "" || strings.TrimSpace(b.html) == "" {
		return ""
	}
	return lines(htmlText(b.html))
}

// htmlText keeps the words, and the addresses of links behind theirs.
func htmlText(html string) string {
	// The library knows paragraphs and <br>; rows, items, headings and divs are all
	// that some programs write, and without an end of the line no field is found.
	ends := regexp.MustCompile(`(?i)</(?:div|tr|li|h[1-6]|p|dt|dd|table|blockquote|pre)\s*>`)
	cells := regexp.MustCompile(`(?i)</t[dh]\s*>`)
	html = cells.ReplaceAllString(ends.ReplaceAllString(readable(html), "<br>$0"), " $0")
	return html2text.HTML2TextWithOptions(html, html2text.WithUnixLineBreaks(), html2text.WithLinksInnerText())
}

func (b *body) note(format string, args ...any) {
	n := oneLine(fmt.Sprintf(format, args...), 200)
	if len(b.notes) < maxNotes && !slices.Contains(b.notes, n) {
		b.notes = append(b.notes, n)
	}
}

// walk reads a part and those within it.
func (b *body) walk(e *message.Entity, depth int) {
	if b.parts++; b.parts > maxParts || depth > maxDepth {
		b.broken = true
		b.note("a mail of more than %d parts, or nested deeper than %d: the rest is not shown", maxParts, maxDepth)
		return
	}
	kind, params, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain" // an unreadable type: better shown than hidden
		b.note("the type of a part can not be read")
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		b.walkParts(e, depth)
		return
	}
	if kind == "message/rfc822" || kind == "message/global" {
		b.forwarded(e, kind, params, depth)
		return
	}
	b.leaf(e, kind, params)
}

// forwarded takes a mail within the mail: what it says is the text where the outer one
// says nothing, as when somebody forwards an alarm as an attachment.
func (b *body) forwarded(e *message.Entity, kind string, params map[string]string, depth int) {
	_, args, _ := e.Header.ContentDisposition()
	if name := orDefault(args["filename"], params["name"]); name != "" {
		b.file(name, kind)
	}
	entity, err := message.ReadWithOptions(io.LimitReader(e.Body, maxText), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil || (err != nil && !isSoft(err)) {
		b.broken = true
		b.note("a mail within the mail can not be read")
		return
	}
	inner := body{parts: b.parts}
	inner.walk(entity, depth+1)
	b.parts, b.files = inner.parts, append(b.files, inner.files[:min(len(inner.files), maxFiles-len(b.files))]...)
	if strings.TrimSpace(b.other) == "" {
		h := head{entity.Header}
		b.other = "From: " + h.sender(Envelope{}) + "\nSubject: " + oneLine(h.subject(), maxText) + "\n\n" + inner.text()
	}
}

func (b *body) walkParts(e *message.Entity, depth int) {
	mr := e.MultipartReader()
	if mr == nil {
		return
	}
	for before := b.parts; b.parts <= maxParts; {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) && b.parts > before {
			return
		}
		if part == nil || (err != nil && !isSoft(err)) {
			b.broken = true
			b.note("the parts of the mail can not be read to the end")
			return
		}
		b.walk(part, depth+1)
	}
}

// leaf takes a part that has no parts.
func (b *body) leaf(e *message.Entity, kind string, params map[string]string) {
	disposition, args, _ := e.Header.ContentDisposition()
	name := args["filename"]
	if name == "" {
		name = params["name"]
	}
	if disposition == "attachment" || (name != "" && !strings.HasPrefix(kind, "text/")) {
		b.file(name, kind)
		return
	}
	switch {
	case kind == "text/html":
		b.take(&b.html, e)
	case kind == "text/plain" || kind == "":
		b.take(&b.plain, e)
	case strings.HasPrefix(kind, "text/"), strings.HasPrefix(kind, "message/"), strings.HasPrefix(kind, "multipart/"):
		b.take(&b.other, e)
	default:
		b.file(name, kind)
	}
}

// file is an attachment.
type file struct{ name, kind string }

func (f file) String() string { return oneLine(strings.TrimSpace(f.name+" ("+f.kind+")"), 200) }

func (b *body) file(name, kind string) {
	if len(b.files) < maxFiles {
		b.files = append(b.files, file{oneLine(name, 200), oneLine(kind, 200)})
	}
}

func (b *body) fileNames() (names []string) {
	for _, f := range b.files {
		names = append(names, f.String())
	}
	return names
}

// take reads a part's text, unless there is one already. What was decoded
// before an error counts.
func (b *body) take(into *string, e *message.Entity) {
	if strings.TrimSpace(*into) != "" {
		return
	}
	text, err := io.ReadAll(io.LimitReader(e.Body, maxText))
	if err != nil {
		b.broken = true
		b.note("a part of the mail can not be decoded to the end")
	}
	*into = string(text)
}
