export { startBroker, type Broker, type BrokerOptions } from './broker.ts';
export {
  TestClient,
  uniqueName,
  type OpenTransaction,
  type TestRecord,
  type TopicOptions,
} from './client.ts';
export type { ConsumedRecord } from './consume.ts';
export { sharedBroker } from './shared.ts';
