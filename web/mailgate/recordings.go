package mailgate

import (
	"slices"

	"wakeman/engine"
	"wakeman/web/recording"
)

// recordings are the sounds in a mail. The mail is read for them a second time, if
// there is anything that may be one: few mails have any.
func (b *body) recordings(raw []byte) (list []engine.Recording) {
	if !slices.ContainsFunc(b.files, func(f file) bool { return recording.Sounds(f.kind, f.name) }) {
		return nil
	}
	for _, r := range recording.Find(raw) {
		list = append(list, engine.Recording{
			Number: r.Number, Name: r.Name, Type: oneLine(r.Type, 100), Size: len(r.Body),
			Length: r.Length(), Playable: r.CanPlay(),
		})
	}
	return list
}
