{{- /* A Service must begin with a letter, and a release may not; the longest suffix
       still fits into 63 characters. */}}
{{- define "jeton.name" -}}
{{- $release := .Release.Name | replace "." "-" -}}
{{- if not (hasPrefix "jeton" $release) }}{{ $release = printf "jeton-%s" $release }}{{ end -}}
{{- $release | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- /* What is this release's; a part of it is found by component too. */}}
{{- define "jeton.selector" -}}
app.kubernetes.io/name: jeton
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "jeton.server" -}}
{{ include "jeton.selector" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "jeton.labels" -}}
{{ include "jeton.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "jeton.secret" -}}
{{- required "secret.name: name an existing Secret with the keys JETON_DATABASE_URL and JETON_SECRET_KEY" .Values.secret.name -}}
{{- end }}

{{- define "jeton.publicURL" -}}
{{- if .Values.publicURL -}}
{{ .Values.publicURL }}
{{- else -}}
http://{{ include "jeton.name" . }}.{{ .Release.Namespace }}.svc{{ if ne (int .Values.service.port) 80 }}:{{ .Values.service.port }}{{ end }}
{{- end -}}
{{- end }}

{{- define "jeton.host" -}}
{{- $url := required "publicURL: say what clients use, for example https://id.example.com; ingress and route take their host from it" .Values.publicURL -}}
{{- (urlParse $url).hostname | quote -}}
{{- end }}

{{- define "jeton.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "jeton.name" .) | quote -}}
{{- end }}
