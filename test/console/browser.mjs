// What every script of this folder needs: a browser that reports all that goes
// wrong, somebody who is signed in, and eyes for every look of a page. Playwright and
// axe are those of test/interop.
//
// node pages/<name>.mjs <{chromium, setup, origin, password, keep} as JSON>, where
// keep is a folder for the pictures, if they are to be kept. Stories are told too
// whether the tenant is large.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { chromium } from '../interop/node_modules/playwright-core/index.mjs'

const { chromium: executablePath, setup, origin, password, keep, large } = JSON.parse(process.argv[2])
export { assert, setup, origin, password, large }

const axe = readFileSync(new URL('../interop/node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })

// hostile would run as markup, turns the direction of what follows as text, and is long.
export const hostile = `"><img src=x onerror=alert(1)>\u05d0\u05d1\u05d2 ` + 'w'.repeat(150)

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 375, height: 780 } },
}

// widths are other windows that a page has to fit into: the narrowest phone, a
// window of 1280 at 200 %, a tablet, a large screen.
const widths = [320, 640, 768, 1920]

// What is found is said all at once, at the end. expected are the statuses that a
// script brings about on purpose.
const wrong = []
export const expected = []

// asked is what each page has asked for and not had yet.
const asked = new WeakMap()

// open gives a page of a browser of its own, with nobody signed in.
export async function open(settings = { viewport: looks.light.viewport }) {
  const page = await (await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...settings })).newPage()
  await watch(page)
  return page
}

async function watch(page) {
  count(page)
  await page.exposeFunction('breachOfPolicy', (what) => wrong.push(`${page.url()}: the policy forbids ${what}`))
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (breach) => window.breachOfPolicy(`${breach.violatedDirective} ${breach.blockedURI}`)))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    // Chromium asks for one by itself where a page names none.
    if (message.location().url.endsWith('/favicon.ico')) return
    if (expected.some((status) => message.text().includes(`status of ${status}`))) return
    wrong.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error}`))
  page.on('dialog', (dialog) => {
    // The browser asks by itself before a page is left in which something was typed.
    if (dialog.type() === 'beforeunload') return void dialog.accept()
    wrong.push(`${page.url()}: a name ran: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.setDefaultTimeout(20_000)
}

// judge looks at a page as it is. Its browser has to let axe in: open({ bypassCSP: true }).
// Of a page that is judged in light as well, nothing but the colours is another in dark.
export async function judge(page, name, rules) {
  if (keep) await page.screenshot({ path: `${keep}/${name}.png`, fullPage: true })
  await page.evaluate(axe)
  const { violations } = await page.evaluate((values) => axe.run({ resultTypes: ['violations'], preload: false, ...(values && { runOnly: { type: 'rule', values } }) }), rules)
  wrong.push(...violations.map((v) => `${name}: ${v.impact}: ${v.help}: ${v.nodes.map((n) => n.target).join(', ')}`))
  await fit(page, name)
}

// picture keeps what a page looks like, if pictures are to be kept.
export async function picture(page, name) {
  if (keep) await page.screenshot({ path: `${keep}/${name}.png` })
}

async function fit(page, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (over > 0) wrong.push(`${name} is ${over} px wider than the window of ${page.viewportSize().width}`)
}

// looker is a browser of its own, with axe in it, which the policy forbids. A script
// that looks at nothing has none.
let looker

// see judges a page in every look, with the session of who walks. Until is what has to
// be there before act, which brings the page into the state to look at. It is loaded
// once: to be dark or narrow it takes neither another browser nor a second act.
export async function see(walker, name, address, act, until = 'h1') {
  looker ??= await open({ ...looks.light, bypassCSP: true, reducedMotion: 'reduce' })
  await looker.context().clearCookies()
  await looker.context().addCookies(await walker.context().cookies())
  // Elsewhere first: a fragment alone would load nothing anew.
  await looker.goto('about:blank')
  await looker.goto(address)
  await looker.locator(until).first().waitFor()
  await act?.(looker)
  await quiet(looker)
  for (const [look, { colorScheme, viewport }] of Object.entries(looks)) {
    await looker.emulateMedia({ colorScheme })
    await looker.setViewportSize(viewport)
    await looker.waitForFunction((scheme) => document.documentElement.dataset.mantineColorScheme === scheme, colorScheme)
    await settled(looker)
    await judge(looker, `console-${name}-${look}`, look === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined)
  }
  await fitAll(looker, `console-${name}`)
  await overfill(looker, `console-${name}-overfilled`)
}

