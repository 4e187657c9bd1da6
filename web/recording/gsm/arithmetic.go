package gsm

import "math"

// The operations of EN 300 961 section 5.1 on 16-bit words: they saturate.

func saturate(n int32) int16 {
	return int16(min(max(n, math.MinInt16), math.MaxInt16))
}

func add(a, b int16) int16 { return saturate(int32(a) + int32(b)) }

func sub(a, b int16) int16 { return saturate(int32(a) - int32(b)) }

// mult is a·b of two fractions, rounded.
func mult(a, b int16) int16 {
	if a == math.MinInt16 && b == math.MinInt16 {
		return math.MaxInt16
	}
	return int16((int32(a)*int32(b) + 1<<14) >> 15)
}

// shiftLeft is a·2ⁿ without saturation; a negative n shifts right.
func shiftLeft(a int16, n int) int16 {
	if n < 0 {
		return shiftRight(a, -n)
	}
	return int16(int32(a) << min(n, 16))
}

// shiftRight is a·2⁻ⁿ; a negative n shifts left.
func shiftRight(a int16, n int) int16 {
	if n < 0 {
		return shiftLeft(a, -n)
	}
	return a >> min(n, 15)
}
