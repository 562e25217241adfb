import type { ExtensionComponent } from '../components.ts';
import { mapping, text } from './fields.ts';
import { defineKind, identifyBy } from './kind.ts';

const module = () =>
  text('the name of a package, or a path that begins with ./, ../ or /').describe(
    'The package, or the JavaScript or TypeScript module, whose default export is the extension. A path is relative to this file.',
  );

export const extension = defineKind({
  kind: 'io.statefun.extensions.v1/extension',
  role: 'extension',
  summary:
    'An extension: transports and kinds of components that the application needs. See [Extensions](extensions.md). Not in the original.',
  schema: mapping({ module: module() }),
  identify: identifyBy('module', module(), (name) => name),
  toComponent: (spec, { origin }): ExtensionComponent => ({
    kind: 'io.statefun.extensions.v1/extension',
    origin,
    module: spec.module,
  }),
});
