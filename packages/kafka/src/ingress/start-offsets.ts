import type { Observer } from '@statefun-ts/engine';
import { partitionKey, LogEnd, type Cluster, type PartitionView } from './cluster.ts';
import { Isolation, type KafkaIngressSettings } from './settings.ts';

/** Where logs begin now, by `partitionKey`: the place to start for partitions that appeared later. */
export function earliestOffsets(
  cluster: Cluster,
  partitions: readonly PartitionView[],
): Promise<Map<string, number>> {
  return cluster.listOffsets(partitions, LogEnd.earliest, Isolation.readUncommitted);
}

/**
 * Where a fresh ingress starts by its `startupPosition`, by `partitionKey`. An offset that its log does not
 * have (any more) gives way to `autoOffsetResetPosition`, with a warning: nothing was promised for it yet.
 */
export async function startupOffsets(
  cluster: Cluster,
  partitions: readonly PartitionView[],
  settings: KafkaIngressSettings,
  observer: Observer,
): Promise<Map<string, number>> {
  const { component, isolation } = settings;
  const earliest = await earliestOffsets(cluster, partitions);
  const end = await cluster.listOffsets(partitions, LogEnd.latest, Isolation.readUncommitted);
  const latest = isolation === 0 ? end : await cluster.listOffsets(partitions, LogEnd.latest, isolation);
  const wanted = await wantedOffsets(cluster, partitions, settings, earliest, latest);
  const reset = component.autoOffsetResetPosition === 'earliest' ? earliest : latest;
  const starts = new Map<string, number>();
  for (const each of partitions) {
    const key = partitionKey(each);
    const [logStart = 0, logEnd = 0, offset, startOffset = 0] = [earliest, end, wanted, reset].map((all) =>
      all.get(key),
    );
    if (offset !== undefined && offset >= logStart && offset <= logEnd) {
      starts.set(key, offset);
      continue;
    }
    starts.set(key, startOffset);
    if (offset === undefined) continue;
    const where = { ingress: component.id, topic: each.topic, partition: each.partition };
    const message = 'The startup position is outside of the partition: starting by autoOffsetResetPosition';
    observer.log('warn', message, { ...where, offset, logStart, logEnd, startOffset });
  }
  return starts;
}

/** By `partitionKey`; partitions about which the startup position says nothing are left out. */
async function wantedOffsets(
  cluster: Cluster,
  partitions: readonly PartitionView[],
  { component }: KafkaIngressSettings,
  earliest: ReadonlyMap<string, number>,
  latest: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const { startupPosition, consumerGroupId } = component;
  switch (startupPosition.type) {
    case 'earliest':
      return earliest;
    case 'latest':
      return latest;
    case 'group-offsets':
      return cluster.groupOffsets(consumerGroupId, partitions);
    case 'specific-offsets': {
      // As in the original, partitions that are not listed start at the group's offsets.
      const listed = new Map(startupPosition.offsets.map((each) => [partitionKey(each), each.offset]));
      const unlisted = partitions.filter((partition) => !listed.has(partitionKey(partition)));
      const committed = unlisted.length === 0 ? [] : await cluster.groupOffsets(consumerGroupId, unlisted);
      return new Map([...committed, ...listed]);
    }
    case 'date': {
      const timestamp = BigInt(startupPosition.timestampMs);
      const found = await cluster.listOffsets(partitions, timestamp, Isolation.readUncommitted);
      return new Map([...latest, ...[...found].filter(([, offset]) => offset >= 0)]);
    }
    default:
      return startupPosition satisfies never;
  }
}
