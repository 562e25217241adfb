import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process, as people know it. */
export interface PortOwner {
  readonly pid: number;
  /** Its command line, cut at 80 characters. */
  readonly command: string;
}

const LISTENING = '0A';

/**
 * The process that listens on a TCP port of this machine. Linux only, and only as far as /proc shows it to
 * this user; `undefined` when it can't be told.
 */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  if (process.platform !== 'linux') return undefined;
  const inodes = new Set([
    ...listeningInodes(await readOrEmpty('/proc/net/tcp'), port),
    ...listeningInodes(await readOrEmpty('/proc/net/tcp6'), port),
  ]);
  if (inodes.size === 0) return undefined;
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, links)) return { pid: Number(pid), command: await commandOf(pid) };
  }
  return undefined;
}

/** Inodes of the listening sockets in a table of the form of /proc/net/tcp. */
function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && fields[1]?.endsWith(wanted))
    .flatMap((fields) => fields[9] ?? []);
}

async function holdsSocket(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  // Another user's process, or one that is gone by now: neither is an error here.
  const descriptors = await readdir(directory).catch(() => []);
  for (const descriptor of descriptors) {
    const link = await readlink(`${directory}/${descriptor}`).catch(() => '');
    if (links.has(link)) return true;
  }
  return false;
}

async function commandOf(pid: string): Promise<string> {
  const line = (await readOrEmpty(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const readOrEmpty = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
