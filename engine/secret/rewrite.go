package secret

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Tag is the key of the tag that makes a field a secret, with the value "sealed".
const Tag = "secret"

// Rewrite gives a copy of v in which each secret that is not empty is what change makes of it; v itself is not changed.
// place names the secret within v by the names of its JSON: "sms.headers[Authorization]". An entry of a list is named by
// its field ID if it has one, so that it keeps its name when the list is put into another order.
//
// The first error of change ends it and is returned as it is.
func Rewrite[V any](v V, change func(place, value string) (string, error)) (V, error) {
	from := reflect.ValueOf(&v).Elem()
	if !holds(from.Type(), nil) {
		return v, nil
	}
	to, err := rewritten(from, "", change)
	if err != nil {
		return v, err
	}
	return to.Interface().(V), nil // a value of the type it was made of
}

// Holds reports whether values of a type can have secrets in them.
func Holds(t reflect.Type) bool { return holds(t, nil) }

// holds looks below a type; seen are the types above it.
func holds(t reflect.Type, seen []reflect.Type) bool {
	if slices.Contains(seen, t) {
		return false
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return holds(t.Elem(), append(seen, t))
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && (isSecret(f) || holds(f.Type, append(seen, t))) {
				return true
			}
		}
	}
	return false
}

func isSecret(f reflect.StructField) bool { return f.Tag.Get(Tag) == "sealed" }

type changer = func(place, value string) (string, error)

func rewritten(v reflect.Value, place string, change changer) (reflect.Value, error) {
	if !holds(v.Type(), nil) {
		return v, nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		return pointer(v, place, change)
	case reflect.Slice:
		return slice(v, place, change)
	case reflect.Map:
		return entries(v, place, change, rewritten)
	default:
		return structure(v, place, change)
	}
}

func pointer(v reflect.Value, place string, change changer) (reflect.Value, error) {
	if v.IsNil() {
		return v, nil
	}
	to := reflect.New(v.Type().Elem())
	inner, err := rewritten(v.Elem(), place, change)
	if err == nil {
		to.Elem().Set(inner)
	}
	return to, err
}

func slice(v reflect.Value, place string, change changer) (reflect.Value, error) {
	if v.IsNil() {
		return v, nil
	}
	to := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	for i := range v.Len() {
		inner, err := rewritten(v.Index(i), fmt.Sprintf("%s[%s]", place, entryName(v.Index(i), i)), change)
		if err != nil {
			return v, err
		}
		to.Index(i).Set(inner)
	}
	return to, nil
}

// entryName is an entry's id, else its position.
func entryName(v reflect.Value, i int) string {
	if v.Kind() == reflect.Struct {
		if id := v.FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String && id.Len() > 0 {
			return id.String()
		}
	}
	return fmt.Sprint(i)
}

// entries rewrites the values of a map, in the order of their keys.
func entries(v reflect.Value, place string, change changer, one func(reflect.Value, string, changer) (reflect.Value, error)) (reflect.Value, error) {
	if v.IsNil() {
		return v, nil
	}
	to := reflect.MakeMapWithSize(v.Type(), v.Len())
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
	for _, key := range keys {
		inner, err := one(v.MapIndex(key), fmt.Sprintf("%s[%s]", place, key), change)
		if err != nil {
			return v, err
		}
		to.SetMapIndex(key, inner)
	}
	return to, nil
}

func structure(v reflect.Value, place string, change changer) (reflect.Value, error) {
	to := reflect.New(v.Type()).Elem()
	to.Set(v)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		visit := rewritten
		if isSecret(f) {
			visit = value
		}
		inner, err := visit(v.Field(i), under(place, f), change)
		if err != nil {
			return v, err
		}
		to.Field(i).Set(inner)
	}
	return to, nil
}

// under is the place of a field. What is embedded has its fields in the place of
// the whole.
func under(place string, f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if f.Anonymous && name == "" {
		return place
	}
	return strings.TrimPrefix(place+"."+cmp.Or(name, f.Name), ".")
}

// value changes a secret itself: a text, or the values of a map of texts.
func value(v reflect.Value, place string, change changer) (reflect.Value, error) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			return v, nil
		}
		text, err := change(place, v.String())
		return reflect.ValueOf(text).Convert(v.Type()), err
	case reflect.Map:
		return entries(v, place, change, value)
	}
	return v, fmt.Errorf("%s: a field of type %s can not be sealed", place, v.Type())
}

// Places are the secrets that values of a type have, with "[]" for any entry:
// for tests and documentation.
func Places(t reflect.Type) []string {
	found := map[string]bool{}
	places(t, "", nil, found)
	return slices.Sorted(maps.Keys(found))
}

func places(t reflect.Type, place string, seen []reflect.Type, found map[string]bool) {
	if slices.Contains(seen, t) {
		return
	}
	seen = append(seen, t)
	switch t.Kind() {
	case reflect.Pointer:
		places(t.Elem(), place, seen, found)
	case reflect.Slice, reflect.Map:
		places(t.Elem(), place+"[]", seen, found)
	case reflect.Struct:
		for i := range t.NumField() {
			switch f := t.Field(i); {
			case f.IsExported() && isSecret(f) && f.Type.Kind() == reflect.Map:
				found[under(place, f)+"[]"] = true
			case f.IsExported() && isSecret(f):
				found[under(place, f)] = true
			case f.IsExported():
				places(f.Type, under(place, f), seen, found)
			}
		}
	}
}
