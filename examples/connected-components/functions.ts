import { createServer } from 'node:http';
import type { Context } from '@statefun-ts/sdk';
import { StateFun, egressMessageBuilder, messageBuilder } from '@statefun-ts/sdk';

/** A vertex of the graph, and the edges from it. */
const vertexType = StateFun.jsonType<{ readonly vertex_id: string; readonly neighbours: readonly string[] }>(
  'connected-components.types/vertex',
);

/** From a neighbour: it belongs to this component now. */
const componentChangeType = StateFun.jsonType<{ readonly component_id: string }>(
  'connected-components.types/vertexComponentChange',
);

const egressRecordType = StateFun.jsonType<{ readonly topic: string; readonly payload: string }>(
  'io.statefun.playground/EgressRecord',
);

const specs = [
  { name: 'component', type: StateFun.stringType() },
  { name: 'neighbours', type: StateFun.jsonType<readonly string[]>('connected-components.types/neighbours') },
] as const;

type VertexContext = Context<typeof specs>;

export const statefun = new StateFun();

/**
 * One instance for each vertex. A component is named after its smallest vertex: each tells its neighbours when
 * it learns of a smaller one, until nothing changes any more.
 */
statefun.bind({
  typename: 'connected-components.fns/vertex',
  specs,
  fn(context, message) {
    const { storage, self, caller } = context;
    if (message.is(vertexType)) {
      const { neighbours } = message.as(vertexType);
      const strangers = meet(context, neighbours);
      if (!join(context, self.id)) tell(context, strangers);
    } else if (message.is(componentChangeType) && caller !== null) {
      meet(context, [caller.id]);
      const theirs = message.as(componentChangeType).component_id;
      join(context, self.id);
      if (join(context, theirs)) return;
      if (storage.component !== theirs) tell(context, [caller.id]);
    }
  },
});

/** Edges go both ways. Gives those that were not neighbours before. */
function meet({ storage }: VertexContext, ids: readonly string[]): readonly string[] {
  const known = storage.neighbours ?? [];
  const strangers = [...new Set(ids)].filter((id) => !known.includes(id));
  if (strangers.length > 0) storage.neighbours = [...known, ...strangers];
  return strangers;
}

/** Joins a component when it is smaller than the present one; says whether it did. */
function join(context: VertexContext, component: string): boolean {
  const { storage, self } = context;
  const before = storage.component;
  if (before !== null && compareIds(component, before) >= 0) return false;
  storage.component = component;
  const change = before === null ? '' : `, and no longer to ${before}`;
  const payload = `Vertex ${self.id} belongs to component ${component}${change}.`;
  context.send(
    egressMessageBuilder({
      typename: 'io.statefun.playground/egress',
      value: { topic: 'connected-component-changes', payload },
      valueType: egressRecordType,
    }),
  );
  tell(context, storage.neighbours ?? []);
  return true;
}

function tell(context: VertexContext, ids: readonly string[]): void {
  const { storage, self } = context;
  for (const id of ids) {
    const value = { component_id: storage.component ?? self.id };
    context.send(messageBuilder({ typename: self.typename, id, value, valueType: componentChangeType }));
  }
}

/** Numbers in ids by value: 9 before 10. */
const compareIds = new Intl.Collator('en', { numeric: true }).compare;

// `node functions.ts` serves them on their own, for a runtime that is started by `npx statefun run`.
if (import.meta.main) createServer(statefun.handler()).listen(8000, '127.0.0.1');
