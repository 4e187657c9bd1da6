package web_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web"
)

// slowStore fails after a while.
type slowStore struct{}

func (slowStore) PutRefusals(context.Context, []store.RefusalRow) error {
	time.Sleep(time.Second)
	return store.ErrFailed
}

func TestRefusalsInTheHandsOfAnotherAreNotSaidToBeStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rs := web.NewRefusals(slowStore{}, nil)
		rs.Refuse(engine.Refusal{Door: "events_api_v2", Reason: "no integration has this key"})
		go func() { _ = rs.Flush(context.Background()) }()
		synctest.Wait()
		if err := rs.Flush(context.Background()); err == nil {
			t.Error("the second says that all is stored; the first has just failed to")
		}
	})
}
