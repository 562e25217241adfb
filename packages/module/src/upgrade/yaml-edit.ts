import { isMap, isScalar, Pair, Scalar, YAMLMap, type Node as YamlNode } from 'yaml';
import type { YamlMap } from './yaml-copy.ts';

export const newMap = (): YamlMap => new YAMLMap<YamlNode, YamlNode | null>();

export const newPair = (key: string, value: YamlNode): YamlMap['items'][number] =>
  new Pair<YamlNode, YamlNode | null>(new Scalar(key), value);

/** Puts a field before the others. A comment above the first of those stays above it. */
export function prepend(map: YamlMap, key: string, value: YamlNode): void {
  const first = map.items[0]?.key;
  if (map.commentBefore && first && map.flow !== true) {
    first.commentBefore = [map.commentBefore, first.commentBefore ?? ''].join('\n').trimEnd();
    delete map.commentBefore;
  }
  map.items.unshift(newPair(key, value));
}

/** Takes a field out, with its comments. */
export function takePair(map: YamlMap, key: string): YamlMap['items'][number] | undefined {
  const index = map.items.findIndex((pair) => isKey(pair.key, key));
  return index < 0 ? undefined : map.items.splice(index, 1)[0];
}

/** Gives a field another name where it stands. */
export function renameKey(map: unknown, from: string, to: string): void {
  if (!isMap<YamlNode, YamlNode | null>(map)) return;
  const key = map.items.find((pair) => isKey(pair.key, from))?.key;
  if (isScalar(key)) key.value = to;
}

const isKey = (node: YamlNode, key: string): boolean => isScalar(node) && node.value === key;
