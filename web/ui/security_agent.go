package ui

import "strings"

// browserName says in words what a browser calls itself. Every browser claims to
// be several others; the one it is comes first here. What is not known is shown
// as it is: it may be a thief's script.
func browserName(agent string) string {
	name := first(agent, [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	})
	system := first(agent, [][2]string{
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	})
	switch {
	case agent == "":
		return "A program without a name"
	case name == "":
		return "A program that calls itself " + cut(agent, 60)
	case system == "":
		return name
	}
	return name + " on " + system
}

// first is the word beside the first mark that is in the text.
func first(text string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(text, m[0]) {
			return m[1]
		}
	}
	return ""
}
