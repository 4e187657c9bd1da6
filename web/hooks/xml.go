package hooks

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonOrXML reads an object that is written in either.
func (m *mender) jsonOrXML(body []byte) (object, json.RawMessage, error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '<' {
		return m.object(body)
	}
	raw, err := fromXML(body)
	if err != nil {
		return nil, nil, err
	}
	return readObject(raw), raw, nil
}

// fromXML makes JSON of an XML document: an element with elements in it is an
// object, any other a string, and of several by one name the last counts. The
// standard library's parser resolves no entities but XML's own.
func fromXML(body []byte) (json.RawMessage, error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.Strict = false
	for {
		token, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("XML parse error: %w", err)
		}
		if _, is := token.(xml.StartElement); is {
			v, err := element(dec, 0)
			if err != nil {
				return nil, fmt.Errorf("XML parse error: %w", err)
			}
			return json.Marshal(v)
		}
	}
}

// element reads up to the end of the element that was just begun.
func element(dec *xml.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deep")
	}
	inside := map[string]any{}
	var words strings.Builder
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if inside[t.Name.Local], err = element(dec, depth+1); err != nil {
				return nil, err
			}
		case xml.CharData:
			words.Write(t)
		case xml.EndElement:
			if len(inside) > 0 {
				return inside, nil
			}
			return strings.TrimSpace(words.String()), nil
		}
	}
}
