import { ClientProperties } from '@statefun-ts/connector';

/**
 * The `clientConfigProperties` of one component. As in the original, `SocketTimeout`, `socketTimeout` and
 * `aws.clientconfig.socketTimeout` are one name. `where` names the component in messages.
 */
export const kinesisProperties = (
  values: Readonly<Record<string, string>>,
  where: string,
): ClientProperties =>
  new ClientProperties(values, where, { code: 'STATEFUN_KINESIS_PROPERTY_INVALID', canonical });

const clientPrefix = 'aws.clientconfig.';

function canonical(name: string): string {
  const bare = name.startsWith(clientPrefix) ? name.slice(clientPrefix.length) : name;
  return /^(?:flink|aws)\./.test(bare) ? bare : bare.charAt(0).toLowerCase() + bare.slice(1);
}
