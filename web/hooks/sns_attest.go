package hooks

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Attested is what is known of a post's sender beyond its key.
type Attested struct {
	// Doubt is why the signature could not be checked; empty if it was, or none is
	// asked for. Signed tells that it was, and is right.
	Doubt  string
	Signed bool
	// Unchecked tells that there is a signature, and that nobody could be asked for the
	// key to check it with.
	Unchecked bool
	// Confirmed tells that the subscription was confirmed just now, and Unconfirmed
	// why it was not.
	Confirmed   bool
	Unconfirmed string
}

const (
	maxSigners  = 8 // certificates kept; Amazon uses one for each region
	fetchWithin = 4 * time.Second
	retryAfter  = time.Minute // that a certificate could not be had
)

// signers are Amazon's keys, by the address of their certificate.
type signers struct {
	mu   sync.Mutex
	keys map[string]*rsa.PublicKey
	lost map[string]lostSigner
}

type lostSigner struct {
	at  time.Time
	err error
}

// attest checks who sent a post, and confirms a subscription to a topic that the
// integration lists. An error is a post that Amazon did not send, or that is of
// another topic: it is refused. What can not be checked is taken, and marked: an
// alert must not be lost because the box has no way out. The core lets it open
// incidents and end none, because whoever has the key can bring it about that there
// is nothing to check: by a region that does not exist, or by raw delivery.
func (s *signers) attest(ctx context.Context, r Request, fetch Fetch) (Attested, error) {
	var m mender
	o, _, err := m.object(r.Body)
	if err != nil || r.Integration.Key == "" {
		return Attested{}, nil //nolint:nilerr // the decoder makes an unparsed event of it
	}
	topics := r.Integration.Topics
	msg, enveloped := readSNS(o)
	if !enveloped {
		if topic := r.Header.Get("X-Amz-Sns-Topic-Arn"); len(topics) > 0 && !slices.Contains(topics, topic) {
			return Attested{}, otherTopic(topic)
		}
		return Attested{Doubt: "raw message delivery has no signature"}, nil
	}
	if len(topics) > 0 && !slices.Contains(topics, msg.topic) {
		return Attested{}, otherTopic(msg.topic)
	}
	at, err := msg.certificateURL()
	if err != nil {
		return Attested{}, err
	}
	key, err := s.key(ctx, at, fetch)
	if err != nil {
		why := "the signature could not be checked, Amazon's certificate can not be had: " + err.Error()
		return Attested{Doubt: why, Unconfirmed: why, Unchecked: true}, nil
	}
	if err := msg.signedBy(key); err != nil {
		return Attested{}, err
	}
	a := msg.confirmed(ctx, slices.Contains(topics, msg.topic), fetch)
	a.Signed = true
	return a, nil
}

func otherTopic(topic string) error {
	return fmt.Errorf("the topic %s is none of the integration's: list it there, if it is yours", oneLine(topic, 100))
}

// confirmed confirms the subscription that a message, whose signature is right,
// asks for.
func (msg snsMessage) confirmed(ctx context.Context, listed bool, fetch Fetch) Attested {
	if msg.kind != snsConfirm {
		return Attested{}
	}
	if !listed {
		return Attested{Unconfirmed: "the integration does not list the topic"}
	}
	at, err := msg.confirmURL()
	if err != nil {
		return Attested{Unconfirmed: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	if _, err := fetch(ctx, at); err != nil {
		return Attested{Unconfirmed: err.Error()}
	}
	return Attested{Confirmed: true}
}

// key is the key of a certificate at one of Amazon's addresses. What could not be
// had is not asked for again at once: each post would wait for it.
func (s *signers) key(ctx context.Context, at string, fetch Fetch) (*rsa.PublicKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key := s.keys[at]; key != nil {
		return key, nil
	}
	if lost, is := s.lost[at]; is && time.Since(lost.at) < retryAfter {
		return nil, lost.err
	}
	key, err := fetchKey(ctx, at, fetch)
	if s.keys == nil || len(s.keys)+len(s.lost) >= maxSigners {
		s.keys, s.lost = map[string]*rsa.PublicKey{}, map[string]lostSigner{}
	}
	if err != nil {
		s.lost[at] = lostSigner{time.Now(), err}
		return nil, err
	}
	delete(s.lost, at)
	s.keys[at] = key
	return key, nil
}

func fetchKey(ctx context.Context, at string, fetch Fetch) (*rsa.PublicKey, error) {
	if fetch == nil {
		return nil, errors.New("the box has no way out")
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	text, err := fetch(ctx, at)
	if err != nil {
		return nil, err
	}
	return rsaKey(text)
}
