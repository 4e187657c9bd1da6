package store

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
	"wakeman/schedules"
)

// The numbers of the record kinds. One kind, one number, for ever: they are in
// every checksum. docs/store-format.md lists them.
const (
	kindIncident byte = iota + 1
	kindAlert
	kindEntry
	kindEquipment
	kindTimer
	kindPage
	kindDelivery
	kindReach
	kindTurn
	kindPost
	kindRaw
	kindChange
	kindAudit
	kindUser
	kindSchedule
	kindPolicy
	kindService
	kindIntegration
	kindSettings
	kindCredential
	kindSession
	kindToken
	kindSecret
	kindRefusal
	kindFactor
	kindBlock
	kindInvitation
	kindTeam
	kindPasskey
	kindIdentity
	kindCursor
	kindFeed
	kindHandoff
	kindRecovery
	kindHeartbeat
	kindPulse
	kindEventRules
	kindRate
	kindFormer
	kindWatch
	kindSight
	kindStrip
	kindRuleCount
	kindSuppression
	kindDamage
)

// entryKey is an incident and a number of what belongs to it (an entry of its
// timeline, a page, an alert), or a post and a place in it.
type entryKey = pair[uint64, uint64]

// timerKey is an incident and a kind of timer.
type timerKey = pair[uint64, string]

// namePair is a composite key of two names.
type namePair = pair[string, string]

// records are the tables of the real store.
type records struct {
	incidents  *table[uint64, engine.Incident]
	alerts     *table[entryKey, engine.Alert]
	entries    *table[entryKey, engine.Entry]
	equipment  *table[string, engine.Equipment]
	timers     *table[timerKey, engine.Timer]
	pages      *table[entryKey, engine.Page]
	deliveries *table[string, engine.Delivery]
	reach      *table[namePair, engine.Reach]
	turns      *table[namePair, engine.Turn]
	posts      *table[uint64, engine.PostRow]
	raw        *table[uint64, []byte]
	changes    *table[entryKey, engine.ChangeRow]
	audit      *table[uint64, engine.AuditRow]
	refusals   *table[string, RefusalRow]

	users        *table[string, people.User]
	former       *table[string, people.Former]
	teams        *table[string, people.Team]
	schedules    *table[string, schedules.Schedule]
	policies     *table[string, engine.Policy]
	services     *table[string, engine.Service]
	integrations *table[string, engine.Integration]
	heartbeats   *table[string, engine.Heartbeat]
	watches      *table[string, engine.Watch]
	settings     *table[string, engine.Settings]
	eventRules   *table[string, rules.Set]

	credentials *table[string, people.Credential]
	sessions    *table[string, people.Session]
	tokens      *table[string, people.Token]
	secrets     *table[string, []byte]
	factors     *table[string, people.SecondFactor]
	blocks      *table[string, people.Block]
	invitations *table[string, people.Invitation]
	passkeys    *table[string, people.Passkey]
	identities  *table[namePair, people.Identity]

	feeds    *table[string, engine.FeedState]
	cursors  *table[string, engine.CursorRow]
	handoffs *table[uint64, engine.Handoff]

	recoveries *table[namePair, engine.Recovery]
	pulses     *table[string, engine.Pulse]
	rates      *table[namePair, engine.RateRow]
	sights     *table[string, engine.Sight]
	strips     *table[string, engine.Strip]
	ruleCounts *table[string, engine.RuleCount]

	suppressions *table[namePair, engine.Suppression]
	damaged      *table[namePair, Damage]
}

