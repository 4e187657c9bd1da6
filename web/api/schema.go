package api

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// schemas makes JSON Schemas (draft 2020-12, as OpenAPI 3.1 has it) of the types
// that are read from and written to the wire. Structs become components, which
// others refer to by name.
type schemas struct{ made object }

func (s *schemas) of(v any) object { return s.ofType(reflect.TypeOf(v)) }

// unwrapper is a type that stands for another on the wire.
type unwrapper interface{ inside() reflect.Type }

func (s *schemas) ofType(t reflect.Type) object {
	if own, ok := reflect.New(t).Interface().(interface{ schema() object }); ok {
		return own.schema()
	}
	if own, ok := reflect.New(t).Interface().(unwrapper); ok {
		return orNull(s.ofType(own.inside()))
	}
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(s.ofType(t.Elem()))
	case reflect.Slice:
		return s.list(t)
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.ofType(t.Elem())}
	case reflect.Struct:
		return s.component(t)
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return object{"type": "integer"}
	}
	return object{} // a reference, or the whole resource that include[] asked for
}

func (s *schemas) list(t reflect.Type) object {
	switch t.Elem().Kind() {
	case reflect.Uint8:
		return object{} // json.RawMessage: whatever the sender sent
	case reflect.Struct:
		if t.Elem().NumField() == 0 {
			return object{"type": []string{"array", "null"}, "maxItems": 0}
		}
	}
	return object{"type": "array", "items": s.ofType(t.Elem())}
}

// orNull lets null stand for nothing.
func orNull(schema object) object {
	if name, ok := schema["type"].(string); ok {
		schema["type"] = []string{name, "null"}
		return schema
	}
	if schema["$ref"] != nil {
		return object{"oneOf": []object{schema, {"type": "null"}}}
	}
	return schema
}

// component notes the schema of a struct, and gives a reference to it.
func (s *schemas) component(t reflect.Type) object {
	name := componentName(t)
	if _, known := s.made[name]; !known {
		s.made[name] = nil // a struct may be inside itself
		properties, required := object{}, []string{}
		s.properties(t, properties, &required)
		s.made[name] = object{"type": "object", "properties": properties, "required": required}
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (s *schemas) properties(t reflect.Type, into object, required *[]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous {
			s.properties(field.Type, into, required)
			continue
		}
		name := jsonName(field)
		into[name] = described(s.ofType(field.Type), field.Tag)
		if demanded(t, field) && !slices.Contains(*required, name) {
			*required = append(*required, name)
		}
	}
}

// demanded reports whether a field is always there: in what is read, where its
// tag says so; in what is written, always.
func demanded(t reflect.Type, field reflect.StructField) bool {
	if strings.HasSuffix(t.Name(), "Order") {
		return field.Tag.Get("need") != ""
	}
	return !strings.Contains(field.Tag.Get("json"), "omitempty")
}

// described adds what a field's tags say: doc is a sentence, enum the words that
// may stand there (need, that it must be there, is read elsewhere).
func described(schema object, tag reflect.StructTag) object {
	if words := tag.Get("enum"); words != "" {
		schema["enum"] = strings.Split(words, ",")
		if words == "(types of integration)" { // they grow with every sender
			schema["enum"] = integrationTypes()
		}
		schema["type"] = "string"
	}
	if text := tag.Get("doc"); text != "" {
		schema["description"] = text
	}
	return schema
}

// componentName makes Policy of policyWire and PolicyRequest of policyOrder.
func componentName(t reflect.Type) string {
	name := []rune(t.Name())
	name[0] = unicode.ToUpper(name[0])
	text := string(name)
	if cut, ok := strings.CutSuffix(text, "Wire"); ok {
		return cut
	}
	if cut, ok := strings.CutSuffix(text, "Order"); ok {
		return cut + "Request"
	}
	return text
}
