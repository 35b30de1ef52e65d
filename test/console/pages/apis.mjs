// APIs: registering one, what may be done there, how its tokens travel, the secrets
// with which it asks, what it is told, who else sees its tokens, and its end.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { assert, basic, call, done, expected, hostile, introspect, issue, join, origin, see, settle } from '../browser.mjs'

const run = promisify(execFile)
const walker = await settle()
const place = `${origin}/t/acme/console/apis`
const dialog = walker.getByRole('dialog')
const button = (name, on = walker) => on.getByRole('button', { name, exact: true })
const saved = (text) => walker.getByText(text).first().waitFor()
const putAway = async () => {
  await dialog.getByRole('checkbox').check()
  await button('Close', dialog).click()
}

// An empty tenant, and a form that says what is wrong.
await see(walker, 'apis-empty', place, undefined, 'h1 ~ .card, .card')
await walker.goto(place)
await walker.getByRole('link', { name: 'Register an API' }).first().click()
await walker.waitForURL('**/apis/new')
await see(walker, 'api-new', walker.url(), async (page) => {
  await page.getByLabel('Name').fill('Orders')
  await page.getByLabel('Identifier (audience)').fill('orders')
  await page.getByLabel('Scopes').fill('orders:read orders:write')
  await page.getByRole('button', { name: 'Say what they allow' }).click()
  await page.getByRole('button', { name: 'Register the API' }).click()
  await page.getByText('Nothing was saved yet').waitFor()
})
await walker.getByLabel('Name').fill('Orders API')
await walker.getByLabel('Identifier (audience)').fill('https://orders.example')
await walker.getByLabel('Scopes').fill('orders:read orders:write orders:old')
await button('Say what they allow').click()
await walker.getByLabel('What orders:read allows').fill('Read orders')
await button('Register the API').click()
await dialog.getByText(/^jtn_rs_/).waitFor()
const credential = await dialog.locator('.secret').first().textContent()
const secret = await dialog.locator('.secret').last().textContent()
await putAway()
await walker.waitForURL('**/apis/*?tab=snippets')
const address = walker.url().split('?')[0]
const id = address.split('/').at(-1)
const api = () => call(walker, 'GET', `/resource-servers/${id}`)
assert.equal((await api()).scopes[0].description, 'Read orders')

// Others that the rest is about.
const register = (body) => call(walker, 'POST', '/resource-servers', body)
const { client_secret } = await call(walker, 'POST', '/clients', {
  client_id: 'shop', name: 'Shop backend', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic',
  allowed: [{ resource_server: 'https://orders.example', scopes: ['orders:read', 'orders:write', 'orders:old'] }],
})
const billing = await register({ name: 'Billing API', identifiers: ['https://billing.example'] })
const billingKey = await call(walker, 'POST', `/resource-servers/${billing.id}/credentials`, {})
await register({ name: hostile, identifiers: ['https://hostile.example/' + 'w'.repeat(150)], sees: ['*'], hides: ['shop'], scopes: [{ name: 'x'.repeat(100), description: hostile }] })
const token = await issue('shop', client_secret)
const told = async (of = token) => introspect(credential, secret, of)
const scopes = async () => (await told()).scope.split(' ').sort()
assert.deepEqual(await scopes(), ['orders:old', 'orders:read', 'orders:write'])

// The lines to paste do what they say.
const lines = async (language) => {
  await walker.getByText(language, { exact: true }).click()
  return walker.getByRole('region', { name: `Lines for ${language}` }).textContent()
}
const env = { PATH: process.env.PATH, API_SECRET: secret, TOKEN: token }
const byCurl = await run('sh', ['-c', await lines('curl')], { env })
assert.equal(JSON.parse(byCurl.stdout).active, true, 'curl')
const file = `${tmpdir()}/jeton-${id}.mjs`
await writeFile(file, `${await lines('Node')}\nconsole.log(JSON.stringify(await introspect(process.env.TOKEN)))`)
assert.equal(JSON.parse((await run(process.execPath, [file], { env })).stdout).active, true, 'Node')
assert.match(await lines('Go'), new RegExp(`SetBasicAuth\\("${credential}"`))
await see(walker, 'api-snippets', `${address}?tab=snippets`, undefined, 'pre')

// The list is searched, and opens beside it and then as a whole, by the keyboard.
await walker.goto(place)
await walker.getByLabel('Name or identifier begins with').fill('ORDERS.ex')
await walker.waitForURL('**/apis?q=ORDERS.ex')
await walker.getByText('One in all').waitFor()
await walker.getByRole('link', { name: 'Orders API' }).focus()
await walker.keyboard.press('Enter')
await walker.getByRole('dialog', { name: 'API' }).waitFor()
await walker.waitForURL(`**/apis?q=ORDERS.ex&open=${id}`)
await walker.waitForFunction(() => document.activeElement?.textContent === 'Open the API')
await walker.keyboard.press('Enter')
await walker.waitForURL(address)
await see(walker, 'apis', place, undefined, 'table')
await see(walker, 'apis-panel', `${place}?open=${id}`, undefined, '[role=dialog]')

