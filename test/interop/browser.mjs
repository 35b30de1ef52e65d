// A browser as far as pages without scripts need one. Forms are filled by what
// their fields are for (autocomplete), as a password manager does.
import assert from 'node:assert/strict'

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]))

export class Browser {
  cookies = new Map()

  // go follows redirects until there is a page, or until one leads to an address
  // that begins with back, which it gives.
  async go(address, back, form) {
    const headers = { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const body = form && new URLSearchParams(form)
    if (form) headers['sec-fetch-site'] = 'same-origin'
    const response = await fetch(address, { method: form ? 'POST' : 'GET', headers, body, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';')
      const [name, value] = pair.split('=')
      value ? this.cookies.set(name, value) : this.cookies.delete(name)
    }
    const location = response.headers.get('location')
    if (location) {
      assert.equal(response.status, 303)
      const next = new URL(location, address)
      return next.href.startsWith(back) ? next : this.go(next, back)
    }
    this.page = await response.text()
    this.address = address
    return undefined
  }

  // submit fills the one form of the page and presses the button of the value.
  async submit(back, fields = {}, button) {
    const action = attributes(this.page.match(/<form[^>]*>/)[0]).action
    const form = {}
    for (const [tag] of this.page.matchAll(/<(input|button)[^>]*>/g)) {
      const { name, value = '', autocomplete } = attributes(tag)
      if (!name) continue
      if (tag.startsWith('<button')) {
        if (value === button) form[name] = value
      } else {
        form[name] = fields[autocomplete] ?? value
      }
    }
    return this.go(new URL(action, this.address), back, form)
  }

  // signIn goes from an authorization request to the answer.
  async signIn(address, back, username, password) {
    let answer = await this.go(address, back)
    if (!answer && this.page.includes('autocomplete="current-password"')) {
      answer = await this.submit(back, { username, 'current-password': password })
    }
    if (!answer && this.page.includes('value="allow"')) answer = await this.submit(back, {}, 'allow')
    assert.ok(answer, this.page)
    return answer
  }

  // decide goes through the pages for the code of a device, whichever there are, to
  // the end.
  async decide(address, code, username, password, decision) {
    await this.go(address, 'nowhere:')
    for (const [sign, fields, button] of [
      ['autocomplete="one-time-code"', { 'one-time-code': code }],
      ['autocomplete="current-password"', { username, 'current-password': password }],
      ['value="allow"', {}, decision],
    ]) {
      if (this.page.includes(sign)) await this.submit('nowhere:', fields, button)
    }
    assert.ok(!this.page.includes('<form'), this.page)
  }
}
