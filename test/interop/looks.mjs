// What people see, looked at in Chromium: every page in light, in dark and as wide
// as a phone, judged by axe; and every flow gone through with the keyboard alone
// and JavaScript off. node looks.mjs <{chromium, link, keep} as JSON>, where keep is
// a folder for the pictures, if they are to be kept.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'
import * as oauth from 'oauth4webapi'
import { as, insecure, world } from './world.mjs'
const { alice, bob, notebook, tv } = world
const { chromium: executablePath, link, keep } = JSON.parse(process.argv[2])

const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const account = `${as.issuer}/account`

// The application listens here, as one on somebody's own machine does.
const application = createServer((request, response) => response.setHeader('content-type', 'text/html').end('<title>Application</title>'))
application.listen(0, '127.0.0.1')
await once(application, 'listening')
const back = `http://127.0.0.1:${application.address().port}/back`

// asking is an authorization request of the application.
async function asking(more = {}) {
  const address = new URL(as.authorization_endpoint)
  address.search = new URLSearchParams({
    client_id: notebook.id, redirect_uri: back, response_type: 'code', scope: 'openid profile email orders:read', state: 's', nonce: 'n',
    code_challenge: await oauth.calculatePKCECodeChallenge('a'.repeat(43)), code_challenge_method: 'S256', ...more,
  })
  return address.href
}

// device has a television show a code.
const device = async () =>
  oauth.processDeviceAuthorizationResponse(as, { client_id: tv.id }, await oauth.deviceAuthorizationRequest(as, { client_id: tv.id }, oauth.None(), { scope: 'openid orders:read' }, insecure))

// open gives a page in a browser of its own.
const open = async (settings) => (await browser.newContext(settings)).newPage()

// returns waits until the browser is back at the application, and gives what it
// brings.
async function returns(page) {
  await page.waitForURL(`${back}*`)
  return new URL(page.url()).searchParams
}

const looks = {
  light: { colorScheme: 'light', viewport: { width: 960, height: 720 } },
  dark: { colorScheme: 'dark', viewport: { width: 960, height: 720 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 780 }, deviceScaleFactor: 1 },
}

for (const [look, settings] of Object.entries(looks)) {
  // axe is put into the page, which its own policy would forbid.
  const page = await open({ ...settings, bypassCSP: true })
  const see = async (name) => {
    await page.waitForLoadState()
    if (keep) await page.screenshot({ path: `${keep}/${name}-${look}.png`, fullPage: true })
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => axe.run())
    assert.deepEqual(violations.map((v) => `${v.impact}: ${v.help}: ${v.nodes.map((n) => n.target).join(', ')}`), [], `${name}, ${look}`)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the window, ${look}`)
  }
  const signIn = async (who, secret = who.secret) => {
    await page.locator('[autocomplete=username]').fill(who.id)
    await page.locator('[autocomplete=current-password]').fill(secret)
    await page.keyboard.press('Enter')
  }
  await page.goto(await asking({ prompt: 'consent' }))
  await see('signin')
  await signIn(alice, 'wrong')
  await page.locator('[role=alert]').waitFor()
  await see('signin-wrong')
  await signIn(alice)
  await page.locator('[value=allow]').waitFor()
  await see('consent')
  await Promise.all([returns(page), page.locator('[value=allow]').click()])

  const { verification_uri, user_code } = await device()
  await page.goto(verification_uri)
  await see('device')
  await page.locator('[autocomplete=one-time-code]').fill(user_code)
  await page.keyboard.press('Enter')
  await page.locator('[value=allow]').waitFor()
  await see('device-consent')
  await page.locator('[value=allow]').click()
  await page.getByText('Go back to your device').waitFor()
  await see('device-done')

  await page.goto(`${account}/tokens`)
  await see('account-token')
  await page.getByLabel('Name').fill(`backup on the laptop, ${look}`)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Make the token' }).click()
  await page.getByText('jtn_pat_').waitFor()
  // The text is a secret, which belongs into no picture.
  await page.evaluate(() => {
    for (const node of document.querySelectorAll('code, output, input, textarea, p')) {
      if (!node.children.length && /jtn_pat_/.test(node.textContent)) node.textContent = 'jtn_pat_' + '0'.repeat(54)
    }
  })
  await see('account-token-made')
  await page.goto(account)
  await see('account')
  await page.goto(as.end_session_endpoint)
  await see('signout')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()
  await see('signed-out')
  await page.goto(account)
  await see('account-signin')
  await page.goto(link)
  await see('choose-password')
  await page.goto(await asking({ client_id: 'nobody' }))
  await see('error')
  await page.context().close()
}

// With the keyboard alone, and no scripts.
const page = await open({ javaScriptEnabled: false })
const press = (key) => page.keyboard.press(key)
const focused = (selector) => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)
// reach goes to what the selector names by the tabulator.
async function reach(selector) {
  for (let steps = 0; !(await focused(selector)); steps++) {
    assert.ok(steps < 60, `the tabulator does not reach ${selector} at ${page.url()}`)
    await press('Tab')
  }
}
async function type(selector, text) {
  await reach(selector)
  await page.keyboard.type(text)
}
async function enter(selector, until) {
  await reach(selector)
  return (await Promise.all([until, press('Enter')]))[0]
}
async function moved() {
  await page.waitForEvent('framenavigated')
  await page.waitForLoadState()
}
const arrives = (text) => page.getByText(text).first().waitFor()

await page.goto(await asking({ prompt: 'consent' }))
assert.ok(await focused('[autocomplete=username]'), 'whoever comes can begin to type')
await type('[autocomplete=username]', bob.id)
await type('[autocomplete=current-password]', bob.secret)
await enter('button[type=submit]', page.locator('[value=allow]').waitFor())
assert.ok((await enter('[value=allow]', returns(page))).get('code'))
await page.goto(await asking({ prompt: 'consent' }))
assert.equal((await enter('[value=deny]', returns(page))).get('error'), 'access_denied')

const { verification_uri, user_code } = await device()
await page.goto(verification_uri)
await type('[autocomplete=one-time-code]', user_code.toLowerCase().replace('-', ''))
await enter('button[type=submit]', page.locator('[value=allow]').waitFor())
await enter('[value=allow]', arrives('Go back to your device'))

await page.goto(account)
await enter('a[href$="/account/tokens"]', page.waitForURL('**/account/tokens'))
await type('[name=name]', 'by keyboard')
await reach('[type=checkbox]')
await press('Space')
await enter('button[type=submit]', arrives('jtn_pat_'))
await page.goto(account)
await enter('form[action$="/revoke"] button', moved())
await enter('form[action$="/disconnect"] button', moved())
await type('[name=current_password]', bob.secret)
await type('[name=password]', 'four words for the keyboard')
await enter('form[action$="/account/password"] button', moved())
await enter('form[action$="/signin/out"] button', arrives('You are signed out'))

await page.goto(link)
await type('[autocomplete=new-password]', 'three other words entirely')
await enter('button[type=submit]', moved())

// What goes back by a form has a button where there are no scripts.
await page.goto(await asking({ prompt: 'none', response_mode: 'form_post' }))
await enter('button', returns(page))
await browser.close()
application.close().closeAllConnections()
