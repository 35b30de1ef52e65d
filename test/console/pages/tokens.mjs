// Tokens: found, explained and taken back; from a pasted text to revoked in three
// clicks, or with no mouse at all.
import { createHash, randomBytes } from 'node:crypto'
import { Browser } from '../../interop/browser.mjs'
import { assert, basic, call, done, enter, expected, hostile, introspect, issue, open, origin, password, see, settle } from '../browser.mjs'

const walker = await settle()
const home = `${origin}/t/acme/console`
const post = (path, body) => call(walker, 'POST', path, body)
await see(walker, 'tokens-empty', `${home}/tokens`)

// Two APIs of which one asks, a service, and an application that people sign in to.
const orders = await post('/resource-servers', { name: 'Orders API', identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }, { name: 'orders:write' }], personal_access_tokens: true })
await post('/resource-servers', { name: hostile, identifiers: ['https://billing.acme.example'], scopes: [{ name: 'bills' }] })
const credential = await post(`/resource-servers/${orders.id}/credentials`, {})
const active = async (token) => (await introspect(credential.id, credential.secret, token)).active
const allowed = [{ resource_server: 'https://orders.acme.example', scopes: ['orders:read'] }]
const shop = await post('/clients', { client_id: 'shop', name: 'Shop', grant_types: ['client_credentials'], allowed })
const back = 'https://site.example/back'
const site = await post('/clients', { client_id: 'site', name: hostile, grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [back], allowed })

const endpoint = async (parameters) => {
  const answer = await fetch(`${origin}/t/acme/oauth2/token`, { method: 'POST', headers: basic('site', site.client_secret), body: new URLSearchParams(parameters) })
  assert.equal(answer.status, 200)
  return answer.json()
}

// letIn has somebody sign in to the application, which gets tokens for them.
async function letIn(username = 'alice') {
  const verifier = randomBytes(32).toString('base64url')
  const address = new URL(`${origin}/t/acme/oauth2/authorize`)
  address.search = new URLSearchParams({ client_id: 'site', redirect_uri: back, response_type: 'code', scope: 'orders:read', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' })
  const answer = await new Browser().signIn(address, back, username, password)
  return endpoint({ grant_type: 'authorization_code', code: answer.searchParams.get('code'), redirect_uri: back, code_verifier: verifier })
}
const refresh = (token) => endpoint({ grant_type: 'refresh_token', refresh_token: token })
const idOf = async (token) => (await post('/tokens/inspect', { token })).record.id

// What is asked for, said and kept while a token is about.
const asked = []
const saidOf = []
walker.on('request', (request) => asked.push(request.url()))
walker.on('console', (message) => saidOf.push(message.text()))
const copied = (text) => walker.evaluate((token) => navigator.clipboard.writeText(token), text)
async function nowhere(token) {
  const kept = await walker.evaluate(() => JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML]))
  for (const text of [...asked, ...saidOf, kept]) assert.ok(!text.includes(token), 'a pasted token is in no address, no history, no store and no markup')
}

// The story of two in the morning: from Home to revoked.
let leaked = await issue('shop', shop.client_secret)
assert.equal(await active(leaked), true)
await walker.goto(home)
await walker.getByRole('heading', { name: 'Home' }).waitFor()
await copied(leaked)
await walker.evaluate(() => { window.clicks = 0; addEventListener('click', (event) => { if (event.isTrusted) window.clicks++ }, true) })
await walker.getByRole('link', { name: 'Tokens', exact: true }).click()
await walker.getByRole('heading', { name: 'Tokens', exact: true }).waitFor()
await walker.keyboard.press('Control+v')
await walker.getByRole('heading', { name: 'It is active' }).waitFor()
await walker.getByText('Orders API: active. It is told').waitFor()
await walker.getByText('inactive, because the token was not issued for it').first().waitFor()
await walker.getByRole('button', { name: 'Revoke this token' }).click()
const dialog = walker.getByRole('dialog')
await dialog.getByRole('button', { name: 'Revoke the token' }).click()
await walker.getByRole('heading', { name: 'It is revoked' }).waitFor()
assert.equal(await walker.evaluate(() => window.clicks), 3, 'three clicks, from Home to revoked')
assert.equal(await active(leaked), false)
await walker.getByText('Revoked by').waitFor()
await nowhere(leaked)
assert.equal(await walker.getByRole('button', { name: 'Revoke this token' }).count(), 0, 'what is done is not offered again')
await walker.getByRole('link', { name: 'Home' }).click()
await walker.goBack()
await walker.getByRole('heading', { name: 'Inspect a token' }).waitFor()
assert.equal(await walker.getByLabel('Token', { exact: true }).inputValue(), '', 'the field is empty for whoever comes back')

