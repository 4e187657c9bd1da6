package recording

import "encoding/binary"

// Two ways to keep only how a sound changes, in four bits a sample. Both are read as
// far as telephone systems write them: one channel.

// adaptiveSamples is how many samples there are; 0 for what can not be read.
func (w *wave) adaptiveSamples() int {
	head := 4
	if w.tag == tagMicrosoft {
		head = 7
	}
	if w.channels != 1 || w.bits != 4 || w.block <= head {
		return 0
	}
	of := func(n int) int {
		switch {
		case n < head:
			return 0
		case w.tag == tagMicrosoft:
			return 2 + 2*(n-head)
		}
		return 1 + 2*(n-head)
	}
	return len(w.data)/w.block*of(w.block) + of(len(w.data)%w.block)
}

// blocks decodes one block after the other, at most so many samples. The last may be
// shorter than the others.
func blocks(data []byte, block, most int, decode func(out []int16, b []byte) []int16) (out []int16) {
	for len(data) > 0 && len(out) < most {
		n := min(block, len(data))
		out = decode(out, data[:n])
		data = data[n:]
	}
	return out[:min(len(out), most)]
}

// imaSteps are the sizes of a step, and imaMoves how each code moves on among them
// (IMA, "Recommended Practices for Enhancing Digital Audio Compatibility", 1992).
var imaSteps = [89]int32{
	7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190,
	209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
	2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385,
	24623, 27086, 29794, 32767,
}

var imaMoves = [8]int{-1, -1, -1, -1, 2, 4, 6, 8}

// imaBlock decodes a block: its first sample, where among the steps it begins, and
// the codes, the lower half of a byte first.
func imaBlock(out []int16, b []byte) []int16 {
	if len(b) < 4 {
		return out
	}
	sample, step := int32(int16(binary.LittleEndian.Uint16(b))), min(int(b[2]), len(imaSteps)-1)
	out = append(out, int16(sample))
	for _, pair := range b[4:] {
		for _, code := range [2]byte{pair & 0xf, pair >> 4} {
			size := imaSteps[step]
			change := size >> 3
			for bit := range 3 {
				if code>>(2-bit)&1 == 1 {
					change += size >> bit
				}
			}
			if code&8 != 0 {
				change = -change
			}
			sample = within16(sample + change)
			step = max(0, min(step+imaMoves[code&7], len(imaSteps)-1))
			out = append(out, int16(sample))
		}
	}
	return out
}

// How Microsoft's decoder foresees a sample from the two before it, and how far it
// goes next (Microsoft, "New Multimedia Data Types and Data Techniques", 1994). A file
// may bring a table of its own; none has been seen.
var (
	foresee = [7][2]int32{{256, 0}, {512, -256}, {0, 0}, {192, 64}, {240, 0}, {460, -208}, {392, -232}}
	adapt   = [16]int32{230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230}
)

// microsoftBlock decodes a block: which foresight, the first step, two samples, and
// the codes, the upper half of a byte first.
func microsoftBlock(out []int16, b []byte) []int16 {
	if len(b) < 7 {
		return out
	}
	by := foresee[min(int(b[0]), len(foresee)-1)]
	word := func(at int) int32 { return int32(int16(binary.LittleEndian.Uint16(b[at:]))) }
	step, last, before := word(1), word(3), word(5)
	out = append(out, int16(before), int16(last))
	for _, pair := range b[7:] {
		for _, code := range [2]byte{pair >> 4, pair & 0xf} {
			signed := int32(int8(code<<4) >> 4)
			before, last = last, within16((last*by[0]+before*by[1])>>8+signed*step)
			step = max(16, min(adapt[code]*step>>8, 1<<20)) // a step that grows for ever is no speech
			out = append(out, int16(last))
		}
	}
	return out
}

func within16(n int32) int32 { return max(-1<<15, min(n, 1<<15-1)) }
