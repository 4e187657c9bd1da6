package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"wakeman/engine/config"
)

// Bodies that change the configuration are read field by field and not by
// encoding/json alone, which does not say which item of a list is wrong, stops
// at the first fault, and takes Name for name.

const (
	// maxFaults is how many faults one answer lists.
	maxFaults = 20
	// maxEntries bounds a list: what is done with one may cost its square.
	maxEntries = 1000
)

// faults collects what is wrong with a request: a sentence each, with the field
// before it as the API names it.
type faults []string

func (f *faults) add(path, format string, args ...any) {
	if len(*f) < maxFaults {
		*f = append(*f, strings.TrimPrefix(path+": "+fmt.Sprintf(format, args...), ": "))
	}
}

// err is nil without faults.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return invalid(f...)
}

// readOrder reads what is wanted from a body: the object under key, or the whole
// body where a client sends it unwrapped. Fields it does not know are ignored,
// as PagerDuty does.
func readOrder(r *http.Request, key string, into any) error {
	var raw json.RawMessage
	if err := readBody(r, key, &raw); err != nil {
		return err
	}
	return decodeOrder(raw, into)
}

// decodeOrder reads one object. Its error is a *problem with every fault.
func decodeOrder(raw json.RawMessage, into any) error {
	var f faults
	f.read("", raw, reflect.ValueOf(into).Elem())
	return f.err()
}

// fieldReader is a type with a reading of its own.
type fieldReader interface {
	readField(f *faults, path string, raw json.RawMessage)
}

// read puts JSON into a value, and notes what does not fit. null leaves the zero
// value.
func (f *faults) read(path string, raw json.RawMessage, into reflect.Value) {
	if own, ok := into.Addr().Interface().(fieldReader); ok {
		own.readField(f, path, raw)
		return
	}
	if isNull(raw) {
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		f.read(path, raw, into.Elem())
	case reflect.Struct:
		f.readStruct(path, raw, into)
	case reflect.Slice:
		f.readList(path, raw, into)
	case reflect.Int:
		f.readInt(path, raw, into)
	default:
		if json.Unmarshal(raw, into.Addr().Interface()) != nil {
			f.add(path, "is %s, and not %s", sortOf(raw), wanted(into.Kind()))
		}
		if into.Kind() == reflect.String && into.String() == config.Kept {
			f.add(path, "%s means something in a configuration file; write what you mean", quote(config.Kept))
		}
	}
}

func (f *faults) readStruct(path string, raw json.RawMessage, into reflect.Value) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		f.add(path, "is %s, and not an object", sortOf(raw))
		return
	}
	for i := range into.NumField() {
		name := jsonName(into.Type().Field(i))
		if value, given := fields[name]; given {
			f.read(inField(path, name), value, into.Field(i))
		}
	}
}

// inField is the path of a field of what is at path; "" is the whole body.
func inField(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

func (f *faults) readList(path string, raw json.RawMessage, into reflect.Value) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		f.add(path, "is %s, and not a list", sortOf(raw))
		return
	}
	if len(items) > maxEntries {
		f.add(path, "has more than %d entries", maxEntries)
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		f.read(fmt.Sprintf("%s[%d]", path, i), item, into.Index(i))
	}
}

// readInt takes whole numbers, also when they are written 5.0.
func (f *faults) readInt(path string, raw json.RawMessage, into reflect.Value) {
	const most = 1 << 50 // far from where sums and products overflow
	n, err := strconv.ParseFloat(string(bytes.TrimSpace(raw)), 64)
	if err != nil || n != float64(int64(n)) || n > most || n < -most {
		f.add(path, "is %s, and not a whole number", sortOf(raw))
		return
	}
	into.SetInt(int64(n))
}

// jsonName is the name of a field on the wire.
func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// sortOf is what a JSON value is, in words.
func sortOf(raw json.RawMessage) string {
	switch raw = bytes.TrimSpace(raw); {
	case len(raw) == 0 || raw[0] == 'n':
		return "null"
	case raw[0] == '"':
		return "text"
	case raw[0] == '{':
		return "an object"
	case raw[0] == '[':
		return "a list"
	case raw[0] == 't' || raw[0] == 'f':
		return string(raw)
	}
	return "the number " + string(raw[:min(len(raw), 20)])
}

func wanted(k reflect.Kind) string {
	if k == reflect.Bool {
		return "true or false"
	}
	return "text"
}

// maybe is a field of which it matters whether it is there: a PUT changes what
// it names and leaves the rest. null is there, with the zero value.
type maybe[T any] struct {
	given bool
	value T
}

func (m *maybe[T]) readField(f *faults, path string, raw json.RawMessage) {
	m.given = true
	f.read(path, raw, reflect.ValueOf(&m.value).Elem())
}

// inside is the type on the wire, for the description of the API.
func (m *maybe[T]) inside() reflect.Type { return reflect.TypeFor[T]() }

// put sets what the field stands for, if it is there.
func (m maybe[T]) put(into *T) {
	if m.given {
		*into = m.value
	}
}

// trimmed is put for text, without the spaces around it.
func trimmed(m maybe[string], into *string) {
	if m.given {
		*into = strings.TrimSpace(m.value)
	}
}
