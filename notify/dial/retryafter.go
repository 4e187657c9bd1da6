package dial

import (
	"net/http"
	"strings"
	"time"
)

// maxRetryAfter is the longest wait a carrier may ask for; a larger wish is cut
// to it, so that a confused carrier can not silence a person for a year.
const maxRetryAfter = 24 * time.Hour

// RetryAfter reads the header of that name: seconds or an HTTP date (RFC 9110
// section 10.2.3). What is not one of the two, or lies in the past, is 0; more
// than a day is a day.
func RetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		return seconds(value)
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(0, at.Sub(now)), maxRetryAfter)
}

// seconds reads digits only; a number too long to hold is a long wait.
func seconds(digits string) time.Duration {
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > 6 {
		return maxRetryAfter
	}
	var n time.Duration
	for _, d := range digits {
		n = n*10 + time.Duration(d-'0')
	}
	return min(n*time.Second, maxRetryAfter)
}
