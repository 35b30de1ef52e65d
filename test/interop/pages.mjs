// Applications that live in a page sign somebody in with oidc-client-ts, in
// Chromium: node pages.mjs <pages as JSON>. Their pages come from origins of their
// own, so everything they are answered has to be allowed them by the server.
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { as, introspect, world } from './world.mjs'
const { dave, orders } = world
const { chromium: executablePath, near, far } = JSON.parse(process.argv[2])

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const isActive = async (token) => (await introspect(orders, token)).active

// open gives an application in a browser of its own, where nobody is signed in.
async function open(id, origin, more = {}) {
  const page = await (await browser.newContext()).newPage()
  const settings = {
    authority: world.issuer, client_id: id, scope: 'openid profile email orders:read', redirect_uri: `${origin}/back`,
    silent_redirect_uri: `${origin}/silent`, post_logout_redirect_uri: `${origin}/bye`, loadUserInfo: true,
    automaticSilentRenew: false, silentRequestTimeoutInSeconds: 20, ...more,
  }
  await page.goto(`${origin}/`)
  // manager calls a method of the library in the page and gives the user there is
  // then, or the error.
  const manager = (method) =>
    page.evaluate(async ([settings, method]) => {
      try {
        const user = await new oidc.UserManager(settings)[method]()
        return user && { ...user, profile: user.profile }
      } catch (error) {
        return { error: error.error ?? String(error) }
      }
    }, [settings, method])
  return { page, settings, origin, manager }
}

// signIn goes to the pages of sign-in and back, as a person would.
async function signIn({ page, settings, origin, manager }) {
  await page.evaluate((settings) => void new oidc.UserManager(settings).signinRedirect(), settings)
  await page.locator('[autocomplete=username]').fill(dave.id)
  await page.locator('[autocomplete=current-password]').fill(dave.secret)
  await page.locator('[autocomplete=current-password]').press('Enter')
  await page.locator('button[value=allow]').click()
  await page.waitForURL(`${origin}/back?*`)
  const user = await manager('signinCallback')
  assert.equal(user.error, undefined)
  // The email was told by the userinfo endpoint.
  assert.equal(user.profile.email, 'dave@acme.example')
  assert.equal(await isActive(user.access_token), true)
  return user
}

// signOut leaves, and comes back to where the application wants to be.
async function signOut({ page, settings, origin, manager }) {
  await page.evaluate((settings) => void new oidc.UserManager(settings).signoutRedirect({ state: 'bye' }), settings)
  await page.waitForURL(`${origin}/bye?state=*`)
  const answer = await page.evaluate((settings) => new oidc.UserManager(settings).signoutCallback().then((r) => r.error ?? 'none'), settings)
  assert.equal(answer, 'none')
  assert.equal(await manager('getUser'), null)
}

// reads asks the userinfo endpoint from the page and tells whether the page may
// read the answer.
const reads = ({ page }, token) =>
  page.evaluate(async ([address, token]) => {
    try {
      return (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status
    } catch {
      return 'nothing'
    }
  }, [as.userinfo_endpoint, token])

try {
  // With a refresh token, silent renewal is a request of the page's own.
  const app = await open('page', near, { revokeTokensOnSignout: true })
  const user = await signIn(app)
  assert.ok(user.refresh_token)
  const renewed = await app.manager('signinSilent')
  assert.equal(renewed.error, undefined)
  assert.notEqual(renewed.access_token, user.access_token)
  assert.notEqual(renewed.refresh_token, user.refresh_token)
  assert.equal(renewed.profile.sub, user.profile.sub)
  assert.equal(await reads(app, renewed.access_token), 200)

  // A page of another origin gets to read nothing, even if it has the token.
  const other = await open('far', far)
  assert.equal(await reads(other, renewed.access_token), 'nothing')

  await signOut(app)
  assert.equal(await isActive(renewed.access_token), false)
  assert.equal(await reads(app, renewed.access_token), 401)

  // Without one, a frame asks with prompt=none. On the server's own site it comes
  // with the session, until that is over.
  const framing = await open('frame', near)
  const first = await signIn(framing)
  assert.equal(first.refresh_token, undefined)
  const second = await framing.manager('signinSilent')
  assert.equal(second.error, undefined)
  assert.notEqual(second.access_token, first.access_token)
  assert.equal(second.profile.sub, first.profile.sub)
  await signOut(framing)
  assert.equal((await framing.manager('signinSilent')).error, 'login_required')

  // From another site a frame is sent no cookie: the application is told so at
  // once, and its people are asked to sign in where they can see by whom.
  assert.equal((await signIn(other)).error, undefined)
  assert.equal((await other.manager('signinSilent')).error, 'login_required')
  await signOut(other)
} finally {
  await browser.close()
}
