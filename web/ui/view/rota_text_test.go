package view

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestABarSaysOnlyWhatHasRoom(t *testing.T) {
	long := "Evelyn van der Westhuizen"
	for name, test := range map[string]struct {
		people      []string
		width       float64
		desk, phone string
	}{
		"a week":                                {[]string{long}, 0.5, long, "EW"},
		"60 hours of a fortnight":               {[]string{long}, 60.0 / 336, "EW", "EW"},
		"60 hours with a short name":            {[]string{"Di Dorn"}, 60.0 / 336, "Di Dorn", "DD"},
		"12 hours of a fortnight":               {[]string{"Di Dorn"}, 12.0 / 336, "DD", ""},
		"two people, a week":                    {[]string{"Di Dorn", long}, 0.5, "Di Dorn, " + long, "DD EW"},
		"two people, a day of a fortnight":      {[]string{"Di Dorn", long}, 1.0 / 14, "DD EW", ""},
		"two people, 18 hours of a fortnight":   {[]string{"Di Dorn", long}, 18.0 / 336, "DD+1", ""},
		"two people, a day of a week":           {[]string{"Di Dorn", long}, 1.0 / 7, "DD EW", "DD+1"},
		"two people, 12 hours of a fortnight":   {[]string{"Di Dorn", long}, 12.0 / 336, "", ""},
		"three people, two days of a fortnight": {[]string{"Di Dorn", long, "Bo"}, 2.0 / 14, "DD EW B", "DD+2"},
	} {
		if desk, phone := BarTexts(test.people, test.width); desk != test.desk || phone != test.phone {
			t.Errorf("%s: %q and %q, not %q and %q", name, desk, phone, test.desk, test.phone)
		}
	}
}

// Whoever reads a bar knows that there are several, or reads nothing.
func TestABarOfSeveralNeverReadsAsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.StringMatching(`\p{Lu}\p{Ll}{0,8} \p{Lu}\p{Ll}{0,12}`), 2, 4).Draw(t, "people")
		width := rapid.Float64Range(0, 1).Draw(t, "width")
		desk, phone := BarTexts(people, width)
		for screen, text := range map[float64]string{deskDays: desk, phoneDays: phone} {
			if text != "" && !strings.ContainsAny(text, " +") {
				t.Errorf("%q reads as one of %q", text, people)
			}
			if text != "" && textWidth(text) > width*screen {
				t.Errorf("%q does not fit", text)
			}
		}
	})
}

func TestADayWithoutRoomForItsWordsHasNone(t *testing.T) {
	for name, test := range map[string]struct {
		day  RotaDay
		want string
	}{
		"a day of a fortnight":            {RotaDay{At: 0.5, Width: 1.0 / 14, Name: "Mo", Number: "16"}, ""},
		"a week's":                        {RotaDay{At: 0.5, Width: 1.0 / 7, Name: "Wed", Number: "16"}, ""},
		"17 hours, where another ends":    {RotaDay{Width: 17.0 / 336, Name: "Mo", Number: "16"}, "on-desk"},
		"4 hours of a fortnight":          {RotaDay{Width: 4.0 / 336, Name: "Mo", Number: "16"}, "is-tight"},
		"a month's Monday":                {RotaDay{At: 0.5, Width: 1.0 / 31, Number: "16"}, ""},
		"a month's last hours, a Monday":  {RotaDay{At: 1 - 7.0/744, Width: 7.0 / 744, Number: "30"}, "is-tight"},
		"a month's first hours, a Monday": {RotaDay{Width: 7.0 / 744, Number: "2"}, ""},
	} {
		if got := test.day.room(); got != test.want {
			t.Errorf("%s: %q, not %q", name, got, test.want)
		}
	}
}
