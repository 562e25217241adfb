// The types of values under the names that scripts call them by, and how their values look in JSON.
const { createHash } = require('node:crypto');
const { StateFun } = require('#sdk');

const { Timestamp } = require(
  require.resolve('google-protobuf/google/protobuf/timestamp_pb.js', {
    paths: [require.resolve('apache-flink-statefun')],
  }),
);

const HEX_BYTES_MAX = 64;
const same = (value) => value;

/** Bytes as text: all of them in hex, or of many a digest. */
const bytesJson = (bytes) =>
  bytes.length <= HEX_BYTES_MAX
    ? bytes.toString('hex')
    : `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The SDK has no 64-bit numbers; a user who needs them writes such a type. A zero is no bytes at all. */
const wideType = (typename, write, read, zero) =>
  StateFun.customType(
    typename,
    (value) => {
      if (Object.is(value, zero)) return Buffer.alloc(0);
      const bytes = Buffer.alloc(9, 9);
      bytes[write](value, 1);
      return bytes;
    },
    (bytes) => (bytes.length === 0 ? zero : bytes[read](1)),
  );

/** A number, or text where JSON has no such number. */
const numberJson = (value) => {
  if (Object.is(value, -0)) return '-0.0';
  return Number.isFinite(value) ? value : String(value);
};

const timestampOf = ({ seconds, nanos }) => {
  const timestamp = new Timestamp();
  timestamp.setSeconds(seconds);
  timestamp.setNanos(nanos);
  return timestamp;
};

/** Hex, or `{"bytes": n}` for n bytes of 0x5a. */
const bytesOf = (json) =>
  typeof json === 'string' ? Buffer.from(json, 'hex') : Buffer.alloc(json.bytes, 0x5a);

const KINDS = {
  bool: { type: StateFun.booleanType(), fromJson: same, toJson: same },
  int: { type: StateFun.intType(), fromJson: same, toJson: same },
  // JSON's numbers don't hold all 64 bits.
  long: {
    type: wideType('io.statefun.types/long', 'writeBigInt64LE', 'readBigInt64LE', 0n),
    fromJson: BigInt,
    toJson: String,
  },
  float: { type: StateFun.floatType(), fromJson: Number, toJson: numberJson },
  double: {
    type: wideType('io.statefun.types/double', 'writeDoubleLE', 'readDoubleLE', 0),
    fromJson: Number,
    toJson: numberJson,
  },
  string: { type: StateFun.stringType(), fromJson: same, toJson: same },
  json: { type: StateFun.jsonType('conformance/Json'), fromJson: same, toJson: same },
  proto: {
    type: StateFun.protoType('type.googleapis.com/google.protobuf.Timestamp', Timestamp),
    fromJson: timestampOf,
    toJson: (value) => value.toObject(),
  },
  custom: {
    type: StateFun.customType('conformance/Bytes', same, same),
    fromJson: bytesOf,
    toJson: bytesJson,
  },
};

module.exports = {
  KINDS,
  SCRIPT: StateFun.jsonType('conformance/Script'),
  JSON_RECORD: StateFun.jsonType('io.statefun.playground/EgressRecord'),
  bytesJson,
};