func newRecords() *records {
	return &records{
		incidents:  incidentTable(),
		alerts:     alertTable(),
		entries:    newTable[entryKey, engine.Entry]("entries", kindEntry, 1, pairKey(u64Key[uint64](), u64Key[uint64]())).ascending(),
		equipment:  newTable[string, engine.Equipment]("equipment", kindEquipment, 1, stringKey[string]()),
		timers:     timerTable(),
		pages:      pageTable(),
		deliveries: deliveryTable(),
		reach:      newTable[namePair, engine.Reach]("reach", kindReach, 1, pairKey(stringKey[string](), stringKey[string]())),
		turns:      newTable[namePair, engine.Turn]("turns", kindTurn, 1, pairKey(stringKey[string](), stringKey[string]())),
		posts:      postTable(),
		raw:        newBlobs[uint64]("raw", kindRaw, 1, u64Key[uint64]()).ascending(),
		changes:    changeTable(),
		audit:      newTable[uint64, engine.AuditRow](auditTable, kindAudit, 1, u64Key[uint64]()).ascending(),
		refusals:   newTable[string, RefusalRow]("refusals", kindRefusal, 1, stringKey[string]()),

		users:        newTable[string, people.User]("users", kindUser, 1, stringKey[string]()),
		former:       newTable[string, people.Former]("former", kindFormer, 1, stringKey[string]()),
		teams:        newTable[string, people.Team]("teams", kindTeam, 1, stringKey[string]()),
		schedules:    newTable[string, schedules.Schedule]("schedules", kindSchedule, 1, stringKey[string]()),
		policies:     newTable[string, engine.Policy]("policies", kindPolicy, 1, stringKey[string]()),
		services:     newTable[string, engine.Service]("services", kindService, 1, stringKey[string]()),
		integrations: integrationTable(),
		heartbeats:   heartbeatTable(),
		watches:      newTable[string, engine.Watch]("watches", kindWatch, 1, stringKey[string]()),
		settings:     newTable[string, engine.Settings]("settings", kindSettings, 1, stringKey[string]()).twice(secondCopy),
		eventRules:   newTable[string, rules.Set]("event_rules", kindEventRules, 1, stringKey[string]()),

		credentials: newTable[string, people.Credential]("credentials", kindCredential, 1, stringKey[string]()),
		sessions:    sessionTable(),
		tokens:      tokenTable(),
		secrets:     secretTable(),
		factors:     newTable[string, people.SecondFactor]("factors", kindFactor, 1, stringKey[string]()),
		blocks:      newTable[string, people.Block]("blocks", kindBlock, 1, stringKey[string]()),
		invitations: invitationTable(),
		passkeys:    passkeyTable(),
		identities:  identityTable(),

		feeds:      newTable[string, engine.FeedState]("feeds", kindFeed, 1, stringKey[string]()),
		handoffs:   handoffTable(),
		pulses:     pulseTable(),
		rates:      rateTable(),
		sights:     newTable[string, engine.Sight]("sights", kindSight, 1, stringKey[string]()),
		strips:     newTable[string, engine.Strip]("strips", kindStrip, 1, stringKey[string]()),
		ruleCounts: newTable[string, engine.RuleCount]("rule_counts", kindRuleCount, 1, stringKey[string]()),
		cursors:    newTable[string, engine.CursorRow]("cursors", kindCursor, 1, stringKey[string]()),

		recoveries: recoveryTable(),

		suppressions: suppressionTable(),
		damaged:      newTable[namePair, Damage]("damaged", kindDamage, 1, pairKey(stringKey[string](), stringKey[string]())),
	}
}

// guard gives all tables the keys for their secrets.
func (r *records) guard(v *vault) {
	for _, t := range r.all() {
		t.guard(v)
	}
}

func (r *records) all() []tabler {
	return []tabler{
		r.incidents, r.alerts, r.entries, r.equipment, r.timers, r.pages, r.deliveries, r.reach, r.turns,
		r.posts, r.raw, r.changes, r.audit, r.refusals,
		r.users, r.teams, r.schedules, r.policies, r.services, r.integrations, r.heartbeats, r.settings,
		r.credentials, r.sessions, r.tokens, r.secrets, r.factors, r.blocks, r.invitations, r.passkeys,
		r.identities, r.cursors, r.feeds, r.handoffs, r.recoveries, r.pulses, r.eventRules, r.rates, r.former,
		r.watches, r.sights, r.strips, r.ruleCounts, r.suppressions, r.damaged,
	}
}

func incidentTable() *table[uint64, engine.Incident] {
	return newTable("incidents", kindIncident, 1, u64Key[uint64](),
		index[engine.Incident]{name: "open", keys: func(in engine.Incident) [][]byte {
			if !in.Status.Open() {
				return nil // closed ones leave, so that the index stays small
			}
			return newKey().str(string(in.Status)).one()
		}},
		index[engine.Incident]{name: "resolved", keys: func(in engine.Incident) [][]byte {
			if in.Status != engine.Resolved {
				return nil
			}
			return newKey().time(in.ChangedAt).one()
		}},
		index[engine.Incident]{name: "service", keys: func(in engine.Incident) [][]byte {
			return newKey().str(in.Service).one()
		}},
		index[engine.Incident]{name: "source", keys: func(in engine.Incident) [][]byte {
			if in.Source == "" {
				return nil
			}
			return newKey().str(in.Source).one()
		}},
	).ascending()
}

