package config

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds on a file, far above what a provider with a thousand people needs.
// They are checked on the flat list of tokens, before the parser recurses.
const (
	maxBytes  = 1 << 20
	maxTokens = 250_000
	maxDepth  = 32
	// maxKeys bounds one mapping: the parser's work grows with its square.
	maxKeys = 200
	// maxItems bounds one list: some checks compare every entry with every other.
	maxItems = 5000
)

// syntax turns a file into its tree, or reports why not. A file of nothing but
// comments is an error: it is more likely a mistake than a wish.
func (r *report) syntax(src []byte) ast.Node {
	start := place{line: 1, column: 1}
	if len(src) > maxBytes {
		r.fail(start, "the file has %d bytes; at most %d are read", len(src), maxBytes)
		return nil
	}
	if at, ok := invalidByte(src); ok {
		r.fail(at, "the file is not valid UTF-8")
		return nil
	}
	tokens := lexer.Tokenize(string(src))
	if at, why := refuse(tokens); why != "" {
		r.fail(at, "%s", why)
		return nil
	}
	file, err := parse(tokens)
	if err != nil {
		r.fail(where(err), "this is not YAML: %s", message(err))
		return nil
	}
	return r.only(file.Docs)
}

// invalidByte finds the first byte that is no UTF-8. The lexer would replace it.
func invalidByte(src []byte) (place, bool) {
	at := place{line: 1, column: 1}
	for len(src) > 0 {
		c, size := utf8.DecodeRune(src)
		switch {
		case c == utf8.RuneError && size == 1:
			return at, true
		case c == '\n':
			at.line, at.column = at.line+1, 1
		default:
			at.column++
		}
		src = src[size:]
	}
	return at, false
}

func (r *report) only(docs []*ast.DocumentNode) ast.Node {
	var body ast.Node
	for _, doc := range docs {
		switch {
		case doc.Body == nil:
		case body == nil:
			body = doc.Body
		default:
			r.fail(nodePlace(doc.Body), "a second document (---) in one file is not supported")
			return nil
		}
	}
	if body == nil {
		r.fail(place{line: 1, column: 1}, "the file says nothing")
	}
	return body
}

// parse guards against panics of the YAML library: the text may come from
// anywhere, and a file that can not be read must not stop a server that pages.
func parse(tokens token.Tokens) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser gave up: %v", p)
		}
	}()
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

func where(err error) place {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil {
		return tokenPlace(e.GetToken())
	}
	return place{line: 1, column: 1}
}

func message(err error) string {
	if e, ok := errors.AsType[yaml.Error](err); ok {
		return e.GetMessage()
	}
	return err.Error()
}

func tokenPlace(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{line: 1, column: 1}
	}
	return place{line: t.Position.Line, column: t.Position.Column}
}

// refuse finds what this format leaves out of YAML (anchors and aliases, tags,
// complex keys, several documents: nothing here needs them, and they are what
// YAML attacks are made of) and what is too big or too deep to be meant.
func refuse(tokens token.Tokens) (place, string) {
	if len(tokens) > maxTokens {
		return tokenPlace(tokens[maxTokens]), "the file is too big"
	}
	n := nesting{}
	for i, t := range tokens {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			return tokenPlace(t), "anchors and aliases (&name, *name, <<) are not supported; write the value out"
		case token.TagType, token.DirectiveType:
			return tokenPlace(t), "tags and directives (!tag, %YAML) are not supported"
		case token.MappingKeyType:
			return tokenPlace(t), "complex keys (? key) are not supported"
		}
		if why := n.add(tokens, i); why != "" {
			return tokenPlace(t), why
		}
	}
	return place{}, ""
}

// nesting follows how deep the tokens are. A frame is an open bracket or brace,
// or the column of a block's keys or dashes.
type nesting struct{ frames []frame }

type frame struct {
	bracket bool
	column  int
	keys    int
}

func (n *nesting) add(tokens token.Tokens, i int) string {
	t := tokens[i]
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.frames = append(n.frames, frame{bracket: true})
	case token.SequenceEndType, token.MappingEndType:
		n.close()
	case token.SequenceEntryType:
		n.block(t.Position.Column)
	case token.MappingValueType:
		n.block(keyColumn(tokens, i))
		if top := &n.frames[len(n.frames)-1]; top.keys < maxKeys {
			top.keys++
		} else {
			return fmt.Sprintf("more than %d fields in one place", maxKeys)
		}
	}
	if len(n.frames) > maxDepth {
		return fmt.Sprintf("nested more than %d deep", maxDepth)
	}
	return ""
}

func keyColumn(tokens token.Tokens, i int) int {
	if i == 0 {
		return tokens[i].Position.Column
	}
	return tokens[i-1].Position.Column
}

// close ends the innermost bracket.
func (n *nesting) close() {
	for i := len(n.frames) - 1; i >= 0; i-- {
		if n.frames[i].bracket {
			n.frames = n.frames[:i]
			return
		}
	}
}

// block makes the frame at this column the innermost, unless brackets are open:
// inside them columns mean nothing.
func (n *nesting) block(column int) {
	for len(n.frames) > 0 {
		top := n.frames[len(n.frames)-1]
		if top.bracket || top.column == column {
			return
		}
		if top.column < column {
			break
		}
		n.frames = n.frames[:len(n.frames)-1]
	}
	n.frames = append(n.frames, frame{column: column})
}
