package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"wakeman/notify/dial"
)

// fetch gets the body behind an address that a sender named and a door has
// checked: over the guard, and without following a redirect.
func (c *carriers) fetch(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address can not be called")
	}
	reply, err := dial.Do(c.client(), req)
	if err != nil {
		return nil, errors.New(dial.Failed(err, address).Reason)
	}
	if reply.Status != http.StatusOK {
		return nil, fmt.Errorf("the server answers %d %s", reply.Status, http.StatusText(reply.Status))
	}
	return reply.Body, nil
}