// Scopes: what is removed is gone from tokens already issued.
await walker.goto(`${address}?tab=scopes`)
await walker.getByLabel('What orders:write allows').fill('Change orders')
await button('Remove orders:old').click()
await walker.getByText('Tokens already issued lose it too').waitFor()
await button('Keep orders:old').click()
await button('Remove orders:old').click()
await button('Add a scope').click()
await walker.getByLabel('Scope', { exact: true }).fill('orders read')
await button('Save the scopes').click()
await walker.getByText('A scope has no spaces').first().waitFor()
await walker.getByLabel('Scope', { exact: true }).fill('orders:archive')
await button('Save the scopes').click()
await saved('The scopes are saved.')
assert.deepEqual((await api()).scopes, [{ name: 'orders:read', description: 'Read orders' }, { name: 'orders:write', description: 'Change orders' }, { name: 'orders:archive' }])
assert.deepEqual(await scopes(), ['orders:read', 'orders:write'])
await see(walker, 'api-scopes', `${address}?tab=scopes`, async (page) => {
  await page.getByRole('button', { name: 'Remove orders:archive' }).click()
  await page.getByRole('button', { name: 'Add a scope' }).click()
})

// Format and lifetime.
await walker.goto(`${address}?tab=format`)
await walker.getByLabel('A time of its own').check()
await walker.getByLabel('Seconds').fill('600')
await walker.getByText('That is 10 minutes.').waitFor()
await walker.getByRole('radio', { name: 'JWT' }).check()
await button('Save format and lifetime').click()
await saved('Tokens issued from now on are like that.')
const jwt = await issue('shop', client_secret)
assert.equal(jwt.split('.').length, 3, 'a JWT')
const of = await told(jwt)
assert.equal(of.exp - of.iat, 600)
await see(walker, 'api-format', `${address}?tab=format`)
await walker.getByRole('radio', { name: 'Reference' }).check()
await walker.getByLabel('As the tenant’s setting is').check()
await Promise.all([walker.waitForResponse((answer) => answer.request().method() === 'PATCH'), button('Save format and lifetime').click()])
assert.deepEqual([(await api()).token_format, (await api()).access_token_seconds], ['reference', null])

// Credentials: another one beside the first, which goes.
await walker.goto(`${address}?tab=credentials`)
await button('Make another credential').click()
await button('Make the credential').click()
await dialog.getByText('The older one').waitFor()
const newer = [await dialog.locator('.secret').first().textContent(), await dialog.locator('.secret').last().textContent()]
await putAway()
await walker.getByText(newer[0]).waitFor()
assert.deepEqual([(await told()).active, (await introspect(...newer, token)).active], [true, true])
await see(walker, 'api-credentials', `${address}?tab=credentials`)
await walker.getByRole('button', { name: `Remove the credential that ends in ${secret.slice(-4)}` }).click()
await button('Remove the credential', dialog).click()
await dialog.waitFor({ state: 'hidden' })
const refused = await fetch(`${origin}/t/acme/oauth2/introspect`, { method: 'POST', headers: basic(credential, secret), body: new URLSearchParams({ token }) })
assert.equal(refused.status, 401)

// The release policy: what it would do is shown of a made-up token,
await walker.goto(`${address}?tab=release`)
const preview = walker.getByRole('region', { name: 'What each API is told' })
const makeUp = async (page, says = 'This is what each API is told by it') => {
  await page.getByRole('combobox', { name: 'Issued to the application' }).fill('sho')
  await page.getByRole('option', { name: 'Shop backend' }).click()
  await page.getByLabel('Speaks for (username)').fill('alice')
  await page.getByRole('button', { name: 'Show what each API is told' }).click()
  await page.getByText(new RegExp(says)).waitFor()
}
await makeUp(walker)
await walker.getByRole('checkbox', { name: 'username' }).uncheck()
await walker.getByLabel('An id that only this API knows').check()
await preview.getByText('One API is told something else.').waitFor()
await preview.getByText('No longer told username').waitFor()
await preview.getByText('Told another sub').waitFor()
await see(walker, 'api-release', `${address}?tab=release`, async (page) => {
  await makeUp(page)
  await page.getByRole('checkbox', { name: 'username' }).uncheck()
  await page.getByLabel('An id that only this API knows').check()
  await page.getByText('No longer told username').waitFor()
})
// and of one that somebody has, which is left nowhere.
const asked = []
walker.on('request', (request) => asked.push(request.url()))
await walker.getByLabel('One that you have').check()
await walker.getByLabel('The token', { exact: true }).fill(token)
await button('Show what each API is told').click()
await preview.getByText('Told another sub').waitFor()
await preview.getByText('No longer told username').waitFor({ state: 'hidden' })
await button('Save the release policy').click()
await saved('The release policy is saved.')
await walker.getByText('This is what each API is told by it').waitFor()
const left = await walker.evaluate(() => [location.href, JSON.stringify(history.state), JSON.stringify(localStorage), JSON.stringify(sessionStorage)])
assert.ok(![...asked, ...left].some((text) => text.includes(token)), 'the token is in no address and nothing that is kept')
const now = await introspect(...newer, token)
assert.notEqual(now.sub, 'shop')
assert.deepEqual((await api()).release, { claims: ['sub', 'client_id'], subject: 'pairwise' })

