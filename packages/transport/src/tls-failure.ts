/** What to do, by the codes of Node and OpenSSL. Of their texts, those that don't say it themselves. */
const ADVICE: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'the certificate of the service, or of its authority, has to be renewed'],
  [/^CERT_NOT_YET_VALID$/, 'compare the clocks of the two machines'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate of the service is for another host'],
  [
    /^(?:UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|PATH_LENGTH_|INVALID_PURPOSE|HOSTNAME_MISMATCH)/,
    'trust_cacerts needs the authority that signed the certificate of the service',
  ],
  [
    /ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|NO_CERTIFICATE)|CERTIFICATE_REQUIRED/,
    'the service does not take client_cert, or wants one',
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/, 'does the service speak https at this port?'],
  [/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/, 'the two do not agree on how to speak TLS'],
];

/** What failed when it is TLS that did: what was said, and what to do about it. Undefined: it was not. */
export function tlsFailure(code: string, reason: string): string | undefined {
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  return advice && `no secure connection: ${reason} (${code}): ${advice}`;
}
