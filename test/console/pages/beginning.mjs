// The console from the first start on: from the set-up link to an application with a
// secret, and all that can be done with an application.
import { assert, done, expected, hostile, introspect, issue, open, origin, password, see, setup, signIn } from '../browser.mjs'

// Nobody is signed in: the console sends them to the page to sign in.
const walker = await open()
expected.push(401)

await see(walker, 'setup', setup)
await walker.goto(setup)
await walker.getByRole('heading', { name: 'Set up Jeton' }).waitFor()
assert.equal(await walker.evaluate(() => location.hash), '', 'the secret is not left in the address')
await walker.getByRole('button', { name: 'Set up Jeton' }).click()
await walker.getByRole('alert').waitFor()
// The summary has the focus.
await walker.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert')
await walker.getByLabel('Name', { exact: true }).fill('Acme Inc.')
assert.equal(await walker.getByLabel('Short name').inputValue(), 'acme-inc')
await walker.getByLabel('Short name').fill('acme')
await walker.getByLabel('Username').fill('alice')
await walker.getByLabel('Your name').fill('Alice Liddell')
await walker.getByLabel('Password', { exact: true }).fill('short')
expected.push(400)
await walker.getByRole('button', { name: 'Set up Jeton' }).click()
await walker.getByText('a password has at least', { exact: false }).first().waitFor()
await walker.getByLabel('Password', { exact: true }).fill(password)
await walker.getByRole('button', { name: 'Set up Jeton' }).click()
await walker.getByRole('heading', { name: 'Jeton is set up' }).waitFor()
await see(walker, 'setup-used', setup, async (page) => {
  await page.getByLabel('Name', { exact: true }).fill('Acme')
  await page.getByLabel('Username').fill('eve')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Set up Jeton' }).click()
  await page.getByText('does not open anything').first().waitFor()
})

// A deep link survives the sign-in.
await walker.goto(`${origin}/t/acme/console/applications?q=nothing`)
await walker.waitForURL('**/console/signin')
await signIn(walker, 'alice')
await walker.waitForURL('**/console/applications?q=nothing')
await walker.getByText('No application').waitFor()
await walker.goto(`${origin}/t/acme/console`)
await walker.getByText('Register an API').waitFor()
await see(walker, 'home-empty', `${origin}/t/acme/console`, undefined, 'ol')

// First an API,
await walker.getByLabel('Name').fill(hostile)
await walker.getByLabel('Identifier (audience)').fill('https://orders.acme.example')
await walker.getByLabel('Scopes').fill('orders:read orders:write')
await walker.getByRole('button', { name: 'Register the API' }).click()
const dialog = walker.getByRole('dialog')
await dialog.getByText(/^jtn_rs_/).waitFor()
await walker.keyboard.press('Escape')
assert.ok(await dialog.isVisible(), 'a secret is put away on purpose alone')
const credential = await dialog.locator('.secret').first().textContent()
const apiSecret = await dialog.locator('.secret').last().textContent()
await dialog.getByRole('checkbox').check()
await dialog.getByRole('button', { name: 'Close' }).click()
await walker.getByText('Register an API · done').waitFor()

// then an application,
await walker.getByRole('link', { name: 'Register an application' }).click()
await walker.getByRole('heading', { name: 'Register an application' }).waitFor()
// The heading has the focus.
await walker.waitForFunction(() => document.activeElement?.tagName === 'H1')
await see(walker, 'application-kinds', walker.url())
await walker.getByLabel('Service').check()
await walker.getByRole('button', { name: 'Go on' }).click()
await walker.getByLabel('Name', { exact: true }).fill(hostile)
await walker.getByLabel('Id (client_id)').fill('shop')
await walker.getByRole('checkbox', { name: hostile.slice(0, 20) }).check()
await walker.getByRole('button', { name: 'Register the application' }).click()
await dialog.getByText(/^jtn_cs_/).waitFor()
const clientSecret = await dialog.locator('.secret').last().textContent()
await dialog.getByRole('checkbox').check()
await dialog.getByRole('button', { name: 'Close' }).click()
await walker.waitForURL('**/applications/shop?tab=snippets')
await walker.getByText('grant_type=client_credentials').waitFor()

// which gets a token that means something to the API. Home hears it.
await walker.goto(`${origin}/t/acme/console`)
await walker.getByText('Waiting for the first introspection').waitFor()
await see(walker, 'home-waiting', `${origin}/t/acme/console`, undefined, 'ol')
const token = await issue('shop', clientSecret)
assert.equal((await introspect(credential, apiSecret, token)).active, true)
await walker.getByText('ask what it means · done').waitFor()
await walker.getByText('and was told: active').waitFor()
await walker.getByRole('button', { name: 'Go on to the figures' }).click()
await walker.getByText('How things are').waitFor()
await see(walker, 'home', `${origin}/t/acme/console`)

