package store

import (
	"strings"
	"time"

	"wakeman/engine"
)

// maxTogether is how many messages may have been made at the same instant.
const maxTogether = 5000

// DeliveryPage is one page of what was handed to carriers, newest first, about limit of it, and the cursor of the next page:
// an instant, zero at the end. A storm makes many messages at one instant, so a page ends only between two.
func (db *DB) DeliveryPage(before time.Time, limit int) (list []engine.Delivery, next time.Time, err error) {
	for ; ; limit *= 4 {
		if list, err = db.Deliveries(before, limit+1); err != nil || len(list) <= limit {
			return list, time.Time{}, err
		}
		end := limit
		for end > 0 && list[end-1].CreatedAt.Equal(list[limit].CreatedAt) {
			end--
		}
		if end == 0 && limit < maxTogether {
			continue // all of one instant: look further
		}
		if end == 0 {
			end = limit
		}
		return list[:end], list[end-1].CreatedAt, nil
	}
}

// maxNamesRead bounds how many names one search looks at.
const maxNamesRead = 50_000

// EquipmentNamed is one page of the equipment that has a text in its name, whatever its case, and the name after which the
// next page begins; "" at the end.
func (db *DB) EquipmentNamed(text, after string, limit int) (page []engine.Equipment, next string, err error) {
	lower := strings.ToLower(text)
	for looked := 0; looked < maxNamesRead; {
		list, err := db.EquipmentList(after, 1000)
		if err != nil || len(list) == 0 {
			return page, "", err
		}
		for _, eq := range list {
			if len(page) == limit {
				return page, after, nil
			}
			after = eq.Name
			if strings.Contains(strings.ToLower(eq.Name), lower) {
				page = append(page, eq)
			}
		}
		looked += len(list)
	}
	return page, after, nil
}

// said reports whether any event of a post has the text in what it says of itself.
func (q PostQuery) said(p engine.PostRow) bool {
	lower := strings.ToLower(q.Text)
	for _, ev := range p.Events {
		if strings.Contains(strings.ToLower(ev.Summary+" "+ev.Source+" "+ev.Key), lower) {
			return true
		}
	}
	return q.Text == ""
}
