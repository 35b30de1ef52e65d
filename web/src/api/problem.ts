// Problem is what went wrong with a call, in the words of the management API (RFC
// 9457), or in ours where there was no answer.
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field = '',
    readonly requestID = '',
  ) {
    super(detail)
    this.name = 'Problem'
  }

  // signedOut is whether nobody is signed in any more.
  get signedOut() {
    return this.status === 401
  }
}

export const asRecord = (body: unknown) => (typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {})

// readProblem makes a problem of an answer that is none of the expected ones.
export function readProblem(status: number, body: unknown): Problem {
  const told = asRecord(body)
  const text = (name: string) => (typeof told[name] === 'string' ? told[name] : '')
  return new Problem(status, text('code') || 'unexpected', text('detail') || unexplained(status), text('field'), text('request_id'))
}

function unexplained(status: number): string {
  if (status === 503) return 'the server could not find out. Nothing was changed, as far as it knows'
  return `the server gave an answer that the console does not understand (status ${status})`
}

// unreachable is the problem of a call that got no answer.
export const unreachable = () =>
  new Problem(0, 'unreachable', 'there was no answer. Check your connection; whether a change was made is not known')

// asProblem gives whatever was thrown as a problem.
export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem(0, 'unexpected', thrown instanceof Error ? thrown.message : 'something unexpected happened')
