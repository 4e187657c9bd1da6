package auth

import (
	"context"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// Store is what auth keeps and reads. *store.DB is one.
type Store interface {
	Config() *engine.Config
	Configure(ctx context.Context, change func(old *engine.Config) (next *engine.Config, audit []engine.AuditRow, err error)) error

	HasCredentials() (bool, error)
	Credential(user string) (people.Credential, bool, error)
	// SetCredential also ends all sessions of the person but keep. first
	// demands, in the same transaction, that nobody has a credential yet.
	SetCredential(ctx context.Context, c people.Credential, keep string, first bool, audit engine.AuditRow) error

	Session(hash string) (people.Session, bool, error)
	// PutSession with a nil audit updates a session that still exists.
	PutSession(ctx context.Context, s people.Session, audit *engine.AuditRow) error
	EndSession(ctx context.Context, hash string, audit engine.AuditRow) error
	// Sessions lists a person's, or with "" everybody's.
	Sessions(user string) ([]people.Session, error)
	EndSessions(ctx context.Context, user, keep string, audit engine.AuditRow) (int, error)
	// ReplaceSession is a Conflict when the old one has ended.
	ReplaceSession(ctx context.Context, old string, s people.Session, audit engine.AuditRow) error

	SecondFactor(user string) (people.SecondFactor, bool, error)
	SecondFactors() ([]string, error)
	ChangeFactor(ctx context.Context, c store.FactorChange) error

	// Passkeys lists a person's, or with "" everybody's.
	Passkeys(user string) ([]people.Passkey, error)
	HasPasskeys() (bool, error)
	PasskeyByCredential(credential string) (people.Passkey, bool, error)
	ChangeFactors(ctx context.Context, c store.FactorsChange) error

	Identity(issuer, subject string) (people.Identity, bool, error)
	Identities(user string) ([]people.Identity, error)
	// Link decides, makes the person if need be, and links, in one transaction.
	Link(ctx context.Context, issuer, subject string, decide func(store.Linking) (store.LinkDecision, error)) (store.LinkDecision, error)
	Unlink(ctx context.Context, user, issuer, subject string, audit engine.AuditRow) (bool, error)

	Blocks() ([]people.Block, error)
	ChangeBlocks(ctx context.Context, put []people.Block, forget []string, audit *engine.AuditRow) error

	Tokens() ([]people.Token, error)
	TokenByHash(hash string) (people.Token, bool, error)
	// PutToken with a nil audit updates a token that still exists.
	PutToken(ctx context.Context, t people.Token, audit *engine.AuditRow) error
	DeleteToken(ctx context.Context, id string, audit engine.AuditRow) (bool, error)
}
