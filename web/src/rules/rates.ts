// Rates are how many requests a second may be made. Zero is what the installation
// allows.

const most = 1_000_000

export const isRate = (rate: number) => Number.isInteger(rate) && rate >= 0 && rate <= most

export const rateBounds = `A rate is 1 to ${most.toLocaleString('en')} requests a second, or 0 for what the installation allows.`

// rateInWords says a rate that somebody chose.
export const rateInWords = (rate: number) => (rate === 0 ? 'what the installation allows' : persecond(rate))

// limitInWords says a rate that holds, where 0 is none.
export const limitInWords = (rate: number) => (rate === 0 ? 'as many as come' : persecond(rate))

const persecond = (rate: number) => (rate === 1 ? '1 request a second' : `${rate.toLocaleString()} requests a second`)
