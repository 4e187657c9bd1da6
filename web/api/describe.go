package api

import (
	"net/http"
	"strconv"
	"strings"
)

// doc describes a route for openapi.json.
type doc struct {
	says  string // one line
	takes shape  // the body of a request
	gives shape  // the body of an answer
	query []string
	locks bool   // it heeds If-Match
	needs string // who may, in words; "": who has the route's role
}

// shape is a body: a value of its Go type, under a key, or with no key the whole
// body. The zero shape is no body.
type shape struct {
	key   string
	value any
	list  bool   // one page of a list of value
	next  bool   // a page that has the cursor of the next
	other *shape // it may be this instead
}

// or is a body that has another shape in some answers.
func (b shape) or(other shape) shape {
	b.other = &other
	return b
}

func takes(key string, v any) shape     { return shape{key: key, value: v} }
func gives(key string, v any) shape     { return shape{key: key, value: v} }
func givesList(key string, v any) shape { return shape{key: key, value: v, list: true} }

// givesPages is one page of a list that goes on by a cursor.
func givesPages(key string, v any) shape { return shape{key: key, value: v, next: true} }

func does(says string, in, out shape) doc { return doc{says: says, takes: in, gives: out} }

// asks names what the route reads from the query, beside paging and include[].
func (r route) asks(names ...string) route {
	r.query = names
	return r
}

// object is a JSON object of the description.
type object map[string]any

// openAPIVersion is that of the OpenAPI Specification the description follows.
const openAPIVersion = "3.1.0"

// getDescription answers with the OpenAPI document of the routes there are. It
// tells nothing that the documentation does not, so strangers may read it.
func (s *server) getDescription(c *call) (any, error) {
	return describe(s.routes(), c.link.base), nil
}

// describe makes the OpenAPI document of routes.
func describe(routes []route, base string) object {
	schemas := &schemas{made: object{}}
	paths := map[string]object{}
	for _, r := range routes {
		if paths[r.path] == nil {
			paths[r.path] = object{}
		}
		paths[r.path][strings.ToLower(r.method)] = r.operation(schemas)
	}
	failure := schemas.of(errorWire{})
	return object{
		"openapi": openAPIVersion,
		"info": object{
			"title": "Wakeman REST API", "version": "2",
			"description": "PagerDuty's REST API v2, as far as Wakeman has it. See docs/api.md.",
		},
		"servers":  []object{{"url": base + "/api"}},
		"security": []object{{"key": []string{}}},
		"paths":    paths,
		"components": object{
			"schemas":   schemas.made,
			"responses": object{"Failure": object{"description": "What is wrong, with a sentence for each fault", "content": content(failure)}},
			"securitySchemes": object{"key": object{
				"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token token=KEY, or Bearer KEY",
			}},
		},
	}
}

func content(schema any) object { return object{"application/json": object{"schema": schema}} }

// operation describes one route.
func (r route) operation(s *schemas) object {
	op := object{
		"operationId": r.operationID(), "summary": r.says, "tags": []string{r.tag()}, "parameters": r.parameters(),
		"responses": object{
			strconv.Itoa(r.answer()): r.success(s),
			"default":                object{"$ref": "#/components/responses/Failure"},
		},
	}
	switch {
	case r.public:
		op["security"] = []object{}
	case r.needs != "":
		op["description"] = r.needs
	default:
		op["description"] = "Needs the role " + string(r.role) + "."
	}
	if r.takes.value != nil {
		op["requestBody"] = object{"required": true, "content": content(r.takes.schema(s))}
	}
	return op
}

// operationID is the method and the path in words: get_users_id.
func (r route) operationID() string {
	return strings.ToLower(r.method) + strings.NewReplacer("/", "_", "{", "", "}", "", ".", "_").Replace(r.path)
}

// tag is the first word of the path.
func (r route) tag() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	return first
}

func (r route) success(s *schemas) object {
	answer := object{"description": http.StatusText(r.answer())}
	if r.gives.value != nil {
		answer["content"] = content(r.gives.schema(s))
	}
	if _, inside, _ := strings.Cut(r.path, "{"); r.method == http.MethodGet && inside != "" && !r.gives.list && !r.gives.next || r.locks && r.method == http.MethodPut {
		answer["headers"] = object{"ETag": object{"description": "The state of a single thing of the configuration", "schema": object{"type": "string"}}}
	}
	return answer
}

func (r route) parameters() []object {
	list := []object{}
	add := func(in, name string, schema object) {
		list = append(list, object{"in": in, "name": name, "schema": schema, "required": in == "path"})
	}
	text, number := object{"type": "string"}, object{"type": "integer", "minimum": 0}
	for part := range strings.SplitSeq(r.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			add("path", strings.TrimSuffix(name, "}"), text)
		}
	}
	query := r.query
	if r.method == http.MethodGet && r.gives.value != nil && !r.public {
		query = append([]string{"include[]"}, query...)
	}
	for _, name := range query {
		schema := text
		if strings.HasSuffix(name, "[]") {
			schema = object{"type": "array", "items": text}
		}
		add("query", name, schema)
	}
	if r.gives.list {
		add("query", "limit", number)
		add("query", "offset", number)
		add("query", "total", object{"type": "boolean"})
	}
	if r.gives.next {
		add("query", "limit", number)
		add("query", "cursor", text)
	}
	if r.locks {
		add("header", "If-Match", text)
	}
	return list
}

// schema is the body under its key, with paging around a list.
func (b shape) schema(s *schemas) object {
	if b.other != nil {
		first, second := b, *b.other
		first.other = nil
		return object{"oneOf": []object{first.schema(s), second.schema(s)}}
	}
	inner := s.of(b.value)
	switch {
	case b.key == "":
		return inner
	case b.next:
		return object{"allOf": []object{s.of(cursorWire{}), wrapped(b.key, object{"type": "array", "items": inner})}}
	case b.list:
		return object{"allOf": []object{s.of(pageWire{}), wrapped(b.key, object{"type": "array", "items": inner})}}
	}
	return wrapped(b.key, inner)
}

func wrapped(key string, inner object) object {
	return object{"type": "object", "properties": object{key: inner}, "required": []string{key}}
}
