package ui

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"wakeman/web/ui/view"
)

// quietZone is the white around a QR code, in modules (ISO/IEC 18004, 9.1).
const quietZone = 4

// qrCode draws a text as a QR code: one path, a rectangle for each run of dark
// modules in a row. It goes into the page itself, so that a secret never has an
// address. A text too long for any code gives the zero value.
func qrCode(text string) view.QR {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return view.QR{}
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			begin := x
			for code.Black(x, y) {
				x++
			}
			if run := x - begin; run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", begin+quietZone, y+quietZone, run, run)
			}
		}
	}
	return view.QR{Size: code.Size + 2*quietZone, Path: path.String()}
}
