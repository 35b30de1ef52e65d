import { AddressList, wrongAddress as wrong, type Addresses } from '../parts/AddressList'
import { checkRedirect } from '../rules/redirect'

// RedirectList is addresses that people may be sent to.
export const RedirectList = ({ native, ...rest }: Omit<Addresses, 'check'> & { native: boolean }) => <AddressList {...rest} check={(uri) => checkRedirect(uri, native)} />

// wrongAddress gives the first thing wrong among them.
export const wrongAddress = (value: string[], native: boolean) => wrong(value, (uri) => checkRedirect(uri, native))