// overfill types 5,000 characters into every field of a form that is any text, which
// the page has to hold at every width. Nothing is sent.
async function overfill(page, name) {
  const filled = await page.evaluate((text) => {
    const fields = [...document.querySelectorAll('form :is(input, textarea)')].filter((field) =>
      ['text', 'email', 'url', 'textarea'].includes(field.type) && !field.disabled && !field.readOnly && field.role !== 'combobox' && field.inputMode !== 'numeric')
    for (const field of fields) {
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text)
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    return fields.length
  }, hostile + 'w'.repeat(5000 - hostile.length))
  if (filled === 0) return
  await quiet(page)
  if (keep) await page.screenshot({ path: `${keep}/${name}.png` })
  await fitAll(page, name)
}

// settled waits until a page is laid out anew and fits, or does not, and has the
// colours that it is to have: a busy machine takes a while.
const settled = (page) => page.waitForFunction(
  () => document.documentElement.scrollWidth <= innerWidth && !document.getAnimations().some((animation) => animation instanceof CSSTransition),
  undefined, { timeout: 2000 },
).catch(() => {})

async function fitAll(page, name) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    await settled(page)
    await fit(page, name)
  }
  await page.setViewportSize(looks.light.viewport)
}

// quiet waits until a page has had all that it asked for, for a while. The pulse does
// not count, which is a request that lasts as long as the page.
async function quiet(page) {
  for (let calm = 0; calm < 6; calm = asked.get(page).size === 0 ? calm + 1 : 0) await page.waitForTimeout(50)
}

function count(page) {
  const open = new Set()
  asked.set(page, open)
  page.on('request', (request) => { if (!request.url().endsWith('/pulse')) open.add(request) })
  for (const event of ['requestfinished', 'requestfailed']) page.on(event, (request) => open.delete(request))
}

export async function signIn(page, username) {
  await page.locator('[autocomplete=username]').fill(username)
  await page.locator('[autocomplete=current-password]').fill(password)
  await page.keyboard.press('Enter')
}

// settle sets the installation up through the API, with tenant acme, and gives a page
// with its owner alice signed in to a console: acme's, or that of the operators.
export async function settle(slug = 'acme') {
  const owner = { username: 'alice', name: 'Alice Liddell', password }
  const answer = await fetch(`${origin}/t/system/api/v1/setup`, {
    method: 'POST', headers: { authorization: `Bearer ${setup.split('#setup=')[1]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: { slug: 'acme', name: 'Acme Inc.' }, operator: owner }),
  })
  assert.equal(answer.status, 201, 'the installation is set up')
  return enter('alice', slug)
}

// enter signs somebody in to the console of a tenant, in a browser of their own.
export async function enter(username, slug = 'acme') {
  const page = await open()
  await page.goto(`${origin}/t/${slug}/console/signin`)
  await signIn(page, username)
  await page.waitForURL(`**/t/${slug}/console`)
  await page.locator('h1').waitFor()
  return page
}

// call asks the management API as whoever is signed in on a page, and gives the body
// of the answer: for what a script needs to be there, not for what it is about.
export async function call(page, method, path, body) {
  const slug = /\/t\/([^/]+)/.exec(page.url())[1]
  const answer = await page.evaluate(async ([url, init]) => {
    const response = await fetch(url, init)
    return { status: response.status, text: await response.text() }
  }, [`/t/${slug}/api/v1${path}`, { method, headers: body && { 'content-type': 'application/json' }, body: body && JSON.stringify(body) }])
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
  return answer.text ? JSON.parse(answer.text) : undefined
}

// invite makes a person with roles, who chooses the password that everybody has here,
// and gives what the API tells of them.
export async function invite(page, username, roles, name = username) {
  const user = await call(page, 'POST', '/users', { username, name, roles })
  const { url } = await call(page, 'POST', `/users/${user.id}/password-links`, { purpose: 'invite' })
  const answer = await fetch(url, { method: 'POST', headers: { origin }, body: new URLSearchParams({ password }) })
  assert.equal(answer.status, 200, 'the password is set')
  return user
}

// join does so, and gives a page with them signed in.
export async function join(page, username, ...roles) {
  await invite(page, username, roles)
  return enter(username)
}

// basic is HTTP Basic, as clients and APIs authenticate.
export const basic = (id, secret) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` })

const endpoint = async (name, headers, parameters, slug) => {
  const answer = await fetch(`${origin}/t/${slug}/oauth2/${name}`, { method: 'POST', headers, body: new URLSearchParams(parameters) })
  return answer.json()
}

// issue gets an access token by the client's own right, introspect asks about one.
export const issue = async (id, secret, slug = 'acme', more = {}) => (await endpoint('token', basic(id, secret), { grant_type: 'client_credentials', ...more }, slug)).access_token
export const introspect = (id, secret, token, slug = 'acme') => endpoint('introspect', basic(id, secret), { token }, slug)

// done ends a script: nothing may have been reported.
export async function done() {
  assert.deepEqual(wrong, [], 'nothing is reported')
  await browser.close()
}
