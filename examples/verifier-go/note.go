// Signed notes, checkpoints and cosignatures, from the C2SP texts, with the standard library alone.

package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	typeLog     = 1
	typeWitness = 4
)

type verifierKey struct {
	name   string
	id     []byte
	public ed25519.PublicKey
	kind   byte
}

func decode64(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != text {
		return nil, errors.New("base64 in another spelling")
	}
	return raw, nil
}

func parseKey(text string, kind byte) (verifierKey, error) {
	parts := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(parts) != 3 {
		return verifierKey{}, errors.New("a verifier key has three parts")
	}
	raw, err := decode64(parts[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != kind {
		return verifierKey{}, errors.New("a verifier key of another kind")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	if hex.EncodeToString(sum[:4]) != parts[1] {
		return verifierKey{}, errors.New("the id of the key does not fit")
	}
	return verifierKey{parts[0], sum[:4], raw[1:], kind}, nil
}

type signature struct {
	name string
	raw  []byte
}

// splitNote parts a note at its last empty line.
func splitNote(note string) (string, []signature, error) {
	cut := strings.LastIndex(note, "\n\n")
	if cut < 0 || !strings.HasSuffix(note, "\n") {
		return "", nil, errors.New("no note")
	}
	var found []signature
	for _, line := range strings.Split(strings.TrimSuffix(note[cut+2:], "\n"), "\n") {
		rest, ok := strings.CutPrefix(line, "— ")
		name, encoded, two := strings.Cut(rest, " ")
		raw, err := decode64(encoded)
		if !ok || !two || err != nil || len(raw) < 5 {
			return "", nil, errors.New("a line that is no signature")
		}
		found = append(found, signature{name, raw})
	}
	return note[:cut+1], found, nil
}

type checkpoint struct {
	origin string
	size   uint64
	root   []byte
}

// openCheckpoint returns the checkpoint that the key of a log has signed.
func openCheckpoint(note string, key verifierKey) (checkpoint, error) {
	text, signatures, err := splitNote(note)
	if err != nil {
		return checkpoint{}, err
	}
	signed := false
	for _, s := range signatures {
		if s.name == key.name && bytes.Equal(s.raw[:4], key.id) {
			if !ed25519.Verify(key.public, []byte(text), s.raw[4:]) {
				return checkpoint{}, errors.New("the log's signature does not hold")
			}
			signed = true
		}
	}
	if !signed {
		return checkpoint{}, errors.New("not signed by the log")
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != key.name {
		return checkpoint{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	root, err64 := decode64(lines[2])
	if err != nil || strconv.FormatUint(size, 10) != lines[1] || err64 != nil || len(root) != sha256.Size {
		return checkpoint{}, errors.New("no checkpoint")
	}
	return checkpoint{lines[0], size, root}, nil
}

// witnesses counts which of these keys have cosigned a checkpoint.
func witnesses(note string, keys []verifierKey) (int, error) {
	text, signatures, err := splitNote(note)
	if err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for _, s := range signatures {
		for _, key := range keys {
			if s.name != key.name || !bytes.Equal(s.raw[:4], key.id) {
				continue
			}
			if len(s.raw) != 4+8+ed25519.SignatureSize {
				return 0, errors.New("a cosignature that is none")
			}
			at := binary.BigEndian.Uint64(s.raw[4:12])
			message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)
			if !ed25519.Verify(key.public, []byte(message), s.raw[12:]) {
				return 0, errors.New("a cosignature does not hold")
			}
			seen[key.name] = true
		}
	}
	return len(seen), nil
}
