// What is compared of two answers, in words that a person can compare too.

const attribute = (tag, name) => tag.match(new RegExp(`${name}="([^"]*)"`))?.[1]

// look gives of an answer the aspects that are compared.
export async function look(server, response) {
  const text = await response.text()
  const { status, headers } = response
  const aspects = { outcome: `${status}`, members: [], challenge: challengeOf(headers), cache: /no-store/.test(headers.get('cache-control')) ? 'not kept' : 'may be kept' }
  const told = (what, members) => {
    const error = members.get('error')
    aspects.outcome += ` ${what}${error ? `, ${error}` : ''}`
    aspects.members = [...new Set(members.keys())].filter((name) => name !== 'error_description').sort()
    return aspects
  }
  const location = headers.get('location')
  const form = text.match(/<form[^>]*>/)?.[0]
  if (location) {
    const target = new URL(location, server.metadata.issuer)
    if (target.origin === new URL(server.metadata.issuer).origin) return told('on to a page', new Map())
    const fragment = target.hash.length > 1
    return told(fragment ? 'to the client in a fragment' : 'to the client', new URLSearchParams(fragment ? target.hash.slice(1) : target.search))
  }
  if (headers.get('content-type')?.startsWith('text/html')) {
    const action = form && new URL(attribute(form, 'action'), server.metadata.issuer)
    if (!action || action.origin === new URL(server.metadata.issuer).origin) return told('a page', new Map())
    return told('to the client by a form', new Map([...text.matchAll(/<input[^>]*>/g)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')])))
  }
  if (/json/.test(headers.get('content-type'))) return told('JSON', new Map(Object.entries(JSON.parse(text || '{}'))))
  return told(text ? 'text' : 'nothing', new Map())
}

// challengeOf gives the scheme of a challenge, and its error.
function challengeOf(headers) {
  const challenge = headers.get('www-authenticate')
  if (!challenge) return 'none'
  const error = challenge.match(/error="([^"]*)"/)?.[1]
  return challenge.split(' ')[0] + (error ? `, ${error}` : '')
}

// compare lists the differences of two answers. Of answers with another outcome
// the rest differs too, and says nothing more; of members it says who alone has
// which.
export function compare(ours, theirs) {
  if (ours.outcome !== theirs.outcome) return [{ aspect: 'outcome', ours: ours.outcome, theirs: theirs.outcome }]
  const differing = ['challenge', 'cache'].filter((aspect) => ours[aspect] !== theirs[aspect])
  const all = differing.map((aspect) => ({ aspect, ours: ours[aspect], theirs: theirs[aspect] }))
  const alone = (these, those) => these.filter((name) => !those.includes(name)).join(' ') || 'none'
  const members = { aspect: 'members', ours: alone(ours.members, theirs.members), theirs: alone(theirs.members, ours.members) }
  return members.ours === members.theirs ? all : [...all, members]
}
