import type { Edge, Node } from './trees.ts';

/** A tree, and whether its root's message is known to have been taken. */
export interface Planted {
  readonly root: Node;
  readonly certain: boolean;
  /** Roots of one such source and address come in the order in which they were planted. */
  readonly source: string | undefined;
}

export interface Verdict {
  /** Tags that must come and have not; of what they send on, nothing is known. */
  readonly missing: readonly string[];
  /**
   * What must never be: a tag that came twice, or although its message was cancelled, or out of order. It counts when
   * nothing is missing: a topic is read partition by partition, so effects may be seen before their causes.
   */
  readonly wrong: readonly string[];
  /** The total of each address, by what came. */
  readonly totals: ReadonlyMap<string, number>;
}

const addressOf = ({ type, id }: Node): string => `${type}/${id}`;

/** What came of trees, in the order in which each address wrote it: `tags` are by address. */
export const audit = (planted: readonly Planted[], tags: ReadonlyMap<string, readonly string[]>): Verdict => {
  const auditor = new Auditor(tags);
  for (const tree of planted) auditor.root(tree);
  return auditor.verdict();
};

class Auditor {
  /** Where each tag stands among those of its address. */
  readonly #positions = new Map<string, number>();
  readonly #nodes = new Map<string, Node>();
  readonly #missing: string[] = [];
  readonly #wrong: string[] = [];
  readonly #totals = new Map<string, number>();
  readonly #byAddress: ReadonlyMap<string, readonly string[]>;
  readonly #lastOfRoots = new Map<string, Node>();

  constructor(byAddress: ReadonlyMap<string, readonly string[]>) {
    this.#byAddress = byAddress;
    for (const [address, tags] of byAddress) {
      for (const [position, tag] of tags.entries()) {
        if (this.#positions.has(tag)) this.#wrong.push(`${tag} came twice, at ${address}`);
        this.#positions.set(tag, position);
      }
    }
  }

  root({ root, certain, source }: Planted): void {
    this.#visit(root, certain ? 'must' : 'may');
    if (source === undefined || !this.#positions.has(root.tag)) return;
    const key = `${source} to ${addressOf(root)}`;
    this.#inOrder(this.#lastOfRoots.get(key), root, key);
    this.#lastOfRoots.set(key, root);
  }

  verdict(): Verdict {
    for (const [address, tags] of this.#byAddress) {
      for (const tag of tags)
        if (!this.#nodes.has(tag)) this.#wrong.push(`${tag} at ${address} is of no tree`);
      this.#orderOfSends(address, tags);
    }
    return { missing: this.#missing, wrong: this.#wrong, totals: this.#totals };
  }

  #visit(node: Node, expected: 'must' | 'may' | 'never'): void {
    this.#nodes.set(node.tag, node);
    const came = this.#positions.has(node.tag);
    const address = addressOf(node);
    if (came) this.#totals.set(address, (this.#totals.get(address) ?? 0) + node.add);
    if (came && expected === 'never') this.#wrong.push(`${node.tag} came to ${address}, and must not`);
    if (came && this.#byAddress.get(address)?.[this.#positions.get(node.tag) ?? -1] !== node.tag) {
      this.#wrong.push(`${node.tag} did not come to ${address}`);
    }
    if (!came && expected === 'must') this.#missing.push(node.tag);
    for (const { way, node: child } of node.children) {
      this.#visit(child, came ? EXPECTED[way] : 'never');
    }
  }

  /** What one address sends to another at once must come in order. */
  #orderOfSends(address: string, tags: readonly string[]): void {
    const last = new Map<string, Node>();
    for (const tag of tags) {
      for (const { way, node } of this.#nodes.get(tag)?.children ?? []) {
        if (way !== 'sent' || !this.#positions.has(node.tag)) continue;
        const pair = `${address} to ${addressOf(node)}`;
        this.#inOrder(last.get(pair), node, pair);
        last.set(pair, node);
      }
    }
  }

  #inOrder(before: Node | undefined, after: Node, pair: string): void {
    if (before === undefined) return;
    const [first = 0, second = 0] = [this.#positions.get(before.tag), this.#positions.get(after.tag)];
    if (first > second) this.#wrong.push(`${after.tag} overtook ${before.tag} on its way from ${pair}`);
  }
}

const EXPECTED: Readonly<Record<Edge['way'], 'must' | 'may' | 'never'>> = {
  sent: 'must',
  delayed: 'must',
  cancelled: 'never',
  raced: 'may',
};
