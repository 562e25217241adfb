/** What came back is not HTTP/1 as RFC 9112 has it, or more than is read of a head. The connection is of no use any more. */
export class MalformedReply extends Error {
  override readonly name = 'MalformedReply';
}
