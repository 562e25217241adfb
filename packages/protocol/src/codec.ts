import { io } from './generated/codec.js';
import type { FromFunction, KafkaProducerRecord, KinesisEgressRecord, ToFunction } from './messages.ts';
import { WireReader } from './wire-reader.ts';
import type { Encodable } from './wire-writer.ts';
import { encodeMessage } from './wire-writer.ts';

/** What the generated code offers for one message, with our own read-only types. */
export interface Codec<T> {
  /**
   * The canonical proto3 encoding: fields in order, defaults left out. Strings must be well-formed: one with
   * a lone surrogate comes out as bytes that decoders refuse, or with U+FFFD in its place.
   */
  encode(message: T): Uint8Array;
  /**
   * Byte fields are views of `bytes`, not copies: keep a copy of what outlives the message. Unknown fields
   * are skipped, a known field of another wire type counts as unknown, and the last of several values
   * counts. Throws `RangeError`, `TypeError` or `Error` on malformed input, which includes strings that are
   * not UTF-8, and on more than 4 million sub-messages, strings and byte fields. Time and memory are linear
   * in the length of `bytes`: limit it.
   */
  decode(bytes: Uint8Array): T;
}

interface Generated extends Encodable {
  decode(reader: WireReader): object;
}

const codec = <T extends object>(generated: Generated): Codec<T> => ({
  encode: (message) => encodeMessage(generated, message),
  decode: (bytes) => generated.decode(new WireReader(bytes)) as T,
});

const { reqreply, egress } = io.statefun.sdk;

export const toFunctionCodec = codec<ToFunction>(reqreply.ToFunction);
export const fromFunctionCodec = codec<FromFunction>(reqreply.FromFunction);
export const kafkaProducerRecordCodec = codec<KafkaProducerRecord>(egress.KafkaProducerRecord);
export const kinesisEgressRecordCodec = codec<KinesisEgressRecord>(egress.KinesisEgressRecord);

export const KAFKA_PRODUCER_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord';
export const KINESIS_EGRESS_RECORD = 'type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord';
