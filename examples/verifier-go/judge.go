// What is judged: an export against its key and an older checkpoint, and a proof of one leaf.

package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/bits"
	"strconv"
	"strings"
)

type header struct {
	Checkpoint string   `json:"checkpoint"`
	Origin     string   `json:"origin"`
	Vkey       string   `json:"vkey"`
	Edge       []string `json:"edge"`
}

type line struct {
	Index  *uint64 `json:"index"`
	Leaf   *string `json:"leaf"`
	Tile   *uint64 `json:"tile"`
	Hashes string  `json:"hashes"`
	Act    *uint64 `json:"act"`
	Hash   string  `json:"hash"`
	Stream string  `json:"stream"`
	Seq    uint64  `json:"seq"`
}

type numbered struct {
	Stream string `json:"stream"`
	Seq    uint64 `json:"seq"`
	Entry  struct {
		Kind    string            `json:"kind"`
		ID      string            `json:"id"`
		Shop    string            `json:"shop"`
		Outcome string            `json:"outcome"`
		Streams map[string]uint64 `json:"streams"`
	} `json:"entry"`
}

const longestLine = 16 << 20

// judgeExport returns what is wrong with an export, or nothing, and how many leaves it has.
func judgeExport(in io.Reader, key verifierKey, older *checkpoint) (uint64, error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), longestLine)
	if !lines.Scan() {
		return 0, fmt.Errorf("an empty file")
	}
	var head header
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
		return 0, fmt.Errorf("no header: %w", err)
	}
	signed, err := openCheckpoint(head.Checkpoint, key)
	if err != nil {
		return 0, fmt.Errorf("integrity: %w", err)
	}
	if head.Origin != key.name || signed.size == 0 {
		return 0, fmt.Errorf("integrity: of another log, or of nothing")
	}
	beside := ""
	if !isEdge(head.Edge, signed) {
		beside = "integrity: the edge in the header is not the signed one"
	}
	var row256 []byte
	grown, counts := &tree{}, counting{shop: shopOf(key.name), next: map[string]uint64{}, ended: map[string]bool{}}
	for lines.Scan() {
		var row line
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return grown.size, fmt.Errorf("integrity: line %d of the leaves is unreadable", grown.size)
		}
		if row.Tile != nil { // hashes that the log has stored: no proof of anything, but they must be these
			stored, err := decode64(row.Hashes)
			if *row.Tile != grown.size/256-1 || len(row256) != 256*sha256.Size {
				return grown.size, fmt.Errorf("integrity: stored hashes stand elsewhere")
			}
			if err != nil || !bytes.Equal(stored, row256) {
				beside = fmt.Sprintf("integrity: the hashes stored of tile %d differ from the leaves", *row.Tile)
			}
			continue
		}
		if row.Index == nil || (row.Leaf == nil) == (row.Act == nil) || *row.Index != grown.size {
			return grown.size, fmt.Errorf("integrity: leaf %d is missing or out of place", grown.size)
		}
		leaf, err := counts.leaf(grown.size, row)
		if err != nil {
			return grown.size, err
		}
		if grown.size%256 == 0 {
			row256 = row256[:0]
		}
		row256 = append(row256, leaf[:]...)
		grown.add(leaf)
		if older != nil && grown.size == older.size {
			if root := grown.root(); !bytes.Equal(root[:], older.root) {
				return grown.size, fmt.Errorf("consistency: the first %d leaves are not those of the older checkpoint", older.size)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return grown.size, err
	}
	if older != nil && older.size > signed.size {
		return grown.size, fmt.Errorf("truncation: the older checkpoint is longer")
	}
	if grown.size < signed.size {
		return grown.size, fmt.Errorf("truncation: leaves from %d on are missing", grown.size)
	}
	if root := grown.root(); grown.size > signed.size || !bytes.Equal(root[:], signed.root) {
		return grown.size, fmt.Errorf("integrity: the root does not follow from the leaves")
	}
	if beside != "" {
		return grown.size, fmt.Errorf("%s", beside)
	}
	return grown.size, nil
}

// isEdge tells whether these are the roots of the perfect subtrees under a checkpoint.
func isEdge(edge []string, signed checkpoint) bool {
	under := tree{size: signed.size}
	for _, text := range edge {
		node, err := decode64(text)
		if err != nil || len(node) != sha256.Size {
			return false
		}
		under.roots = append(under.roots, hash(node))
	}
	if len(under.roots) != bits.OnesCount64(signed.size) || len(under.roots) == 0 {
		return false
	}
	root := under.root()
	return bytes.Equal(root[:], signed.root)
}

