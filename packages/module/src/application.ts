import type { Component } from './components.ts';
import { isEndpoint, isListening } from './components-of.ts';
import { locate, type Path } from './node.ts';
import type { ReadComponent } from './read-component.ts';

/** Reports what two components may not both have, whichever files they are in. */
export function checkDuplicates(all: readonly ReadComponent[]): void {
  const first = new Map<string, ReadComponent>();
  for (const read of all) {
    if (read.identity === undefined) continue;
    const key = JSON.stringify([read.kind.role, read.identity.key]);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, read);
    else reportDuplicate(read, earlier);
  }
  checkPorts(all);
}

function reportDuplicate(read: ReadComponent, earlier: ReadComponent): void {
  const { role } = read.kind;
  const what = {
    endpoint: 'An endpoint for',
    ingress: 'The ingress',
    egress: 'The egress',
    extension: 'The extension',
  };
  const field = read.identity?.field;
  const name = field === undefined ? read.identity?.key : writtenAt(read, [field]);
  read.source.report(placeOf(read, field === undefined ? [] : [field]), {
    severity: 'error',
    code: 'STATEFUN_MODULE_DUPLICATE',
    message: `${what[role]} ${name} is there already, at ${identityPlace(earlier)}.`,
    hint: role === 'ingress' || role === 'egress' ? 'give one of the two another id' : 'keep one of the two',
  });
}

function identityPlace({ source, document, identity }: ReadComponent): string {
  const path = identity?.field === undefined ? [] : ['spec', identity.field];
  const { file, line, column } = source.originAt(locate({ node: document, at: document.start }, path).at);
  return `${file}:${line}:${column}`;
}

/** Two servers on one port: only one of them could start. */
function checkPorts(all: readonly ReadComponent[]): void {
  const servers = all.flatMap((read) => {
    const { component } = read;
    return component !== undefined && isListening(component) && component.port !== 0
      ? [{ read, component }]
      : [];
  });
  servers.forEach(({ read, component }, index) => {
    const same = servers
      .slice(0, index)
      .find((server) => server.component.port === component.port && overlap(server.component, component));
    if (same === undefined || same.component.kind === component.kind) return;
    read.source.report(placeOf(read, ['port']), {
      severity: 'error',
      code: 'STATEFUN_MODULE_DUPLICATE',
      message: `The port is taken already by the component at ${formatOrigin(same.component)}.`,
      hint: 'give one of the two another port',
    });
  });
}

/** The same address, or one that stands for all. */
const overlap = ({ host: one }: { host?: string }, { host: other }: { host?: string }): boolean =>
  one === other || [one, other].some((host) => host === '0.0.0.0' || host === '::');

const formatOrigin = ({ origin }: Component): string => `${origin.file}:${origin.line}:${origin.column}`;

/**
 * Warns of an application that can't do anything, or whose mail has nowhere to go. Warnings, since the file
 * may be one of several. To be called when nothing is wrong otherwise: an invalid endpoint serves nothing.
 */
export function checkCompleteness(all: readonly ReadComponent[]): void {
  const [first] = all;
  if (first === undefined) return;
  const warn = (message: string, hint: string) =>
    first.source.report(0, { severity: 'warning', code: 'STATEFUN_MODULE_INCOMPLETE', message, hint });
  const has = (role: string) => all.some(({ kind }) => kind.role === role);
  if (!has('ingress')) {
    warn(
      'There is no ingress, so nothing brings messages in.',
      'add one, or give the file that has it as well',
    );
  }
  if (!has('endpoint')) {
    warn(
      'There is no endpoint, so no function can be called.',
      'add one, or give the file that has it as well',
    );
  }
  checkTargets(all);
}

function checkTargets(all: readonly ReadComponent[]): void {
  const served = new Set<string>();
  for (const { component } of all) {
    if (component !== undefined && isEndpoint(component)) {
      served.add(`${component.functions.namespace}/${component.functions.name}`);
    }
  }
  for (const read of all) {
    for (const { target, path } of (read.component && read.kind.targets?.(read.component)) ?? []) {
      if (served.has(target) || served.has(`${target.slice(0, target.lastIndexOf('/'))}/*`)) continue;
      read.source.report(placeOf(read, path), {
        severity: 'warning',
        code: 'STATEFUN_MODULE_INCOMPLETE',
        message: `No endpoint serves ${writtenAt(read, path)}, a target of the ingress ${writtenAt(read, ['id'])}.`,
        hint: 'add an endpoint for it or for its namespace; until then its messages become dead letters',
      });
    }
  }
}

/** What the file has, which for `${env:…}` is not the value. */
function writtenAt({ document }: ReadComponent, path: Path): string {
  const { node } = locate({ node: document, at: document.start }, ['spec', ...path]);
  return node?.type === 'scalar' ? (node.written ?? '') : '';
}

const placeOf = ({ document }: ReadComponent, path: Path): number =>
  locate({ node: document, at: document.start }, path.length === 0 ? [] : ['spec', ...path]).at;
