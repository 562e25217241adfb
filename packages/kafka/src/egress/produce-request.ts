import { createAPI, produceV9, Writer } from '@platformatic/kafka';
import { answerOf } from '../protocol-errors.ts';

/** A batch of records for one partition, ready for the wire. */
export interface SealedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

/** What one produce request carries to one broker: no two batches of the same partition. */
export interface ProduceRequest {
  readonly transactionalId: string | null;
  readonly acks: -1 | 0 | 1;
  readonly timeoutMs: number;
  readonly batches: readonly SealedBatch[];
}

/**
 * The Produce request (version 9) with batches that are encoded already: the client's own encodes each record
 * by itself, at several times the cost. Its answer is handed over whole, errors of single partitions included.
 */
export const produceApi = createAPI<[ProduceRequest], produceV9.ProduceResponse>(
  0,
  9,
  encodeRequest,
  (...response) => {
    try {
      return produceV9.parseResponse(...response);
    } catch (error) {
      return answerOf(error) as produceV9.ProduceResponse;
    }
  },
);

function encodeRequest({ transactionalId, acks, timeoutMs, batches }: ProduceRequest): Writer {
  const topics = [...Map.groupBy(batches, ({ topic }) => topic)];
  const writer = Writer.create()
    .appendString(transactionalId)
    .appendInt16(acks)
    .appendInt32(timeoutMs)
    .appendArray(topics, (topicWriter, [topic, partitions]) => {
      topicWriter.appendString(topic).appendArray(partitions, (partitionWriter, { partition, bytes }) => {
        partitionWriter
          .appendInt32(partition)
          .appendUnsignedVarInt(bytes.length + 1)
          .append(bytes);
      });
    })
    .appendTaggedFields();
  if (acks === 0) writer.context['noResponse'] = true;
  return writer;
}
