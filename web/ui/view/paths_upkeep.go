package view

// Addresses of what the box does to keep itself, below the settings. Each is a
// form (GET) and the deed (POST); the two longer ones do it now (POST).
const (
	PathSettingsBackups   = PathSettings + "/backups"
	PathSettingsBackupNow = PathSettingsBackups + "/now"
	PathSettingsAudit     = PathSettings + "/audit-log"
	PathSettingsAuditNow  = PathSettingsAudit + "/now"
	PathSettingsNever     = PathSettings + "/never-block"
	PathSettingsReached   = PathSettings + "/reached" // nothing can be changed there
)