// And again with no mouse, from a line of a log.
leaked = await issue('shop', shop.client_secret)
await walker.goto(home)
await walker.getByRole('heading', { name: 'Home' }).waitFor()
await copied(`10:02:11 GET /orders Authorization: Bearer ${leaked} 200`)
await walker.keyboard.press('Control+k')
await walker.waitForFunction(() => document.activeElement?.role === 'combobox')
await walker.keyboard.type('inspect')
await walker.getByRole('option', { name: 'Inspect a token' }).waitFor()
await walker.keyboard.press('Enter')
await walker.waitForFunction(() => document.activeElement?.classList.contains('veiled'))
await walker.keyboard.press('Control+v')
await walker.waitForFunction(() => document.activeElement?.textContent === 'It is active')
await walker.keyboard.press('Tab')
assert.equal(await walker.evaluate(() => document.activeElement.textContent), 'Revoke this token')
await walker.keyboard.press('Enter')
await dialog.getByLabel('Reason').waitFor()
await walker.waitForFunction(() => document.activeElement?.closest('[role=dialog]') && document.activeElement.tagName === 'INPUT')
await walker.keyboard.type('Found in a public log')
await walker.keyboard.press('Enter')
await walker.getByRole('heading', { name: 'It is revoked' }).waitFor()
assert.equal(await active(leaked), false)
await walker.getByText('Found in a public log.').waitFor()
await nowhere(leaked)

// What a text is that opens nothing here.
const elsewhere = await enter('alice', 'system')
await call(elsewhere, 'POST', '/resource-servers', { name: 'Elsewhere', identifiers: ['https://elsewhere.example'] })
const stranger = await call(elsewhere, 'POST', '/clients', { client_id: 'stranger', grant_types: ['client_credentials'], allowed: [{ resource_server: 'https://elsewhere.example', scopes: [] }] })
const field = walker.getByLabel('Token', { exact: true })
for (const [text, title, said] of [
  [await issue('stranger', stranger.client_secret, 'system'), 'This tenant has no record of it', 'issued by another tenant'],
  [leaked.slice(0, -1), 'It is not whole', 'a character was changed, added or lost'],
  [shop.client_secret, 'It is not a token of this tenant', 'Treat it as leaked'],
  ['eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL290aGVyLmV4YW1wbGUifQ.x', 'It is not a token of this tenant', 'https://other.example'],
  ['swordfish', 'It is not a token of this tenant', 'no token that Jeton issues'],
]) {
  await field.fill(text)
  await field.press('Enter')
  await walker.getByText(said).first().waitFor()
  await walker.getByRole('heading', { name: title }).waitFor()
  assert.equal(await walker.getByRole('button', { name: /^Revoke/ }).count(), 0)
  await nowhere(text)
}
await see(walker, 'inspector', `${home}/tokens/inspector`)
await see(walker, 'inspector-unknown', `${home}/tokens/inspector`, async (page) => {
  await page.getByLabel('Token', { exact: true }).fill(shop.client_secret)
  await page.getByRole('button', { name: 'Say what it is' }).click()
  await page.getByText('Treat it as leaked').waitFor()
})
await walker.getByRole('button', { name: 'Clear' }).click()
assert.equal(await field.inputValue(), '')
assert.equal(await walker.getByRole('heading', { name: 'It is not a token of this tenant' }).count(), 0)

