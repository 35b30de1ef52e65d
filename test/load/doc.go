// Package load is servers in use, for tests that do something to them meanwhile.
//
// Hands get tokens and take them back in every way there is, others ask about any
// token all the time; every request is judged by itself, and what was told of tokens
// goes to the checker of test/revocation. Whatever a test does under the load, it
// ends with Audit: everything that was acknowledged is looked at again.
//
// The one idea worth knowing is that a load knows nothing of what strikes. It counts
// what was answered and what was not, and leaves it to the test what may be put off:
// while a database is away (test/faults) much, while an installation is upgraded or
// its replicas are restarted one by one (test/upgrade) nothing.
package load
