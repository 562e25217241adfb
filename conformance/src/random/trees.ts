import { Random } from '@statefun-ts/testing-support';

import type { Command } from '../script.ts';

/** How a message of a tree reaches its node, and whether it does. */
export type Way =
  /** Sent, or sent later: it comes. */
  | 'sent'
  | 'delayed'
  /** Sent later and cancelled in the same reply: it never comes. */
  | 'cancelled'
  /** Sent later and cancelled by a message that takes its time: one of the two comes first. */
  | 'raced';

/** What an address does for one message: adds to its total, writes its tag to the egress, and sends on. */
export interface Node {
  readonly tag: string;
  readonly type: string;
  readonly id: string;
  readonly add: number;
  readonly children: readonly Edge[];
}

export interface Edge {
  readonly way: Way;
  readonly delayMs: number;
  /** When a race is called off; of no other way. */
  readonly cancelAfterMs: number;
  readonly node: Node;
}

/** The longest delay of all. */
export const DELAY_MS_MAX = 2_000;

const DEPTH_MAX = 4;
const CHILDREN_MAX = 3;
const IDS = 120;
const WAYS: readonly Way[] = ['sent', 'sent', 'sent', 'sent', 'delayed', 'delayed', 'cancelled', 'raced'];

/** The tree with a number: always the same for a seed and the same function types. */
export const treeOf = (seed: number, number: number, types: readonly string[]): Node =>
  grow(new Random(seed * 1_000_003 + number), types, `${number}`, 0);

const grow = (random: Random, types: readonly string[], tag: string, depth: number): Node => {
  const count = depth === DEPTH_MAX ? 0 : random.below(CHILDREN_MAX + 1);
  return {
    tag,
    type: random.pick(types),
    id: `a${random.below(IDS)}`,
    add: 1 + random.below(100),
    children: Array.from({ length: count }, (_, i) => ({
      way: random.pick(WAYS),
      delayMs: random.below(random.chance(0.2) ? DELAY_MS_MAX : 300),
      cancelAfterMs: random.below(300),
      node: grow(random, types, `${tag}.${i}`, depth + 1),
    })),
  };
};

/** The script that a node's address runs; tags of nodes go to a topic, by their address. */
export const scriptOf = (node: Node, topic: string): Command[] => [
  { op: 'add', value: node.add },
  { op: 'kafka', topic, key: `${node.type}/${node.id}`, value: node.tag },
  ...node.children.flatMap((edge) => commandsOf(node, edge, topic)),
];

const commandsOf = (from: Node, { way, delayMs, cancelAfterMs, node }: Edge, topic: string): Command[] => {
  const value = scriptOf(node, topic);
  const message = { op: 'send', to: node.type, id: node.id, as: 'script', value } as const;
  const token = node.tag;
  const cancel = { op: 'cancel', token } as const;
  switch (way) {
    case 'sent':
      return [message];
    case 'delayed':
      return [{ ...message, delayMs }];
    case 'cancelled':
      return [{ ...message, delayMs, token }, cancel];
    case 'raced': {
      const toSelf = { op: 'send', to: from.type, id: from.id, as: 'script', value: [cancel] } as const;
      return [
        { ...message, delayMs, token },
        { ...toSelf, delayMs: cancelAfterMs },
      ];
    }
  }
};