// An application that people sign in to: its addresses are checked while typed.
await walker.goto(`${origin}/t/acme/console/applications/new`)
await walker.getByLabel('Web application').check()
await walker.getByRole('button', { name: 'Go on' }).click()
await walker.getByLabel('Name', { exact: true }).fill('Storefront')
const address = walker.getByLabel('Where people come back to (redirect_uris), 1')
await address.fill('http://shop.example/back')
await walker.getByText('http is for 127.0.0.1').first().waitFor()
await see(walker, 'application-new', walker.url(), async (page) => {
  await page.getByLabel('Web application').check()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByLabel('Where people come back to (redirect_uris), 1').fill('https://shop.example/*')
  await page.getByText('no wildcards').waitFor()
})
await address.fill('https://shop.example/back')
await walker.getByRole('button', { name: 'Register the application' }).click()
await dialog.getByText(/^jtn_cs_/).waitFor()
await dialog.getByRole('checkbox').check()
await dialog.getByRole('button', { name: 'Close' }).click()
await walker.waitForURL('**tab=snippets')
const storefront = new URL(walker.url()).pathname
for (const tab of ['overview', 'secrets', 'addresses', 'access', 'snippets', 'consents', 'tokens']) {
  await see(walker, `application-${tab}`, `${origin}${storefront}?tab=${tab}`)
}
await see(walker, 'application-hostile', `${origin}/t/acme/console/applications/shop`)
await see(walker, 'application-tokens-one', `${origin}/t/acme/console/applications/shop?tab=tokens`)

// The list: a row opens beside it, and then as a whole, by the keyboard.
await walker.goto(`${origin}/t/acme/console/applications`)
await walker.getByRole('link', { name: 'Storefront' }).focus()
await walker.keyboard.press('Enter')
await walker.getByRole('dialog', { name: 'Application' }).waitFor()
await walker.waitForFunction(() => document.activeElement?.textContent === 'Open the application')
await walker.keyboard.press('Enter')
await walker.waitForURL(`**${storefront}`)
await see(walker, 'applications', `${origin}/t/acme/console/applications`, undefined, 'table')
await see(walker, 'applications-panel', `${origin}/t/acme/console/applications?open=shop`, undefined, '[role=dialog]')

// Rotation with overlap.
await walker.goto(`${origin}/t/acme/console/applications/shop?tab=secrets`)
await walker.getByRole('button', { name: 'Make another secret' }).click()
await walker.getByRole('button', { name: 'Make the secret' }).click()
await dialog.getByText(/^jtn_cs_/).waitFor()
await dialog.getByText('The older one').waitFor()
await dialog.getByRole('checkbox').check()
await dialog.getByRole('button', { name: 'Close' }).click()
await walker.getByText('Ends').first().waitFor()

// Taking its tokens back says how many there are, and asks for the id.
await walker.goto(`${origin}/t/acme/console/applications/shop`)
await walker.getByRole('button', { name: 'Revoke 1 live token' }).click()
await see(walker, 'revoke', walker.url(), async (page) => {
  await page.getByRole('button', { name: 'Revoke 1 live token' }).click()
  await page.getByRole('dialog').waitFor()
})
const revoke = dialog.getByRole('button', { name: 'Revoke 1 live token' })
assert.ok(await revoke.isDisabled())
await dialog.getByLabel('to go on').fill('shop')
await revoke.click()
await walker.getByText('1 token revoked.').waitFor()
assert.equal((await introspect(credential, apiSecret, token)).active, false)

// The command field.
await walker.keyboard.press('Control+k')
await walker.getByRole('combobox').fill('store')
await walker.getByRole('option', { name: 'Storefront' }).waitFor()
await see(walker, 'palette', `${origin}/t/acme/console`, async (page) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
})
await walker.keyboard.press('Enter')
await walker.waitForURL(`**${storefront}`)

// A session that ends while something is typed loses nothing.
await walker.goto(`${origin}${storefront}`)
await walker.getByRole('textbox', { name: 'Name', exact: true }).fill('Renamed')
const cookies = await walker.context().cookies()
await walker.context().clearCookies()
await walker.getByRole('button', { name: 'Save the name' }).click()
await walker.getByText('Your session has ended').waitFor()
await walker.context().addCookies(cookies)
await walker.evaluate(() => window.dispatchEvent(new Event('focus')))
await walker.getByText('Your session has ended').waitFor({ state: 'hidden' })
assert.equal(await walker.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'Renamed')
await walker.getByRole('button', { name: 'Save the name' }).click()
await walker.getByText('another name now').waitFor()

// Removing.
await walker.getByRole('button', { name: 'Remove the application' }).click()
await dialog.getByRole('textbox').fill(storefront.split('/').at(-1))
await dialog.getByRole('button', { name: 'Remove the application' }).click()
await walker.waitForURL('**/console/applications')
await walker.getByText('One in all').waitFor()

expected.push(404)
await see(walker, 'missing', `${origin}/t/acme/console/nothing/here`)
await see(walker, 'application-missing', `${origin}/t/acme/console/applications/nobody`)

await walker.getByRole('button', { name: 'Account' }).click()
await walker.getByRole('menuitem', { name: 'Sign out' }).click()
await walker.getByText('You are signed out').waitFor()
await done()