// Billing comes to see the orders' tokens, and the orders' page says so.
assert.equal((await introspect(billingKey.id, billingKey.secret, token)).active, false)
await walker.goto(`${place}/${billing.id}?tab=release`)
await walker.getByLabel('Those of some other APIs too').check()
await button('Save the release policy').click()
await walker.getByText('Name an API').first().waitFor()
await walker.getByRole('combobox', { name: 'Of these APIs' }).fill('https://orders')
await walker.getByRole('option', { name: 'https://orders.example' }).click()
await makeUp(walker, 'is told something else')
await preview.getByText('Becomes active').waitFor()
await button('Save the release policy').click()
await saved('The release policy is saved.')
assert.equal((await introspect(billingKey.id, billingKey.secret, token)).active, true)
await walker.goto(address)
await walker.getByText('Billing API may see them too, because its policy names this API, by https://orders.example').waitFor()
await walker.getByText('may see them too, because it is a gateway').waitFor()
await walker.getByText('but not those of shop').waitFor()
await see(walker, 'api-overview', address, undefined, '.danger')
const all = await call(walker, 'GET', '/resource-servers')
const bad = all.items.find((item) => item.name === hostile)
for (const tab of ['overview', 'scopes']) await see(walker, `api-hostile-${tab}`, `${place}/${bad.id}?tab=${tab}`)

// Those who may less are offered less.
const dora = await join(walker, 'dora', 'developer')
await dora.goto(`${address}?tab=release`)
await dora.getByText('decided by owners and admins').waitFor()
assert.ok(await dora.getByLabel('Those of every API').isDisabled())
assert.equal(await dora.getByLabel('One that you have').count(), 0)
const otto = await join(walker, 'otto', 'auditor')
await see(otto, 'api-release-auditor', `${address}?tab=release`)
await otto.goto(`${address}?tab=scopes`)
await otto.getByText('Change orders').waitFor()
assert.equal(await otto.getByRole('button', { name: /Save|Remove/ }).count(), 0)
await otto.goto(place)
await otto.getByRole('table').waitFor()
assert.equal(await otto.getByRole('link', { name: 'Register an API' }).count(), 0)

// Another name; then off, on again, and gone.
await walker.getByRole('textbox', { name: 'Name' }).fill('Orders and returns')
await button('Save the name').click()
await saved('The API has another name now.')
await button('Add an address').click()
await walker.getByLabel('Addresses that tokens are issued for (audience), 2').fill('https://orders.example/v2')
await button('Save the identifiers').click()
await saved('The identifiers are saved.')
await walker.getByText('https://orders.example/v2').first().waitFor()
await button('Take address 1 away').click()
await walker.getByText('are inactive from the moment you save').waitFor()
await walker.reload()
assert.deepEqual((await api()).identifiers, ['https://orders.example', 'https://orders.example/v2'])
const active = async () => (await introspect(billingKey.id, billingKey.secret, token)).active
await button('Disable the API').click()
await button('Disable the API', dialog).click()
await saved('The API is disabled.')
assert.equal(await active(), false)
await button('Enable the API').click()
await button('Enable the API', dialog).click()
await saved('The API is active again.')
assert.equal(await active(), true)
await walker.getByText('live token').first().waitFor()
await button('Remove the API').click()
assert.ok(await button('Remove the API', dialog).isDisabled())
await see(walker, 'api-remove', address, async (page) => {
  await page.getByText('live token').first().waitFor()
  await page.getByRole('button', { name: 'Remove the API' }).click()
  await page.getByRole('dialog').waitFor()
}, '.danger')
await dialog.getByRole('textbox').fill('https://orders.example')
await button('Remove the API', dialog).click()
await walker.waitForURL(place)
await walker.getByText('2 in all').waitFor()
assert.equal(await active(), false)

expected.push(404)
await see(walker, 'api-missing', address)
await done()
