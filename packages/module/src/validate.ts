import type { z } from 'zod';
import { explain, explainUnknown } from './explain.ts';
import type { MapNode, Path } from './node.ts';
import type { Source } from './source.ts';

/** A component's `spec` in its document. */
export interface Spec {
  readonly source: Source;
  readonly document: MapNode;
  /** The plain value of `spec`; unknown fields are taken out of it. */
  readonly value: unknown;
}

type Unrecognized = z.core.$ZodIssueUnrecognizedKeys;

/**
 * Checks a spec and reports every mistake in it. Unknown fields are warnings: they are taken out, and the
 * rest is checked again, which may bring up others. Undefined when there is an error.
 */
export function validate<T>(schema: z.ZodType<T>, spec: Spec): { readonly data: T } | undefined {
  for (;;) {
    const result = schema.safeParse(spec.value);
    if (result.success) return { data: result.data };
    const issues = result.error.issues;
    const unknown = issues.filter((issue): issue is Unrecognized => issue.code === 'unrecognized_keys');
    if (unknown.length === 0) {
      for (const issue of issues) explain(issue, spec);
      return undefined;
    }
    for (const issue of unknown) {
      explainUnknown(issue, spec);
      for (const key of issue.keys) remove(spec.value, issue.path as Path, key);
    }
  }
}

function remove(value: unknown, path: Path, key: string): void {
  const parent = path.reduce<unknown>(
    (node, step) => (node as Record<string | number, unknown>)[step],
    value,
  );
  Reflect.deleteProperty(parent as object, key);
}
