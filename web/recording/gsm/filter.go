package gsm

import "math"

// areas decodes the log-area ratios (EN 300 961 section 5.2.8, tables 4.1 and 4.2).
func areas(coded [8]int16) (out [8]int16) {
	lowest := [8]int16{-32, -32, -16, -16, -8, -8, -4, -4}
	offset := [8]int16{0, 0, 2048, -2560, 94, -1792, -341, -1144}
	inverse := [8]int16{13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708}
	for i, c := range coded {
		v := sub((c+lowest[i])<<10, offset[i]<<1)
		v = mult(inverse[i], v)
		out[i] = add(v, v)
	}
	return out
}

// between goes from the areas of the last frame to those of this one, so that there
// is no click where they meet (section 5.2.9.1). at is a sample of the frame.
func between(last, now [8]int16, at int) (out [8]int16) {
	for i := range out {
		switch {
		case at < 13:
			out[i] = add(add(last[i]>>2, now[i]>>2), last[i]>>1)
		case at < 27:
			out[i] = add(last[i]>>1, now[i]>>1)
		case at < 40:
			out[i] = add(add(last[i]>>2, now[i]>>2), now[i]>>1)
		default:
			out[i] = now[i]
		}
	}
	return out
}

// reflections are the coefficients of the filter for areas (section 5.2.9.2).
func reflections(areas [8]int16) (out [8]int16) {
	for i, v := range areas {
		size := v
		switch {
		case v == math.MinInt16:
			size = math.MaxInt16
		case v < 0:
			size = -v
		}
		switch {
		case size < 11059:
			size <<= 1
		case size < 20070:
			size += 11059
		default:
			size = add(size>>2, 26112)
		}
		if v < 0 {
			size = -size
		}
		out[i] = size
	}
	return out
}

// shortTerm sends samples through the lattice filter (section 5.2.10), whose state
// is v.
func shortTerm(r [8]int16, v *[9]int16, samples []int16) {
	for k, s := range samples {
		for i := 7; i >= 0; i-- {
			s = sub(s, mult(r[i], v[i]))
			v[i+1] = add(v[i], mult(r[i], s))
		}
		v[0], samples[k] = s, s
	}
}
