package carrier

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// Letter is a [Mail] as its reader sees it.
type Letter struct {
	Header  mail.Header
	Subject string // decoded
	Text    string // the text/plain part
	HTML    string // the text/html part
}

// Letter reads the message: a text part, an HTML part, or both.
func (m Mail) Letter() (Letter, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		return Letter{}, fmt.Errorf("mail: %w", err)
	}
	l := Letter{Header: msg.Header}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return l, fmt.Errorf("mail: subject: %w", err)
	}
	return l, l.read(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body)
}

func (l *Letter) read(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("mail: content type: %w", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		return l.parts(multipart.NewReader(body, params["boundary"]))
	}
	raw, err := io.ReadAll(decoder(encoding, body))
	if err != nil {
		return fmt.Errorf("mail: %s: %w", kind, err)
	}
	switch kind {
	case "text/plain":
		l.Text = string(raw)
	case "text/html":
		l.HTML = string(raw)
	default:
		return fmt.Errorf("mail: a part of type %s", kind)
	}
	return nil
}

func (l *Letter) parts(r *multipart.Reader) error {
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mail: part: %w", err)
		}
		if err := l.read(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); err != nil {
			return err
		}
	}
}

func decoder(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	}
	return r
}
