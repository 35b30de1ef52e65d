{{- /* What all pods of Jeton's are alike in: they may do nothing but run. */}}
{{- define "jeton.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.volumes }}
volumes:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "jeton.container" -}}
{{- with .Values.image }}
{{- if .digest }}
image: {{ printf "%s@%s" .repository .digest | quote }}
{{- else }}
image: {{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) | quote }}
{{- end }}
imagePullPolicy: {{ .pullPolicy }}
{{- end }}
env:
  {{- include "jeton.settings" . | nindent 2 }}
  {{- with .Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- with .Values.volumeMounts }}
volumeMounts:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* A job of one pod. Its account is one that was there before the release: the
       release's own is made later than the first job. */}}
{{- define "jeton.job" -}}
{{- $ := index . 0 -}}
template:
  metadata:
    labels:
      {{- include "jeton.selector" $ | nindent 6 }}
      app.kubernetes.io/component: {{ index . 1 }}
  spec:
    restartPolicy: Never
    {{- with $.Values.serviceAccount.name }}
    serviceAccountName: {{ . | quote }}
    {{- end }}
    {{- include "jeton.pod" $ | nindent 4 }}
    containers:
      - name: {{ index . 1 }}
        args: {{ index . 2 | toJson }}
        {{- include "jeton.container" $ | nindent 8 }}
        resources:
          requests: {cpu: 100m, memory: 64Mi}
          limits: {memory: 256Mi}
{{- end }}

{{- define "jeton.settings" -}}
{{- $secret := include "jeton.secret" . | quote -}}
{{- $keys := .Values.secret.keys -}}
- name: JETON_DATABASE_URL
  {{- with .Values.databaseSecret }}
  {{- if .name }}
  valueFrom: {secretKeyRef: {name: {{ .name | quote }}, key: {{ .key | quote }}}}
  {{- else }}
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $keys.databaseURL | quote }}}}
  {{- end }}
  {{- end }}
- name: JETON_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $keys.secretKey | quote }}}}
- name: JETON_OPERATOR_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $keys.operatorToken | quote }}, optional: true}}
- name: JETON_PUBLIC_URL
  value: {{ include "jeton.publicURL" . | quote }}
- name: JETON_LISTEN
  value: 0.0.0.0:8080
{{- if .Values.metrics.enabled }}
- name: JETON_METRICS_LISTEN
  value: 0.0.0.0:{{ .Values.metrics.port }}
{{- end }}
{{- with .Values.trustedProxies }}
- name: JETON_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.outboundAllow }}
- name: JETON_OUTBOUND_ALLOW
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.limits.tenant }}
- name: JETON_TENANT_RATE
  value: {{ int64 . | quote }}
{{- end }}
{{- with .Values.limits.caller }}
- name: JETON_CALLER_RATE
  value: {{ int64 . | quote }}
{{- end }}
# Balancers go on sending for a moment after they were told not to.
- name: JETON_DRAIN_DELAY
  value: {{ .Values.leaveSeconds }}s
{{- with .Values.metrics.tenants }}
- name: JETON_METRICS_TENANTS
  value: {{ join "," . | quote }}
{{- end }}
- name: GOMAXPROCS
  value: {{ .Values.processors | quote }}
{{- end }}
