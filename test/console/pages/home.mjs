// Home as it moves: from three steps to figures, while APIs ask, without a reload.
import { assert, call, done, enter, expected, hostile, introspect, issue, judge, open, origin, password, see, settle, signIn } from '../browser.mjs'

const home = `${origin}/t/acme/console`
const walker = await settle()
await walker.getByRole('heading', { name: 'Register an API' }).waitFor()
await see(walker, 'home-steps', home, undefined, 'ol')

// Somebody else registers what it takes, and the steps are ticked in the open page.
const other = await enter('alice')
const server = await call(other, 'POST', '/resource-servers', { name: hostile, identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }] })
const credential = await call(other, 'POST', `/resource-servers/${server.id}/credentials`, {})
await walker.getByText('Register an API · done').waitFor()
const client = await call(other, 'POST', '/clients', {
  client_id: 'shop', name: 'Shop', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', allowed: [{ resource_server: 'https://orders.acme.example', scopes: ['orders:read'] }],
})
await walker.getByText('Waiting for the first introspection').waitFor()

// What goes wrong is said. A token alone, or an answer that says nothing, ticks nothing.
const ask = (token, secret = credential.secret) => introspect(credential.id, secret, token)
await ask('whatever', 'not the secret')
await walker.getByText('that id and secret open nothing here').waitFor()
const token = await issue('shop', client.client_secret)
assert.equal((await ask('no token at all')).active, false)
await walker.getByText('was told: inactive').waitFor()
await see(walker, 'home-misheard', home, (page) => page.getByText('was told: inactive').waitFor(), 'ol')
assert.equal(await walker.getByText('ask what it means · done').count(), 0)

// The first answer about a token ticks the last step, and what it said is shown. Two
// more look on: in the dark, and on a phone.
const watcher = await open({ viewport: { width: 1280, height: 800 }, bypassCSP: true, reducedMotion: 'reduce' })
await watcher.goto(`${home}/signin`)
await signIn(watcher, 'alice')
await watcher.getByText('Waiting for the first introspection').waitFor()
const asked = Date.now()
assert.equal((await ask(token)).active, true)
await walker.getByText('ask what it means · done').waitFor({ timeout: 8000 })
const heard = Date.now() - asked
assert.ok(heard < 5500, `the first introspection is heard after ${heard} ms`)
await watcher.getByText('It is told this about such a token').waitFor()
for (const [look, size, colorScheme] of [['light', 1280, 'light'], ['dark', 1280, 'dark'], ['phone', 375, 'light']]) {
  await watcher.setViewportSize({ width: size, height: 800 })
  await watcher.emulateMedia({ colorScheme })
  await judge(watcher, `console-home-told-${look}`)
}
await walker.getByRole('definition').filter({ hasText: 'orders:read' }).waitFor()
await walker.getByRole('button', { name: 'Go on to the figures' }).click()

// Figures move by themselves.
const number = (label) => walker.locator('.numbers > div', { has: walker.getByText(label, { exact: true }) }).locator('b')
const becomes = (label, text) => number(label).filter({ hasText: text }).waitFor()
await walker.locator('.live', { hasText: /Live$/ }).waitFor()
await becomes('Introspections', '2')
await becomes('Refused callers', '1')
await becomes('Answered: inactive', '50%')
await becomes('Active tokens', '1')
for (let i = 0; i < 5; i++) await ask(token)
await becomes('Introspections', '7')

// The chart is gone through by the keyboard, and is the same as a table.
const chart = walker.getByRole('slider').first()
await chart.focus()
assert.match(await chart.getAttribute('aria-valuetext'), /per minute/)
const last = await chart.getAttribute('aria-valuenow')
await walker.keyboard.press('Home')
assert.equal(await chart.getAttribute('aria-valuenow'), '0')
assert.match(await chart.getAttribute('aria-valuetext'), /: 0 per minute/)
await walker.keyboard.press('End')
assert.equal(await chart.getAttribute('aria-valuenow'), last)
await walker.getByRole('button', { name: 'The same as a table' }).click()
await walker.waitForURL('**as=table')
const figures = walker.getByRole('table', { name: 'Figures' })
await figures.getByText('Refused callers').waitFor()
await figures.getByText(hostile).first().waitFor()
await walker.getByText('Week').click()
await walker.waitForURL('**span=week**')
await figures.waitFor()
await see(walker, 'home-figures', home, (page) => page.getByText('Refused callers').first().waitFor(), '.plot')
await see(walker, 'home-chosen', home, async (page) => {
  await page.getByRole('slider').first().focus()
  await page.keyboard.press('ArrowLeft')
}, '.plot')
await see(walker, 'home-week', `${home}?span=week`, undefined, '.plot')
await see(walker, 'home-table', `${home}?as=table`, undefined, 'table')

// What is to be looked into turns up.
await walker.getByText('Nothing was revoked').waitFor()
await call(other, 'POST', '/revocations', { client: 'shop', reason: hostile })
await walker.getByText('Tokens of an application revoked').first().waitFor()
await see(walker, 'home-events', home, (page) => page.getByText('Tokens of an application revoked').first().waitFor(), '.plot')

// Without a connection that is said, and with one it goes on.
await walker.context().setOffline(true)
await walker.getByText('Not live: trying again').waitFor()
await walker.context().setOffline(false)
await walker.locator('.live', { hasText: /Live$/ }).waitFor()

// Somebody who may not read tokens sees no figures.
const dora = await call(other, 'POST', '/users', { username: 'dora', name: 'Dora', roles: ['developer'] })
const link = await call(other, 'POST', `/users/${dora.id}/password-links`, { purpose: 'invite' })
const developer = await open()
await developer.goto(link.url)
await developer.locator('[autocomplete=new-password]').first().fill(password)
await Promise.all([developer.waitForResponse((answer) => answer.request().method() === 'POST'), developer.getByRole('button', { name: 'Set password' }).click()])
await developer.goto(`${home}/signin`)
await signIn(developer, 'dora')
await developer.getByRole('heading', { name: 'Addresses' }).waitFor()
assert.equal(await developer.locator('.numbers').count(), 0)
await see(developer, 'home-developer', home, undefined, '.facts')

// What is signed out everywhere ends the page that is open.
const me = await call(other, 'GET', '/me')
expected.push(401)
await call(other, 'POST', `/users/${me.user.id}/sign-out`)
await walker.getByText('Your session has ended').waitFor({ timeout: 8000 })
await done()
