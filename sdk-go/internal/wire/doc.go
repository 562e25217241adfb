// Package wire reads requests and writes replies of the remote invocation protocol of Stateful Functions (versions 3.1
// to 3.3), straight from and to protobuf's encoding. It is as fast as that, and clashes with no generated code.
package wire
