package ical

import (
	"bytes"
	"encoding/binary"
	"time"
)

// located is the zone whose clocks change at some instants, in their order; before the first they show what it changes from.
// It is written down as the compiled form of the zone database (RFC 8536) and loaded, for that is the only way in which the
// standard library makes a zone. nil when it does not take it.
func located(id string, changes []onset) *time.Location {
	type kind struct {
		offset int32
		summer bool
	}
	var kinds []kind
	index := map[kind]uint8{}
	of := func(offset int, summer bool) uint8 {
		k := kind{int32(offset), summer}
		if _, known := index[k]; !known {
			index[k] = uint8(len(kinds))
			kinds = append(kinds, k)
		}
		return index[k]
	}
	const everBefore = -1 << 59 // as the zone database's own compiler writes it
	times, which := []int64{everBefore}, []uint8{of(changes[0].from, false)}
	for _, c := range changes {
		times, which = append(times, c.at), append(which, of(c.to, c.summer))
		if len(kinds) > 200 { // the index is a byte
			return nil
		}
	}
	var out bytes.Buffer
	put := func(v any) { _ = binary.Write(&out, binary.BigEndian, v) } // into memory
	const abbreviation = "LT\x00"
	header := func(times, kinds, text int) {
		out.WriteString("TZif2" + string(make([]byte, 15)))
		put([]uint32{0, 0, 0, uint32(times), uint32(kinds), uint32(text)})
	}
	header(0, 0, 0) // the form of version 1, which nobody reads
	header(len(times), len(kinds), len(abbreviation))
	put(times)
	put(which)
	for _, k := range kinds {
		put(k.offset)
		put(k.summer)
		put(uint8(0)) // where its abbreviation begins
	}
	out.WriteString(abbreviation + "\n\n") // and no rule for the time after
	loc, err := time.LoadLocationFromTZData(id, out.Bytes())
	if err != nil {
		return nil
	}
	return loc
}
