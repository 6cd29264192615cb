// A second verifier of Sekisho's logs, written from docs/ledger-format.md alone, in another language and with the
// standard library only. It shares no code with the project.
//
//	verifier export  KEY FILE [OLDER]           judge an export, with an older checkpoint if one was kept
//	verifier proof   KEY FILE [QUORUM WITNESS…] check a .tlog-proof
//	verifier vectors FOLDER                     check the published vectors, and print how many agree
//
// KEY and WITNESS are verifier keys. It exits 0 only if everything holds.

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 3 && args[0] == "export":
		return export(args[1], args[2], args[3:])
	case len(args) >= 3 && args[0] == "proof":
		return proof(args[1], args[2], args[3:])
	case len(args) == 2 && args[0] == "vectors":
		return vectors(args[1])
	}
	return fmt.Errorf("usage: verifier export KEY FILE [OLDER] | proof KEY FILE [QUORUM WITNESS…] | vectors FOLDER")
}

func export(text, name string, rest []string) error {
	key, err := parseKey(text, typeLog)
	if err != nil {
		return err
	}
	var older *checkpoint
	if len(rest) > 0 {
		note, err := os.ReadFile(rest[0])
		if err != nil {
			return err
		}
		point, err := openCheckpoint(string(note), key)
		if err != nil {
			return fmt.Errorf("consistency: the older checkpoint: %w", err)
		}
		older = &point
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	size, err := judgeExport(file, key, older)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d leaves hold\n", key.name, size)
	return nil
}

func proof(text, name string, rest []string) error {
	key, err := parseKey(text, typeLog)
	if err != nil {
		return err
	}
	quorum, keys := 0, []verifierKey{}
	for i, arg := range rest {
		if i == 0 {
			if quorum, err = strconv.Atoi(arg); err != nil {
				return err
			}
			continue
		}
		witness, err := parseKey(arg, typeWitness)
		if err != nil {
			return err
		}
		keys = append(keys, witness)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	leaf, err := judgeProof(string(raw), key, keys, quorum)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", leaf)
	return nil
}

type vector struct {
	Name                            string
	LeafIdx, TreeSize, Size1, Size2 uint64
	Root, LeafHash, Root1, Root2    []byte
	Proof                           [][]byte
	WantErr                         bool
}

func vectors(folder string) error {
	for _, kind := range []string{"inclusion", "consistency"} {
		raw, err := os.ReadFile(filepath.Join(folder, kind+".json"))
		if err != nil {
			return err
		}
		var all []vector
		if err := json.Unmarshal(raw, &all); err != nil {
			return err
		}
		for _, v := range all {
			err := consistent(v.Size1, v.Size2, v.Proof, v.Root1, v.Root2)
			if kind == "inclusion" {
				err = included(v.LeafHash, v.LeafIdx, v.TreeSize, v.Proof, v.Root)
			}
			if (err != nil) != v.WantErr {
				return fmt.Errorf("%s: %s: got %v", kind, v.Name, err)
			}
		}
		fmt.Printf("%s: %d agree\n", kind, len(all))
	}
	return nil
}