// A family: alice signs in, and the application refreshes twice.
const first = await letIn()
const second = await refresh(first.refresh_token)
const third = await refresh(second.refresh_token)
assert.equal(await active(third.access_token), true)
await see(walker, 'inspector-active', `${home}/tokens/inspector`, async (page) => {
  await page.getByLabel('Token', { exact: true }).fill(third.access_token)
  await page.getByRole('button', { name: 'Say what it is' }).click()
  await page.getByRole('heading', { name: 'It is active' }).waitFor()
  await page.getByRole('button', { name: /^Show what Orders API/ }).click()
})

// A person's own token, made on their account page.
await walker.goto(`${origin}/t/acme/account/tokens`)
await walker.getByLabel('Name').fill(hostile.slice(0, 60))
await walker.getByRole('checkbox', { name: 'orders:read' }).check()
await walker.getByRole('button', { name: 'Make the token' }).click()
const personal = await walker.getByText(/^jtn_pat_/).first().textContent()
assert.equal(await active(personal), true)

// The list, narrowed by everything there is, and back. All of it is in the address.
const count = async (number) => walker.getByText(number === 1 ? 'One in all' : `${number} in all`, { exact: true }).waitFor()
await walker.goto(`${home}/tokens`)
await count(9)
await see(walker, 'tokens', `${home}/tokens`, undefined, 'table')
const chip = (name) => walker.getByRole('group', { name: 'Filters' }).getByRole('button', { name, exact: true })
const away = (name) => walker.getByRole('button', { name: `Take the filter away: ${name}` }).click()
const search = () => new URL(walker.url()).searchParams
await chip('Application').click()
await walker.getByRole('combobox').fill('sho')
await walker.getByRole('option', { name: 'Shop shop' }).waitFor()
await walker.keyboard.press('Enter')
await count(2)
assert.equal(search().get('client'), 'shop')
await away('application')
await count(9)
await chip('Person').click()
await walker.getByRole('combobox').fill('lid')
await walker.getByRole('option', { name: 'alice, Alice Liddell' }).click()
await count(7)
await chip('API').click()
await walker.getByRole('combobox').fill('orders')
await walker.getByRole('option', { name: 'Orders API' }).click()
await walker.waitForURL(`**api=${orders.id}**`)
await count(7)
await chip('Kind').click()
await walker.getByRole('button', { name: 'Refresh token', exact: true }).click()
await count(3)
await chip('State').click()
await walker.getByRole('button', { name: 'Active', exact: true }).click()
await count(3)
await chip('Issued').click()
await walker.getByRole('button', { name: 'In the last hour' }).click()
await count(3)
assert.deepEqual([...search().keys()].sort(), ['after', 'api', 'kind', 'state', 'user'])
await walker.reload()
await count(3)
await see(walker, 'tokens-narrowed', walker.url(), undefined, 'table')
await see(walker, 'tokens-filter', `${home}/tokens`, async (page) => {
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Application' }).click()
  await page.getByRole('option').first().waitFor()
}, 'table')

// A row opens beside the list, by the keyboard, with its life and its family. What an
// API was told last comes to be known within seconds.
const spent = await idOf(second.refresh_token)
await walker.getByRole('link', { name: 'Refresh token' }).nth(1).focus()
await walker.keyboard.press('Enter')
const panel = walker.getByRole('dialog', { name: 'Token' })
await panel.getByText('Exchanged for the next one by').waitFor()
assert.equal(search().get('open'), spent)
await panel.getByText('It was exchanged for').waitFor()
await panel.getByText('Issued in the same answer').waitFor()
await panel.getByText('Allowed by alice').waitFor()
const twig = panel.getByRole('button', { name: `Access token ${await idOf(third.access_token)}` })
await twig.click()
await panel.getByText('Orders API: active').waitFor()
for (let looks = 0; await panel.getByText('First seen by Orders API').count() === 0; looks++) {
  assert.ok(looks < 20, 'the life line tells which API saw the token')
  await walker.waitForTimeout(500)
  await walker.reload()
  await panel.getByText('Its life').waitFor()
}
await panel.getByText(/Orders API: (once|\d+ times), last/).waitFor()
await see(walker, 'token-panel', walker.url(), undefined, '.life')
await see(walker, 'token-panel-used', `${home}/tokens?open=${spent}`, undefined, '.life')
expected.push(404)
await see(walker, 'token-panel-missing', `${home}/tokens?open=nonsense`, undefined, '[role=alert]')

