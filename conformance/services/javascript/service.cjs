// The functions of the conformance tests with a JavaScript SDK (`#sdk` in package.json); conformance/README.md says what they do.
// Usage: service.cjs NAMESPACE PORT VARIANT
const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { Address, StateFun, egressMessageBuilder, kafkaEgressMessage } = require('#sdk');
const { kinesisEgressMessage, messageBuilder } = require('#sdk');
const { JSON_RECORD, KINDS, SCRIPT, bytesJson } = require('./kinds.cjs');

const TTL_MS = 1500;

/** A function that does what the script in a message says; any other message it reports. */
const interpreter = (states) => async (context, message) => {
  if (!message.is(SCRIPT)) {
    publish(context, { ...reportOf(context, 'received'), message: describe(message) });
    return;
  }
  for (const command of message.as(SCRIPT)) await execute(context, command, states);
};

const execute = async (context, command, states) => {
  const { storage } = context;
  switch (command.op) {
    case 'set':
      storage[command.state] = states[command.state].kind.fromJson(command.value);
      return;
    case 'remove':
      storage[command.state] = null;
      return;
    case 'add':
      storage.total = (storage.total ?? 0) + command.value;
      return;
    case 'send':
      send(context, command);
      return;
    case 'reply':
      context.send(messageTo(context.caller.typename, context.caller.id, command));
      return;
    case 'cancel':
      context.cancelDelayedMessage(command.token);
      return;
    case 'report':
      publish(
        context,
        { ...reportOf(context, command.tag), states: valuesOf(storage, states) },
        command.topic,
      );
      return;
    case 'kafka': {
      const { topic, key, as, value } = command;
      const record = { typename: 'conformance/kafka', topic, key, ...encoded(as, value) };
      context.send(kafkaEgressMessage(record));
      return;
    }
    case 'kinesis': {
      const { stream, partitionKey, explicitHashKey, value } = command;
      const record = {
        typename: 'conformance/kinesis',
        stream,
        partitionKey,
        hashKey: explicitHashKey,
        value,
      };
      context.send(kinesisEgressMessage(record));
      return;
    }
    case 'egress':
      context.send(egressMessageBuilder({ typename: command.egress, ...encoded(command.as, command.value) }));
      return;
    case 'sleep':
      await sleep(command.ms);
      return;
    case 'fail':
      throw new Error('the script says so');
    default:
      throw new Error(`unknown command: ${JSON.stringify(command)}`);
  }
};

const encoded = (as, value) =>
  as === undefined ? { value } : { value: KINDS[as].fromJson(value), valueType: KINDS[as].type };

const send = (context, command) => {
  const message = messageTo(command.to, command.id, command);
  if (command.delayMs === undefined) context.send(message);
  else context.sendAfter(command.delayMs, message, command.token);
};

const messageTo = (typename, id, { as, value }) => {
  if (as === 'script') return messageBuilder({ typename, id, value, valueType: SCRIPT });
  // The types that the SDK finds out by itself.
  if (as === 'int' || as === 'string') return messageBuilder({ typename, id, value });
  return messageBuilder({ typename, id, ...encoded(as, value) });
};

const text = (address) => `${address.typename}/${address.id}`;

const reportOf = ({ self, caller }, tag) => ({ tag, self: text(self), caller: caller && text(caller) });

const valuesOf = (storage, states) =>
  Object.fromEntries(
    Object.entries(states).map(([name, { kind }]) => {
      const value = storage[name];
      return [name, value === null ? null : kind.toJson(value)];
    }),
  );

const describe = (message) => {
  const raw = message.rawValueBytes;
  const described = { typename: message.valueTypeName, length: raw.length, bytes: bytesJson(raw), is: [] };
  for (const [name, kind] of Object.entries(KINDS)) {
    if (!message.is(kind.type)) continue;
    described.is.push(name);
    described.value = kind.toJson(decode(message, kind));
  }
  return described;
};

/** By the method of the type's own, where there is one. */
const decode = (message, kind) => {
  if (message.isInt()) return message.asInt();
  if (message.isBoolean()) return message.asBoolean();
  if (message.isFloat()) return message.asFloat();
  if (message.isString()) return message.asString();
  return message.as(kind.type);
};

/** To a topic of Kafka, or else to the playground. */
const publish = (context, report, topic) => {
  const payload = JSON.stringify(report);
  context.send(
    topic === undefined
      ? egressMessageBuilder({
          typename: 'io.statefun.playground/egress',
          value: { topic: 'reports', payload },
          valueType: JSON_RECORD,
        })
      : kafkaEgressMessage({ typename: 'conformance/kafka', topic, key: context.self.id, value: payload }),
  );
};

/** Passes a message of any type on, as it is. */
const relay = (context, message) => {
  const probe = Address.fromParts(context.self.namespace, 'probe', context.self.id);
  const valueType = StateFun.customType(
    message.valueTypeName,
    (bytes) => bytes,
    (bytes) => bytes,
  );
  context.send(
    messageBuilder({ typename: probe.typename, id: probe.id, value: message.rawValueBytes, valueType }),
  );
};

const state = (kind, expiration = {}) => ({ kind: KINDS[kind], expiration });

const PROBE_STATES = {
  ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, state(kind)])),
  total: state('int'),
  written: state('int', { expireAfterWrite: TTL_MS }),
  called: state('int', { expireAfterCall: TTL_MS }),
};

const EVOLVING_STATES = {
  first: { kept: state('int'), note: state('string'), gone: state('int') },
  changed: { kept: state('int'), note: state('int') },
  next: { kept: state('int'), note: state('string'), fresh: state('string') },
};

const [namespace, port, variant] = process.argv.slice(2);
const statefun = new StateFun();
const bind = (name, states, fn = interpreter(states)) => {
  const specs = Object.entries(states).map(([key, { kind, expiration }]) => ({
    name: key,
    type: kind.type,
    ...expiration,
  }));
  statefun.bind({ typename: `${namespace}/${name}`, fn, specs });
};
bind('probe', PROBE_STATES);
bind('batched', PROBE_STATES);
bind('async', PROBE_STATES, async (context, message) => {
  await sleep(5);
  await interpreter(PROBE_STATES)(context, message);
});
bind('relay', {}, relay);
bind('evolving', EVOLVING_STATES[variant]);
if (variant === 'next') bind('late', {});

const handler = statefun.handler();
const server = http.createServer((request, response) => void handler(request, response));
server.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
