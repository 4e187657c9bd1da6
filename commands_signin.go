package main

import (
	"context"
	"errors"
	"fmt"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

func (c commands) userResetFactor(ctx context.Context, in userIn) (string, error) {
	err := auth.ResetFactor(ctx, c.db, in.Email, in.Actor)
	if err == nil {
		err = c.tell(ctx, in, auth.FactorNews+"taken away. The password alone signs you in until you set up another.")
	}
	return in.Email, err
}

// tell ends open pages of somebody whose sign-in was changed at once, and tells
// them. The change itself is done.
func (c commands) tell(ctx context.Context, in userIn, what string) error {
	if c.ended != nil {
		c.ended()
	}
	u, _ := c.db.Config().ByEmail(in.Email)
	err := engine.Tell(ctx, c.db, engine.News{User: u.ID, By: in.Actor, What: []string{what}}, c.now())
	if err != nil {
		return fmt.Errorf("it is done, but %s was not told: %w", in.Email, err)
	}
	c.kick()
	return nil
}

type unblockIn struct {
	What  string
	Actor engine.Actor
}

func (c commands) unblock(ctx context.Context, in unblockIn) ([]people.Block, error) {
	signIns := c.signIns
	if signIns == nil {
		signIns = auth.New(auth.Options{Store: c.db})
	}
	return signIns.Unblock(ctx, in.What, in.Actor)
}

type userResetCmd struct {
	dataFlag
	Email string `arg:"" help:"E-mail address."`
}

// Run takes somebody's second factor away.
func (c userResetCmd) Run(ctx context.Context, std stdio) error {
	var email string
	if err := call(ctx, c.Data, "user.reset2fa", userIn{Email: c.Email, Actor: cliActor()}, &email); err != nil {
		return err
	}
	_, err := fmt.Fprintf(std.out, "%s signs in with the password alone; every session of theirs has ended.\n", email)
	return err
}

type unblockCmd struct {
	dataFlag
	Who string `arg:"" optional:"" help:"Address, network or e-mail address."`
	All bool   `help:"Everybody."`
}

// Run lets somebody try again, and lists who that was.
func (c unblockCmd) Run(ctx context.Context, std stdio) error {
	what := c.Who
	switch {
	case (what == "") == !c.All:
		return errors.New("name an address or an e-mail address, or give --all")
	case c.All:
		what = auth.AllBlocks
	}
	var gone []people.Block
	if err := call(ctx, c.Data, "unblock", unblockIn{What: what, Actor: cliActor()}, &gone); err != nil {
		return err
	}
	for _, b := range gone {
		fmt.Fprintln(std.out, "Unblocked:", blockName(b))
	}
	return nil
}

func blockName(b people.Block) string {
	switch b.Kind {
	case people.NetBlock:
		return b.Net
	case people.AlarmBlock:
		return "the alarm about " + b.Net
	}
	return "the account of user " + b.User
}