// Its whole family goes at once, after it was said what that reaches.
await panel.getByRole('button', { name: 'Revoke its family' }).click()
const confirm = walker.getByRole('dialog', { name: 'Revoke its family' })
await confirm.getByText('Ends 6 live tokens at once').waitFor()
await confirm.getByText('Within the last hour Orders API met 1 of them.').waitFor()
const revoke = confirm.getByRole('button', { name: 'Revoke 6 live tokens' })
assert.ok(await revoke.isDisabled(), 'not before the id is typed')
await see(walker, 'revoke-family', walker.url(), async (page) => {
  await page.getByRole('button', { name: 'Revoke its family' }).click()
  await page.getByText('Ends 6 live tokens at once').waitFor()
}, '.life')
await confirm.getByLabel('to go on').fill('site')
await confirm.getByLabel('Reason').fill(hostile)
await revoke.click()
await walker.getByText('6 tokens revoked.').waitFor()
await panel.getByText('Revoked with its whole family by').waitFor()
await panel.getByText('✕ Revoked').first().waitFor()
for (const token of [first, second, third]) assert.equal(await active(token.access_token), false)
await see(walker, 'token-panel-revoked', walker.url(), undefined, '.life')

// All of a person's, and all of an application's.
const carol = await post('/users', { username: 'carol', name: 'Carol' })
await call(walker, 'PUT', `/users/${carol.id}/roles`, { version: carol.version, roles: ['auditor'] })
const link = await post(`/users/${carol.id}/password-links`, { purpose: 'invite' })
const guest = await open()
await guest.goto(link.url)
await guest.locator('[autocomplete=new-password]').fill(password)
await guest.keyboard.press('Enter')
await guest.getByRole('button', { name: 'Set password' }).waitFor({ state: 'hidden' })
const fourth = await letIn('carol')
await walker.goto(`${home}/tokens?open=${await idOf(fourth.access_token)}`)
await panel.getByRole('button', { name: 'Revoke all of carol’s tokens' }).click()
await walker.getByLabel('to go on').fill('carol')
await walker.getByRole('button', { name: 'Revoke 2 live tokens' }).click()
await walker.getByText('2 tokens revoked.').waitFor()
assert.deepEqual([await active(fourth.access_token), await active(personal)], [false, true])
await panel.getByText('All tokens of its person were revoked by alice').waitFor()
const service = await issue('shop', shop.client_secret)
await walker.goto(`${home}/tokens?open=${await idOf(service)}`)
await panel.getByRole('button', { name: 'Revoke all of shop’s tokens' }).click()
await walker.getByLabel('to go on').fill('shop')
await walker.getByRole('button', { name: 'Revoke 1 live token' }).click()
await panel.getByText('All tokens of its application were revoked by alice').waitFor()
assert.equal(await active(service), false)

// At the application: its tokens, and what people let it do.
const fifth = await letIn()
await walker.goto(`${home}/applications/site?tab=tokens&kind=refresh_token`)
await count(5)
await walker.getByRole('tab', { name: 'Consents' }).click()
await count(3)
await see(walker, 'application-consents', walker.url(), undefined, 'table')
await walker.getByRole('button', { name: 'Revoke', exact: true }).first().click()
await dialog.getByText('Ends 2 live tokens at once').waitFor()
await dialog.getByLabel('to go on').fill('site')
await dialog.getByRole('button', { name: 'Revoke 2 live tokens' }).click()
await walker.getByText('2 tokens revoked.').last().waitFor()
assert.equal(await active(fifth.access_token), false)

// Who may only read is shown everything, and offered nothing.
const reader = await enter('carol')
await reader.goto(`${home}/tokens?open=${await idOf(fifth.access_token)}`)
await reader.getByText('Its life').waitFor()
assert.equal(await reader.getByRole('button', { name: /^Revoke/ }).count(), 0)
await see(reader, 'token-panel-reader', reader.url(), undefined, '.life')
await done()
