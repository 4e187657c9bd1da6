package store

// RawKept tells of which events the raw body is still there, without reading it.
func (db *DB) RawKept(seqs ...uint64) (kept map[uint64]bool, err error) {
	err = db.view(func(tx *tx) error {
		kept = map[uint64]bool{}
		for _, seq := range seqs {
			if kept[seq], err = db.rec.raw.has(tx, seq); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}
