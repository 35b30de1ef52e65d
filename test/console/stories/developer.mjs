// A developer wants an application working: from the set-up link to the first active
// introspection of an application of their own, through the console alone. Where the
// tenant is there and large, from the sign-in on.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { assert, call, done, enter, expected, introspect, large, open, password, picture, setup } from '../browser.mjs'
import { stopwatch } from '../stopwatch.mjs'

const terminal = promisify(execFile)

// Nobody is signed in at first.
expected.push(401)

let api, apiSecret
const page = large ? await enter('alice') : await open()
const hand = await stopwatch(page)
const dialog = page.getByRole('dialog')
const copied = () => page.evaluate(() => navigator.clipboard.readText())

// putAway copies the secret that a panel shows, and closes it.
async function putAway() {
  await dialog.getByRole('button', { name: /^Copy .*secret/ }).click()
  const secret = await copied()
  await dialog.getByRole('checkbox').click()
  await dialog.getByRole('button', { name: 'Close' }).click()
  return secret
}

// paste runs lines of the console as they were copied, with secrets where they say.
async function paste(environment) {
  const { stdout } = await terminal('sh', ['-c', await copied()], { env: { PATH: process.env.PATH, ...environment } })
  return JSON.parse(stdout)
}

if (!large) {
  hand.step('Open the set-up link, and say who the tenant and you are')
  await page.goto(setup)
  await page.getByLabel('Name', { exact: true }).click()
  await hand.type(page.getByLabel('Name', { exact: true }), 'Acme')
  await hand.type(page.getByLabel('Username'), 'alice')
  await hand.type(page.getByLabel('Password', { exact: true }), password)
  await page.keyboard.press('Enter')

  hand.step('Go to the console, and sign in')
  await page.getByRole('link', { name: 'Go to the console of acme' }).click()
  await page.waitForURL('**/console/signin')
  await hand.type(page.locator('[autocomplete=username]'), 'alice')
  await hand.type(page.locator('[autocomplete=current-password]'), password)
  await page.keyboard.press('Enter')

  hand.step('Register the API')
  await page.getByLabel('Name').click()
  await hand.type(page.getByLabel('Name'), 'Orders API')
  await hand.type(page.getByLabel('Identifier (audience)'), 'https://orders.acme.example')
  await hand.type(page.getByLabel('Scopes'), 'orders:read')
  await page.keyboard.press('Enter')

  hand.step('Keep the API’s secret')
  apiSecret = await putAway()
} else {
  // The API is a colleague's.
  const { id } = await call(page, 'POST', '/resource-servers', { name: 'Orders API', identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }] })
  api = await call(page, 'POST', `/resource-servers/${id}/credentials`, {})
}

hand.step('Register the application')
if (large) {
  await page.getByRole('link', { name: 'Applications', exact: true }).click()
  await page.getByRole('heading', { name: 'Applications' }).waitFor()
}
await page.getByRole('link', { name: 'Register an application' }).click()
await page.getByLabel('Service').click()
await page.getByRole('button', { name: 'Go on' }).click()
await page.getByLabel('Name', { exact: true }).click()
await hand.type(page.getByLabel('Name', { exact: true }), 'Shop')
await page.getByRole('checkbox', { name: /^Orders API/ }).click()
await page.getByRole('button', { name: 'Register the application' }).click()

hand.step('Keep the application’s secret')
const clientSecret = await putAway()
await page.waitForURL('**?tab=snippets')

if (large) {
  hand.step('Copy the lines for curl into a terminal, and ask what the token means')
  await page.getByRole('button', { name: 'Copy Lines for curl' }).click()
  const { access_token: token } = await paste({ CLIENT_SECRET: clientSecret })
  assert.equal((await introspect(api.id, api.secret, token)).active, true)

  hand.step('Find the application again among ten thousand')
  await page.getByRole('link', { name: 'Applications', exact: true }).click()
  await page.getByLabel('Name or id begins with').click()
  await hand.type(page.getByLabel('Name or id begins with'), 'shop')
  await page.getByRole('link', { name: 'Shop' }).click()
  await dialog.getByText('Open the application').click()
  await page.getByRole('heading', { name: 'Shop' }).waitFor()
} else {
  hand.step('Go Home, and copy the lines there into a terminal')
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('button', { name: 'Copy Lines that get a token and ask' }).click()
  const answer = await paste({ CLIENT_SECRET: clientSecret, API_SECRET: apiSecret })
  assert.equal(answer.active, true)
  assert.equal(answer.scope, 'orders:read')
  await page.getByText('Get a token, and ask what it means · done').waitFor()
  await picture(page, 'story-home')
}
const clicks = hand.told(large ? 'A developer at a large tenant' : 'A developer')
assert.ok(clicks < 25, `${clicks} clicks`)
await done()
