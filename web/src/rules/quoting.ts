// What is pasted elsewhere must mean no more than it says, whatever is in the names
// and addresses that stand in it.

// sh is a text as one word of a POSIX shell. What needs no quotes has none.
export const sh = (text: string) => (/^[\w%+:,./@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

// What ends a line for some compiler, or turns the direction of what stands there.
const unseen = /[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

// literal is a text in the quotes that Go, JavaScript, Python, Java, C# and YAML all
// read as that text.
export const literal = (text: string) => JSON.stringify(text).replace(unseen, escaped)

// property is a text in a YAML file of Spring, which looks for placeholders in it.
export const property = (text: string) => literal(text.replaceAll('${', '\\${'))
