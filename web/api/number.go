package api

import "strings"

// callingCode splits a number in international form, +15551234567, into its
// country calling code and the rest; ok is false for what is none. No code is
// the beginning of another (ITU-T E.164, list of assigned codes): those of one
// and two digits are listed, the others have three.
func callingCode(number string) (code, rest string, ok bool) {
	digits, plus := strings.CutPrefix(number, "+")
	if !plus || len(digits) < 4 || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return "", "", false
	}
	const two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
		"81 82 84 86 90 91 92 93 94 95 98 "
	length := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		length = 1
	case strings.Contains(two, " "+digits[:2]+" "):
		length = 2
	}
	return digits[:length], digits[length:], true
}
