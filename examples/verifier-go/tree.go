// The Merkle tree of RFC 6962, from the text of the RFC: roots by recursion over a stack, proofs by the recursive
// definitions of 2.1.1 and 2.1.2 (not by the walks of RFC 9162, which the Python verifier uses).

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/bits"
)

type hash = [sha256.Size]byte

var errProof = errors.New("the proof does not show it")

func leafHash(leaf []byte) hash {
	return sha256.Sum256(append([]byte{0}, leaf...))
}

func nodeHash(left, right []byte) hash {
	buffer := make([]byte, 0, 1+2*sha256.Size)
	buffer = append(buffer, 1)
	buffer = append(buffer, left...)
	return sha256.Sum256(append(buffer, right...))
}

// tree grows leaf by leaf and keeps the roots of its perfect subtrees.
type tree struct {
	size  uint64
	roots []hash
}

func (t *tree) add(leaf hash) {
	node := leaf
	for full := t.size; full&1 == 1; full >>= 1 {
		last := t.roots[len(t.roots)-1]
		node = nodeHash(last[:], node[:])
		t.roots = t.roots[:len(t.roots)-1]
	}
	t.roots = append(t.roots, node)
	t.size++
}

func (t *tree) root() hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	node := t.roots[len(t.roots)-1]
	for i := len(t.roots) - 2; i >= 0; i-- {
		node = nodeHash(t.roots[i][:], node[:])
	}
	return node
}

// split is the k of RFC 6962: the largest power of two smaller than n.
func split(n uint64) uint64 {
	return 1 << (bits.Len64(n-1) - 1)
}

// included checks an audit path: it is followed from the root down to the leaf, and hashed on the way back.
func included(leaf []byte, index, size uint64, path [][]byte, root []byte) error {
	if index >= size || len(leaf) != sha256.Size {
		return errProof
	}
	got, rest, err := pathRoot(leaf, index, size, path)
	if err != nil || len(rest) != 0 || !bytes.Equal(got, root) {
		return errProof
	}
	return nil
}

// pathRoot returns the root of D[n] from PATH(m, D[n]), and what of the path is left. The last hash of the path is
// the sibling next to the root, so the path is consumed from the leaf upwards as the recursion returns.
func pathRoot(leaf []byte, m, n uint64, path [][]byte) ([]byte, [][]byte, error) {
	if n == 1 {
		return leaf, path, nil
	}
	k := split(n)
	if m < k {
		left, rest, err := pathRoot(leaf, m, k, path)
		if err != nil {
			return nil, nil, err
		}
		return joined(left, rest, false)
	}
	right, rest, err := pathRoot(leaf, m-k, n-k, path)
	if err != nil {
		return nil, nil, err
	}
	return joined(right, rest, true)
}

func joined(node []byte, rest [][]byte, siblingIsLeft bool) ([]byte, [][]byte, error) {
	if len(rest) == 0 || len(rest[0]) != sha256.Size {
		return nil, nil, errProof
	}
	var parent hash
	if siblingIsLeft {
		parent = nodeHash(rest[0], node)
	} else {
		parent = nodeHash(node, rest[0])
	}
	return parent[:], rest[1:], nil
}

// consistent checks that the tree of size m is the beginning of the tree of size n. An empty tree is the beginning of
// nothing: a proof about it would show nothing.
func consistent(m, n uint64, proof [][]byte, rootM, rootN []byte) error {
	if m == 0 || m > n {
		return errProof
	}
	if m == n {
		if len(proof) != 0 || !bytes.Equal(rootM, rootN) {
			return errProof
		}
		return nil
	}
	if len(proof) == 0 {
		return errProof
	}
	older, newer, rest, err := subproofRoots(m, n, true, rootM, proof)
	if err != nil || len(rest) != 0 || !bytes.Equal(older, rootM) || !bytes.Equal(newer, rootN) {
		return errProof
	}
	return nil
}

// subproofRoots returns the roots of the first m and of all n leaves from SUBPROOF(m, D[n], whole).
func subproofRoots(m, n uint64, whole bool, rootM []byte, proof [][]byte) (older, newer []byte, rest [][]byte, err error) {
	if m == n {
		if whole {
			return rootM, rootM, proof, nil
		}
		if len(proof) == 0 || len(proof[0]) != sha256.Size {
			return nil, nil, nil, errProof
		}
		return proof[0], proof[0], proof[1:], nil
	}
	k := split(n)
	if m <= k {
		older, newer, rest, err = subproofRoots(m, k, whole, rootM, proof)
		if err != nil {
			return nil, nil, nil, err
		}
		newer, rest, err = joined(newer, rest, false)
		return older, newer, rest, err
	}
	older, newer, rest, err = subproofRoots(m-k, n-k, false, rootM, proof)
	if err != nil || len(rest) == 0 || len(rest[0]) != sha256.Size {
		return nil, nil, nil, errProof
	}
	left := rest[0]
	o, w := nodeHash(left, older), nodeHash(left, newer)
	return o[:], w[:], rest[1:], nil
}
