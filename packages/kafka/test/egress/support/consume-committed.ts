import { setTimeout as delay } from 'node:timers/promises';
import { FetchIsolationLevels, listOffsetsV5, ListOffsetTimestamps } from '@platformatic/kafka';
import type { ConsumedRecord, TestClient } from '@statefun-ts/kafka-broker';
import { Cluster } from '../../../src/egress/cluster.ts';
import { egressSettings } from '../../../src/egress/settings.ts';
import { egressComponent, exactlyOnce } from './context.ts';

/**
 * All committed records of a topic, once no transaction is open or being completed in it. The broker answers a
 * commit before it has told the partitions of it.
 */
export async function consumeCommitted(client: TestClient, topic: string): Promise<ConsumedRecord[]> {
  const { connection } = egressSettings(egressComponent(client.bootstrap, exactlyOnce), 'test');
  const cluster = new Cluster(connection, () => performance.now());
  while (!(await isSettled(cluster, topic))) await delay(20);
  cluster.disconnect();
  return client.consumeAll(topic);
}

async function isSettled(cluster: Cluster, topic: string): Promise<boolean> {
  const { READ_COMMITTED, READ_UNCOMMITTED } = FetchIsolationLevels;
  await cluster.refresh([topic], { create: false });
  const leaders = cluster.topic(topic)?.leaders ?? [-1];
  if (leaders.some((leader) => leader < 0)) return false;
  for (const [partition, leader] of leaders.entries()) {
    try {
      const stable = await endOffset(cluster, leader, topic, partition, READ_COMMITTED);
      if (stable !== (await endOffset(cluster, leader, topic, partition, READ_UNCOMMITTED))) return false;
    } catch {
      // The leader of a new topic may not know yet that it is one.
      return false;
    }
  }
  return true;
}

async function endOffset(
  cluster: Cluster,
  leader: number,
  topic: string,
  partition: number,
  isolationLevel: number,
): Promise<bigint | undefined> {
  const partitions = [
    { partitionIndex: partition, currentLeaderEpoch: -1, timestamp: ListOffsetTimestamps.LATEST },
  ];
  const topics = [{ name: topic, partitions }];
  const { topics: answer } = await cluster.call(leader, listOffsetsV5.api, -1, isolationLevel, topics);
  return answer[0]?.partitions[0]?.offset;
}