func alertTable() *table[entryKey, engine.Alert] {
	return newTable("alerts", kindAlert, 1, pairKey(u64Key[uint64](), u64Key[uint64]()),
		index[engine.Alert]{name: "live", keys: func(a engine.Alert) [][]byte {
			if !a.Live() {
				return nil
			}
			return alertKeys(a, a.Sent)
		}},
		index[engine.Alert]{name: "awaited", keys: func(a engine.Alert) [][]byte {
			if !a.Awaited() {
				return nil
			}
			return alertKeys(a, a.Closed.Sent)
		}},
	).ascending()
}

// alertKeys are the index keys of an alert: its own, and those its senders know it by.
func alertKeys(a engine.Alert, sent []string) [][]byte {
	keys := newKey().str(a.Integration).str(a.Key).one()
	for _, s := range sent {
		if s != a.Key {
			keys = append(keys, newKey().str(a.Integration).str(s).bytes())
		}
	}
	return keys
}

func rateTable() *table[namePair, engine.RateRow] {
	return newTable("rates", kindRate, 1, pairKey(stringKey[string](), stringKey[string]()),
		index[engine.RateRow]{name: "until", keys: func(r engine.RateRow) [][]byte { return newKey().time(r.Until).one() }},
	)
}

func timerTable() *table[timerKey, engine.Timer] {
	return newTable("timers", kindTimer, 1, pairKey(u64Key[uint64](), stringKey[string]()),
		index[engine.Timer]{name: "due", keys: func(t engine.Timer) [][]byte { return newKey().time(t.At).one() }},
	).ascending()
}

func pageTable() *table[entryKey, engine.Page] {
	return newTable("pages", kindPage, 1, pairKey(u64Key[uint64](), u64Key[uint64]()),
		index[engine.Page]{name: "due", keys: func(p engine.Page) [][]byte {
			if p.Delivery != "" {
				return nil // its delivery is due instead
			}
			return newKey().str(p.User).str(p.Method).time(p.NotBefore).one()
		}},
	).ascending()
}

func deliveryTable() *table[string, engine.Delivery] {
	return newTable("deliveries", kindDelivery, 1, stringKey[string](),
		index[engine.Delivery]{name: "due", keys: func(d engine.Delivery) [][]byte {
			at, ok := d.Due()
			if !ok {
				return nil
			}
			return newKey().time(at).one()
		}},
		index[engine.Delivery]{name: "busy", keys: func(d engine.Delivery) [][]byte {
			if d.State != engine.Sending {
				return nil
			}
			return newKey().str(d.User).str(d.Method).one()
		}},
		index[engine.Delivery]{name: "waiting", keys: func(d engine.Delivery) [][]byte {
			if d.State != engine.Waiting {
				return nil
			}
			return newKey().str(d.User).str(d.Method).one()
		}},
		index[engine.Delivery]{name: "recent", keys: func(d engine.Delivery) [][]byte {
			return newKey().time(d.CreatedAt).one()
		}},
		index[engine.Delivery]{name: "tests", keys: func(d engine.Delivery) [][]byte {
			if d.Kind != notify.Test {
				return nil
			}
			return newKey().str(d.User).str(d.Method).time(d.CreatedAt).one()
		}},
		index[engine.Delivery]{name: "codes", keys: func(d engine.Delivery) [][]byte {
			if d.Kind != notify.Verification {
				return nil
			}
			return newKey().str(d.User).str(d.Method).time(d.CreatedAt).one()
		}},
	)
}

func postTable() *table[uint64, engine.PostRow] {
	return newTable("posts", kindPost, 1, u64Key[uint64](),
		index[engine.PostRow]{name: "incident", keys: func(p engine.PostRow) [][]byte {
			var keys [][]byte
			seen := map[uint64]bool{}
			for _, ev := range p.Events {
				if ev.Incident != 0 && !seen[ev.Incident] {
					seen[ev.Incident] = true
					keys = append(keys, newKey().u64(ev.Incident).bytes())
				}
			}
			return keys
		}},
		// Who looks for the posts of a sender that has been silent for weeks must not
		// walk through all that the others sent.
		index[engine.PostRow]{name: "integration", keys: func(p engine.PostRow) [][]byte {
			return newKey().str(p.Integration).one()
		}},
	).ascending()
}

func changeTable() *table[entryKey, engine.ChangeRow] {
	return newTable("changes", kindChange, 1, pairKey(u64Key[uint64](), u64Key[uint64]()),
		index[engine.ChangeRow]{name: "service", keys: func(c engine.ChangeRow) [][]byte {
			return newKey().str(c.Service).time(c.At).one()
		}},
	)
}

func integrationTable() *table[string, engine.Integration] {
	return newTable("integrations", kindIntegration, 1, stringKey[string](),
		index[engine.Integration]{name: "key", unique: true, keys: func(in engine.Integration) [][]byte {
			return newKey().str(in.Key).one()
		}},
	)
}

