package store

// forgetAccess removes what a person signed in with. Who is only disabled keeps it, to come back with; of who is removed
// nothing may stay: it would be a secret of somebody whom no page lists any more.
func (db *DB) forgetAccess(tx *tx, user string) error {
	if _, err := db.rec.credentials.delete(tx, user); err != nil {
		return err
	}
	_, err := db.rec.factors.delete(tx, user)
	return err
}
