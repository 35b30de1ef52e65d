// The audit log: found again by who, what and when, seen as it was before and after,
// and taken away as a file.
import { readFileSync } from 'node:fs'
import { assert, call, done, enter, expected, hostile, invite, origin, password, see, settle } from '../browser.mjs'

const alice = await settle()
const log = `${origin}/t/acme/console/audit`

await call(alice, 'POST', '/resource-servers', { name: 'Orders', identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }] })
const shop = await call(alice, 'POST', '/clients', { client_id: 'shop', name: hostile, grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' })
await call(alice, 'PATCH', '/clients/shop', { version: shop.version, name: '=HYPERLINK("https://evil.example","x")', allowed: [{ resource_server: 'https://orders.acme.example', scopes: ['orders:read'] }] })
const app = await call(alice, 'POST', '/clients', { client_id: 'site', name: 'Site', grant_types: ['authorization_code'], token_endpoint_auth_method: 'none', redirect_uris: ['https://a.example/', 'https://b.example/'] })
await call(alice, 'PATCH', '/clients/site', { version: app.version, redirect_uris: ['https://b.example/', 'https://c.example/'] })
const watcher = await invite(alice, 'watcher', ['auditor'], hostile)
await invite(alice, 'builder', ['developer'])

// From the rail to the newest event, and to what it changed.
await alice.getByRole('link', { name: 'Audit log' }).click()
await alice.getByRole('heading', { name: 'Audit log' }).waitFor()
await alice.getByRole('row', { name: /Password set/ }).first().waitFor()
await alice.getByRole('combobox', { name: 'What was done' }).fill('Application changed')
await alice.getByRole('option', { name: 'Application changed' }).click()
await alice.waitForURL('**action=client.edited')
await alice.getByText('2 in all').waitFor()
const dialog = alice.getByRole('dialog')
await alice.getByRole('button', { name: 'Application changed' }).first().focus()
await alice.keyboard.press('Enter')
await dialog.getByRole('row', { name: /redirect_uris/ }).waitFor()
const row = await dialog.getByRole('row', { name: /redirect_uris/ }).innerText()
assert.match(row, /≠\s+Changed/)
assert.match(row, /https:\/\/a\.example\/ −\s+Gone/)
assert.match(row, /https:\/\/c\.example\/ \+\s+New/)
assert.doesNotMatch(row, /b\.example\/ [+−]/)
await dialog.getByText('Person, you: Alice Liddell').waitFor()
await dialog.getByText('Application: Site').waitFor()
assert.equal(await dialog.getByRole('link', { name: 'site' }).getAttribute('href'), '/t/acme/console/applications/site')
// What is open has an address, which opens it wherever it is in the log.
const address = alice.url()
await alice.goto('about:blank')
await alice.goto(address)
await dialog.getByRole('row', { name: /redirect_uris/ }).waitFor()
await see(alice, 'audit-event', address, undefined, '[role=dialog] table')
await dialog.getByRole('button', { name: 'Only what was done to it' }).click()
await alice.waitForURL(/object=client(%3A|:)site/)
await alice.getByText('One in all').waitFor()
await alice.getByRole('button', { name: 'Clear the filters' }).click()
await alice.waitForURL(log)

// By whom: a name is enough, and so is an id.
const whom = alice.getByRole('combobox', { name: 'By whom' })
await whom.fill('Alice')
await alice.getByRole('option', { name: 'Alice Liddell' }).click()
await alice.waitForURL(/actor=user/)
await alice.getByRole('button', { name: 'Clear the filters' }).click()
await whom.fill('user:nobody')
await whom.press('Enter')
await alice.getByText('Nothing of that kind was done').waitFor()
await see(alice, 'audit-nothing', alice.url())
await whom.fill('')
await alice.getByText(/in all|Load more/).first().waitFor()
// A time that has not come yet has nothing in it.
await alice.getByLabel('From', { exact: true }).fill('2099-01-01T00:00')
await alice.waitForURL(/after=20\d\d/)
await alice.getByText('Nothing of that kind was done').waitFor()
await alice.goto(log)
await see(alice, 'audit', log, undefined, 'table')
await see(alice, 'audit-hostile', `${log}?action=user.created`, (page) => page.getByRole('button', { name: 'Person added' }).nth(1).click().then(() => page.getByRole('dialog').getByRole('table').waitFor()), 'table')

// Taken away: all of it, as JSON, then what is selected, as CSV. No secret is in it.
const file = async (choose) => {
  await alice.getByRole('button', { name: 'Export' }).click()
  await choose?.()
  const [download] = await Promise.all([alice.waitForEvent('download'), dialog.getByRole('button', { name: 'Write the file' }).click()])
  await dialog.getByText(/in audit-acme-/).waitFor()
  const text = readFileSync(await download.path(), 'utf8')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  return { name: download.suggestedFilename(), text }
}
const json = await file(() => dialog.getByLabel('JSON lines').check())
assert.match(json.name, /^audit-acme-\d{4}-\d\d-\d\d\.jsonl$/)
const written = json.text.trim().split('\n').map((line) => JSON.parse(line))
const listed = []
for (let cursor = ''; cursor !== null;) {
  const page = await call(alice, 'GET', `/audit-events?limit=20${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
  listed.push(...page.items)
  cursor = page.next_cursor
}
assert.deepEqual(written, listed)
assert.ok(!json.text.includes(shop.client_secret) && !json.text.includes(password), 'no secret is in the log')
await see(alice, 'audit-export', log, async (page) => {
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('dialog').waitFor()
}, 'table')
await alice.goto(`${log}?action=client.edited&object=client:shop`)
await alice.getByText('One in all').waitFor()
const csv = await file()
assert.equal(csv.text.split('\r\n')[0], 'at,id,actor,action,object,before,after')
assert.equal(csv.text.split('\r\n').length, 3)
assert.ok(csv.text.includes('""name"":""=HYPERLINK(\\""https://evil.example\\"",\\""x\\"")""'), csv.text)
// Stopped, no file is written, and it goes on from there.
await alice.route('**/audit-events?limit=200**', async (route) => {
  await new Promise((go) => setTimeout(go, 400))
  await route.continue().catch(() => {})
})
await alice.getByRole('button', { name: 'Export' }).click()
await dialog.getByRole('button', { name: 'Write the file' }).click()
await dialog.getByRole('button', { name: 'Stop' }).click()
await dialog.getByText('Stopped: no file was written').waitFor()
await alice.unroute('**/audit-events?limit=200**')
const [download] = await Promise.all([alice.waitForEvent('download'), dialog.getByRole('button', { name: /Go on|Write the file/ }).click()])
assert.equal(readFileSync(await download.path(), 'utf8'), csv.text)
await dialog.getByRole('button', { name: 'Close' }).last().click()

// What is not there says so, and so does a server that cannot be reached.
await see(alice, 'audit-missing', `${log}?open=2026-01-01T00:00:00.000Z_nothing`, undefined, '[role=dialog] [role=alert]')
expected.push(503)
await see(alice, 'audit-error', `${origin}/t/acme/console`, async (page) => {
  await page.route('**/audit-events?limit=50**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', detail: 'the database does not answer', request_id: 'r-1' }) }))
  await page.getByRole('link', { name: 'Audit log' }).click({ force: true }).catch(() => {})
  if (!(await page.getByRole('heading', { name: 'Audit log' }).isVisible())) {
    await page.getByRole('button', { name: 'Places' }).click().catch(() => {})
    await page.getByRole('link', { name: 'Audit log' }).click().catch(() => {})
  }
  await page.getByText('The list could not be read').waitFor()
  await page.unroute('**/audit-events?limit=50**')
})

// An auditor reads the log, and whoever may not is not offered it.
const reader = await enter('watcher')
await reader.getByRole('link', { name: 'Audit log' }).click()
await reader.getByRole('row', { name: /Person signed in/ }).first().waitFor()
await reader.getByText('You', { exact: true }).first().waitFor()
assert.equal((await call(reader, 'GET', '/me')).actor, `user:${watcher.id}`)
const builder = await enter('builder')
assert.equal(await builder.getByRole('link', { name: 'Audit log' }).count(), 0)
await done()