// counting follows numbers and outcomes; of partitions' streams, which shops share, it knows only that they rise.
type counting struct {
	shop    string
	next    map[string]uint64
	ended   map[string]bool // disclosure -> whether it has its final outcome
	carried bool            // this log goes on for another
}

// leaf counts one leaf and returns its hash; of one that was pruned there is only a stub, with its hash and number.
func (c *counting) leaf(index uint64, row line) (hash, error) {
	if row.Leaf != nil {
		return leafHash([]byte(*row.Leaf)), c.take(index, *row.Leaf)
	}
	sum, err := decode64(row.Hash)
	if err != nil || len(sum) != sha256.Size {
		return hash{}, fmt.Errorf("integrity: the stub of leaf %d has no hash", index)
	}
	return hash(sum), c.number(index, row.Stream, row.Seq)
}

func (c *counting) number(index uint64, stream string, seq uint64) error {
	expected := c.next[stream]
	alone := stream == "outcomes:"+c.shop || stream == "pruned:"+c.shop || stream == "looks:"+c.shop
	if seq < expected || (alone && seq != expected) {
		return fmt.Errorf("completeness: leaf %d has number %d of %s, not %d", index, seq, stream, expected)
	}
	c.next[stream] = seq + 1
	return nil
}

func (c *counting) take(index uint64, text string) error {
	var leaf numbered
	if err := json.Unmarshal([]byte(text), &leaf); err != nil {
		return fmt.Errorf("completeness: leaf %d is unreadable", index)
	}
	if err := c.number(index, leaf.Stream, leaf.Seq); err != nil {
		return err
	}
	own := leaf.Stream == "outcomes:"+c.shop
	look := leaf.Stream == "looks:"+c.shop
	if leaf.Entry.Shop != c.shop || own != (leaf.Entry.Kind == "outcome") || (look && leaf.Entry.Kind != "access") {
		return fmt.Errorf("completeness: leaf %d does not belong here", index)
	}
	switch leaf.Entry.Kind {
	case "continued":
		c.carried = true
		for stream, next := range leaf.Entry.Streams {
			c.next[stream] = next
		}
	case "disclosed":
		if _, twice := c.ended[leaf.Entry.ID]; twice {
			return fmt.Errorf("completeness: leaf %d is disclosed twice", index)
		}
		c.ended[leaf.Entry.ID] = false
	case "outcome":
		ended, known := c.ended[leaf.Entry.ID]
		if !known && !c.carried {
			return fmt.Errorf("completeness: leaf %d is an outcome without its disclosure", index)
		}
		if leaf.Entry.Outcome != "unknown" {
			if ended {
				return fmt.Errorf("completeness: leaf %d is a second final outcome", index)
			}
			c.ended[leaf.Entry.ID] = true
		}
	}
	return nil
}

func shopOf(origin string) string {
	shop, _, _ := strings.Cut(strings.TrimPrefix(origin, "sekisho.local/"), "/")
	return shop
}

// judgeProof checks a .tlog-proof and returns the leaf that it shows.
func judgeProof(text string, key verifierKey, keys []verifierKey, quorum int) ([]byte, error) {
	head, note, _ := strings.Cut(text, "\n\n")
	rows := strings.Split(head, "\n")
	if len(rows) < 3 || rows[0] != "c2sp.org/tlog-proof@v1" {
		return nil, fmt.Errorf("no proof")
	}
	encoded, ok := strings.CutPrefix(rows[1], "extra ")
	leaf, err := decode64(encoded)
	number, ok2 := strings.CutPrefix(rows[2], "index ")
	index, err2 := strconv.ParseUint(number, 10, 63)
	if !ok || err != nil || !ok2 || err2 != nil || strconv.FormatUint(index, 10) != number {
		return nil, fmt.Errorf("no proof of ours: the leaf comes as extra data, then the index")
	}
	var path [][]byte
	for _, row := range rows[3:] {
		node, err := decode64(row)
		if err != nil {
			return nil, fmt.Errorf("no proof: %w", err)
		}
		path = append(path, node)
	}
	signed, err := openCheckpoint(note, key)
	if err != nil {
		return nil, err
	}
	if seen, err := witnesses(note, keys); err != nil || seen < quorum {
		return nil, fmt.Errorf("%d witnesses have seen it, %d are needed (%v)", seen, quorum, err)
	}
	sum := leafHash(leaf)
	return leaf, included(sum[:], index, signed.size, path, signed.root)
}
