// Commits by turns: what one brought, on a machine that others use as well.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Application, moduleYaml } from './src/application.ts';
import { ROOT, benchmark, say } from './src/benchmark.ts';
import { run } from './src/process.ts';
import type { Setting } from './src/setting.ts';
import { withSetting } from './src/setting.ts';

interface Options {
  readonly commits: string;
  readonly transports: string;
  readonly turns: string;
  readonly rounds: string;
  readonly messages: string;
  readonly keys: string;
  readonly shards: string;
}

/** One load. Times are in µs for a message. */
interface Round {
  readonly commit: string;
  readonly transport: string;
  readonly turn: number;
  readonly round: number;
  readonly messagesPerSecond: number;
  readonly cpuMicros: number;
  /** Of the threads of each name that took any. */
  readonly threads: Readonly<Record<string, number>>;
  /** In which a processor had nothing to do, the load's start and end included. */
  readonly idleMicros: number;
  readonly peakMiB: number;
}

/** A work tree of its own, since two folders with the same code differ by more than most changes bring. */
class WorkTree {
  readonly root = mkdtempSync(join(tmpdir(), 'statefun-by-turns-'));

  async checkOut(commit: string): Promise<void> {
    if ((await this.#head()) === commit) return;
    say(`checks out ${commit}`);
    if ((await this.#head()) === undefined)
      await run('git', ['worktree', 'add', '--force', '--detach', this.root, commit], { cwd: ROOT });
    else await run('git', ['checkout', '--detach', commit], { cwd: this.root });
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: this.root });
  }

  async remove(): Promise<void> {
    rmSync(this.root, { recursive: true, force: true });
    await run('git', ['worktree', 'prune'], { cwd: ROOT });
  }

  #head(): Promise<string | undefined> {
    return run('git', ['rev-parse', '--short', 'HEAD'], { cwd: this.root }).then(
      (head) => head.trim(),
      () => undefined,
    );
  }
}

/** Hundredths of a second in which the machine's processors had nothing to do. */
const idleTicks = (): number => {
  const [all = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  return Number(all.split(/\s+/)[4]);
};

class ByTurns {
  readonly #setting: Setting;
  readonly #tree: WorkTree;
  readonly #options: Options;

  constructor(setting: Setting, tree: WorkTree, options: Options) {
    this.#setting = setting;
    this.#tree = tree;
    this.#options = options;
  }

  async all(commits: readonly string[]): Promise<Round[]> {
    const { transports, turns } = this.#options;
    const found: Round[] = [];
    for (let turn = 0; turn < Number(turns); turn++) {
      for (const commit of commits) {
        await this.#tree.checkOut(commit);
        for (const transport of transports.split(','))
          found.push(...(await this.#one({ commit, transport, turn })));
      }
    }
    return found;
  }

  async #one(what: Pick<Round, 'commit' | 'transport' | 'turn'>): Promise<Round[]> {
    const { kafka, functions, folder, freshTopics } = this.#setting;
    await freshTopics();
    const yaml = moduleYaml({
      kafka,
      functions,
      transport: what.transport,
      functionsModule: join(this.#tree.root, 'bench/functions/greeter.ts'),
      semantic: 'exactly-once',
      target: 'peer/greeter',
      valueType: 'io.statefun.types/string',
    });
    const application = new Application(folder(), yaml, this.#options.shards, this.#tree.root);
    await application.start();
    try {
      const rounds: Round[] = [];
      for (let round = 0; round < Number(this.#options.rounds); round++) {
        rounds.push({ ...what, round, ...(await this.#load(application)) });
        say(JSON.stringify(rounds.at(-1)));
      }
      return rounds;
    } finally {
      await application.stop();
    }
  }

  async #load({ process }: Application): Promise<Omit<Round, 'commit' | 'transport' | 'turn' | 'round'>> {
    const { messages, keys } = this.#options;
    const before = { threads: process.cpuSecondsByThread(), idle: idleTicks() };
    const args = ['-n', messages, '-keys', keys, '-timeout', '20m', '-committed'];
    const [figures = {}] = await this.#setting.load('run', ...args);
    const wrong = Number(figures['Duplicates']) + Number(figures['CountErrors']);
    if (Number(figures['Unique']) !== Number(messages) || wrong > 0) throw new Error(JSON.stringify(figures));
    const micros = (seconds: number): number => Math.round((seconds * 1e8) / Number(messages)) / 100;
    const taken = Object.entries(process.cpuSecondsByThread()).map(
      ([name, seconds]) => [name, seconds - (before.threads[name] ?? 0)] as const,
    );
    return {
      messagesPerSecond: Math.round(Number(figures['RateFromStart'])),
      cpuMicros: micros(taken.reduce((sum, [, seconds]) => sum + seconds, 0)),
      threads: Object.fromEntries(
        taken.map(([name, seconds]) => [name, micros(seconds)] as const).filter(([, each]) => each > 0),
      ),
      idleMicros: micros((idleTicks() - before.idle) / 100),
      peakMiB: process.memoryMiB().peak,
    };
  }
}

await benchmark({
  name: 'by-turns',
  about: `
The greeter over Kafka, exactly-once, with commits by turns, in one work tree of its own: single runs of one commit differ by more than a change brings, and
so do two folders. CPU time of the runtime for a message, by thread, and how much of the processors was idle. Linux only. Needs git, Go, Java 17 and
Maven; a minute for each commit, transport and turn.

  node bench/by-turns.ts --commits HEAD~1,HEAD --transports stream,module`,
  options: {
    commits: { default: 'HEAD~1,HEAD', meaning: 'as git names them' },
    transports: { default: 'async,stream,module', meaning: 'async, stream, module or okhttp' },
    turns: { default: '3', meaning: 'times that each commit has its turn' },
    rounds: { default: '2', meaning: 'loads of one turn; in the first, code is still being compiled' },
    messages: { default: '1000000', meaning: 'messages of a load' },
    keys: { default: '100000', meaning: 'addresses' },
    shards: { default: '1', meaning: 'as for --shards' },
  },
  run: (options) =>
    withSetting(async (setting) => {
      const short = (commit: string) => run('git', ['rev-parse', '--short', commit], { cwd: ROOT });
      const names = await Promise.all(options.commits.split(',').map(short));
      const commits = names.map((name) => name.trim());
      const tree = new WorkTree();
      try {
        const figures = await new ByTurns(setting, tree, options).all(commits);
        return {
          label: `${options.transports.replaceAll(',', '-')}-${options.keys}`,
          tables: [
            {
              title: `By turns, ${options.keys} keys, shards: ${options.shards}`,
              head: ['commit', 'transport', 'turn', 'round', 'messages/s', 'CPU µs', 'idle µs', 'by thread'],
              rows: figures.map((each) =>
                [
                  each.commit,
                  each.transport,
                  each.turn,
                  each.round,
                  each.messagesPerSecond,
                  each.cpuMicros,
                  each.idleMicros,
                  Object.entries(each.threads)
                    .map(([name, micros]) => `${name} ${micros}`)
                    .join(', '),
                ].map(String),
              ),
            },
          ],
          charts: [],
          figures,
        };
      } finally {
        await tree.remove();
      }
    }),
});
