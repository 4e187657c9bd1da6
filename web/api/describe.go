package api

// doc describes a route for openapi.json.
type doc struct {
	says     string // one line
	takes    shape  // the body of a request
	gives    shape  // the body of an answer
	query    []string
	paginate bool
}

// shape is a body: a value of its Go type, under a key, or with no key the whole
// body. The zero shape is no body.
type shape struct {
	key   string
	value any
	list  bool // one page of a list of value
}

func takes(key string, v any) shape     { return shape{key: key, value: v} }
func gives(key string, v any) shape     { return shape{key: key, value: v} }
func givesList(key string, v any) shape { return shape{key: key, value: v, list: true} }

func does(says string, in, out shape) doc {
	return doc{says: says, takes: in, gives: out, paginate: out.list}
}

// asks names what the route reads from the query, beside paging and include[].
func (r route) asks(names ...string) route {
	r.query = names
	return r
}
