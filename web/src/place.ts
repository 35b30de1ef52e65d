// Where the console lies: its address names the tenant, and all else follows.

const [, slug = ''] = /^\/t\/([^/]+)\/console/.exec(window.location.pathname) ?? []

// tenant is the slug of the tenant in the address.
export const tenant = slug

// home is what everything of the tenant begins with.
export const home = `/t/${tenant}`

// consolePath is the console's own page.
export const consolePath = `${home}/console`

// operators is whether this is the tenant of those who run the installation.
export const operators = tenant === 'system'

const whereFrom = 'jeton-console-place'

// signIn leaves for the page to sign in, and remembers where in the console the
// browser was.
export function signIn() {
  const { pathname, search } = window.location
  sessionStorage.setItem(whereFrom, pathname + search)
  window.location.assign(`${consolePath}/signin`)
}

// comeBack restores the place that the browser was at before it left to sign in. It
// does so only once, and only beneath this console.
export function comeBack() {
  const place = sessionStorage.getItem(whereFrom)
  sessionStorage.removeItem(whereFrom)
  if (place?.startsWith(`${consolePath}/`) && window.location.pathname === consolePath) {
    window.history.replaceState(null, '', place)
  }
}
