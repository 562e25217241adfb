/** A node of a KRaft cluster on this machine. */
export interface Node {
  readonly nodeId: number;
  readonly port: number;
  /** The address of the cluster's one controller, as `1@127.0.0.1:port`; undefined for the node that is it. */
  readonly quorum: string | undefined;
  /** Where the controller of this node listens, if it is it. */
  readonly controllerPort: number;
  readonly logDirectory: string;
  /** Further listeners, each with its port. */
  readonly listeners: Readonly<Record<string, number>>;
}

/** `server.properties` for tests: small, quick to start and to recover, made for one replica. */
export function serverProperties(node: Node): Record<string, string> {
  const secured = Object.entries(node.listeners);
  const listeners = (host: string): string =>
    [
      `PLAINTEXT://127.0.0.1:${node.port}`,
      ...secured.map(([name, port]) => `${name}://${host}:${port}`),
    ].join();
  const isController = node.quorum === undefined;
  return {
    'process.roles': isController ? 'broker,controller' : 'broker',
    'node.id': String(node.nodeId),
    'controller.quorum.voters': node.quorum ?? `${node.nodeId}@127.0.0.1:${node.controllerPort}`,
    listeners: isController
      ? `${listeners('127.0.0.1')},CONTROLLER://127.0.0.1:${node.controllerPort}`
      : listeners('127.0.0.1'),
    'advertised.listeners': listeners('localhost'),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': node.logDirectory,
    'auto.create.topics.enable': 'false',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.enable': 'false',
    // After kill -9 the controller lets the broker in again only when its old session is over (default 9 s).
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '2',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '2',
    'transaction.max.timeout.ms': '900000',
    'group.initial.rebalance.delay.ms': '0',
  };
}
