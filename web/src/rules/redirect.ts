// The addresses an application may register, by the same rules as the server's
// (domain/redirect.go), so that what is wrong is said while somebody types. The
// server decides; cases.json is what both are held to.

const hostForm = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
const schemeForm = /^[a-z][a-z0-9+.-]*$/
const privateForm = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$/
const dangerous = ['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'filesystem', 'view-source']
const thisMachine = ['127.0.0.1', '[::1]', 'localhost']

// checkRedirect says what is wrong with an address, or nothing.
export function checkRedirect(uri: string, native: boolean): string | undefined {
  const [scheme = '', rest = ''] = cut(uri, ':')
  if (dangerous.includes(scheme.toLowerCase())) return `The scheme ${scheme.toLowerCase()} is dangerous in a browser.`
  if (scheme === 'https' || scheme === 'http') return checkWeb(uri)
  if (!schemeForm.test(scheme) || !uri.includes(':')) return 'An address begins with a scheme in lower case, such as https://.'
  if (!native) return 'A web application is sent to https only, or to http on this machine. A scheme of its own is for mobile and desktop applications.'
  if (!privateForm.test(scheme)) return 'A scheme of your own is a domain name in reverse, such as com.example.app.'
  if (!rest.startsWith('/')) return 'After the scheme comes a slash.'
  return checkSpelling(uri)
}

function checkWeb(uri: string): string | undefined {
  const wrong = checkSpelling(uri)
  if (wrong) return wrong
  const parts = /^(https?):\/\/([^/?]*)/.exec(uri)
  if (!parts) return 'An address begins with https://, or with http:// on this machine.'
  const [, scheme, authority = ''] = parts
  const colon = authority.lastIndexOf(':')
  const ported = colon > authority.lastIndexOf(']')
  if (ported && !isPort(authority.slice(colon + 1))) return 'A port is a number from 1 to 65535.'
  const host = ported ? authority.slice(0, colon) : authority
  if (!isHost(host)) return 'A host is a name or address in lower case, and nothing stands before it.'
  if (scheme === 'http' && !thisMachine.includes(host)) return 'http is for 127.0.0.1, [::1] and localhost only. Use https.'
  return undefined
}

function checkSpelling(uri: string): string | undefined {
  if (uri.length > 1000) return 'An address has at most 1,000 characters.'
  if (uri.includes('#')) return 'An address has no fragment: leave out # and what follows.'
  if (uri.includes('*')) return 'There are no wildcards: register every address as it is used.'
  if (!/^[\x21-\x7e]*$/.test(uri) || /["<>\\^`{|}]/.test(uri) || /%(?![0-9a-fA-F]{2})/.test(uri)) {
    return 'An address has no spaces, and nothing in it that has to be escaped.'
  }
  const path = /^[^:]*:(\/\/[^/?]*)?([^?]*)/.exec(uri)
  if (path?.[1]?.includes('@')) return 'An address has no user name in it.'
  const segments = (path?.[2] ?? '').split('/').map((segment) => segment.replace(/%2e/gi, '.'))
  if (segments.includes('.') || segments.includes('..')) return 'An address has no . or .. in its path.'
  return undefined
}

function isHost(host: string): boolean {
  if (!host.startsWith('[')) return host.length <= 253 && hostForm.test(host)
  try {
    // An address of IPv6 is written the one way that everybody writes it.
    return new URL(`http://${host}/`).host === host && !host.startsWith('[::ffff:')
  } catch {
    return false
  }
}

const isPort = (text: string) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535

function cut(text: string, at: string): [string, string] {
  const found = text.indexOf(at)
  return found < 0 ? [text, ''] : [text.slice(0, found), text.slice(found + at.length)]
}
