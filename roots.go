package main

// The image has no file of certificate authorities, and neither have other small
// systems. Where there is none, and SSL_CERT_FILE names none, these are Mozilla's, as
// of the build.
import _ "golang.org/x/crypto/x509roots/fallback"
