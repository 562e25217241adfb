export { startBroker, type Broker, type BrokerOptions } from './broker.ts';
export { makeCertificates, type Certificates } from './certificates.ts';
export type { SecuredListeners, Security } from './secured.ts';
export {
  TestClient,
  uniqueName,
  type OpenTransaction,
  type TestRecord,
  type TopicOptions,
} from './client.ts';
export type { ConsumedRecord } from './consume.ts';
export { sharedBroker } from './shared.ts';
