package email

// pageHTML is the letter as a page. Styles stand in the elements, because mail
// programs drop style sheets; nothing is loaded from elsewhere; the button is a
// link to a page and acknowledges nothing by being opened. html/template
// escapes every value for its place.
const pageHTML = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Subject}}</title>
</head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:600px;margin:0 auto">
{{with .Duplicate}}<p><strong>{{.}}</strong></p>{{end}}
{{with .Text}}<p style="white-space:pre-wrap">{{.}}</p>{{end}}
{{range $n, $i := .Items}}
<h2 style="font-size:20px;margin:16px 0 8px">{{.Headline}}</h2>
<table role="presentation" style="border-collapse:collapse">
{{range .Facts}}<tr><td style="padding:2px 12px 2px 0;vertical-align:top">{{.Name}}</td><td style="padding:2px 0"><strong>{{.Value}}</strong></td></tr>
{{end}}</table>
{{if eq $n 0}}{{template "button" $}}{{end}}
{{if or .URL .Runbook}}<p>{{with .URL}}<a href="{{.}}">Incident</a>{{end}}{{with .Runbook}} <a href="{{.}}">Runbook</a>{{end}}</p>{{end}}
{{with .Details}}<pre style="white-space:pre-wrap;font:14px/1.4 ui-monospace,monospace">{{.}}</pre>{{end}}
{{end}}
{{with .More}}<p>{{.}}</p>{{end}}
{{if not .Items}}{{template "button" .}}{{end}}
{{with .ListURL}}<p><a href="{{.}}">{{$.ListLabel}}</a></p>{{end}}
<p style="font-size:13px">Sent by Wakeman to {{.Recipient}}{{with .Delivery}}, delivery {{.}}{{end}}.</p>
</div>
</body>
</html>
{{define "button"}}{{if .AckURL}}<p style="margin:24px 0"><a href="{{.AckURL}}" style="display:block;padding:16px 24px;border-radius:8px;background:{{if .Urgent}}#b3261e{{else}}#1f5fa8{{end}};color:#ffffff;font-size:20px;font-weight:bold;text-align:center;text-decoration:none">{{.AckLabel}}</a></p>{{end}}{{with .Answer}}<p>{{.}}</p>{{end}}{{end}}
`
