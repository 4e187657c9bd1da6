package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"wakeman/notify/dial"
	"wakeman/schedules/ical"
)

// maxRedirects is how often a feed may send elsewhere. Each address is dialled
// through the guard, so none leads into the LAN that an admin has not opened.
const maxRedirects = 3

// fetched is the text of a feed.
type fetched struct {
	same bool // it is what the tag stands for: no text
	text []byte
	tag  string // of the text; "" when the server gives none
}

// fetchFeed gets a feed; tag is that of the text one has, "" for none. Errors are
// sentences that hold neither the address, which may be a secret, nor text of the
// reply.
//
// Only ctx ends the call: makers take longer over a large calendar than the
// client of pages would wait.
func fetchFeed(ctx context.Context, client *http.Client, address, tag string) (fetched, error) {
	patient := *client
	patient.Timeout = 0
	for range maxRedirects + 1 {
		got, next, err := fetchOnce(ctx, &patient, address, tag)
		if err != nil || next == "" {
			return got, err
		}
		address = next
	}
	return fetched{}, feedFailure(fmt.Sprintf("It sends elsewhere more than %d times.", maxRedirects))
}

// fetchOnce makes one call; next is where it sends to.
func fetchOnce(ctx context.Context, client *http.Client, address, tag string) (got fetched, next string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return got, "", feedFailure("Its address can not be called.")
	}
	req.Header.Set("User-Agent", "Wakeman/"+version())
	req.Header.Set("Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1")
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := client.Do(req)
	if err != nil {
		return got, "", sentenceOf(dial.Failed(err, address).Reason)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && tag != "":
		return fetched{same: true}, "", nil
	case res.StatusCode >= 300 && res.StatusCode < 400:
		next, err = elsewhere(req.URL, res.Header.Get("Location"))
		return got, next, err
	case res.StatusCode != http.StatusOK:
		return got, "", feedFailure(fmt.Sprintf("Its server answers %d %s.", res.StatusCode, http.StatusText(res.StatusCode)))
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, ical.MaxSize+1))
	if err != nil {
		return got, "", sentenceOf(dial.Failed(err, address).Reason)
	}
	if len(text) > ical.MaxSize {
		return got, "", feedFailure(fmt.Sprintf("It is longer than %d MiB.", ical.MaxSize>>20))
	}
	if got = (fetched{text: text, tag: res.Header.Get("ETag")}); len(got.tag) > 200 {
		got.tag = ""
	}
	return got, "", nil
}

// elsewhere is where a redirect leads: by http or https, and never from https to
// http, by which the address could be overheard.
func elsewhere(from *url.URL, location string) (string, error) {
	to, err := from.Parse(location)
	if err != nil || location == "" || to.Host == "" || to.Scheme != "https" && to.Scheme != "http" {
		return "", feedFailure("It sends elsewhere, but not where.")
	}
	if from.Scheme == "https" && to.Scheme == "http" {
		return "", feedFailure("It sends from https to http; that is not followed.")
	}
	return to.String(), nil
}

// feedFailure is why a feed can not be used: a sentence for people.
type feedFailure string

// Error is the sentence.
func (u feedFailure) Error() string { return string(u) }

func sentenceOf(reason string) error { return feedFailure("It can not be reached: " + reason + ".") }
