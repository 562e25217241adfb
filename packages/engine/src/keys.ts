/**
 * The store's keys. Each starts with the letter of its kind; what can hold any character is prefixed by its
 * length or stands last, so that no two addresses share a key. Numbers that must sort are of fixed width.
 *
 * ```
 * e                                        meta
 * r <type> <state name>                    registry: the type of a state
 * s <partition> <type> <state name> <id>   value of a state
 * m <partition> <type> <id>                mailbox: which rows of mail are there
 * q <partition> <type> <seq> <id>          one waiting message
 * t <fire at> <lane> <seq>                 timer: delayed message or expiration check
 * k <partition> <type> <token> <id>        cancellation token of a sender
 * p <source partition>                     position of a source that can replay
 * h <egress> <lane> <channel>              outbox stream
 * o <egress> <lane> <channel> <first seq>  records of an outbox stream
 * d <seq>                                  dead letter
 * c <egress> <name>                        small durable values of an egress
 * ```
 */

const PARTITION_DIGITS = 3;
const LANE_DIGITS = 2;
/** 36^11 exceeds 2^53. */
const NUMBER_DIGITS = 11;

const fixed = (value: number, digits: number): string => value.toString(36).padStart(digits, '0');
const sized = (text: string): string => `${text.length.toString(36)}:${text}`;

export const META_KEY = 'e';

/** Ranges for scans: from the first key of a kind to past its last. */
export const rangeOf = (kind: string): readonly [from: string, to: string] => [
  kind,
  String.fromCharCode(kind.charCodeAt(0) + 1),
];

/** The part of a key that stands for a function type, computed once per type. */
export const typePart = (namespace: string, type: string): string => sized(`${namespace}/${type}`);

const partitionParts: string[] = [];

/** Made once for each partition, since each message needs one. */
export const partitionPart = (partition: number): string =>
  (partitionParts[partition] ??= fixed(partition, PARTITION_DIGITS));

export const registryKey = (typeKey: string, stateName: string): string => `r${typeKey}${stateName}`;

/** The middle of a state's key, computed once per state. */
export const statePart = (typeKey: string, stateName: string): string => typeKey + sized(stateName);

export const stateKey = (partition: string, state: string, id: string): string =>
  `s${partition}${state}${id}`;

export const mailboxKey = (partition: string, typeKey: string, id: string): string =>
  `m${partition}${typeKey}${id}`;

export const mailKey = (partition: string, typeKey: string, sequence: number, id: string): string =>
  `q${partition}${typeKey}${fixed(sequence, NUMBER_DIGITS)}${id}`;

export const timerKey = (fireAtMs: number, lane: number, sequence: number): string =>
  `t${fixed(fireAtMs, NUMBER_DIGITS)}${fixed(lane, LANE_DIGITS)}${fixed(sequence, NUMBER_DIGITS)}`;

export const timerFireAtMs = (key: string): number => parseInt(key.slice(1, 1 + NUMBER_DIGITS), 36);

export const tokenKey = (partition: string, typeKey: string, token: string, id: string): string =>
  `k${partition}${typeKey}${sized(token)}${id}`;

export const sourceKey = (name: string): string => `p${name}`;

/** The source partition that a position's key stands for. */
export const sourceName = (key: string): string => key.slice(1);

export const outboxKey = (egress: string, lane: number, channel: string): string =>
  `h${sized(egress)}${fixed(lane, LANE_DIGITS)}${channel}`;

export const outboxRowKey = (egress: string, lane: number, channel: string, first: number): string =>
  `o${sized(egress)}${fixed(lane, LANE_DIGITS)}${sized(channel)}${fixed(first, NUMBER_DIGITS)}`;

export const deadLetterKey = (sequence: number): string => `d${fixed(sequence, NUMBER_DIGITS)}`;

export const connectorKey = (egress: string, name: string): string => `c${sized(egress)}${name}`;

/** The partition of a key of a kind whose keys begin with one. */
export const partitionOfKey = (key: string): number => parseInt(key.slice(1, 1 + PARTITION_DIGITS), 36);

/** The state that a key of the registry stands for. */
export const parseRegistryKey = (key: string): { functionType: string; state: string } => {
  const { text, end } = unsize(key, 1);
  return { functionType: text, state: key.slice(end) };
};

/** The lane of a timer's key. */
export const laneOfTimerKey = (key: string): number =>
  parseInt(key.slice(1 + NUMBER_DIGITS, 1 + NUMBER_DIGITS + LANE_DIGITS), 36);

/** The lane of an outbox's row, and whose it is. */
export const parseOutboxRowKey = (key: string): { egress: string; lane: number; channel: string } => {
  const { text, end } = unsize(key, 1);
  const lane = parseInt(key.slice(end, end + LANE_DIGITS), 36);
  return { egress: text, lane, channel: unsize(key, end + LANE_DIGITS).text };
};

/** Takes a sized part off a key: its text and what follows. */
const unsize = (key: string, from: number): { text: string; end: number } => {
  const colon = key.indexOf(':', from);
  const end = colon + 1 + parseInt(key.slice(from, colon), 36);
  return { text: key.slice(colon + 1, end), end };
};

/** The address that a mailbox key stands for. */
export const parseMailboxKey = (key: string): { namespace: string; type: string; id: string } => {
  const { text, end } = unsize(key, 1 + PARTITION_DIGITS);
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), type: text.slice(slash + 1), id: key.slice(end) };
};

/** Whose small value a key stands for. */
export const parseConnectorKey = (key: string): { egress: string; name: string } => {
  const { text, end } = unsize(key, 1);
  return { egress: text, name: key.slice(end) };
};

/** The stream that an outbox stream's key stands for. */
export const parseOutboxKey = (key: string): { egress: string; lane: number; channel: string } => {
  const { text, end } = unsize(key, 1);
  return {
    egress: text,
    lane: parseInt(key.slice(end, end + LANE_DIGITS), 36),
    channel: key.slice(end + LANE_DIGITS),
  };
};