func sessionTable() *table[string, people.Session] {
	return newTable("sessions", kindSession, 1, stringKey[string](),
		index[people.Session]{name: "user", keys: func(s people.Session) [][]byte { return newKey().str(s.User).one() }},
		index[people.Session]{name: "expires", keys: func(s people.Session) [][]byte { return newKey().time(s.ExpiresAt).one() }},
	)
}

func tokenTable() *table[string, people.Token] {
	return newTable("tokens", kindToken, 1, stringKey[string](),
		index[people.Token]{name: "hash", unique: true, keys: func(t people.Token) [][]byte { return newKey().str(t.Hash).one() }},
	)
}

// secretTable holds random bytes, each row a secret as a whole.
func secretTable() *table[string, []byte] {
	t := newBlobs[string]("secrets", kindSecret, 1, stringKey[string]())
	t.secrets = wholeSecret
	return t
}

func invitationTable() *table[string, people.Invitation] {
	return newTable("invitations", kindInvitation, 1, stringKey[string](),
		index[people.Invitation]{name: "hash", unique: true, keys: func(i people.Invitation) [][]byte { return newKey().str(i.Hash).one() }},
	)
}

func passkeyTable() *table[string, people.Passkey] {
	return newTable("passkeys", kindPasskey, 1, stringKey[string](),
		index[people.Passkey]{name: "user", keys: func(p people.Passkey) [][]byte { return newKey().str(p.User).one() }},
		index[people.Passkey]{name: "credential", unique: true, keys: func(p people.Passkey) [][]byte { return newKey().str(p.Credential).one() }},
	)
}

func identityTable() *table[namePair, people.Identity] {
	return newTable("identities", kindIdentity, 1, pairKey(stringKey[string](), stringKey[string]()),
		index[people.Identity]{name: "user", keys: func(i people.Identity) [][]byte { return newKey().str(i.User).one() }},
	)
}

func recoveryTable() *table[namePair, engine.Recovery] {
	return newTable("recoveries", kindRecovery, 1, pairKey(stringKey[string](), stringKey[string]()),
		index[engine.Recovery]{name: "seen", keys: func(x engine.Recovery) [][]byte { return newKey().time(x.SeenAt).one() }},
	)
}

func suppressionTable() *table[namePair, engine.Suppression] {
	return newTable("suppressions", kindSuppression, 1, pairKey(stringKey[string](), stringKey[string]()),
		index[engine.Suppression]{name: "due", keys: func(s engine.Suppression) [][]byte { return newKey().time(s.AskAt).one() }},
		index[engine.Suppression]{name: "rule", keys: func(s engine.Suppression) [][]byte { return newKey().str(s.RuleID).time(s.AskAt).one() }},
		index[engine.Suppression]{name: "service", keys: func(s engine.Suppression) [][]byte {
			if s.More() {
				return nil
			}
			return newKey().str(s.Service).one()
		}},
		index[engine.Suppression]{name: "ruled", keys: func(s engine.Suppression) [][]byte {
			if s.Ruled == "" {
				return nil
			}
			return newKey().str(s.Integration).str(s.Ruled).one()
		}},
	)
}

func handoffTable() *table[uint64, engine.Handoff] {
	return newTable("handoffs", kindHandoff, 1, u64Key[uint64](),
		index[engine.Handoff]{name: "open", keys: func(h engine.Handoff) [][]byte {
			if !h.Open() {
				return nil
			}
			return newKey().str(h.Schedule).one()
		}},
		index[engine.Handoff]{name: "schedule", keys: func(h engine.Handoff) [][]byte { return newKey().str(h.Schedule).one() }},
	).ascending()
}

func heartbeatTable() *table[string, engine.Heartbeat] {
	return newTable("heartbeats", kindHeartbeat, 1, stringKey[string](),
		index[engine.Heartbeat]{name: "key", unique: true, keys: func(h engine.Heartbeat) [][]byte { return newKey().str(h.Key).one() }},
	)
}

func pulseTable() *table[string, engine.Pulse] {
	return newTable("pulses", kindPulse, 1, stringKey[string](),
		index[engine.Pulse]{name: "due", keys: func(p engine.Pulse) [][]byte {
			if p.DueAt.IsZero() {
				return nil
			}
			return newKey().time(p.DueAt).one()
		}},
	)
}

// RefusalRow counts what was turned away at a door for one reason.
type RefusalRow struct {
	engine.Refusal
	Count   uint64    `json:"count"`
	FirstAt time.Time `json:"first_at"`
	LastAt  time.Time `json:"last_at"`
}
