package ui

import (
	"errors"
	"net/http"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

func TestWhyAChangeWasRefusedStandsBesideItsField(t *testing.T) {
	var f view.Form
	err := config.Problems{{Kind: "service", ID: "P1", Field: "name", Message: "must not be empty"}, {Kind: "service", ID: "P1", Message: "is still needed"}}
	status, ok := refused(&f, err, func(p config.Problem) string { return p.Field })
	if !ok || status != http.StatusBadRequest || f.Error("name") != "Must not be empty." || f.Problem != "Is still needed." {
		t.Errorf("status %d, %v, %+v", status, ok, f)
	}
	if status, ok := refused(&f, changed(1, config.Version(2)), nil); !ok || status != http.StatusConflict {
		t.Errorf("a change of somebody else's is answered %d, %v", status, ok)
	}
	if _, ok := refused(&f, engine.Fail(engine.Unavailable, "full"), nil); ok {
		t.Error("a full store is no fault of the form's")
	}
	if _, ok := refused(&f, errors.New("broken"), nil); ok {
		t.Error("an internal error is no fault of the form's")
	}
}
