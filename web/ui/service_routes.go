package ui

import (
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// serviceRoutes are the pages on which services and their integrations are made
// and changed. Everybody may look at an integration; only admins see its key.
func (u *ui) serviceRoutes() []route {
	one := "/services/{id}/integrations/{integration}"
	return []route{
		{"GET /services/new", people.Admin, u.serviceNew},
		{"POST /services/new", people.Admin, u.serviceMake},
		{"GET /services/{id}/edit", people.Admin, u.serviceEdit},
		{"POST /services/{id}/edit", people.Admin, u.serviceSave},
		{"GET /services/{id}/delete", people.Admin, u.serviceDeleteAsk},
		{"POST /services/{id}/delete", people.Admin, u.serviceDelete},
		{"GET /services/{id}/integrations/new", people.Admin, u.integrationNew},
		{"POST /services/{id}/integrations/new", people.Admin, u.integrationAdd},
		{"GET " + one, people.Viewer, u.integrationShow},
		{"GET " + one + "/" + view.VerbRename, people.Admin, u.integrationRenameShow},
		{"POST " + one + "/" + view.VerbRename, people.Admin, u.integrationRename},
		{"GET " + one + "/" + view.VerbSilence, people.Admin, u.integrationSilenceShow},
		{"POST " + one + "/" + view.VerbSilence, people.Admin, u.integrationSilence},
		{"GET " + one + "/" + view.VerbMail, people.Admin, u.integrationMailShow},
		{"POST " + one + "/" + view.VerbMail, people.Admin, u.integrationMail},
		{"GET " + one + "/" + view.VerbSigning, people.Admin, u.integrationSigningShow},
		{"POST " + one + "/" + view.VerbSigning, people.Admin, u.integrationSigning},
		{"GET " + one + "/" + view.VerbMapping, people.Admin, u.mappingShow},
		{"POST " + one + "/" + view.VerbMapping, people.Admin, u.mappingDo},
		{"GET " + one + "/" + view.VerbRotate, people.Admin, u.integrationRotateAsk},
		{"POST " + one + "/" + view.VerbRotate, people.Admin, u.integrationRotate},
		{"GET " + one + "/" + view.VerbDelete, people.Admin, u.integrationDeleteAsk},
		{"POST " + one + "/" + view.VerbDelete, people.Admin, u.integrationDelete},
		{"POST " + one + "/" + view.VerbTest, people.Admin, u.integrationTest},
	}
}
