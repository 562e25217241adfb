import { ClientProperties } from '@statefun-ts/connector';

/** The properties of a Kafka client: names are as they are. `where` names the component in messages. */
export const kafkaProperties = (values: Readonly<Record<string, string>>, where: string): ClientProperties =>
  new ClientProperties(values, where, { code: 'STATEFUN_KAFKA_PROPERTY_INVALID' });
